"""A pack: everything one organisation's desk knows and may say, as data. Loaded once, checked, then frozen.

    pack.toml            name, title, languages, staff, voice
    answers/*.toml       answers: spoken word for word, shown in writing, each citing a place in a document; one without
                         an `approver` is a draft; `spoken` may be SSML (`tts.ssml`), here and in phrases.toml
    documents/*.md       the documents; `## Heading {#anchor}` opens a passage
    phrases.toml         what the desk says around the answers
    glossary.toml        other names of the same thing
    hours.toml           when its services are open; may be missing
    pronunciations.tsv   how the voice says names and products: word, tab, Jyutping; may be missing

Anything that cannot be used raises ConfigError naming the file and the entry, before the desk takes a call.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast, get_args

from ..errors import ConfigError, InputError
from ..events import Style
from ..tts import lexicon, ssml
from . import opening
from .documents import Document, Passage, read_document, version_of

CHANNELS = ("web", "phone", "kiosk")
STYLES = ("warm", "calm", "brisk", "apologetic")
Audience = Literal["customers", "staff"]
State = Literal["draft", "approved", "scheduled", "withdrawn", "expired"]
ACTIONS = ("", "repeat", "slower", "quicker", "louder", "simpler", "fuller", "usual", "person", "end")
REQUIRED_PHRASES = (
    "greeting", "not_understood_1", "not_understood_2", "not_understood_3", "no_evidence", "no_longer_valid", "choice", "offer_person",
    "hand_over", "hand_over_queued", "holding", "reprompt", "repeat", "slower", "louder", "nothing_to_repeat", "lead_in",
    "anything_else", "error", "privacy_notice", "notice", "notice_recorded", "greeting_web", "greeting_phone", "greeting_kiosk",
    "greeting_web_recorded", "greeting_phone_recorded", "greeting_kiosk_recorded",
)  # fmt: skip
_BUILT_IN = Path(__file__).resolve().parent.parent / "packs"


@dataclass(frozen=True, slots=True)
class Answer:
    """One managed answer. `source` is a place in the pack's documents, e.g. "fees.html#fps"."""

    id: str
    title: str  # a few words, spoken when the desk offers a choice
    questions: tuple[str, ...]
    spoken: str
    written: str
    english: str
    source: str
    owner: str
    valid_from: date
    valid_to: date | None
    channels: tuple[str, ...]
    approver: str = ""  # nobody: a draft, which is never said
    audience: Audience = "customers"
    withdrawn: bool = False
    ssml: str = ""  # `spoken` as the pack writes it, where it says how to say it
    hours: str = ""  # the service of `hours.toml` whose hours on the day that is asked about take its place
    storms: str = ""  # the same, only while a storm keeps the service closed

    def valid(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def state(self, on: date) -> State:
        if self.withdrawn:
            return "withdrawn"
        if not self.approver:
            return "draft"
        if self.valid(on):
            return "approved"
        return "scheduled" if on < self.valid_from else "expired"

    def usable(self, on: date | None, channel: str) -> bool:
        """Whether it may be said on that day and channel; None: on some day."""
        in_force = self.valid(on) if on is not None else True
        return in_force and bool(self.approver) and not self.withdrawn and channel in self.channels

    @property
    def version(self) -> str:
        """Names exactly these words: an approval is of them and of no others."""
        return version_of(self.title, self.ssml or self.spoken, self.written, self.english)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A fixed thing to say. With `questions` it answers small talk; with `action` it carries out a request."""

    key: str
    spoken: str
    written: str
    english: str
    style: Style
    questions: tuple[str, ...] = ()
    action: str = ""
    answers: tuple[str, ...] = ()  # that go with it: what a script rests on, the topics that a menu offers
    owner: str = ""  # who approved a script's words
    topics: tuple[str, ...] = ()  # of `no_evidence`: things of the trade; what does not speak of one is no answer about it
    ssml: str = ""  # as an answer's


@dataclass(frozen=True, slots=True)
class Pack:
    name: str
    title: str
    english_title: str
    languages: tuple[str, ...]
    staff: str
    voice: str
    answers: Mapping[str, Answer]
    documents: Mapping[str, Document]  # by page, e.g. "fees.html"
    phrases: Mapping[str, Phrase]
    glossary: Mapping[str, tuple[str, ...]]
    hours: Mapping[str, opening.Hours] = field(default_factory=dict)  # by service
    prompt: str = ""  # the organisation's own words to a language model that drafts
    pronunciations: Mapping[str, str] = field(default_factory=dict)  # word → Jyutping

    @property
    def texts(self) -> tuple[str, ...]:
        """What customers may say of it: names and other names of things, and the questions that are known."""
        asked = (text for known in (self.answers, self.phrases) for one in known.values() for text in one.questions)
        return (*self.glossary, *(name for names in self.glossary.values() for name in names), *asked)

    @property
    def passages(self) -> Mapping[str, Passage]:
        """Every passage by its address, e.g. "fees.html#fps"."""
        return {p.source: p for document in self.documents.values() for p in document.passages}

    @property
    def marked(self) -> Mapping[str, str]:
        """Spoken texts that say how to say them, and their SSML."""
        entries: list[Phrase | Answer] = [*self.phrases.values(), *self.answers.values()]
        return {entry.spoken: entry.ssml for entry in entries if entry.ssml}


def load_pack(pack: str | Path) -> Pack:
    """A pack that ships with the desk by name, or any by its folder."""
    folder = Path(pack)
    if not folder.is_dir() and folder.name == str(pack):
        folder = _BUILT_IN / folder
    if not folder.is_dir():
        ours = ", ".join(sorted(path.parent.name for path in _BUILT_IN.glob("*/pack.toml")))
        raise ConfigError(f"there is no pack {pack}: no such folder, and the desk's own are {ours}")
    head = _toml(folder / "pack.toml")
    documents = {d.page: d for d in map(read_document, sorted((folder / "documents").glob("*.md")))}
    loaded = Pack(
        name=_text(head, "name", "pack.toml"),
        title=_text(head, "title", "pack.toml"),
        english_title=_text(head, "english_title", "pack.toml"),
        languages=_texts(head, "languages", "pack.toml"),
        staff=_text(head, "staff", "pack.toml"),
        voice=_text(head, "voice", "pack.toml"),
        answers=_answers(folder / "answers"),
        documents=documents,
        phrases=_phrases(folder / "phrases.toml"),
        glossary={term: _texts(_toml(folder / "glossary.toml"), term, "glossary.toml")
                  for term in _toml(folder / "glossary.toml")},
        hours=opening.load(folder),
        prompt=_text(head, "prompt", "pack.toml") if "prompt" in head else "",
        pronunciations=_pronunciations(folder / "pronunciations.tsv"),
    )  # fmt: skip
    _check(loaded)
    return loaded


def texts(pack: Pack) -> Iterator[str]:
    """Everything that the organisation says or shows to a customer, one text at a time."""
    entries: list[Phrase | Answer] = [*pack.phrases.values(), *pack.answers.values()]
    for entry in entries:
        yield from (entry.spoken, entry.written, entry.english)
    for passage in pack.passages.values():
        yield from (passage.text, *passage.sentences)


def _answers(folder: Path) -> dict[str, Answer]:
    out: dict[str, Answer] = {}
    for path in sorted(folder.glob("*.toml")):
        content = _toml(path)
        for entry in content.get("answer", ()):
            answer = _answer({**content.get("defaults", {}), **entry}, f"answers/{path.name}")
            if answer.id in out:
                raise ConfigError(f"answers/{path.name}: the id {answer.id!r} is used twice")
            out[answer.id] = answer
    return out


def _answer(entry: Mapping[str, Any], where: str) -> Answer:
    id_ = _text(entry, "id", where)
    where = f"{where}, {id_}"
    channels = _texts(entry, "channels", where) if "channels" in entry else CHANNELS
    if unknown := set(channels) - set(CHANNELS):
        raise ConfigError(f"{where}: unknown channel {min(unknown)!r}")
    audience = entry.get("audience", "customers")
    if audience not in get_args(Audience):
        raise ConfigError(f"{where}: unknown audience {audience!r}")
    spoken, document = _spoken(entry, where)
    return Answer(
        id=id_,
        title=_text(entry, "title", where),
        questions=_texts(entry, "questions", where),
        spoken=spoken,
        written=_text(entry, "written", where),
        english=_text(entry, "english", where) if "english" in entry else "",
        source=_text(entry, "source", where),
        owner=_text(entry, "owner", where),
        valid_from=_date(entry, "valid_from", where),
        valid_to=_date(entry, "valid_to", where) if "valid_to" in entry else None,
        channels=channels,
        approver=_text(entry, "approver", where) if "approver" in entry else "",
        audience=audience,
        ssml=document,
        hours=_text(entry, "hours", where) if "hours" in entry else "",
        storms=_text(entry, "storms", where) if "storms" in entry else "",
    )


def _phrases(path: Path) -> dict[str, Phrase]:
    out = {}
    for key, entry in _toml(path).items():
        where = f"{path.name}, {key}"
        if not isinstance(entry, dict):
            raise ConfigError(f"{where}: must be a table")
        style, action = entry.get("style", "warm"), entry.get("action", "")
        if style not in STYLES:
            raise ConfigError(f"{where}: unknown style {style!r}")
        if action not in ACTIONS:
            raise ConfigError(f"{where}: unknown action {action!r}")
        spoken, document = _spoken(entry, where)
        out[key] = Phrase(
            key, spoken, _text(entry, "written", where), _text(entry, "english", where),
            cast(Style, style), _texts(entry, "questions", where) if "questions" in entry else (), action,
            _texts(entry, "answers", where) if "answers" in entry else (),
            _text(entry, "owner", where) if "owner" in entry or key.startswith("script_") else "",
            _texts(entry, "topics", where) if "topics" in entry else (), document,
        )  # fmt: skip
    return out


def _pronunciations(path: Path) -> Mapping[str, str]:
    if not path.exists():
        return {}
    try:
        return lexicon.read(path)
    except (ValueError, OSError) as error:
        raise ConfigError(f"{path.name}: {error}") from error


def _check(pack: Pack) -> None:
    """What no single file can tell: references and completeness."""
    if missing := [key for key in REQUIRED_PHRASES if key not in pack.phrases]:
        raise ConfigError(f"phrases.toml: the phrase {missing[0]!r} is missing")
    if not pack.answers:
        raise ConfigError("answers: there is no answer")
    for phrase in pack.phrases.values():
        if unknown := set(phrase.answers) - set(pack.answers):
            raise ConfigError(f"phrases.toml, {phrase.key}: the answer {min(unknown)!r} is missing")
    places = pack.passages
    titles: dict[str, str] = {}
    for answer in pack.answers.values():
        if answer.source not in places:
            raise ConfigError(f"answer {answer.id}: the source {answer.source!r} is not in the documents")
        if unknown := {answer.hours, answer.storms} - {"", *pack.hours}:
            raise ConfigError(f"answer {answer.id}: the service {min(unknown)!r} is not in hours.toml")
        if other := titles.setdefault(answer.title, answer.id):
            if other != answer.id:
                raise ConfigError(f"answer {answer.id}: has the same title as {other}")


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path.name}: the file is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name}: cannot be read: {error}") from error


def _text(entry: Mapping[str, Any], key: str, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(f"{where}: {key!r} must be a text that is not empty")
    return value.strip()


def _spoken(entry: Mapping[str, Any], where: str) -> tuple[str, str]:
    """What is spoken, as it is shown, and its SSML where it is written in that."""
    text = _text(entry, "spoken", where)
    if not ssml.opens(text):
        return text, ""
    try:
        shown = ssml.plain(text)
    except InputError as error:
        raise ConfigError(f"{where}: 'spoken': {error.text}") from error
    if not shown:
        raise ConfigError(f"{where}: 'spoken' must be a text that is not empty")
    return shown, text


def _texts(entry: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = entry.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(v, str) and v.strip() for v in value):
        raise ConfigError(f"{where}: {key!r} must be a list of texts that is not empty")
    return tuple(v.strip() for v in value)


def _date(entry: Mapping[str, Any], key: str, where: str) -> date:
    value = entry.get(key)
    if not isinstance(value, date):
        raise ConfigError(f"{where}: {key!r} must be a date such as 2026-01-01")
    return value
