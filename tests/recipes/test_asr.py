"""The recogniser's recipe, as far as it needs no torch: labels, alignment, folds, pieces."""

from __future__ import annotations

import json
import random
import struct
from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.privacy.mask import hkid_check
from voicebot.tts.embedded import Plan
from voicebot.tts.tokens import RIME, tokens

from .loading import load

units, align, folds, squeeze, base, stretches = load("asr", "units", "align", "folds", "squeeze", "base", "stretches")
timbres, voiced, whole = load("asr", "timbres", "voiced", "whole")
asked, carriers, texts = load("asr", "asked", "carriers", "texts")
NATIVE, SHIPPED = units.native(), units.shipped()


# ---- units
def test_the_shipped_inventory_begins_with_the_native_one():
    assert SHIPPED.names[: len(NATIVE.names)] == NATIVE.names
    assert NATIVE.of_syllable("ep1") == [] and len(SHIPPED.of_syllable("ep1")) == 1
    assert all(f"r_{near}" in NATIVE.names for near in units.LOANS.values())


@given(st.lists(st.sampled_from("nei5 ngo5 hai6 gwong2 m4 ng5 hm2 aa3 jyut6 ming4".split()), max_size=12))
def test_labels_say_the_folded_syllables_and_nothing_else(said):
    folded = {"nei5": ("l", "ei", 5), "ngo5": ("", "o", 5), "ng5": ("", "m", 5), "m4": ("", "m", 4), "hm2": ("h", "m", 2), "aa3": ("", "aa", 3)}
    found = NATIVE.syllables(NATIVE.of(said))
    assert len(found) == len(said)
    assert all(syllable == folded[name] for syllable, name in zip(found, said, strict=True) if name in folded)


def test_every_label_belongs_to_its_unit():
    labels = [label for rime in NATIVE.names[18:] for tone in "123456" for label in NATIVE.of_syllable(rime[2:] + tone)]
    assert sorted(labels) == list(range(18, 18 + 53 * 6))
    assert [NATIVE.unit(label) for label in labels] == [18 + n // 6 for n in range(53 * 6)]


def test_what_is_no_syllable_has_no_labels_and_an_onset_alone_is_dropped():
    assert NATIVE.of(["yau5", "", "x", "mm5", "hoeng1x"]) == []
    assert NATIVE.syllables([NATIVE.names.index("o_s")]) == []


# ---- align
def collapse(path):
    return [state for state, _ in groupby(path) if state]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.integers(1, 3), min_size=1, max_size=3), st.integers(5, 7))
def test_viterbi_finds_the_best_of_all_ctc_paths(seed, labels, frames):
    scores = np.log(np.random.default_rng(seed).dirichlet(np.ones(4), frames))
    ways = [p for p in product(range(4), repeat=frames) if collapse(p) == labels]
    if not ways:
        return
    best = max(sum(scores[t, s] for t, s in enumerate(p)) for p in ways)
    path, score = align.viterbi(scores, labels)
    assert score == pytest.approx(best / len(labels))
    assert collapse([labels[n] if n >= 0 else 0 for n in path]) == labels


def test_a_frame_has_the_label_of_the_syllable_that_is_being_said():
    spans = np.array([[4, 5], [8, 10], [14, 16]])  # onset and rime of one syllable, then a rime alone
    silent = np.zeros(40, bool)
    silent[:2] = silent[22:] = True
    found = align.dense(spans, [3, 20, 30], [0, 2], silent)
    assert found[:2] == [0, 0] and found[2:7] == [3] * 5 and found[7:12] == [20] * 5
    assert found[12:21] == [30] * 9 and found[21:] == [0] * 19


def test_a_clip_is_cut_only_between_syllables_and_where_it_is_quiet():
    path = np.array([-1] * 5 + [0, 0, 1, 1] + [-1] * 9 + [2, 2] + [-1] * 8 + [3, 3] + [-1] * 4)
    level = np.full(len(path), 60.0)
    level[9:18] = level[20:28] = 20.0
    level[12:15] = 10.0
    cuts = align.pauses(path, {1: 1, 3: 2}, level, 60.0)  # label 2 is an onset: no syllable ends with it
    assert cuts == [[13 * 320 + 160, 1]]


# ---- folds
def clips():
    for reader, length in (("a", 9), ("b", 8), ("c", 7), ("d", 3), ("e", 2)):
        yield {"set": "hbl-train", "speaker": reader, "story": reader, "length": length, "kind": "page"}
    yield {"set": "hbl-dev", "speaker": "z", "story": "z", "length": 5, "kind": "page"}
    for speaker, phrase in product("ABCDEF", "123456"):
        yield {"set": "spice", "speaker": speaker, "story": phrase, "length": 1, "kind": "phrase"}


def test_nothing_that_is_measured_was_heard_in_any_respect():
    held = list(clips())
    found = folds.Folds(held)
    for fold in range(folds.FOLDS):
        heard = [c for c in held if found.heard(c, fold)]
        measured = [c for c in held if found.measured(c, fold)]
        assert {c["set"] for c in heard} == {c["set"] for c in measured} == {"hbl-train", "spice"}
        for name in ("speaker", "story"):
            assert not {c[name] for c in heard} & {c[name] for c in measured}
    stories = [c for c in held if c["set"] == "hbl-train"]
    assert all(sum(found.measured(c, k) for k in range(folds.FOLDS)) == 1 for c in stories)


# ---- squeeze, base
def test_a_fast_syllable_keeps_its_beginning():
    slow = (8_000 * np.sin(np.arange(16_000) / 5)).astype(np.int16)
    fast = np.full(8_000, 77, np.int16)
    made = squeeze.headed(slow, fast, 2.0)
    head = int(squeeze.HEAD_S * squeeze.RATE)
    assert (made[:head] == slow[:head]).all() and (made[-4_000:] == 77).all()
    assert abs(len(made) - (head + len(fast) - head // 2)) <= 1
    assert squeeze.headed(slow[:500], fast[:250], 2.0) is not slow and len(squeeze.headed(slow[:500], fast[:250], 2.0)) == 250


def test_published_weights_are_read_by_name_and_shape():
    def variable(name, array, kind):
        head = struct.pack("<H", len(name) + 1) + name.encode() + b"\0" + struct.pack("<B", array.ndim)
        return head + struct.pack(f"<{array.ndim}I", *array.shape) + struct.pack("<BI", kind, array.nbytes) + array.tobytes()

    one, two = np.arange(6, dtype=np.float16).reshape(2, 3), np.arange(4, dtype=np.float32)
    data = struct.pack("<IH", 6, 12) + b"WhisperSpec\0" + struct.pack("<II", 3, 2) + variable("a/b", one, 4) + variable("c", two, 0)
    found = base.variables(data)
    assert list(found) == ["a/b", "c"] and (found["a/b"] == one).all() and (found["c"] == two).all()
    with pytest.raises(SystemExit, match="not a WhisperSpec"):
        base.variables(struct.pack("<I", 5) + data[4:])


# ---- stretches
@settings(deadline=None)
@given(st.integers(0, 1_000), st.lists(st.integers(200, 9_000), min_size=1, max_size=8))
def test_joined_stretches_have_a_label_for_every_frame_and_each_in_its_place(seed, lengths):
    parts = [stretches.Stretch(np.full(n, 0.1, np.float32), [k + 1], np.full(max(1, n // 320), k + 1)) for k, n in enumerate(lengths)]
    made = stretches.joint(parts, np.random.default_rng(seed))
    assert made.labels == [k + 1 for k in range(len(lengths))]
    assert len(made.frames) == len(made.audio) // 320
    said = [int(k) for k, _ in groupby(made.frames) if k]
    assert said == sorted(said) and {k + 1 for k, n in enumerate(lengths) if n > 1_500} <= set(said)


def test_labels_are_stretched_with_their_audio():
    assert stretches.fitted(np.array([1, 1, 2, 3]), 8).tolist() == [1, 1, 1, 1, 2, 2, 3, 3]
    assert stretches.fitted(np.array([1, 1, 2, 3]), 2).tolist() == [1, 2]


# ---- voiced, timbres
TEXTS = {"values": [["jat1", "ji6"]], "english": [["ngo5", "@app"]], "sentences": [["nei5", "hou2"]]}


def test_a_voice_says_whole_texts_and_skips_what_it_has_no_sounds_for():
    said = []

    def say(phrase, draw):
        said.append(phrase.syllables)
        return np.full(100 * len(phrase.syllables), len(said), np.int16)

    audio, places = voiced.speak(say, TEXTS, {"app": ["ep1", "aap1"]}, NATIVE, 40, random.Random(1))
    assert {phrase for phrase in said} == {("jat1", "ji6"), ("nei5", "hou2"), ("ngo5", "aap1")} and len(said) < 40
    assert len(places) == len(said) and sum(length for _, length, _ in places) == len(audio)
    for number, ((start, length, text), phrase) in enumerate(zip(places, said, strict=True), 1):
        assert (audio[start : start + length] == number).all() and tuple(text.split()) == phrase


def test_a_voice_with_few_texts_is_heard_more_often_than_they_are_many(tmp_path):
    for name, texts, value in (("few", 1, 1_000), ("many", 199, 2_000)):
        np.save(tmp_path / f"voiced-{name}.npy", np.full(texts * 640, value, np.int16))
        (tmp_path / f"voiced-{name}.json").write_text(json.dumps([[640 * n, 640, "nei5 hou2"] for n in range(texts)]))
    source = whole.Voiced(tmp_path, NATIVE).source
    chance = np.random.default_rng(1)
    heard = [source(chance) for _ in range(1_000)]
    assert 30 < sum(one.audio[0] < 0.05 for one in heard) < 70
    assert all(one.labels == NATIVE.of(["nei5", "hou2"]) and (one.frames == -1).all() for one in heard)
    with pytest.raises(SystemExit, match="voiced.py"):
        whole.Voiced(tmp_path / "nowhere", NATIVE)


@given(st.lists(st.floats(0.1, 1), min_size=1, max_size=6), st.integers(0, 30))
def test_time_is_shared_without_rest_and_every_sign_gets_some(shares, more):
    found = timbres.shared(shares, len(shares) + more)
    assert sum(found) == len(shares) + more and min(found) >= 1 and len(found) == len(shares)


def test_all_sounds_have_signs_and_no_taught_voice_is_held():
    assert {name[2:] for name in SHIPPED.names[1:18]} <= timbres.ONSETS.keys()
    assert {name[2:] for name in SHIPPED.names[18:]} <= timbres.RIMES.keys()
    names = [{name for pair in pairs for name in pair.split("+")} for pairs in (timbres.TAUGHT, timbres.HELD)]
    assert not names[0] & names[1] and len(timbres.HELD) >= 3


def planned(syllables, frames):
    """A plan whose melody falls by one z from token to token."""
    names = {f"{kind}{name}" for kind, table in (("o_", timbres.ONSETS), ("r_", timbres.RIMES)) for name in table} | {"sp"}
    t = tokens(syllables, 2, {name: number for number, name in enumerate(sorted(names))})
    durations = np.array([3, *([frames] * (len(t.names) - 2)), 6])
    z = np.repeat(-np.arange(len(t.names)), durations).astype(np.float32)
    return Plan(t, durations, np.zeros((1, 1, len(z)), np.float32), z[None], np.full(len(z), 200, np.float32))


def test_a_plan_keeps_its_time_and_its_melody_in_other_signs():
    said = ("nei5", "hou2", "gwok3")
    plan = planned(said, 20)
    spelt = timbres.Spelt(plan, said)
    assert "".join(spelt.signs) == "$neihoʊkwɔʔk.$"
    frames, owners = np.array(spelt.frames), np.array(spelt.owners)
    for token in range(1, 7):
        assert frames[owners == token].sum() == 8  # 200 ms
    melody = spelt.melody(plan)
    assert len(melody) == 2 * frames.sum()
    ends = 2 * np.cumsum(frames)
    for token in range(1, 7):
        middle = int(ends[owners == token][-1]) - 8
        assert melody[middle - timbres.LATE] == pytest.approx(-token * timbres.OCTAVES)
    rimes = spelt.rimes(plan)
    assert len(rimes) == len(melody) and {int(n) for n in rimes if n >= 0} == {2, 4, 6}
    assert all(plan.tokens.rows[3, n] == RIME for n in set(rimes.tolist()) - {-1})


def test_a_sound_too_short_for_its_signs_takes_from_the_next():
    said = ("kwok3", "nei5", "nei5", "nei5")
    spelt = timbres.Spelt(planned(said, 7), said)
    assert min(spelt.frames) >= 1
    heard = sum(spelt.frames[1:-2]) * timbres.FRAME
    assert heard == pytest.approx(8 * 0.07, abs=timbres.FRAME)


# ---- carriers, asked
def test_new_words_are_in_no_training_text_and_can_be_written():
    table = texts.words()
    assert not carriers.NEW.keys() & table.keys() and len(carriers.NEW) == 30
    assert all(SHIPPED.of_syllable(j) for said in carriers.NEW.values() for j in said.split())
    assert set(carriers.WORDS) <= table.keys() and len(set(carriers.WORDS)) == 60


def test_values_are_of_every_kind_none_twice_and_readable():
    found = list(asked.values(30))
    assert len(set(found)) == len(found) == 30 * len(asked.EXPECT)
    assert {kind for kind, _ in found} == asked.EXPECT.keys()
    table = texts.words()
    for kind, text in found:
        said = texts.tokens(text, table)
        assert all(token.startswith("@") or NATIVE.of_syllable(token) for token in said)
        assert len(said) == len(text), (kind, text)


def test_every_hkid_is_checked_by_its_last_figure():
    figures = dict(zip("零一二三四五六七八九", "0123456789", strict=True))
    for kind, text in asked.values(40):
        if kind == "hkid":
            plain = "".join(figures.get(c, c) for c in text.replace("括弧", ""))
            assert hkid_check(plain[0], plain[1:7]) == plain[7:]
