"""A subset of SSML (W3C Speech Synthesis Markup Language 1.1, 2010): how a text is to be said, written into the text.

    <speak>                                      the whole text; anywhere else `<` is a character like others
    <break time="500ms" | strength="medium"/>    a pause, at most 10 s
    <say-as interpret-as="…">                    cardinal ordinal digits characters telephone date time currency fraction
    <phoneme alphabet="jyutping" ph="hou2">      these syllables
    <prosody rate pitch volume>                  slow, 80%, +10% · low, -5%, +2st · soft, -6dB
    <emphasis level="strong">                    strong moderate none reduced
    <sub alias="轉數快">                          said otherwise than shown

Read by expat with declarations, entities, comments and processing instructions refused, and bounds on length, depth and
number of elements. What cannot be used raises InputError (ssml_invalid) that names the line and repeats none of the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn
from xml.parsers import expat

from ..errors import InputError
from .jyutping import is_syllable
from .prosody import PLAIN, Prosody
from .sayas import KINDS, read_as

LENGTH, DEPTH, ELEMENTS, LONGEST_MS = 20_000, 16, 500, 10_000
WHOLE = 120  # characters in an element that is said as a whole, and in what is said in its place

_OPENS = re.compile(r"\s*<(?:speak(?=[\s/>])|\?xml\s|!DOCTYPE\s)", re.IGNORECASE)
_STRENGTHS = {"none": 0, "x-weak": 80, "weak": 160, "medium": 320, "strong": 640, "x-strong": 1000}  # ms
_RATES = {"x-slow": 0.6, "slow": 0.8, "medium": 1.0, "default": 1.0, "fast": 1.2, "x-fast": 1.5}
_PITCHES = {"x-low": 0.8, "low": 0.9, "medium": 1.0, "default": 1.0, "high": 1.1, "x-high": 1.25}
_VOLUMES = {"x-soft": -12.0, "soft": -6.0, "medium": 0.0, "default": 0.0, "loud": 3.0, "x-loud": 6.0}
_LEVELS = {"reduced": -1, "none": 0, "moderate": 1, "strong": 2}
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "speak": frozenset({"version", "xmlns", "xml:lang"}),
    "break": frozenset({"time", "strength"}),
    "say-as": frozenset({"interpret-as", "format", "detail"}),
    "phoneme": frozenset({"alphabet", "ph"}),
    "prosody": frozenset({"rate", "pitch", "volume"}),
    "emphasis": frozenset({"level"}),
    "sub": frozenset({"alias"}),
}
_WHOLE = ("say-as", "phoneme", "sub", "break")  # nothing may stand inside but text, or nothing at all
_TIME = re.compile(r"\+?(\d{1,5}(?:\.\d{1,3})?)(ms|s)")
_CHANGE = re.compile(r"([+-]?)(\d{1,3}(?:\.\d{1,2})?)(%|st|dB|)")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that is said in one way. `said` and `syllables`, where given, are said in its place."""

    text: str
    said: str | None = None
    syllables: tuple[str, ...] | None = None
    prosody: Prosody = PLAIN
    pause_ms: int = 0  # of silence after it


def opens(text: str) -> bool:
    """Whether the text is meant as SSML: it begins as such a document does."""
    return _OPENS.match(text) is not None


def plain(text: str) -> str:
    """The text as it is shown: without its elements if it is SSML, else as it is. Raises InputError."""
    return "".join(span.text for span in parse(text)) if opens(text) else text


def spoken(text: str) -> str:
    """The text for an engine that knows no SSML: aliases and readings in place of what is shown. Raises InputError."""
    return "".join(span.text if span.said is None else span.said for span in parse(text)) if opens(text) else text


def parse(text: str) -> tuple[Span, ...]:
    """The spans of an SSML document. Raises InputError (ssml_invalid)."""
    if len(text) > LENGTH:
        raise InputError(f"SSML has at most {LENGTH} characters", "ssml_invalid")
    return _Reader().read(text.strip())


def _tidy(spans: Sequence[Span], end: bool = False) -> list[Span]:
    """Without spaces at the start (or, of reversed spans, at the end), nor two in a row across elements."""
    out: list[Span] = []
    bare = True  # nothing yet, or a space
    for span in spans:
        text = (span.text.rstrip(" ") if end else span.text.lstrip(" ")) if bare else span.text
        bare = text[0 if end else -1] == " " if text else bare
        if text or span.pause_ms or span.said or span.syllables:
            out.append(replace(span, text=text))
    return out


class Marked:
    """Texts whose SSML is known: where one of them stands in a text, it is said as its SSML says. Raises InputError."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._spans = {shown: parse(document) for shown, document in texts.items()}
        self._known = re.compile("|".join(map(re.escape, sorted(texts, key=len, reverse=True))) or r"(?!)")

    def spans(self, text: str) -> tuple[Span, ...]:
        """The text as spans; their texts, joined, are `text`."""
        out: list[Span] = []
        at = 0
        for m in self._known.finditer(text):
            out += [Span(text[at : m.start()]), *self._spans[m[0]]]
            at = m.end()
        return (*out, Span(text[at:]))


class _Reader:
    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._stop
        self._parser.CharacterDataHandler = self._data
        for name in ("StartDoctypeDeclHandler", "EntityDeclHandler", "ProcessingInstructionHandler", "CommentHandler", "StartCdataSectionHandler"):
            setattr(self._parser, name, lambda *_: self._refuse("holds a declaration, a comment or an instruction"))
        self._spans: list[Span] = []
        self._open: list[tuple[str, Mapping[str, str], Prosody]] = []
        self._text = ""  # inside an element that is taken as a whole
        self._count = 0

    def read(self, text: str) -> tuple[Span, ...]:
        try:
            self._parser.Parse(text.encode("utf-8", "surrogatepass"), True)
        except expat.ExpatError as error:
            raise InputError(f"the SSML is not well-formed (line {error.lineno}): {expat.ErrorString(error.code)}", "ssml_invalid") from None
        return tuple(_tidy(_tidy(self._spans)[::-1], end=True)[::-1])

    def _refuse(self, why: str) -> NoReturn:
        raise InputError(f"the SSML {why} (line {self._parser.CurrentLineNumber})", "ssml_invalid")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        allowed = _ATTRIBUTES.get(name)
        if allowed is None or (name == "speak") != (not self._open):
            self._refuse(f"has an element that it cannot have there; there are {', '.join(_ATTRIBUTES)}")
        if not allowed >= set(attributes):
            self._refuse(f"gives {name} an attribute that it does not have; it has {', '.join(sorted(allowed))}")
        if self._count > ELEMENTS or len(self._open) >= DEPTH:
            self._refuse(f"has more than {ELEMENTS} elements, or more than {DEPTH} one in another")
        if self._open and self._open[-1][0] in _WHOLE:
            self._refuse(f"has an element inside {self._open[-1][0]}")
        self._text = ""
        above = self._open[-1][2] if self._open else PLAIN
        self._open.append((name, attributes, self._prosody(name, attributes, above)))

    def _stop(self, name: str) -> None:
        _, attributes, prosody = self._open.pop()
        text = self._text
        if name in _WHOLE and max(map(len, (text, *attributes.values()))) > WHOLE:
            self._refuse(f"has a {name} of more than {WHOLE} characters")
        if name == "break":
            if text.strip():
                self._refuse("has text inside a break")
            self._spans.append(Span("", pause_ms=self._pause(attributes)))
        elif name == "sub":
            self._spans.append(Span(text, said=self._needed(attributes, "alias"), prosody=prosody))
        elif name == "say-as":
            self._spans.append(Span(text, said=self._said(text, attributes), prosody=prosody))
        elif name == "phoneme":
            self._spans.append(Span(text, syllables=self._syllables(attributes), prosody=prosody))

    def _data(self, data: str) -> None:
        data = re.sub(r"\s+", " ", data)  # how the markup is laid out on its page is no pause
        name, _, prosody = self._open[-1]
        if name in _WHOLE:
            self._text += data
        else:
            self._spans.append(Span(data, prosody=prosody))

    def _needed(self, attributes: Mapping[str, str], name: str) -> str:
        if not (value := attributes.get(name, "").strip()):
            self._refuse(f"lacks the attribute {name}")
        return value

    def _pause(self, attributes: Mapping[str, str]) -> int:
        if "time" not in attributes:
            strength = attributes.get("strength", "medium")
            return _STRENGTHS[strength] if strength in _STRENGTHS else self._refuse("has a break of unknown strength")
        found = _TIME.fullmatch(attributes["time"].strip())
        ms = round(float(found[1]) * (1 if found[2] == "ms" else 1000)) if found else LONGEST_MS + 1
        return ms if ms <= LONGEST_MS else self._refuse(f"has a break that is no time such as 500ms or 1.5s, or longer than {LONGEST_MS // 1000} s")

    def _said(self, text: str, attributes: Mapping[str, str]) -> str:
        kind = self._needed(attributes, "interpret-as")
        if kind not in KINDS:
            self._refuse(f"says text as something unknown; there are {', '.join(KINDS)}")
        try:
            return read_as(text.strip(), kind, attributes.get("format", ""))
        except ValueError:
            self._refuse(f"says something as {kind} that is none")

    def _syllables(self, attributes: Mapping[str, str]) -> tuple[str, ...]:
        if self._needed(attributes, "alphabet") != "jyutping":
            self._refuse("has phonemes in another alphabet than jyutping")
        syllables = tuple(self._needed(attributes, "ph").lower().split())
        if not all(map(is_syllable, syllables)):
            self._refuse("has a phoneme that is no Jyutping syllable, such as hou2")
        return syllables

    def _prosody(self, name: str, attributes: Mapping[str, str], above: Prosody) -> Prosody:
        if name == "emphasis":
            level = attributes.get("level", "moderate")
            return replace(above, emphasis=_LEVELS[level]) if level in _LEVELS else self._refuse("has emphasis of unknown level")
        if name != "prosody":
            return above
        rate = above.rate * self._factor(attributes.get("rate", "medium"), _RATES, ("%", ""))
        pitch = above.pitch * self._factor(attributes.get("pitch", "medium"), _PITCHES, ("%", "st"))
        volume = above.volume_db + self._decibels(attributes.get("volume", "medium"))
        if not (0.5 <= rate <= 2 and 0.5 <= pitch <= 2 and -40 <= volume <= 12):
            self._refuse("asks for a prosody out of bounds: rate and pitch from 0.5 to 2, volume from -40 to 12 dB")
        return replace(above, rate=rate, pitch=pitch, volume_db=volume)

    def _factor(self, value: str, names: Mapping[str, float], units: tuple[str, ...]) -> float:
        """"slow", "80%" (of the usual), "+10%", "1.2" or "-2st"."""
        if value in names:
            return names[value]
        found = _CHANGE.fullmatch(value.strip())
        if found is None or found[3] not in units or (found[3] == "st" or units == ("%", "st")) and not found[1]:
            self._refuse("has a rate or pitch that cannot be read, such as slow, 80% or +2st")
        number = float(found[1] + found[2])
        if found[3] == "st":
            return float(2 ** (number / 12))
        if found[3] == "%":
            return 1 + number / 100 if found[1] else number / 100
        return number if not found[1] else self._refuse("has a rate that cannot be read, such as slow, 80% or 1.2")

    def _decibels(self, value: str) -> float:
        if value in _VOLUMES:
            return _VOLUMES[value]
        found = _CHANGE.fullmatch(value.strip())
        if found is None or found[3] != "dB":
            self._refuse("has a volume that cannot be read, such as soft or -6dB")
        return float(found[1] + found[2])
