"""`voicebot eval dialog`: scripted conversations through the desk's own judgement, flows and tools, heard badly.

Everything but the audio is real: answering, mind, flow engine, HTTP tools and the demonstration back office, which is
new for every conversation. What is spoken passes `asr.misheard` first, with a share of its syllables wrong as the
recogniser gets them wrong; what is typed or keyed does not. Times stand still at the scenario's own `now`.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography.fernet import Fernet

from . import fakes
from .answering import Answering
from .asr.misheard import Misheard
from .compute import Executor
from .config import Settings
from .customers import Customers
from .dialog.evaluate_dialog import Customer, Saying, Scenario, problems, read_scenarios, summary
from .engines import Engines, Mind
from .errors import ConfigError, InputError
from .events import Channel, Configure, Heading, Reply, Transcript
from .memory import Memory
from .tools.office import open_business

RATES = (0.0, 0.1, 0.2)  # of the syllables
SEEDS = (1, 2, 3)
LONGEST = 40  # turns of the customer; a conversation that goes on has failed


_PUNCTUATION = re.compile(r"[，。、？！…]")
_LETTER = re.compile(r"(?<![A-Za-z])[A-Z](?![A-Za-z])")
_SOUNDS = {"A": "誒", "C": "詩", "G": "之", "K": "崎"}  # ei1, si1, zi1, kei1


class _Nowhere:
    """Keeps nothing."""

    def keep(self, item: dict[str, Any]) -> None:
        pass

    def forget(self) -> None:
        pass


def evaluate(settings: Settings, mind: Mind, manifest: Path) -> dict[str, Any]:
    """For each share of wrong syllables (0, 10, 20 %): pass1 and pass3 over three seeds with their 95 % intervals, in how
    many runs something was done that nobody wanted, and `failed`: scenario → how often, and what was not as it must be.
    Raises InputError for a manifest that cannot be read."""
    scenarios = read_scenarios(manifest)
    misheard = Misheard()
    executor = Executor(1)
    out: dict[str, Any] = {"n": len(scenarios), "seeds": len(SEEDS)}
    try:
        for rate in RATES:
            found = [[_run(settings, mind, executor, misheard, one, rate, seed) for seed in SEEDS] for one in scenarios]
            failed = {
                one.name: [f"{len(list(filter(None, runs)))} of {len(SEEDS)}", *sorted({what for run in runs for what in run})]
                for one, runs in zip(scenarios, found, strict=True)
                if any(runs)
            }
            out[f"{rate:.0%}"] = summary(found) | {"failed": failed}
    finally:
        executor.close()
    return out


def _run(
    settings: Settings, mind: Mind, executor: Executor, misheard: Misheard, scenario: Scenario, rate: float, seed: int
) -> list[str]:
    with TemporaryDirectory() as folder:
        here = replace(settings, data_dir=folder, office_url="")
        return asyncio.run(_converse(here, mind, executor, misheard, scenario, rate, random.Random(f"{scenario.name}{seed}")))


async def _converse(
    settings: Settings, mind: Mind, executor: Executor, misheard: Misheard, scenario: Scenario, rate: float, rng: random.Random
) -> list[str]:
    epoch = scenario.now.timestamp()
    async with AsyncExitStack() as closing, asyncio.TaskGroup() as tasks:
        business, customers = await open_business(settings, Fernet.generate_key(), lambda: epoch, closing, tasks.create_task)
        if business is None or customers is None:
            raise ConfigError(f"the pack {settings.pack} has no flows to talk through")
        channel: Channel = "web" if scenario.channel == "web" else "phone"
        engines = Engines(fakes.FakeVad(), fakes.FakeRecognizer(), fakes.FakeVoice(), mind)
        memory = Memory(_Nowhere(), [])
        heading = Heading("rehearsal", "R-0001", settings.pack, channel=channel)
        answers = Answering(heading, engines, executor, memory, None, business, tasks.create_task, lambda: scenario.now)
        before = customers.books()
        line = _Line(answers, memory, customers, misheard, rate, rng, epoch)
        person = await _talk(scenario, line, business.flows.flows)
        return problems(scenario, before, customers.books(), "".join(line.said), person)


async def _talk(scenario: Scenario, line: _Line, flows: Mapping[str, Any]) -> bool:
    """The whole conversation. Whether it ended with a person."""
    customer, phone = Customer(scenario), _phone(scenario)
    for _ in range(LONGEST):
        state = line.answers.flowing.state
        saying = customer.next(flows[state.flow] if state is not None else None, state, line.answers.flowing.offers)
        if saying is None:
            return False
        reply = await line.turn(saying, phone)
        if reply.hand_over:
            return True
    line.said.append("（未完）")
    return False


class _Line:
    """Between a customer and the desk: what is said is heard badly, and remembered."""

    def __init__(
        self, answers: Answering, memory: Memory, customers: Customers, misheard: Misheard, rate: float, rng: random.Random, epoch: float
    ) -> None:
        self.answers = answers
        self.said: list[str] = []
        self._memory = memory
        self._customers = customers
        self._misheard = misheard
        self._rate = rate
        self._rng = rng
        self._epoch = epoch
        self._turns = 0

    async def turn(self, saying: Saying, phone: str) -> Reply:
        if isinstance(saying, Mapping) and "cut" in saying:  # prepared for the pause, and thrown away
            await self.answers.decide(Configure(), self._hear(saying["cut"]))
        transcript = self._transcript(saying, phone)
        self._turns += 1
        self._memory.keep_customer(f"c{self._turns}", self.answers.remembered(transcript.text))
        decided = await self.answers.decide(Configure(), transcript)
        reply = await self.answers.say(decided, self._hold)
        self.said.append(reply.spoken)
        self._memory.keep_desk(f"d{self._turns}", reply.spoken, reply)
        return reply

    def _transcript(self, saying: Saying, phone: str) -> Transcript:
        if isinstance(saying, str):
            return self._hear(saying)
        if "say" in saying:
            return self._hear(saying["say"])
        if "type" in saying:
            return Transcript(saying["type"])
        return Transcript(self._keyed(saying["key"], phone))

    def _keyed(self, key: str, phone: str) -> str:
        if key not in ("code", "wrong"):
            return key
        try:
            code = self._customers.newest_code(phone, self._epoch)
        except InputError:  # none was sent there: the customer has nothing to key
            return "000000"
        return code if key == "code" else f"{(int(code) + 1) % 1_000_000:06d}"

    def _hear(self, text: str) -> Transcript:
        """As the ears would: they write no punctuation, and a letter by a character of its sound."""
        sounds = _LETTER.sub(lambda match: _SOUNDS.get(match[0], match[0]), _PUNCTUATION.sub("", text))
        return self._misheard.hear(sounds, self._rate, self._rng)

    async def _hold(self, phrase: str) -> None:
        self.said.append(self.answers.phrase(phrase).spoken)


def _phone(scenario: Scenario) -> str:
    """Where the customer reads their codes: the phone that they want to be known by."""
    return scenario.wants.get("id_phone", "")
