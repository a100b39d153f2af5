"""The talk about a form: read back, correct, confirm. Pure: a state and a sentence in, a state and a turn out.

An HKID is never said in full by the desk and never taken by voice; the page may type it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ocr.results import FormRead

from ..events import Transcript
from . import corrections, texts
from .spoken import reference as spoken_reference
from .spoken import said, shown
from .state import FormField, FormState, Turn

_ADDRESS = ("district", "street", "building")
_ON_PAPER = ("signature",)  # nothing but a new photo can mend it


def begin(read: FormRead) -> tuple[FormState, Turn]:
    """A form has been read: ask for what could not be read, else read it back."""
    fields = tuple(FormField(f.name, f.label, f.kind, f.text, shown(f.kind, f.text), f.ok, f.problem, f.confidence) for f in read.fields)
    state, turn = _next(FormState(read.form, fields, "reading_back"))
    got = _fill(texts.GOT, form=texts.FORMS.get(read.form, "表格"))
    return state, replace(turn, spoken=got[0] + turn.spoken, written=got[1] + turn.written)


def heard(state: FormState, transcript: Transcript) -> tuple[FormState, Turn] | None:
    """The customer's next sentence. None: it is not about the form."""
    text = transcript.text
    if not state.open or not text.strip():
        return None
    if corrections.cancels(text):
        erased = tuple(replace(f, value="", shown="") for f in state.fields)
        return FormState(state.form, erased, "cancelled"), Turn(*texts.CANCELLED)
    if state.stage in ("asking_which", "asking_value") and corrections.keeps(text):
        return _next(state)
    name = corrections.named_field(text)
    if name is None and state.stage == "asking_value":
        if corrections.asks(text):
            return None
        return _taken(state, state.focus, transcript) or _not_taken(state, state.focus, text)
    if name is not None and (state.stage != "reading_back" or _corrects(text)):
        return _correct(state, name, transcript)
    if state.stage == "reading_back" and corrections.is_yes(text):
        return _confirm(state)
    if state.stage == "reading_back" and corrections.is_no(text) and not corrections.asks(text):
        return replace(state, stage="asking_which", focus=""), Turn(*texts.WHICH)
    return None


def submitted(state: FormState, reference: str | None) -> Turn:
    """After the back office has answered: a promise only where it took the form."""
    if reference is None:
        return Turn(*texts.FAILED)
    return Turn(*_fill(texts.SUBMITTED, spoken=spoken_reference(reference), reference=reference))


def problem(code: str) -> Turn:
    """What the customer is told where a picture could not be read; `code` of the error."""
    return Turn(*texts.PROBLEMS.get(code, texts.PROBLEMS["ocr_failed"]))


# ---- steps ------------------------------------------------------------------------------------------------------
def _next(state: FormState, before: tuple[str, str] = ("", "")) -> tuple[FormState, Turn]:
    """Ask for the first field that is not ok; where all are, read everything back."""
    wrong = next((f for f in state.fields if not f.ok), None)
    if wrong is None:
        turn = _joined(before, texts.CHECK, _all(state), texts.RIGHT)
        return replace(state, stage="reading_back", focus=""), turn
    return replace(state, stage="asking_value", focus=wrong.name), _joined(before, _asking(wrong))


def _asking(field: FormField) -> tuple[str, str]:
    if field.kind == "hkid":
        return texts.HKID_UNCLEAR
    if field.kind == "signature":
        return texts.SIGN
    if field.kind == "english_name":
        return texts.SPELL
    return _named(texts.ASK_EMPTY if field.problem == "empty" else texts.ASK, field)


def _correct(state: FormState, name: str, transcript: Transcript) -> tuple[FormState, Turn] | None:
    """A sentence that names a field, with or without its new value."""
    if (taken := _taken(state, name, transcript)) is not None:
        return taken
    if corrections.asks(transcript.text):
        return None
    if name == "hkid":
        return replace(state, stage="asking_value", focus="hkid"), Turn(*texts.PRIVATE)
    if name == "name_en":
        return replace(state, stage="asking_value", focus="name_en"), Turn(*texts.SPELL)
    focus = "street" if name == "address" else name
    if (field := state.field(focus)) is None:
        return None
    asked = ("好，新地址係咩呀？", "新地址是甚麼？") if name == "address" else _named(texts.ASK_WRONG, field)
    return replace(state, stage="asking_value", focus=focus), Turn(*asked)


def _taken(state: FormState, name: str, transcript: Transcript) -> tuple[FormState, Turn] | None:
    """The state with the values that the sentence gives for the field, or None where it gives none."""
    values = _values(state, name, transcript)
    values = {key: value for key, value in values.items() if state.field(key) is not None}
    if not values:
        return None
    heard_all = all(f.ok for f in state.fields)  # what was not whole has not been read back yet
    for key, value in values.items():
        old = state.field(key)
        assert old is not None  # filtered above
        state = state.with_field(replace(old, value=value, shown=shown(old.kind, value), ok=True, problem="", confidence=1.0))
    if not heard_all:
        return _next(state, texts.CHANGED)
    changed = _ADDRESS if set(values) & set(_ADDRESS) else tuple(values)
    turn = _joined(texts.CHANGED, _read(state, changed), texts.RIGHT)
    return replace(state, stage="reading_back", focus=""), turn


def _values(state: FormState, name: str, transcript: Transcript) -> dict[str, str]:
    text = transcript.text
    value: str | None = None
    if name in ("address", *_ADDRESS):
        return corrections.address_parts(text)
    if name == "phone":
        value = corrections.phone_of(transcript)
    elif name == "date":
        old = state.field("date")
        value = corrections.date_said(text, old.value[:4] if old is not None and old.ok else "")
    elif name == "name_zh":
        value = corrections.chinese_name(text) if corrections.said_value(text) or state.focus == name else None
    elif name == "hkid":
        value = corrections.typed_hkid(transcript)
    elif name == "name_en":
        value = corrections.typed_english_name(transcript)
    return {} if value is None else {name: value}


def _not_taken(state: FormState, name: str, text: str) -> tuple[FormState, Turn] | None:
    """A sentence that was asked for a value and has none that can be used."""
    field = state.field(name)
    if field is None:
        return None
    if name == "hkid":
        return (state, Turn(*texts.PRIVATE)) if len(corrections.figures(text)) >= 3 else None
    if name in _ON_PAPER:
        return None
    if name == "name_en":
        return state, Turn(*texts.SPELL)
    if name == "date":
        return (state, Turn(*texts.DATE_AGAIN)) if re.search(r"[\d一二三四五六七八九十]|月|號", text) else None
    return state, Turn(*_named(texts.AGAIN, field))


def _confirm(state: FormState) -> tuple[FormState, Turn]:
    if any(not f.ok for f in state.fields):  # nothing half done: a form with a hole is not sent
        return _next(state)
    return replace(state, stage="confirmed", focus=""), Turn(*texts.SUBMITTING, submit=True)


def _corrects(text: str) -> bool:
    """Whether a sentence during the reading back says that a field is wrong or what it should be."""
    return bool(corrections.is_no(text) or corrections.said_value(text) or re.search("改", text))


# ---- sentences --------------------------------------------------------------------------------------------------
def _all(state: FormState) -> tuple[str, str]:
    """Every field in three breaths: who, how to reach, where."""
    return _read(state, tuple(f.name for f in state.fields if f.kind != "signature"))


def _read(state: FormState, names: tuple[str, ...]) -> tuple[str, str]:
    spoken, written = [], []
    place = [f for f in state.fields if f.name in _ADDRESS and f.name in names]
    for field in state.fields:
        if field.name not in names or field in place:
            continue
        if field.kind == "english_name":
            spoken.append("英文名麻煩你睇返畫面")
        else:
            joint = "，" if field.kind == "hkid" else "係"
            spoken.append(f"{texts.NAMES.get(field.name, field.label)}{joint}{said(field.kind, field.value)}")
        written.append(f"{field.label}：{field.shown}")
    if place:
        spoken.append("新地址係" + "，".join(said(f.kind, f.value) for f in place))
        written.append("新地址：" + " ".join(f.shown for f in place))
    return "。".join(spoken) + "。", "；".join(written) + "。"


def _named(pair: tuple[str, str], field: FormField) -> tuple[str, str]:
    return _fill(pair, name=texts.NAMES.get(field.name, field.label), label=field.label)


def _fill(pair: tuple[str, str], **values: str) -> tuple[str, str]:
    return pair[0].format(**values), pair[1].format(**values)


def _joined(*pairs: tuple[str, str]) -> Turn:
    return Turn("".join(p[0] for p in pairs), "".join(p[1] for p in pairs))
