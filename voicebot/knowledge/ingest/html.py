"""HTML by lxml: what a browser would show as headings, paragraphs, items and tables; what it would hide is marked hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ...errors import DocumentError
from . import tables
from .blocks import Block, Parsed, Part, characters
from .decode import clean, decode, line

_IGNORED = frozenset("script style template noscript head svg math iframe object select button input textarea".split())
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table td th tr ul".split()
)
_HIDDEN = re.compile(
    r"display:none|visibility:hidden|opacity:0(?:;|$)|font-size:[01](?:\.\d+)?(?:px|pt|em|%)?(?:;|$)|(?<![-\w])color:(?:#fff(?:fff)?|white)(?:;|$)",
    re.IGNORECASE,
)
_PAINTED = re.compile(r"background", re.IGNORECASE)  # white on a colour is a design, not a hiding place
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ANCHOR = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*$")


def parse(data: bytes) -> Parsed:
    text, encoding = decode(data)
    root = _tree(clean(text))
    blocks = list(_walk(root, False)) if root is not None else []
    title = line(" ".join(root.xpath("string(//title)").split())) if root is not None else ""
    return Parsed(title, tuple(blocks), (Part("text", characters(blocks)),), encoding)


def of_text(text: str) -> list[Block]:
    """The blocks of a piece of HTML inside another text."""
    root = _tree(text)
    return list(_walk(root, False)) if root is not None else []


def _tree(text: str) -> Any:
    """The parsed page, or None where there is no element at all. Nothing is fetched and no entity is read from a file."""
    from lxml import etree, html

    parser = html.HTMLParser(no_network=True)
    try:
        root = html.document_fromstring(_DECLARATION.sub("", text), parser=parser)
    except etree.ParserError:
        return None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):  # what lies deeper was left out
        raise DocumentError("it is nested too deeply", "document_damaged")
    return root


def _walk(element: Any, hidden: bool) -> Iterator[Block]:
    """The blocks below `element`: text between two block elements is a paragraph of its own."""
    run: list[tuple[str, bool]] = []
    for piece in _pieces(element, hidden or _hides(element)):
        if isinstance(piece, tuple):
            run.append(piece)
            continue
        yield from _paragraphs(element, run)
        run = []
        child, unseen = piece.element, piece.hidden
        if child.tag == "table":
            yield from _table(child, unseen)
        else:
            yield from _walk(child, unseen)
    yield from _paragraphs(element, run)


@dataclass(frozen=True, slots=True)
class _Inner:
    """A block element inside another."""

    element: Any
    hidden: bool


def _pieces(element: Any, hidden: bool) -> Iterator[tuple[str, bool] | _Inner]:
    """In order: runs of text, each seen or hidden, and block elements."""
    if element.text:
        yield element.text, hidden
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _IGNORED:
            unseen = hidden or _hides(child)
            if child.tag in _BLOCKS:
                yield _Inner(child, unseen)
            elif child.tag == "br":
                yield "\n", hidden
            else:
                yield from _pieces(child, unseen)
        if child.tail:
            yield child.tail, hidden


def _hides(element: Any) -> bool:
    style = re.sub(r"\s+", "", element.get("style") or "")
    found = _HIDDEN.search(style)
    if found and "color" in found.group().lower():
        return not _PAINTED.search(style)
    return bool(found) or element.get("hidden") is not None


def _paragraphs(element: Any, run: list[tuple[str, bool]]) -> Iterator[Block]:
    """What is seen as one paragraph, and what is hidden in it as another."""
    for unseen in (False, True):
        if words := line("".join(text for text, hidden in run if hidden == unseen)):
            yield _block(element, words, unseen)


def _block(element: Any, words: str, hidden: bool) -> Block:
    tag = element.tag
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456" and not hidden:
        name = element.get("id") or ""
        return Block("heading", words, int(tag[1]), anchor=name if _ANCHOR.match(name) else "")
    inside_item = tag in ("li", "dd", "dt") or any(above.tag == "li" for above in element.iterancestors())
    return Block("item" if inside_item else "text", words, hidden=hidden)


def _table(table: Any, hidden: bool) -> Iterator[Block]:
    caption = table.find("caption")
    if caption is not None and (words := line(caption.text_content())):
        yield Block("heading", words, tables.CAPTION_LEVEL)
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    found = tables.spanned([[_cell(cell) for cell in row if cell.tag in ("td", "th")] for row in rows])
    for block in tables.blocks(found):
        yield replace(block, hidden=hidden)
    for cell in (cell for row in rows for cell in row):
        if not hidden and (words := _words(cell, hidden=True)):
            yield Block("text", words, hidden=True)


def _cell(cell: Any) -> tables.Span:
    """A nested table's words stay in the cell that holds it."""
    return tables.Span(_words(cell, hidden=False), _number(cell, "colspan"), _number(cell, "rowspan"), cell.tag == "th")


def _words(cell: Any, hidden: bool) -> str:
    return line(" ".join(text for text, unseen in _texts(cell, False) if unseen == hidden))


def _texts(element: Any, hidden: bool) -> Iterator[tuple[str, bool]]:
    for piece in _pieces(element, hidden or _hides(element)):
        if isinstance(piece, tuple):
            yield piece
        else:
            yield from _texts(piece.element, piece.hidden)


def _number(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return int(value) if value.isdecimal() and len(value) < 5 else 1
