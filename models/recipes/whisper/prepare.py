"""Step 1: an organisation's own recordings, checked, → `work/train.tsv` and `work/dev.tsv`.

Usage: python prepare.py recordings.tsv [--work work] [--dev-share 0.1]
`recordings.tsv` has a header and the columns file (relative to it), text, speaker, consent. `consent` names the record
by which the speaker agreed to this use, such as "2026-03-14/17": a row without one stops everything, because it must not
even be read. Nothing is copied; the two lists point at the recordings, and leave out what cannot be learnt from, with
its reason and count. Speakers of the dev list are in no row of the other; with one speaker, clips are divided, and
what is measured then says nothing about other people.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
from collections import Counter
from pathlib import Path

from voicebot.audio import files
from voicebot.characters import hong_kong
from voicebot.errors import DeskError
from voicebot.events import IN_RATE

COLUMNS = ("file", "text", "speaker", "consent")
SHORTEST_S, LONGEST_S = 0.4, 28.0
FASTEST = 12.0  # characters a second: more is a text that does not belong to its recording
_CONSENT = re.compile(r"(?!(?:no|none|yes|true|n/?a|-+|\?+)$)\S.{2,}", re.IGNORECASE)  # a record's name, not a tick
_SAID = re.compile(r"[\u3400-\u9fff]|[A-Za-z]+|[0-9]")


def rows(manifest: Path) -> list[dict[str, str]]:
    """Stops with a message where a column or a consent is missing; the message tells line numbers, never texts."""
    with manifest.open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not table or (lacking := [name for name in COLUMNS if name not in table[0]]):
        raise SystemExit(f"error: the manifest needs a row and the columns {', '.join(COLUMNS)}; missing: {', '.join(lacking if table else COLUMNS)}")
    without = [str(n) for n, row in enumerate(table, 2) if not _CONSENT.fullmatch((row["consent"] or "").strip())]
    if without:
        raise SystemExit(f"error: no record of consent in lines {', '.join(without[:20])}{' …' if len(without) > 20 else ''}; nothing was read")
    return table


def trouble(path: Path, text: str) -> str | None:
    """Why a row cannot be learnt from, or None."""
    if not _SAID.search(text):
        return "no text"
    try:
        seconds = len(files.read(path)) / IN_RATE
    except DeskError:
        return "recording cannot be read"
    if not SHORTEST_S <= seconds <= LONGEST_S:
        return f"not {SHORTEST_S:g} to {LONGEST_S:g} s"
    return "text too long for its recording" if len(_SAID.findall(text)) > FASTEST * seconds else None


def is_dev(name: str, share: float) -> bool:
    """By a hash, so that a speaker (or a clip) stays on its side when recordings are added."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) < share * 2**32


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recordings", type=Path)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--dev-share", type=float, default=0.1)
    wanted = parser.parse_args()
    kept, left = [], Counter[str]()
    seen: set[str] = set()
    for row in rows(wanted.recordings):
        path = (wanted.recordings.parent / row["file"]).resolve()
        why = "named twice" if str(path) in seen else trouble(path, row["text"])
        seen.add(str(path))
        if why is None:
            kept.append((path, hong_kong(row["text"].strip()), row["speaker"]))
        else:
            left[why] += 1
    speakers = {speaker for _, _, speaker in kept}
    dev = {speaker for speaker in speakers if is_dev(speaker, wanted.dev_share)}
    by_clip = not dev or dev == speakers
    parts: dict[str, list[tuple[Path, str]]] = {"train": [], "dev": []}
    for path, text, speaker in kept:
        held = is_dev(path.name, wanted.dev_share) if by_clip else speaker in dev
        parts["dev" if held else "train"].append((path, text))
    wanted.work.mkdir(parents=True, exist_ok=True)
    for name, part in parts.items():
        lines = ["file\ttext", *(f"{path}\t{text}" for path, text in part)]
        (wanted.work / f"{name}.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    print(f"train {len(parts['train'])} clips, dev {len(parts['dev'])}, {'divided by clip: too few speakers' if by_clip else f'{len(dev)} of {len(speakers)} speakers held out'}")
    for why, count in left.most_common():
        print(f"left out: {count} ({why})")
    if not parts["train"]:
        raise SystemExit("error: nothing is left to learn from")


if __name__ == "__main__":
    main()
