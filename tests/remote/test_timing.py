"""Estimated phone times: they tile the audio, belong to the syllables, and stay out of the silence at both ends."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from avatar import visemes
from voicebot.asr.acoustic import Acoustic
from voicebot.asr.sounds import Ear
from voicebot.remote.timing import phones
from voicebot.tts.embedded import EmbeddedVoice

SYLLABLES = st.lists(st.sampled_from(["nei5", "hou2", "m4", "ng5", "gwong2", "sap6", "jat1", "aa3", "daap3"]), max_size=12)


@given(SYLLABLES, st.integers(0, 30_000), st.integers(0, 30_000), st.integers(0, 30_000))
def test_phones_tile_the_audio(syllables: list[str], before: int, sound: int, after: int) -> None:
    pcm = np.concatenate([np.zeros(before), np.full(sound, 3_000), np.zeros(after)]).astype(np.int16)
    found = phones(pcm, tuple(syllables))
    ms = len(pcm) * 1000 // 24_000
    assert [p.start_ms for p in found] == [0, *(p.end_ms for p in found[:-1])] if found else ms == 0 or not found
    if found:
        assert found[-1].end_ms == ms and all(p.start_ms <= p.end_ms for p in found)
    if sound > 2_400 and syllables:
        assert {p.syllable for p in found if p.unit != "sp"} == set(range(len(syllables)))


def test_silence_at_both_ends_is_no_speech() -> None:
    pcm = np.concatenate([np.zeros(4_800), np.full(9_600, 3_000), np.zeros(7_200)]).astype(np.int16)
    first, onset, rime, last = phones(pcm, ("hou2",))
    assert (first.unit, first.end_ms, onset.unit, rime.unit, last.unit, last.start_ms) == ("sp", 200, "o_h", "r_ou", "sp", 600)
    assert onset.end_ms - onset.start_ms < rime.end_ms - rime.start_ms
    assert (rime.tone, rime.syllable, last.syllable) == (2, 0, -1)


def test_on_our_own_voice_the_estimate_is_near_the_truth() -> None:
    """Where the exact times are known: starts of syllables within 80 ms on average, what lip movement tolerates."""
    errors = _errors(None)
    assert len(errors) > 20 and sum(errors) / len(errors) <= 80


def test_with_an_ear_the_times_are_nearer() -> None:
    """These ears have heard the voice, but have not told its training where its sounds are, as earlier ones had."""
    errors = _errors(Ear(Acoustic()))
    assert len(errors) > 20 and float(np.median(errors)) <= 25 and sum(errors) < 0.8 * sum(_errors(None))


def _errors(ear: Ear | None) -> list[int]:
    """Of syllables' starts, ms."""
    errors: list[int] = []
    for piece in EmbeddedVoice().speak("我哋嘅分行星期一至五朝早九點開門，星期六開到一點，多謝你打電話嚟。"):
        exact = {p.syllable: p.start_ms for p in reversed(piece.phones) if p.syllable >= 0 and p.unit != "sp"}
        estimated = {p.syllable: p.start_ms for p in reversed(phones(piece.pcm, piece.syllables, ear)) if p.syllable >= 0}
        errors += [abs(exact[n] - estimated[n]) for n in exact]
    return errors


def test_phones_by_ear_tile_the_audio_and_have_the_units_that_were_asked_for() -> None:
    ear = Ear(Acoustic())
    for pcm in (np.full(24_000, 3_000, np.int16), np.random.default_rng(0).integers(-9_000, 9_000, 40_000).astype(np.int16)):
        found = phones(pcm, ("ngo5", "daa2", "m4"), ear)
        spoken = [p for p in found if p.unit != "sp"]
        assert [p.unit for p in spoken] == ["o_ng", "r_o", "o_d", "r_aa", "r_m"]
        assert [p.start_ms for p in found] == [0, *(p.end_ms for p in found[:-1])] and found[-1].end_ms == len(pcm) * 1000 // 24_000


def test_the_face_knows_every_unit() -> None:
    units = {p.unit for p in phones(np.full(24_000, 3_000, np.int16), ("gwong2", "ng5", "jat1"))}
    assert units == {"o_gw", "r_ong", "r_ng", "o_j", "r_at"}
    assert all(visemes.of_phone(unit) != [("sil", 1.0)] for unit in units)
