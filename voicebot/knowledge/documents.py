"""An organisation's documents: Markdown in, passages and a page to read out.

Only what the packs use: `# Title`, `## Heading {#anchor}`, paragraphs, and `- ` lists. Everything else is plain text
and is escaped, so a document can never put markup of its own into the page.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from ..errors import ConfigError

_HEADING = re.compile(r"^## (?P<heading>.+?)\s*\{#(?P<anchor>[a-z0-9-]+)\}$")
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")


@dataclass(frozen=True, slots=True)
class Passage:
    """One section. `source` is its address, e.g. "fees.html#fps"; `lines` are its paragraphs and list items."""

    source: str
    document: str  # title of the document
    heading: str
    lines: tuple[str, ...]
    page: int = 0  # of a PDF, from 1; 0 where there are no pages
    path: tuple[str, ...] = ()  # the headings above, outermost first

    @property
    def anchor(self) -> str:
        return self.source.partition("#")[2]

    @property
    def text(self) -> str:
        return "\n".join(line.removeprefix("- ") for line in self.lines)

    @property
    def sentences(self) -> tuple[str, ...]:
        return sentences_of(self.text)


    @property
    def version(self) -> str:
        """Names exactly these words."""
        return version_of(self.heading, *self.lines)


@dataclass(frozen=True, slots=True)
class Document:
    page: str  # e.g. "fees.html"
    title: str
    passages: tuple[Passage, ...]


def sentences_of(text: str) -> tuple[str, ...]:
    return tuple(s.strip() for s in _SENTENCE.findall(text) if s.strip())


def version_of(*texts: str) -> str:
    """A short digest: equal for equal texts only."""
    return hashlib.sha256("\x00".join(texts).encode()).hexdigest()[:12]


def read_document(path: Path) -> Document:
    """Parse one Markdown file; ConfigError names the line that cannot be used."""
    page = f"{path.stem}.html"
    title = ""
    sections: list[tuple[str, str, list[str]]] = []
    for number, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
        line = raw.strip()
        if line.startswith("# "):
            title = line[2:].strip()
        elif line.startswith("##"):
            match = _HEADING.match(line)
            if not match:
                raise ConfigError(f"{path.name}, line {number}: write a heading as '## Heading {{#anchor}}'")
            sections.append((match["heading"], match["anchor"], []))
        elif line and sections:
            sections[-1][2].append(line)
        elif line:
            raise ConfigError(f"{path.name}, line {number}: text before the first heading")
    _check(path.name, title, sections)
    passages = tuple(
        Passage(f"{page}#{anchor}", title, heading, tuple(lines)) for heading, anchor, lines in sections
    )  # fmt: skip
    return Document(page, title, passages)


def _check(name: str, title: str, sections: list[tuple[str, str, list[str]]]) -> None:
    if not title:
        raise ConfigError(f"{name}: the title ('# …') is missing")
    anchors = [anchor for _, anchor, _ in sections]
    for _, anchor, lines in sections:
        if anchors.count(anchor) > 1:
            raise ConfigError(f"{name}: the anchor {anchor!r} is used twice")
        if not lines:
            raise ConfigError(f"{name}: the section {anchor!r} is empty")


def render(document: Document) -> str:
    """The document as one HTML page without scripts; `#anchor` scrolls to the passage and marks it."""
    body = "".join(_section(p) for p in document.passages)
    return (
        '<!doctype html><html lang="zh-HK"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(document.title)}</title><style>body{{max-width:42rem;margin:2rem auto;padding:0 1rem;"
        "font:1.05rem/1.8 system-ui,sans-serif;color:#1d2733}section{padding:.2rem 1rem;border-left:4px solid #0000}"
        "section:target{border-color:#0b7a75;background:#0b7a7514}</style>"
        f"<h1>{escape(document.title)}</h1>{body}</html>"
    )


def _section(passage: Passage) -> str:
    out = []
    for line in passage.lines:
        out.append(f"<li>{escape(line[2:])}</li>" if line.startswith("- ") else f"<p>{escape(line)}</p>")
    html = re.sub(r"(?:<li>.*?</li>)+", lambda run: f"<ul>{run.group()}</ul>", "".join(out))
    above = " › ".join(passage.path)
    where = f'<small>{escape(above)}{f" · 第 {passage.page} 頁" if passage.page else ""}</small>' if above or passage.page else ""
    return f'<section id="{escape(passage.anchor)}">{where}<h2>{escape(passage.heading)}</h2>{html}</section>'
