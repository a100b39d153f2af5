"""Talks a flow through. Pure: a state and a sentence in, a state and a turn out; nothing is done here.

What the desk does next follows from what it knows: the first step that is not satisfied. So a sentence may fill several
slots, a correction may change any, and what rested on a changed value is done again. A sentence that gives nothing is
not the flow's: the mind answers it, and the flow comes back with its question. No question is put thrice in the same
words: other words, then the keypad, then a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ...events import Transcript
from ...privacy.asks import volunteers_secret
from ...tools.outcome import UNCONFIRMED, UNKNOWN, Call, Outcome
from ..slots import Value
from .. import questions
from . import words
from .keeping import safe
from .language import NOTHING, Flow, Say, Step
from .reading import corrections, early, figures, given, named, result, unknown, used, yes_or_no
from .state import End, FlowState, Turn, with_value, without

WHOLE_FIGURES = 5  # in a turn that was asked for three: the customer says the whole number
DOUBTFUL = 0.5  # confidence of a value below which it is asked for once more: the ears may as well have heard another
FIXES = 2  # of a value that is read back, before another way to give it
FAILURES = 3  # of one step, before a person takes over
RETURNS = 2  # digressions after which the question is not repeated
EXPECTED = {
    "yes_no": "yes_no", "number": "number", "amount": "amount", "date": "date", "time": "time", "hkid_part": "hkid", "phone": "phone",
    "account": "number", "digits": "digits", "choice": "choice", "address": "address",
}  # fmt: skip
Next = tuple[FlowState, Turn]


@dataclass(frozen=True, slots=True)
class Talk:
    """One flow and the texts that all flows share."""

    flow: Flow
    texts: Mapping[str, Say]

    # ---- what happens --------------------------------------------------------------------------------------------
    def begin(self, transcript: Transcript, now: datetime) -> Next:
        """The customer wants this flow; what their sentence says already is not asked again."""
        state = FlowState(self.flow.name)
        for name, value in early(self.flow, state.values, transcript, now, "").items():
            state = with_value(self.flow, state, name, value)
        return self._next(state, self.flow.start)

    def heard(self, state: FlowState, transcript: Transcript, now: datetime, alone: bool = False) -> Next | None:
        """The customer's next sentence. None: it is not about the flow. `alone`: nobody else knows what to make of it,
        so that even a question may hold the value."""
        text = words.bare(transcript.text)
        if not state.open or state.stage == "calling" or not text:
            return None
        if words.cancels(transcript.text):
            return self._ended(state, "cancelled", self.texts["cancelled"])
        if (stopped := self._too_private(state, transcript)) is not None:
            return stopped
        if words.waits(text) and not self._thought_aloud(state, transcript, now):
            return state, self._turn(state, self.texts["wait"])
        if state.stage == "confirming":
            return self._confirming(state, transcript, now)
        if state.stage == "which":
            return self._which(state, transcript, now)
        return self._asking(state, transcript, now, alone)

    def again(self, state: FlowState, text: str) -> Next:
        """Nobody knew what to make of `text`: a question of the customer's own is told so, and put off; else ask in another way."""
        if questions.asks(words.bare(text)):
            state, turn = self.back(state)
            return state, replace(turn, say=self.texts["no_answer"] + turn.say)
        if state.stage == "asking":
            return self._ask(state, state.focus, NOTHING)
        if state.stage == "confirming":
            return self._check_again(state)
        if state.stage == "which" and state.question != self.texts["which_again"]:
            return replace(state, question=self.texts["which_again"]), self._turn(state, self.texts["which_again"])
        return self._person(state)

    def back(self, state: FlowState) -> Next:
        """After a digression: the open question once more, until the customer has gone astray too often."""
        state = replace(state, returns=state.returns + 1)
        if state.returns > RETURNS:
            return state, self._turn(state, self._filled(self.texts["paused"], state))
        say = state.question
        if state.returns == RETURNS and state.stage == "asking":
            say = self.flow.slots[state.focus].again.filled(state.values)
        return state, self._turn(state, self.texts["back"] + say)

    def resumed(self, state: FlowState) -> Next:
        """The desk was started again in the middle: what may not be kept is asked for anew."""
        return self._next(safe(self.flow, state), self.texts["restarted"])

    def told(self, state: FlowState, outcome: Outcome, now: datetime) -> Next:
        """What became of the call. Only here is anything promised."""
        step = self.flow.steps[state.step]
        taken = {name: result(step.takes[name], text, now) for name, text in outcome.values.items() if name in step.takes}
        state = replace(state, values={**state.values, **taken})
        spent = {name: used(state.values[name]) for name in step.arguments.values() if state.values[name].kind == "digits"}
        if outcome.ok and taken.keys() >= self._promised(step):
            state = replace(state, values={**state.values, **spent}, done=state.done | {state.step})
            return self._next(state, self._filled(step.say, state))
        return self._failed(replace(state, values={**state.values, **spent}), step, outcome.code or UNCONFIRMED)

    def expects(self, state: FlowState) -> Turn:
        """What the open question asks for; nothing is said."""
        return self._turn(state, NOTHING)

    def _thought_aloud(self, state: FlowState, transcript: Transcript, now: datetime) -> bool:
        """Whether who wants a moment has come to the value already: 等我諗諗先，不如三點半啦."""
        return state.stage == "asking" and bool(given(self.flow.slots[state.focus], transcript, now))

    # ---- stages --------------------------------------------------------------------------------------------------
    def _asking(self, state: FlowState, transcript: Transcript, now: datetime, alone: bool) -> Next | None:
        slot = self.flow.slots[state.focus]
        text = words.bare(transcript.text)
        if questions.asks(text) and not alone:
            return None
        if slot.kind == "hkid_part" and figures(text) >= WHOLE_FIGURES:
            return state, self._turn(state, self.texts["too_much"] + slot.again)
        if slot.kind == "digits" and transcript.words:
            return (state, self._turn(state, self.texts["keypad_only"])) if figures(text) >= 4 else None
        changed = corrections(self.flow, state.values, transcript, now)
        gained = {} if changed and words.corrects(text) else given(slot, transcript, now)
        if gained or changed or (alone and not questions.asks(text)):  # what was not asked for does not by itself make a sentence the flow's
            gained |= {n: v for n, v in early(self.flow, state.values, transcript, now, slot.name).items() if n not in changed}
        if not gained and not changed:
            return None
        if not changed and (mine := gained.get(slot.name)) is not None and mine.confidence < DOUBTFUL and state.tries.get(slot.name) == 1:
            return self._ask(state, slot.name, NOTHING)
        for name, value in (changed | gained).items():
            state = with_value(self.flow, state, name, value)
        if slot.name not in gained and state.tries.get(slot.name) == 1:  # the question was heard, and something else said
            state = replace(state, tries={**state.tries, slot.name: 0})
        return self._next(state, self.texts["corrected"] if changed else NOTHING)

    def _confirming(self, state: FlowState, transcript: Transcript, now: datetime) -> Next | None:
        changed = corrections(self.flow, state.values, transcript, now)
        if changed:
            return self._fixed(state, changed)
        said = yes_or_no(transcript, now)
        if said == "yes":
            return self._next(replace(state, done=state.done | {state.step}), NOTHING)
        if said == "no":
            state = replace(state, stage="which", focus="", question=self.texts["which"])
            return state, self._turn(state, self.texts["which"])
        return None

    def _which(self, state: FlowState, transcript: Transcript, now: datetime) -> Next | None:
        step = self.flow.steps[state.step]
        wanted = named(self.flow, step.confirm, transcript.text)
        for name in wanted or [*step.confirm]:
            if value := given(self.flow.slots[name], transcript, now):
                return self._fixed(state, value)
        if wanted:
            return self._anew(state, wanted[0])
        if yes_or_no(transcript, now) == "yes":
            return self._next(state, NOTHING)
        return None

    def _fixed(self, state: FlowState, changed: Mapping[str, Value]) -> Next:
        """Values that were read back wrongly, put right; what was put right too often is asked for by keypad."""
        for name, value in changed.items():
            if state.tries.get(f"fixed {name}", 0) >= FIXES:
                return self._anew(state, name)
            state = with_value(self.flow, state, name, value)
            state = replace(state, tries={**state.tries, f"fixed {name}": state.tries.get(f"fixed {name}", 0) + 1})
        return self._next(state, self.texts["corrected"])

    def _anew(self, state: FlowState, name: str) -> Next:
        """Ask for a value that was wrong, the second time by keypad."""
        mark = f"fixed {name}"
        fixed = state.tries.get(mark, 0)
        tried = max(2, state.tries.get(name, 0)) if fixed else 0
        state = replace(without(self.flow, state, (name,)), tries={**state.tries, mark: fixed + 1, name: tried})
        return self._ask(state, name, NOTHING)

    def _failed(self, state: FlowState, step: Step, code: str) -> Next:
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
        state = replace(without(self.flow, state, failure.ask), tries=tries, stage="asking", focus=failure.ask[0], question=say, returns=0)
        return state, self._turn(state, say)

    # ---- what comes next -----------------------------------------------------------------------------------------
    def _next(self, state: FlowState, lead: Say) -> Next:
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

    def _ask(self, state: FlowState, name: str, lead: Say) -> Next:
        slot = self.flow.slots[name]
        ways = [slot.ask, slot.again, *([slot.keypad] if slot.keypad is not None else [])]
        tried = state.tries.get(name, 0)
        if tried >= len(ways) and slot.unknown is not None:  # it may be left out
            return self._next(with_value(self.flow, state, name, unknown(slot)), lead + self.texts["skipped"])
        if tried >= len(ways):
            return self._person(state)
        say = self._filled(ways[tried], state)
        state = replace(state, stage="asking", focus=name, tries={**state.tries, name: tried + 1}, question=say)
        return state, self._turn(state, lead + say)

    def _check(self, state: FlowState, number: int, lead: Say) -> Next:
        say = self._filled(self.flow.steps[number].say, state)
        state = replace(state, stage="confirming", step=number, focus="", question=say, tries={**state.tries, f"check {number}": 1})
        return state, self._turn(state, lead + say)

    def _check_again(self, state: FlowState) -> Next:
        mark = f"check {state.step}"
        tried = state.tries.get(mark, 1)
        if tried > 2:
            return self._person(state)
        say = self.texts["again_check" if tried == 1 else "check_keypad"]
        return replace(state, tries={**state.tries, mark: tried + 1}), self._turn(state, say)

    def _person(self, state: FlowState) -> Next:
        return self._ended(state, "person", self.texts["person"], hand_over=True)

    def _ended(self, state: FlowState, end: End, say: Say, hand_over: bool = False) -> Next:
        say = self._filled(say, state)
        over = FlowState(self.flow.name, self._kept(state), state.done, "ended", end=end)
        return over, Turn(say, hand_over=hand_over)

    def _turn(self, state: FlowState, say: Say) -> Turn:
        if state.stage == "confirming":
            return Turn(say, "yes_no")
        slot = self.flow.slots.get(state.focus)
        if slot is None:
            return Turn(say)
        names = tuple(name for choice in slot.choices.values() for name in choice.names)
        options = tuple(choice.names[0] for choice in slot.choices.values())
        return Turn(say, EXPECTED.get(slot.kind, "any"), names, options=options)

    # ---- values --------------------------------------------------------------------------------------------------

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

    def _too_private(self, state: FlowState, transcript: Transcript) -> Next | None:
        """A secret or a whole identity card number: stopped kindly, and not taken."""
        slot = self.flow.slots.get(state.focus)
        typed_code = slot is not None and slot.kind == "digits" and not transcript.words
        if typed_code or volunteers_secret(transcript.text) is None:
            return None
        question = state.question if slot is None else slot.again.filled(state.values)
        return state, self._turn(state, self.texts["too_much"] + question)
