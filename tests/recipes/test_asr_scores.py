"""The recogniser's recipe: how a graph is scored, and what the joined syllables say."""

from __future__ import annotations

import random

import numpy as np

from .loading import load

units, evaluate, texts = load("asr", "units", "evaluate", "texts")
SHIPPED, WIDER = units.shipped(), units.wider()


def test_the_tone_is_read_over_the_run_of_its_rime():
    rime = SHIPPED.names.index("r_aa")
    unit = np.full((5, len(SHIPPED.names)), -9.0, np.float32)
    tone = np.log(np.full((5, 6), 0.1, np.float32))
    unit[[0, 4], 0] = unit[1, SHIPPED.names.index("o_s")] = unit[2:4, rime] = -0.01
    tone[2, 0], tone[3, 3] = np.log(0.3), np.log(0.5)
    assert evaluate.greedy(unit, tone, SHIPPED) == [("s", "aa", 4)]


def test_errors_are_counted_by_syllable_and_confusions_by_part():
    count = evaluate.Count()
    count.add([("s", "aa", 1), ("l", "ei", 5)], [("s", "aa", 2), ("l", "ei", 5), ("", "o", 5)])
    count.add([("z", "i", 1)], [("c", "i", 1)])
    found = count.result()
    assert (found["ser"], found["tonal"], found["n"], found["clips"]) == (50.0, 75.0, 4, 2)
    assert found["tone"] == 50.0
    assert found["confusions"] == {"onset": {"c > z": [1, 1]}, "rime": {}, "tone": {"2 > 1": [1, 1]}}


def test_texts_hold_only_what_can_be_said():
    spoken = texts.words()
    assert texts.tokens("我個app壞咗", spoken)[2] == "@app"
    assert texts.tokens("FPS轉數", spoken)[:3] == ["@F", "@P", "@S"]
    said = texts.values(random.Random(3))
    for _ in range(200):
        for token in texts.tokens(next(said), spoken):
            known = [j for r in spoken[token[1:]] for j in r.split()] if token[0] == "@" else [token]
            assert known and all(WIDER.of_syllable(j) for j in known), token
