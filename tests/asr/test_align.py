"""Forced alignment on posteriors made to order, and on the voice whose times are exact."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.asr.acoustic import Posteriors
from voicebot.asr.align import align
from voicebot.tts.embedded import EmbeddedVoice
from voicebot.tts.evaluate_heard import Judge
from voicebot.tts.evaluate_timing import timing

UNITS = ("<b>", *(f"o_{n}" for n in "b p m f d t l g k h gw kw w z c s j".split()), "r_ei", "r_ou", "r_aa")


def peaky(labels: list[str]) -> Posteriors:
    """Frames that are all but blank, with what `labels` says as the runner-up."""
    units = np.full((len(labels), len(UNITS)), 1e-6)
    units[:, 0] = 0.99
    for t, label in enumerate(labels):
        units[t, UNITS.index(label)] = 0.009
    return Posteriors(np.log(units / units.sum(axis=1, keepdims=True)).astype(np.float32), np.zeros((len(labels), 6), np.float32))


def test_the_runner_up_behind_the_blank_tells_where_a_sound_begins() -> None:
    heard = peaky(["o_l"] * 3 + ["r_ei"] * 7 + ["o_h"] * 4 + ["r_ou"] * 6)
    found = align(heard, UNITS, ("nei5", "hou2"), 0.0, 0.4)
    assert [(u.unit, u.syllable) for u in found] == [("o_l", 0), ("r_ei", 0), ("o_h", 1), ("r_ou", 1)]
    assert [round(u.start, 3) for u in found] == [0.0, 0.06, 0.2, 0.28] and found[-1].end == 0.4


@given(st.lists(st.sampled_from(["nei5", "hou2", "aa3", "ngo5", "m4"]), max_size=8), st.integers(0, 40), st.integers(0, 9))
def test_units_tile_the_time_in_order(syllables: list[str], frames: int, seed: int) -> None:
    rows = np.random.default_rng(seed).normal(size=(frames, len(UNITS))).astype(np.float32)
    found = align(Posteriors(rows, np.zeros((frames, 6), np.float32)), UNITS, syllables, 0.0, frames * 0.02)
    assert all(a.end == b.start and a.start <= a.end for a, b in zip(found, found[1:], strict=False))
    if found:
        assert sorted({u.syllable for u in found}) == list(range(len(syllables)))
        assert (found[0].start, found[-1].end) == (0.0, frames * 0.02)


def test_what_cannot_be_aligned() -> None:
    assert align(peaky(["r_ei"] * 3), UNITS, ("nei5", "hou2"), 0.0, 0.06) == ()
    assert align(peaky(["r_ei"] * 3), UNITS, (), 0.0, 0.06) == ()
    with pytest.raises(ValueError):
        align(peaky(["r_ei"] * 9), UNITS, ("hello",), 0.0, 0.18)


def test_our_own_voice_says_when_its_phones_begin() -> None:
    pieces = list(EmbeddedVoice().speak("我哋嘅分行星期一至五朝早九點開門，星期六開到一點，多謝你打電話嚟。"))
    found = timing([pieces], Judge())
    assert found["n"] > 40 and found["median_ms"][0] <= 25 and found["skipped"] == 0
    late = [type(p)(p.pcm, p.text, tuple(type(q)(q.unit, q.tone, q.start_ms + 100, q.end_ms + 100, q.syllable) for q in p.phones), p.syllables) for p in pieces]
    assert timing([late], Judge())["median_ms"][0] > 50  # a voice that lies about its times is found out
