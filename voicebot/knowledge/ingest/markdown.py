"""Markdown (CommonMark with tables) by markdown-it-py. `{#anchor}` behind a heading names its place, as in a pack's documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import html, tables
from .blocks import Block, Parsed, Part, characters
from .decode import clean, decode, line

if TYPE_CHECKING:
    from markdown_it.token import Token

_ANCHOR = re.compile(r"\s*\{#(?P<anchor>[A-Za-z0-9][A-Za-z0-9_-]*)\}$")


def parse(data: bytes) -> Parsed:
    text, encoding = decode(data)
    blocks = of_text(clean(text))
    return Parsed("", tuple(blocks), (Part("text", characters(blocks)),), encoding)


def of_text(text: str) -> list[Block]:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    out: list[Block] = []
    rows: list[list[tables.Cell]] = []
    depth = 0  # of lists
    for number, token in enumerate(tokens):
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                depth += 1
            case "bullet_list_close" | "ordered_list_close":
                depth -= 1
            case "tr_open":
                rows.append([])
            case "table_close":
                out += tables.blocks([tuple(row) for row in rows])
                rows = []
            case "inline":
                opened = tokens[number - 1]
                if opened.type in ("th_open", "td_open"):
                    rows[-1].append(tables.Cell(_words(token), (len(rows), len(rows[-1])), opened.type == "th_open"))
                else:
                    out += _inline(opened, _words(token), depth)
            case "fence" | "code_block":
                out += [Block("text", words) for raw in token.content.split("\n") if (words := line(raw))]
            case "html_block":
                out += html.of_text(token.content)
    return out


def _inline(opened: Token, words: str, depth: int) -> list[Block]:
    if opened.type == "heading_open":
        named = _ANCHOR.search(words)
        words = _ANCHOR.sub("", words)
        return [Block("heading", words, int(opened.tag[1:]), anchor=named["anchor"] if named else "")] if words else []
    return [Block("item" if depth else "text", words)] if words else []


def _words(token: Token) -> str:
    """What a reader sees of an inline token: no marks, a link's words and not its address."""
    seen = {"text", "code_inline", "softbreak", "hardbreak", "image"}
    parts = [" " if child.type.endswith("break") else child.content for child in token.children or () if child.type in seen]
    return line("".join(parts))
