"""What a customer is told first: that this is an AI, whether the call is recorded, how to get a person.

The words are a pack's (`greeting_<channel>` to be said, `notice` to be shown, each also as `…_recorded`), and their
version is a checksum of them, so that the ledger can prove which words were used. Follows the Personal Data (Privacy)
Ordinance, Cap. 486, schedule 1, DPP 1(3) and 5.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, get_args

from ..errors import InputError
from ..knowledge.pack import Pack

VERSION_LENGTH = 12  # hexadecimal digits of the SHA-256
Event = Literal["shown", "spoken", "accepted", "refused", "forgotten"]
EVENTS: tuple[str, ...] = get_args(Event)


@dataclass(frozen=True, slots=True)
class PrivacyNotice:
    """`spoken` is the greeting said aloud and `written` its caption; `shown` is the banner; `english` is both in English."""

    key: str  # of the greeting's phrase
    spoken: str
    written: str
    shown: str
    english: str
    version: str
    records: bool

    @property
    def text(self) -> str:
        """Everything that the version covers."""
        return "\n".join((self.spoken, self.written, self.shown, self.english))


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One line of the ledger. `at`: seconds since the epoch. Holds nothing personal. Raises InputError for an unknown event."""

    at: float
    reference: str
    channel: str
    version: str
    language: str
    records: bool
    event: Event

    def __post_init__(self) -> None:
        if self.event not in EVENTS:
            raise InputError(f"the ledger has no event {self.event}")


def notice_for(pack: Pack, channel: str, records: bool, language: str = "zh-HK") -> PrivacyNotice:
    """The notice of a channel (web, phone, kiosk). `records`: whether the organisation's telephone system records.

    With an English `language` the caption and the banner are English; the voice speaks Cantonese all the same.
    """
    ending = "_recorded" if records else ""
    greeting, banner = pack.phrases[f"greeting_{channel}{ending}"], pack.phrases[f"notice{ending}"]
    english = f"{greeting.english}\n{banner.english}"
    in_english = language.lower().startswith("en")
    written = greeting.english if in_english else greeting.written
    shown = banner.english if in_english else banner.written
    digest = hashlib.sha256("\n".join((greeting.spoken, written, shown, english)).encode()).hexdigest()
    return PrivacyNotice(greeting.key, greeting.spoken, written, shown, english, digest[:VERSION_LENGTH], records)


def entry(notice: PrivacyNotice, event: Event, at: float, reference: str, channel: str, language: str = "zh-HK") -> ConsentEntry:
    """The line of the ledger that says what became of `notice`."""
    return ConsentEntry(at, reference, channel, notice.version, language, notice.records, event)
