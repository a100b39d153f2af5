"""A caller against themselves: what is usual for this voice on this line, and how far a turn lies above it. Pure.

Each measure is a normal variable of the caller's own mean, and callers' means are normal around the population's.
So the expectation of the next turn is the precision-weighted mean of the population and of the turns so far
(Gelman et al., Bayesian Data Analysis, 2.5): the first turn is judged against everybody, with all the doubt that this
brings, and later ones more and more against the caller.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from .prosody import Prosody

_FAR = 2.0  # standard deviations; what lies further counts as this far for the baseline, so that one outburst does not move it


@dataclass(frozen=True, slots=True)
class Spread:
    """One measure among people: mean, standard deviation of people's means, and of one person's turns."""

    mean: float
    between: float
    within: float


# Rounded up from what models/recipes/emotion/spread.py measures on calm clips (within: 2.3 and 2.7 dB, .12 and .29
# octaves, as recorded and by telephone): callers talk more freely than actors. Rate is an assumption: we have only read
# Cantonese, at half the rate of talk.
POPULATION = {
    "level_db": Spread(-30.0, 12.0, 3.0),
    "pitch_octaves": Spread(7.35, 0.45, 0.2),
    "rate": Spread(4.5, 0.7, 0.8),
}


@dataclass(frozen=True, slots=True)
class Usual:
    """The caller's turns so far in one measure."""

    count: int = 0
    total: float = 0.0

    def expected(self, spread: Spread) -> tuple[float, float]:
        """Mean and standard deviation of the next turn."""
        precision = 1 / spread.between**2 + self.count / spread.within**2
        mean = (spread.mean / spread.between**2 + self.total / spread.within**2) / precision
        return mean, math.sqrt(spread.within**2 + 1 / precision)

    def seen(self, value: float, spread: Spread) -> Usual:
        mean, deviation = self.expected(spread)
        near = min(max(value, mean - _FAR * deviation), mean + _FAR * deviation)
        return Usual(self.count + 1, self.total + near)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is usual for one caller; a new one after each turn."""

    level_db: Usual = Usual()
    pitch_octaves: Usual = Usual()
    rate: Usual = Usual()

    @property
    def turns(self) -> int:
        """Turns that say something about the voice."""
        return max(self.level_db.count, self.pitch_octaves.count)

    def arousal(self, turn: Prosody) -> float:
        """How much louder, higher and faster than usual, 0..1: the share of the caller's turns that lie below.

        The measures' standard scores are joined by Stouffer's method. 0.5 where nothing could be measured.
        """
        scores = []
        for name, spread in POPULATION.items():
            value = getattr(turn, name)
            if value is not None:
                mean, deviation = getattr(self, name).expected(spread)
                scores.append((value - mean) / deviation)
        joined = sum(scores) / math.sqrt(len(scores)) if scores else 0.0
        return 0.5 * (1 + math.erf(joined / math.sqrt(2)))

    def after(self, turn: Prosody) -> Baseline:
        """The baseline with this turn in it."""
        new = {}
        for field in fields(self):
            usual, value = getattr(self, field.name), getattr(turn, field.name)
            new[field.name] = usual if value is None else usual.seen(value, POPULATION[field.name])
        return Baseline(**new)
