import itertools

import numpy as np
import pytest

from tests.asr.sounds import posteriors
from voicebot.asr import lattice
from voicebot.asr.acoustic import Posteriors


def names(heard: Posteriors, units: tuple[str, ...]) -> list[str]:
    slots, found = lattice.build(heard), []
    for i in range(len(slots)):
        o, r = np.unravel_index(slots.pairs[i].argmax(), slots.pairs[i].shape)
        onset, rime = int(slots.onsets[i, o]), int(slots.rimes[i, r])
        found.append((units[onset][2:] if onset else "") + units[rime][2:] + str(slots.tones[i, r].argmax() + 1))
    return found


def test_clear_syllables_are_read_off(units: tuple[str, ...]) -> None:
    said = ["o5", "soeng2", "waan4", "kaat1", "m4", "aa3", "aa3"]
    assert names(posteriors(said, units), units) == said


def test_a_slot_knows_its_frames(units: tuple[str, ...]) -> None:
    slots = lattice.build(posteriors(["saam1", "aa3"], units), first=100)
    assert slots.start.tolist() == [103, 110] and slots.end.tolist() == [108, 113]
    assert slots.seconds(0) == pytest.approx((2.06, 2.16))


@pytest.mark.parametrize("frames", [0, 1, 50])
def test_silence_has_no_slots(frames: int, units: tuple[str, ...]) -> None:
    blank = np.full((frames, len(units)), -12.0, dtype=np.float32)
    blank[:, 0] = -0.01
    heard = Posteriors(blank, np.full((frames, 6), np.log(1 / 6), dtype=np.float32))
    assert len(lattice.build(heard)) == 0


def test_no_frames_of_no_units_have_no_slots() -> None:
    assert len(lattice.build(Posteriors.join([]))) == 0


def test_a_weak_syllable_gets_a_slot_that_may_stay_empty(units: tuple[str, ...]) -> None:
    probability = np.full((9, len(units)), 1e-5, dtype=np.float32)
    probability[:, 0] = 0.99
    probability[4, [0, units.index("r_aa")]] = 0.6, 0.39
    heard = Posteriors(np.log(probability), np.full((9, 6), np.log(1 / 6), dtype=np.float32))
    slots = lattice.build(heard)
    assert len(slots) == 1 and slots.empty[0] > slots.pairs[0].max()


def _by_enumeration(probable: np.ndarray, label: list[int]) -> float:
    """CTC likelihood of `label`, over every path."""
    total = 0.0
    for path in itertools.product(sorted({0, *label}), repeat=len(probable)):
        if [u for u, _ in itertools.groupby(path) if u] == label:
            total += float(np.prod(probable[np.arange(len(path)), path]))
    return total


def test_pairs_are_exact_ctc_likelihoods(units: tuple[str, ...]) -> None:
    random = np.random.default_rng(3)
    probability = 0.14 * random.dirichlet(np.full(len(units), 0.3), 6)
    probability[np.arange(6), [0, 0, units.index("o_g"), units.index("r_o"), 0, 0]] += 0.86
    heard = Posteriors(np.log(np.maximum(probability, 1e-9)).astype(np.float32), np.zeros((6, 6), dtype=np.float32))
    slots = lattice.build(heard)
    assert len(slots) == 1
    checked = 0
    for o, r in itertools.product(range(3), range(3)):
        onset, rime = int(slots.onsets[0, o]), int(slots.rimes[0, r])
        wanted = _by_enumeration(probability, [onset, rime] if onset else [rime])
        if wanted > 1e-6:
            assert np.exp(slots.pairs[0, o, r]) == pytest.approx(wanted, rel=1e-3)
            checked += 1
    assert checked >= 6
