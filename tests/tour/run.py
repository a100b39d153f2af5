"""`make tour`: every door of the desk, scripted, with real parts, into a folder of pictures, sounds and transcripts.

    python -m tests.tour.run [--out artefacts/tour] [--only ACT …]

Writes tour.json: per act whether it showed what it had to, the seconds it took, its files, and what is thin about it.
Exit status 1 where an act failed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from . import acts
from .stage import ROOT, ActFailed, DeskProcess, Stage, new_key


@dataclass(frozen=True)
class Result:
    act: str
    title: str
    ok: bool
    seconds: float
    thin: str
    files: list[str]
    seen: dict[str, object]
    failed: str = ""


def play(act: acts.Act, stage: Stage) -> Result:
    """One act; whatever goes wrong in it is its own failure, and the tour goes on."""
    started = time.monotonic()
    files: list[str] = []
    seen: dict[str, object] = {}
    failed = ""
    try:
        act.play(stage, files, seen)
    except ActFailed as error:
        failed = str(error)
    except Exception as error:  # noqa: BLE001 - the boundary of one act: told, with its place
        failed = f"{type(error).__name__}: {error}".split("\n")[0]
        traceback.print_exc()
    finally:
        stage.close_pages()
    return Result(act.name, act.title, not failed, round(time.monotonic() - started, 1), act.thin, files, seen, failed)


def tour(out: Path, only: list[str], say: Callable[[str], None] = print) -> bool:
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    staff_key, started = new_key(), time.monotonic()
    desk = DeskProcess(out, staff_keys=staff_key, **acts.SETTINGS)
    results: list[Result] = []
    try:
        with sync_playwright() as browsers:
            stage = Stage(out, desk, browsers, staff_key)
            for act in acts.ACTS:
                if not only or act.name in only:
                    results.append(play(act, stage))
                    last = results[-1]
                    say(f"{'ok  ' if last.ok else 'FAIL'} {last.seconds:6.1f} s  {last.act:12} {last.failed or last.title}")
            stage.json("tour", {"ok": all(r.ok for r in results), "seconds": round(time.monotonic() - started, 1), "acts": [asdict(r) for r in results]})
    finally:
        desk.stop()
    return bool(results) and all(r.ok for r in results)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=ROOT / "artefacts" / "tour")
    parser.add_argument("--only", nargs="*", default=[], help="names of acts")
    given = parser.parse_args()
    return 0 if tour(given.out, given.only) else 1


if __name__ == "__main__":
    sys.exit(main())
