"""DOCX: python-docx opens the package and knows its styles; the body is walked here, so that nothing in it is lost.

python-docx's own iterators pass over what stands in content controls, insertions, text boxes and hyperlinks, and
repeat merged cells. Deleted text is not there; hidden text is marked hidden.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import DocumentError
from . import tables
from .blocks import Block, Parsed, Part, characters
from .decode import line

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # says again what stands beside it
_HEADING = re.compile(r"(?:heading|標題|标题)\s*(\d)", re.IGNORECASE)
_SMALLEST = 5  # half points; nobody reads letters of 2.5 points
_WHITE = re.compile(r"F[A-F0-9]F[A-F0-9]F[A-F0-9]$", re.IGNORECASE)


def parse(data: bytes) -> Parsed:
    import docx
    from docx.opc.exceptions import OpcError

    try:
        document = docx.Document(io.BytesIO(data))
    except (OpcError, KeyError, ValueError) as error:
        raise DocumentError("it is not a whole Word document", "document_damaged") from error
    walker = _Walker(_styles(document))
    blocks = [*walker.blocks(document.element.body), *walker.notes(document)]
    titles = [block.text for block in blocks if block.level == 0 and block.kind == "heading"]
    title = titles[0] if titles else line(document.core_properties.title or "")
    shown = [block for block in blocks if not (block.kind == "heading" and block.level == 0)]
    parts = [Part("text", characters(shown), _pictures(document.element.body))]
    return Parsed(title, tuple(shown), tuple(parts))


@dataclass(frozen=True, slots=True)
class _Style:
    level: int | None = None  # of a heading; 0 is the document's title
    hidden: bool = False
    listed: bool = False


def _styles(document: Any) -> dict[str, _Style]:
    """Every style by its id."""
    out = {}
    for style in document.styles.element.iter(f"{_W}style"):
        chain = _chain(document.styles.element, style)
        names = [name.get(f"{_W}val") or "" for link in chain if (name := link.find(f"{_W}name")) is not None]
        hidden = any(_hides(link.find(f"{_W}rPr"), False) for link in chain)
        listed = any(link.find(f"{_W}pPr/{_W}numPr") is not None for link in chain)
        out[style.get(f"{_W}styleId") or ""] = _Style(_level(chain, names), hidden, listed)
    return out


def _chain(styles: Any, style: Any) -> list[Any]:
    """A style and those that it is based on."""
    known = {s.get(f"{_W}styleId"): s for s in styles.iter(f"{_W}style")}
    chain = [style]
    while (base := chain[-1].find(f"{_W}basedOn")) is not None and (above := known.get(base.get(f"{_W}val"))) is not None and above not in chain:
        chain.append(above)
    return chain


def _level(chain: list[Any], names: list[str]) -> int | None:
    for name in names:
        if name.lower() in ("title", "標題", "标题"):
            return 0
        if found := _HEADING.match(name):
            return int(found[1])
    return next((level for link in chain if (level := _outline(link.find(f"{_W}pPr"))) is not None), None)


def _outline(properties: Any) -> int | None:
    found = properties.find(f"{_W}outlineLvl") if properties is not None else None
    value = (found.get(f"{_W}val") or "") if found is not None else ""
    return int(value) + 1 if value.isdecimal() and int(value) < 9 else None


class _Walker:
    def __init__(self, styles: Mapping[str, _Style]) -> None:
        self._styles = styles

    def blocks(self, element: Any) -> Iterator[Block]:
        for child in element:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag not in (f"{_W}del", f"{_W}moveFrom", f"{_W}sectPr", _FALLBACK):
                yield from self.blocks(child)

    def notes(self, document: Any) -> Iterator[Block]:
        """Foot- and endnotes, behind the body: fees hide in them."""
        from lxml import etree

        for relation in document.part.rels.values():
            if relation.reltype.rpartition("/")[2] in ("footnotes", "endnotes"):
                root = etree.fromstring(relation.target_part.blob, parser=etree.XMLParser(resolve_entities=False, no_network=True))
                for note in root:
                    if note.get(f"{_W}type") in (None, "normal"):
                        yield from self.blocks(note)

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:
        properties = paragraph.find(f"{_W}pPr")
        style = self._style(properties.find(f"{_W}pStyle") if properties is not None else None)
        own = _outline(properties)
        level = own if own is not None else style.level
        shown, hidden = self._runs(paragraph, style.hidden)
        if shown:
            listed = style.listed or (properties is not None and properties.find(f"{_W}numPr") is not None)
            yield Block("heading", shown, level) if level is not None else Block("item" if listed else "text", shown)
        if hidden:
            yield Block("text", hidden, hidden=True)
        for box in paragraph.iter(f"{_W}txbxContent"):
            if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                yield from self.blocks(box)

    def _style(self, name: Any) -> _Style:
        return self._styles.get(name.get(f"{_W}val") or "", _Style()) if name is not None else _Style()

    def _runs(self, paragraph: Any, unseen: bool) -> tuple[str, str]:
        """What is seen of a paragraph, and what is hidden in it."""
        parts: tuple[list[str], list[str]] = ([], [])
        for run in _inside(paragraph, f"{_W}r"):
            by_style = self._style(run.find(f"{_W}rPr/{_W}rStyle")).hidden
            hidden = unseen or by_style or _hides(run.find(f"{_W}rPr"), _painted(run))
            parts[hidden].append("".join(_text(piece) for piece in run))
        return line("".join(parts[0])), line("".join(parts[1]))

    def _table(self, table: Any) -> Iterator[Block]:
        rows = [row for row in table.iter(f"{_W}tr") if next(row.iterancestors(f"{_W}tbl")) is table]
        hidden: list[Block] = []
        found: list[list[tables.Span]] = []
        for row in rows:
            named = row.find(f"{_W}trPr/{_W}tblHeader") is not None
            before = row.find(f"{_W}trPr/{_W}gridBefore")
            spans = [tables.Span("")] * _value(before, 0)
            for cell in (cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row):
                inner = list(self.blocks(cell))
                hidden += [block for block in inner if block.hidden]
                words = " ".join(block.text for block in inner if not block.hidden)
                spans.append(tables.Span(words, _value(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1), _merge(cell), named))
            found.append(spans)
        yield from tables.blocks(tables.spanned(_downwards(found)))
        yield from hidden


_CONTINUES = 0  # rows of a span that goes on from the cell above it


def _merge(cell: Any) -> int:
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    return _CONTINUES if merge is not None and merge.get(f"{_W}val") != "restart" else 1


def _downwards(rows: list[list[tables.Span]]) -> list[list[tables.Span]]:
    """Word writes a merged cell once more in each row that it goes through; here the first one spans them all."""
    starts: list[list[int]] = []
    for row in rows:
        at = 0
        starts.append([(at := at + span.columns) - span.columns for span in row])
    places = [dict(zip(columns, row, strict=True)) for columns, row in zip(starts, rows, strict=True)]
    out: list[list[tables.Span]] = []
    for i, row in enumerate(rows):
        kept = []
        for column, span in zip(starts[i], row, strict=True):
            if span.rows == _CONTINUES and i > 0 and column in places[i - 1]:
                continue
            down = 1
            while i + down < len(rows) and (below := places[i + down].get(column)) is not None and below.rows == _CONTINUES:
                down += 1
            kept.append(tables.Span(span.text, span.columns, down, span.header))
        out.append(kept)
    return out


def _inside(element: Any, tag: str) -> Iterator[Any]:
    """Descendants, but for those in deletions, text boxes and what a newer program says in another way."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in (f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", _FALLBACK):
            yield from _inside(child, tag)


def _text(piece: Any) -> str:
    match piece.tag.removeprefix(_W) if isinstance(piece.tag, str) else "":
        case "t":
            return piece.text or ""
        case "tab" | "br" | "cr":
            return " "
        case "noBreakHyphen":
            return "-"
        case "sym":
            return "•"
    return ""


def _hides(properties: Any, painted: bool) -> bool:
    """Whether a run's properties make it invisible; white letters on a colour are a design, not a hiding place."""
    if properties is None:
        return False
    vanish = properties.find(f"{_W}vanish")
    if vanish is not None and (vanish.get(f"{_W}val") or "1") not in ("0", "false", "off"):
        return True
    size = _value(properties.find(f"{_W}sz"), 100)
    colour = properties.find(f"{_W}color")
    white = colour is not None and bool(_WHITE.match(colour.get(f"{_W}val") or ""))
    return size <= _SMALLEST or (white and not painted)


def _painted(run: Any) -> bool:
    """A colour behind the run, its paragraph or its cell; a table's style may paint any of its cells."""
    holders = [run, *run.iterancestors(f"{_W}p", f"{_W}tc")]
    fills = [shade.get(f"{_W}fill") for holder in holders for pr in holder if str(pr.tag).endswith("Pr") for shade in pr.iter(f"{_W}shd")]
    if any(fill and fill != "auto" and not _WHITE.match(fill) for fill in fills):
        return True
    return any(table.find(f"{_W}tblPr/{_W}tblStyle") is not None for table in run.iterancestors(f"{_W}tbl"))


def _value(element: Any, default: int) -> int:
    value = (element.get(f"{_W}val") or "") if element is not None else ""
    return int(value) if value.isdecimal() and len(value) < 6 else default


def _pictures(body: Any) -> str:
    count = sum(1 for _ in body.iter("{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"))
    return f"{count} pictures, which are not read" if count > 1 else "a picture, which is not read" if count else ""
