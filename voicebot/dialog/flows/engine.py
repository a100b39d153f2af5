"""Talks a flow through. Pure: a state and a sentence in, a state and a turn out; nothing is done here.

What the desk does next follows from what it knows: the first step that is not satisfied. So a sentence may fill several
slots, a correction may change any, and what rested on a changed value is done again. A sentence that gives nothing is
not the flow's: the mind answers it, and the flow comes back with its question. No question is put thrice in the same
words: other words, then the keypad, then a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ...asr import lexicon
from ...events import Transcript
from ...forms.spoken import reference
from ...privacy.asks import volunteers_secret
from ...tools.outcome import UNCONFIRMED, UNKNOWN, Call, Outcome
from ...tts.numbers import cardinal, digits
from ..slots import Value, correction, read
from . import words
from .language import NOTHING, Flow, Say, Slot, Step
from .state import FlowState, Turn

WHOLE_FIGURES = 5  # in a turn that was asked for three: the customer says the whole number
FIXES = 2  # of a value that is read back, before another way to give it
FAILURES = 3  # of one step, before a person takes over
RETURNS = 2  # digressions after which the question is not repeated
EXPECTED = {
    "yes_no": "yes_no", "number": "number", "amount": "amount", "date": "date", "time": "time", "hkid_part": "hkid", "phone": "phone",
    "account": "number", "digits": "digits", "choice": "choice", "address": "address",
}  # fmt: skip
_KEYED = {"1": "yes", "2": "no"}
Step_ = tuple[FlowState, Turn]


@dataclass(frozen=True, slots=True)
class Talk:
    """One flow and the texts that all flows share."""

    flow: Flow
    texts: Mapping[str, Say]

    # ---- what happens --------------------------------------------------------------------------------------------
    def begin(self, transcript: Transcript, now: datetime) -> Step_:
        """The customer wants this flow; what their sentence says already is not asked again."""
        state = FlowState(self.flow.name)
        for name, value in self._early(state, transcript, now, "").items():
            state = self._set(state, name, value)
        return self._next(state, self.flow.start)

    def heard(self, state: FlowState, transcript: Transcript, now: datetime, alone: bool = False) -> Step_ | None:
        """The customer's next sentence. None: it is not about the flow. `alone`: nobody else knows what to make of it,
        so that even a question may hold the value."""
        text = words.bare(transcript.text)
        if not state.open or state.stage == "calling" or not text:
            return None
        if words.cancels(transcript.text):
            return self._ended(state, "cancelled", self.texts["cancelled"])
        if (stopped := self._too_private(state, transcript)) is not None:
            return stopped
        if words.waits(text):
            return state, self._turn(state, self.texts["wait"])
        if state.stage == "confirming":
            return self._confirming(state, transcript, now)
        if state.stage == "which":
            return self._which(state, transcript, now)
        return self._asking(state, transcript, now, alone)

    def again(self, state: FlowState, text: str) -> Step_:
        """Nobody knew what to make of `text`: a question of the customer's own is told so, and put off; else ask in another way."""
        if words.asks(words.bare(text)):
            state, turn = self.back(state)
            return state, replace(turn, say=self.texts["no_answer"] + turn.say)
        if state.stage == "asking":
            return self._ask(state, state.focus, NOTHING)
        if state.stage == "confirming":
            return self._check_again(state)
        if state.stage == "which" and state.question != self.texts["which_again"]:
            return replace(state, question=self.texts["which_again"]), self._turn(state, self.texts["which_again"])
        return self._person(state)

    def back(self, state: FlowState) -> Step_:
        """After a digression: the open question once more, until the customer has gone astray too often."""
        state = replace(state, returns=state.returns + 1)
        if state.returns > RETURNS:
            return state, self._turn(state, self._filled(self.texts["paused"], state))
        say = state.question
        if state.returns == RETURNS and state.stage == "asking":
            say = self.flow.slots[state.focus].again.filled(state.values)
        return state, self._turn(state, self.texts["back"] + say)

    def told(self, state: FlowState, outcome: Outcome, now: datetime) -> Step_:
        """What became of the call. Only here is anything promised."""
        step = self.flow.steps[state.step]
        taken = {name: _result(step.takes[name], text, now) for name, text in outcome.values.items() if name in step.takes}
        state = replace(state, values={**state.values, **taken})
        used = {name: _used(state.values[name]) for name in step.arguments.values() if state.values[name].kind == "digits"}
        if outcome.ok and taken.keys() >= self._promised(step):
            state = replace(state, values={**state.values, **used}, done=state.done | {state.step})
            return self._next(state, self._filled(step.say, state))
        return self._failed(replace(state, values={**state.values, **used}), step, outcome.code or UNCONFIRMED)

    def expects(self, state: FlowState) -> Turn:
        """What the open question asks for; nothing is said."""
        return self._turn(state, NOTHING)

    # ---- stages --------------------------------------------------------------------------------------------------
    def _asking(self, state: FlowState, transcript: Transcript, now: datetime, alone: bool) -> Step_ | None:
        slot = self.flow.slots[state.focus]
        text = words.bare(transcript.text)
        if words.asks(text) and not alone:
            return None
        if slot.kind == "hkid_part" and _figures(text) >= WHOLE_FIGURES:
            return state, self._turn(state, self.texts["too_much"] + slot.again)
        if slot.kind == "digits" and transcript.words:
            return (state, self._turn(state, self.texts["keypad_only"])) if _figures(text) >= 4 else None
        changed = self._corrections(state, transcript, now)
        gained = {} if changed and words.corrects(text) else self._given(slot, transcript, now)
        if gained or changed or (alone and not words.asks(text)):  # what was not asked for does not by itself make a sentence the flow's
            gained |= {n: v for n, v in self._early(state, transcript, now, slot.name).items() if n not in changed}
        if not gained and not changed:
            return None
        for name, value in (changed | gained).items():
            state = self._set(state, name, value)
        if slot.name not in gained and state.tries.get(slot.name) == 1:  # the question was heard, and something else said
            state = replace(state, tries={**state.tries, slot.name: 0})
        return self._next(state, self.texts["corrected"] if changed else NOTHING)

    def _confirming(self, state: FlowState, transcript: Transcript, now: datetime) -> Step_ | None:
        changed = self._corrections(state, transcript, now)
        if changed:
            return self._fixed(state, changed)
        said = yes_or_no(transcript, now)
        if said == "yes":
            return self._next(replace(state, done=state.done | {state.step}), NOTHING)
        if said == "no":
            state = replace(state, stage="which", focus="", question=self.texts["which"])
            return state, self._turn(state, self.texts["which"])
        return None

    def _which(self, state: FlowState, transcript: Transcript, now: datetime) -> Step_ | None:
        step = self.flow.steps[state.step]
        named = self._named(step.confirm, transcript.text)
        for name in named or [*step.confirm]:
            if given := self._given(self.flow.slots[name], transcript, now):
                return self._fixed(state, given)
        if named:
            return self._anew(state, named[0])
        if yes_or_no(transcript, now) == "yes":
            return self._next(state, NOTHING)
        return None

    def _fixed(self, state: FlowState, changed: Mapping[str, Value]) -> Step_:
        """Values that were read back wrongly, put right; what was put right too often is asked for by keypad."""
        for name, value in changed.items():
            if state.tries.get(f"fixed {name}", 0) >= FIXES:
                return self._anew(state, name)
            state = self._set(state, name, value)
            state = replace(state, tries={**state.tries, f"fixed {name}": state.tries.get(f"fixed {name}", 0) + 1})
        return self._next(state, self.texts["corrected"])

    def _anew(self, state: FlowState, name: str) -> Step_:
        """Ask for a value that was wrong, the second time by keypad."""
        mark = f"fixed {name}"
        fixed = state.tries.get(mark, 0)
        tried = max(2, state.tries.get(name, 0)) if fixed else 0
        state = replace(self._forget(state, (name,)), tries={**state.tries, mark: fixed + 1, name: tried})
        return self._ask(state, name, NOTHING)

    def _failed(self, state: FlowState, step: Step, code: str) -> Step_:
        failure = step.failed.get(code)
        mark = f"failed {state.step}"
        state = replace(state, tries=dict(state.tries) | {mark: state.tries.get(mark, 0) + 1})
        if failure is None:
            return self._ended(state, "person", self.texts["not_known" if code in (UNKNOWN, UNCONFIRMED) else "failed"], hand_over=True)
        say = self._filled(failure.say, state)
        if failure.then == "person":
            return self._ended(state, "person", say, hand_over=True)
        if failure.then == "end":
            return self._ended(state, "refused", say + self.texts["more"])
        if state.tries[mark] >= FAILURES:
            return self._person(state)
        tries = dict(state.tries) | {name: 1 for name in failure.ask}  # their second wording comes next, whatever came before
        state = replace(self._forget(state, failure.ask), tries=tries, stage="asking", focus=failure.ask[0], question=say, returns=0)
        return state, self._turn(state, say)

    # ---- what comes next -----------------------------------------------------------------------------------------
    def _next(self, state: FlowState, lead: Say) -> Step_:
        """The first step that is not satisfied."""
        state = replace(state, returns=0)
        for number, step in enumerate(self.flow.steps):
            if number in state.done or not self._applies(step, state):
                continue
            if missing := [name for name in step.ask if name not in state.values]:
                return self._ask(state, missing[0], lead)
            if step.confirm:
                return self._check(state, number, lead)
            if step.tool:
                arguments = {parameter: state.values[name].value for parameter, name in step.arguments.items()}
                state = replace(state, stage="calling", step=number, focus="", question=NOTHING)
                return state, Turn(lead, call=Call(step.tool, arguments))
            if not step.ask:
                lead, state = lead + self._filled(step.say, state), replace(state, done=state.done | {number})
        return self._ended(state, "done", lead + self.texts["more"])

    def _ask(self, state: FlowState, name: str, lead: Say) -> Step_:
        slot = self.flow.slots[name]
        ways = [slot.ask, slot.again, *([slot.keypad] if slot.keypad is not None else [])]
        tried = state.tries.get(name, 0)
        if tried >= len(ways) and slot.unknown is not None:  # it may be left out
            return self._next(self._set(state, name, _unknown(slot)), lead + self.texts["skipped"])
        if tried >= len(ways):
            return self._person(state)
        say = self._filled(ways[tried], state)
        state = replace(state, stage="asking", focus=name, tries={**state.tries, name: tried + 1}, question=say)
        return state, self._turn(state, lead + say)

    def _check(self, state: FlowState, number: int, lead: Say) -> Step_:
        say = self._filled(self.flow.steps[number].say, state)
        state = replace(state, stage="confirming", step=number, focus="", question=say, tries={**state.tries, f"check {number}": 1})
        return state, self._turn(state, lead + say)

    def _check_again(self, state: FlowState) -> Step_:
        mark = f"check {state.step}"
        tried = state.tries.get(mark, 1)
        if tried > 2:
            return self._person(state)
        say = self.texts["again_check" if tried == 1 else "check_keypad"]
        return replace(state, tries={**state.tries, mark: tried + 1}), self._turn(state, say)

    def _person(self, state: FlowState) -> Step_:
        return self._ended(state, "person", self.texts["person"], hand_over=True)

    def _ended(self, state: FlowState, end: str, say: Say, hand_over: bool = False) -> Step_:
        say = self._filled(say, state)
        over = FlowState(self.flow.name, self._kept(state), state.done, "ended", end=end)  # type: ignore[arg-type]
        return over, Turn(say, hand_over=hand_over)

    def _turn(self, state: FlowState, say: Say) -> Turn:
        if state.stage == "confirming":
            return Turn(say, "yes_no")
        slot = self.flow.slots.get(state.focus)
        if slot is None:
            return Turn(say)
        names = tuple(name for choice in slot.choices.values() for name in choice.names)
        return Turn(say, EXPECTED.get(slot.kind, "any"), names)

    # ---- values --------------------------------------------------------------------------------------------------
    def _given(self, slot: Slot, transcript: Transcript, now: datetime) -> dict[str, Value]:
        """The value that a sentence gives a slot, by the slot's name; empty for none."""
        text = words.bare(transcript.text)
        if slot.unknown is not None and words.unknown(text):
            return {slot.name: _unknown(slot)}
        if not transcript.words:
            transcript, text = replace(transcript, text=words.keyed(slot.kind, transcript.text)), words.keyed(slot.kind, text)
        # What is corrected, what stands behind the slot's name, the words, and all that the ears may have heard instead.
        parts = [part for part in (correction(text), *(transcript.text.rpartition(n)[2] for n in slot.names if n in transcript.text)) if part]
        for heard in [*(_part(transcript, part) for part in parts), replace(transcript, text=text, syllables=()), transcript]:
            value = read(slot.kind, heard, now, slot.said_by() or None)
            if value is not None:
                return {slot.name: self._worded(slot, value, now)}
        return {}

    def _early(self, state: FlowState, transcript: Transcript, now: datetime, focus: str) -> dict[str, Value]:
        """Values for slots that were not asked for, where the sentence leaves no doubt."""
        folded = transcript.text.casefold()
        found: dict[str, Value] = {}
        for slot in self.flow.slots.values():
            if slot.name in state.values or slot.name == focus or not slot.early or slot.kind not in _EARLY:
                continue
            if slot.kind == "choice" and not any(n.casefold() in folded for c in slot.choices.values() for n in c.names):
                continue
            value = read(slot.kind, Transcript(words.bare(transcript.text)), now, slot.said_by() or None)
            if value is not None:
                found[slot.name] = self._worded(slot, value, now)
        return found

    def _corrections(self, state: FlowState, transcript: Transcript, now: datetime) -> dict[str, Value]:
        """New values for slots that have one: named, or of the kind of what is said after 唔係 and 改."""
        text = words.bare(transcript.text)
        filled = [name for name in reversed([*state.values]) if name in self.flow.slots and self.flow.slots[name].kind != "digits"]
        named = self._named(filled, text)
        if not named and not words.corrects(text):
            return {}
        found: dict[str, Value] = {}
        for name in named or filled:
            slot = self.flow.slots[name]
            given = self._given(slot, transcript, now).get(name)
            taken = given is not None and any(v.kind == given.kind and v.value == given.value for v in found.values())
            if given is not None and not taken and given.value != state.values[name].value and given.value:
                found[name] = given
        return found

    def _named(self, names: Iterable[str], text: str) -> list[str]:
        """The slots that the sentence names, as their flow says that a customer may."""
        return [name for name in names if any(word in text for word in self.flow.slots[name].names)]

    def _worded(self, slot: Slot, value: Value, now: datetime) -> Value:
        """As this slot says it; a day of the past that was read as one to come is the year before's."""
        if slot.past and value.value > now.date().isoformat():
            year, rest = value.value.split("-", 1)
            value = read("date", Transcript(f"{int(year) - 1}-{rest}"), now) or value
        choice = slot.choices.get(value.value)
        return value if choice is None else replace(value, said=choice.say.spoken, shown=choice.say.written)

    def _set(self, state: FlowState, name: str, value: Value) -> FlowState:
        if name in state.values:
            state = self._forget(state, (name,))
        rest = {n: v for n, v in state.values.items() if n != name}  # the newest stands last
        return replace(state, values={**rest, name: value})

    def _forget(self, state: FlowState, names: Iterable[str]) -> FlowState:
        """Without these values, and with what rested on them undone: confirmations, calls, their results and codes."""
        gone, undone = set(names), set()
        for number, step in enumerate(self.flow.steps):
            if step.uses() & gone:
                undone.add(number)
                gone |= step.takes.keys() | {n for n in step.arguments.values() if n in self.flow.slots and self.flow.slots[n].kind == "digits"}
        return replace(state, values={n: v for n, v in state.values.items() if n not in gone}, done=state.done - undone)

    def _kept(self, state: FlowState) -> dict[str, Value]:
        """What an ended flow keeps for a person: its slots as they may be shown, never a token or a code."""
        return {n: replace(v, value="") for n, v in state.values.items() if n in self.flow.slots and v.kind != "digits"}

    def _promised(self, step: Step) -> set[str]:
        """The results without which a success cannot be told or gone on with."""
        return set(step.takes) & (step.say.holes() | {name for later in self.flow.steps for name in later.arguments.values()})

    def _filled(self, say: Say, state: FlowState) -> Say:
        return say.filled({**state.values, "title": Value("text", "", self.flow.called.spoken, self.flow.called.written, 1.0)})

    def _applies(self, step: Step, state: FlowState) -> bool:
        return all(name in state.values and state.values[name].value in values for name, values in step.when.items())

    def _too_private(self, state: FlowState, transcript: Transcript) -> Step_ | None:
        """A secret or a whole identity card number: stopped kindly, and not taken."""
        slot = self.flow.slots.get(state.focus)
        typed_code = slot is not None and slot.kind == "digits" and not transcript.words
        if typed_code or volunteers_secret(transcript.text) is None:
            return None
        question = state.question if slot is None else slot.again.filled(state.values)
        return state, self._turn(state, self.texts["too_much"] + question)


def _part(transcript: Transcript, part: str) -> Transcript:
    """A piece of what was heard, with its sounds where there is one for each character."""
    start = transcript.text.find(part)
    if start < 0 or len(transcript.syllables) != len(transcript.text):
        return replace(transcript, text=part, syllables=())
    end = start + len(part)
    words = transcript.words[start:end] if len(transcript.words) == len(transcript.text) else transcript.words
    return Transcript(part, words, transcript.syllables[start:end])


_EARLY = frozenset({"date", "time", "phone", "hkid_part", "choice", "amount"})


def yes_or_no(transcript: Transcript, now: datetime) -> str:
    """"yes", "no" or ""; on the keypad 1 and 2."""
    if (keyed := _KEYED.get(transcript.text.strip(" #"))) is not None and not transcript.words:
        return keyed
    value = read("yes_no", transcript, now)
    if value is None or (value.value == "yes" and _may_be_no(transcript)):
        return ""
    return value.value


def _may_be_no(transcript: Transcript) -> bool:
    """Whether a yes begins with a hum, which is the sound of 唔: 嗯，係 and 唔係 are told apart by asking again."""
    if len(transcript.syllables) < 2:
        return False
    return any(lexicon.fold(sound)[:-1] == "m" for sound, _ in transcript.syllables[0].alternatives)


def _unknown(slot: Slot) -> Value:
    assert slot.unknown is not None
    return Value(slot.kind, "", slot.unknown.spoken, slot.unknown.written, 1.0)


def _figures(text: str) -> int:
    return sum(c in "0123456789零〇一二三四五六七八九" for c in text)


def _used(value: Value) -> Value:
    """A one-time code that was used: it is not kept."""
    return replace(value, value="", said="", shown="")


def _result(kind: str, text: str, now: datetime) -> Value:
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
