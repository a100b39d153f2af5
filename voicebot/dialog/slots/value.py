"""What a slot reader gives: a canonical value, and how the desk says and shows it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Value:
    """`value` is canonical for its kind; `said` is spoken Cantonese; `shown` is masked where the value is personal.

    `confidence` (0..1) is how sure the reading of the words is, not how well they were heard
    (`Transcript.confidence`): below `SURE` more than one reading was possible, and the desk should ask back.
    """

    kind: str
    value: str = field(repr=False)
    said: str = field(repr=False)
    shown: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Found:
    """What one kind's own reader finds in a text."""

    value: str = field(repr=False)
    confidence: float = 1.0


SURE = 0.9
# A text that speaks of such values, but means no single one: several, a vague one, a question. Unlike None it speaks
# against other readings of the same sounds.
OPEN = Found("")
LOOSE = 0.7  # the most that a bound (三點前, 最多三萬) or a round figure (三萬左右) may be trusted


def only(found: list[Found]) -> Found | None:
    """The one value that a text gives, however often; `OPEN` where it gives several."""
    if len({f.value for f in found}) > 1:
        return OPEN
    return max(found, key=lambda f: f.confidence, default=None)
