"""What a sentence gives a flow: values for the slot that is asked for and for others, corrections, a yes or a no.

Pure. The words are read first, then what the ears may have heard instead; a correction counts before what it denies.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from ...asr import lexicon
from ...events import Transcript
from ...forms.spoken import reference
from ...tts.numbers import cardinal, digits
from ..slots import Value, correction, read
from . import words
from .language import Flow, Slot

_EARLY = frozenset({"date", "time", "phone", "hkid_part", "choice", "amount"})  # kinds that leave no doubt unasked
_KEYED = {"1": "yes", "2": "no"}
_WEEKDAY, _OF_MONTH, _MONTH = re.compile("禮拜|星期|週|周"), re.compile("[號号]"), re.compile("月|/")
_DENYING, _CLEAR, _HARDLY = "4", 0.9, 0.02  # the tone of 唔; probability of a hum that is one, and of 唔 that may be left out


def given(slot: Slot, transcript: Transcript, now: datetime) -> dict[str, Value]:
    """The value that a sentence gives a slot, by the slot's name; empty for none."""
    text = words.bare(transcript.text)
    if slot.unknown is not None and words.unknown(text):
        return {slot.name: unknown(slot)}
    if not transcript.words:
        transcript, text = replace(transcript, text=words.keyed(slot.kind, transcript.text)), words.keyed(slot.kind, text)
    # What is corrected, what stands behind the slot's name, the words, and all that the ears may have heard instead.
    # A name's own reader knows whether 唔係丁，係鄧 is a name or one character of it.
    corrected = None if slot.kind == "name_zh" else correction(text)
    parts = [part for part in (corrected, *(transcript.text.rpartition(n)[2] for n in slot.names if n in transcript.text)) if part]
    for heard in [*(_part(transcript, part) for part in parts), replace(transcript, text=text, syllables=()), transcript]:
        value = read(slot.kind, heard, now, slot.said_by() or None)
        if value is not None:
            return {slot.name: _worded(slot, value, heard.text, now)}
    return {}


def early(flow: Flow, known: Mapping[str, Value], transcript: Transcript, now: datetime, focus: str) -> dict[str, Value]:
    """Values for slots that were not asked for, where the sentence leaves no doubt."""
    folded = transcript.text.casefold()
    found: dict[str, Value] = {}
    for slot in flow.slots.values():
        if slot.name in known or slot.name == focus or not slot.early or slot.kind not in _EARLY:
            continue
        if slot.kind == "choice" and not any(n.casefold() in folded for c in slot.choices.values() for n in c.names):
            continue
        value = read(slot.kind, Transcript(words.bare(transcript.text)), now, slot.said_by() or None)
        if value is not None:
            found[slot.name] = _worded(slot, value, transcript.text, now)
    return found


def corrections(flow: Flow, known: Mapping[str, Value], transcript: Transcript, now: datetime) -> dict[str, Value]:
    """New values for slots that have one: named, or of the kind of what is said after 唔係 and 改."""
    text = words.bare(transcript.text)
    filled = [name for name in reversed([*known]) if name in flow.slots and flow.slots[name].kind != "digits"]
    wanted = named(flow, filled, text)
    if not wanted and not words.corrects(text):
        return {}
    found: dict[str, Value] = {}
    for name in wanted or filled:
        slot = flow.slots[name]
        new = given(slot, transcript, now).get(name)
        taken = new is not None and any(v.kind == new.kind and v.value == new.value for v in found.values())
        if new is not None and not taken and new.value != known[name].value and new.value:
            found[name] = new
    return found


def named(flow: Flow, names: Iterable[str], text: str) -> list[str]:
    """The slots that the sentence names, as their flow says that a customer may."""
    return [name for name in names if any(word in text for word in flow.slots[name].names)]


def _worded(slot: Slot, value: Value, text: str, now: datetime) -> Value:
    """As this slot says it; a day of the past that was read as one to come is the last of its kind."""
    if slot.past and value.value > now.date().isoformat():
        value = read("date", Transcript(_last(date.fromisoformat(value.value), text, now.date()).isoformat()), now) or value
    choice = slot.choices.get(value.value)
    return value if choice is None else replace(value, said=choice.say.spoken, shown=choice.say.written)


def _last(day: date, text: str, today: date) -> date:
    """The last day before `today` that is called like `day`: 禮拜日 a week, 五號 a month, 八月五號 or 聖誕 a year earlier."""
    if _WEEKDAY.search(text) and not _OF_MONTH.search(text):
        return day - timedelta(days=7 * (1 + (day - today).days // 7))
    year, month = (day.year - 1, day.month) if _MONTH.search(text) or not _OF_MONTH.search(text) else (day.year, day.month - 1)
    year, month = (year, month) if month else (year - 1, 12)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _part(transcript: Transcript, part: str) -> Transcript:
    """A piece of what was heard, with its sounds where there is one for each character."""
    start = transcript.text.find(part)
    if start < 0 or len(transcript.syllables) != len(transcript.text):
        return replace(transcript, text=part, syllables=())
    end = start + len(part)
    heard = transcript.words[start:end] if len(transcript.words) == len(transcript.text) else transcript.words
    return Transcript(part, heard, transcript.syllables[start:end])


def yes_or_no(transcript: Transcript, now: datetime) -> str:
    """"yes", "no" or ""; on the keypad 1 and 2."""
    if (keyed := _KEYED.get(transcript.text.strip(" #"))) is not None and not transcript.words:
        return keyed
    value = read("yes_no", transcript, now)
    if value is None or (value.value == "yes" and _may_be_no(transcript)):
        return ""
    return value.value


def _may_be_no(transcript: Transcript) -> bool:
    """Whether a yes begins with a hum, which is the sound of 唔: 嗯，係 and 唔係 are told apart by asking again, unless the hum
    clearly has another tone."""
    if len(transcript.syllables) < 2:
        return False
    hums = [(sound, p) for sound, p in transcript.syllables[0].alternatives if lexicon.fold(sound)[:-1] == "m"]
    denies = sum(p for sound, p in hums if sound[-1] == _DENYING)
    return bool(hums) and (denies >= _HARDLY or max(p for _, p in hums) < _CLEAR)


def unknown(slot: Slot) -> Value:
    assert slot.unknown is not None
    return Value(slot.kind, "", slot.unknown.spoken, slot.unknown.written, 1.0)


def figures(text: str) -> int:
    return sum(c in "0123456789零〇一二三四五六七八九" for c in text)


def used(value: Value) -> Value:
    """A one-time code that was used: it is not kept."""
    return replace(value, value="", said="", shown="")


def result(kind: str, text: str, now: datetime) -> Value:
    """What a tool gave, as it is said and shown."""
    if kind == "token":
        return Value(kind, text, "", "", 1.0)
    if kind == "reference":
        return Value(kind, text, reference(text), text, 1.0)
    if kind == "count" and text.isdigit():
        return Value("text", text, "兩" if text == "2" else cardinal(int(text)), text, 1.0)
    if kind == "digits":
        return Value("text", text, digits(text), text, 1.0)
    if kind in ("amount", "time"):
        value = read(kind, Transcript(text), now)
        if value is not None:
            return value
    return Value("text", text, text, text, 1.0)
