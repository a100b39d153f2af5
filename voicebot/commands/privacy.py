"""`voicebot privacy scan|ledger`."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path

import typer

from ..errors import InputError
from ..knowledge.pack import load_pack, texts
from ..privacy.mask import published
from ..privacy.scan import Hit, Report, files, scan, search
from ..ledger import Ledger
from . import terminal


def scan_files(config: Path | None, paths: list[Path], planted: Path | None, leave_out: list[str], as_json: bool) -> None:
    """Prints file, kind and offset of every hit. Raises InputError (personal_data_found) where there is one."""
    public = published(texts(load_pack(terminal.settings(config).pack)))
    if missing := next((path for path in paths if not path.exists()), None):
        raise InputError(f"there is no {missing}")
    try:
        found = list(files(paths, leave_out))
        report = scan(found, public)
        hits = report.hits + (search(found, _values(planted)) if planted is not None else ())
    except OSError as error:
        raise InputError(f"{error.filename} cannot be read: {error.strerror}") from error
    _print(report, hits, len(found), as_json)
    if hits:
        kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(Counter(hit.kind for hit in hits).items()))
        raise InputError(f"personal data in {len({hit.path for hit in hits})} of {len(found)} files: {kinds}", code="personal_data_found")


def _values(planted: Path) -> list[str]:
    """One value a line. Raises InputError for a list that is empty, which would prove nothing."""
    values = [line.strip() for line in planted.read_text("utf-8").splitlines() if line.strip()]
    if not values:
        raise InputError(f"{planted} names no value to look for")
    return values


def _print(report: Report, hits: tuple[Hit, ...], files_: int, as_json: bool) -> None:
    if as_json:
        rows = [{"file": str(hit.path), "kind": hit.kind, "offset": hit.offset} for hit in hits]
        skipped = [str(path) for path in report.not_looked_at]
        terminal.print_json({"files": files_, "hits": rows, "not_looked_at": skipped})
        return
    for hit in hits:
        typer.echo(f"{hit.path}: {hit.kind} at byte {hit.offset}")
    for path in report.not_looked_at:
        typer.echo(f"{path}: sound, picture or archive, not read as text")
    counted = [f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in ((files_, "file"), (len(hits), "hit"))]
    typer.echo(f"{counted[0]}, {report.looked_at} read as text, {counted[1]}")


def ledger(config: Path | None, as_json: bool) -> None:
    """Which privacy notice was given in which conversation, and what each version says."""
    settings = terminal.settings(config)
    path = Path(settings.data_dir) / "ledger.db"
    if not path.exists():
        raise InputError(f"there is no ledger in {settings.data_dir}; the desk makes it with its first conversation")
    book = Ledger(path, settings.ledger_days)
    entries, notices = book.entries(), book.notices()
    book.close()
    if as_json:
        terminal.print_json({"entries": [asdict(entry) for entry in entries], "notices": notices})
        return
    for entry in entries:
        at = datetime.fromtimestamp(entry.at, timezone.utc).isoformat(timespec="seconds")
        records = "recorded" if entry.records else "not recorded"
        typer.echo(f"{at}  {entry.reference:<8} {entry.channel:<6} {entry.event:<9} {entry.version}  {entry.language:<6} {records}")
    typer.echo(f"{len(entries)} entries, {len(notices)} versions of the notice")
