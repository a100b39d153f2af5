"""The voice with its real weights: texts kept, timings exact, sound sane, edges clean."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from voicebot.errors import InputError, ModelError
from voicebot.tts import embedded
from voicebot.tts.embedded import EmbeddedVoice
from voicebot.tts.phrases import Phrase
from voicebot.tts.tokens import tokens

TEXT = "你好！手續費係HK$12,345.60，熱線 2812 3456；你有冇email？(AI生成)"


@pytest.fixture(scope="module")
def voice() -> EmbeddedVoice:
    return EmbeddedVoice()


def test_the_pieces_are_the_text_and_their_timings_are_their_sound(voice: EmbeddedVoice) -> None:
    pieces = list(voice.speak(TEXT))
    assert "".join(p.text for p in pieces) == TEXT and len(pieces) >= 4
    for piece in pieces:
        assert piece.phones[0].start_ms == 0 and piece.phones[-1].end_ms == piece.ms
        assert all(a.end_ms == b.start_ms for a, b in zip(piece.phones, piece.phones[1:]))
        assert all(p.start_ms % 10 == 0 and p.end_ms > p.start_ms for p in piece.phones)
        assert {p.syllable for p in piece.phones if p.unit != "sp"} == set(range(len(piece.syllables)))


def test_the_sound_is_loud_enough_never_clips_and_starts_and_ends_in_silence(voice: EmbeddedVoice) -> None:
    for piece in voice.speak(TEXT):
        sound = piece.pcm.astype(np.float64) / 32768
        assert 0.04 < np.sqrt((sound**2).mean()) < 0.2 and np.abs(sound).max() <= 0.9
        assert abs(piece.pcm[0]) < 30 and abs(piece.pcm[-1]) < 30


def test_a_piece_starts_within_40_ms(voice: EmbeddedVoice) -> None:
    for piece in voice.speak(TEXT):
        assert piece.phones[0].unit == "sp" and piece.phones[0].end_ms <= 40


def test_vowels_are_louder_than_pauses(voice: EmbeddedVoice) -> None:
    piece = next(voice.speak("多謝你打嚟"))
    power = lambda p: float((piece.pcm[p.start_ms * 24 : p.end_ms * 24].astype(float) ** 2).mean())  # noqa: E731
    rimes = [power(p) for p in piece.phones if p.unit.startswith("r_")]
    assert min(rimes) > 10 * power(piece.phones[-1])


def test_rate_and_style_change_the_length(voice: EmbeddedVoice) -> None:
    length = lambda **k: sum(p.ms for p in voice.speak("請你等一等，我幫你查一查。", **k))  # noqa: E731
    assert length(rate=0.8) > length() > length(rate=1.25)
    assert length(style="calm") > length(style="brisk")


def test_what_is_planned_is_what_is_said(voice: EmbeddedVoice) -> None:
    phrase = Phrase("", ("nei5", "hou2", "maa3"), 3)
    plan, speech = voice.plan(phrase, "calm", 0.9), voice.say(phrase, "calm", 0.9)
    assert [p.end_ms for p in speech.phones] == (10 * np.cumsum(plan.durations)).tolist()
    assert len(plan.f0) == plan.durations.sum() and 60 < plan.f0.min() and plan.f0.max() < 500


def test_a_livelier_timbre_moves_more_about_the_same_middle(voice: EmbeddedVoice, monkeypatch: pytest.MonkeyPatch) -> None:
    phrase = Phrase("", ("nei5", "hou2", "maa3", "si6", "ngaan4"), 3)
    lively = voice.plan(phrase)
    monkeypatch.setattr(voice, "_timbre", replace(voice._timbre, lively=1.0))
    flat = voice.plan(phrase)
    about = lambda plan: np.log(plan.f0) - voice._timbre.mean  # noqa: E731
    assert np.allclose(about(lively), 1.15 * about(flat), atol=1e-5) and (lively.durations == flat.durations).all()


def test_nothing_to_say_is_no_sound_and_a_wild_rate_is_refused(voice: EmbeddedVoice) -> None:
    assert list(voice.speak("……（）")) == [] and list(voice.speak("")) == []
    with pytest.raises(InputError):
        list(voice.speak("你好", rate=9.0))


def test_the_same_phrase_is_the_same_sound_from_any_thread(voice: EmbeddedVoice) -> None:
    fresh = EmbeddedVoice()
    with ThreadPoolExecutor(4) as pool:
        heard = list(pool.map(lambda _: next(fresh.speak("多謝。")).pcm, range(4)))
    assert all((pcm == next(voice.speak("多謝。")).pcm).all() for pcm in heard)


def test_rendered_pieces_are_kept_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "CACHE_PIECES", 2)
    fresh = EmbeddedVoice("man")
    first = next(fresh.speak("一。"))
    assert next(fresh.speak("一。")) is first
    for text in ("二。", "三。"):
        list(fresh.speak(text))
    assert next(fresh.speak("一。")) is not first


def test_an_unknown_timbre_is_refused() -> None:
    with pytest.raises(InputError):
        EmbeddedVoice("robot")


def test_ssml_is_heard_a_pause_is_as_long_as_asked_and_slow_speech_is_slow(voice: EmbeddedVoice) -> None:
    plain = list(voice.speak("你好，多謝。"))
    marked = list(voice.speak("<speak>你好，<break time='900ms'/><prosody rate='50%' volume='-12dB'>多謝</prosody>。</speak>"))
    assert "".join(p.text for p in marked) == "你好，多謝。" and [p.syllables for p in marked] == [p.syllables for p in plain]
    assert marked[0].phones[-1].end_ms - marked[0].phones[-1].start_ms == 900
    spoken = lambda piece: piece.phones[-1].start_ms - piece.phones[0].end_ms  # noqa: E731
    assert 1.8 < spoken(marked[1]) / spoken(plain[1]) < 2.2
    loud = lambda piece: float(np.abs(piece.pcm.astype(float)).max())  # noqa: E731
    assert loud(marked[1]) < 0.5 * loud(plain[1])


def test_a_breath_inside_a_number_keeps_one_piece_with_true_times(voice: EmbeddedVoice) -> None:
    (piece,) = voice.speak("電話2345 6789")
    assert piece.text == "電話2345 6789" and len(piece.syllables) == 10
    assert all(a.end_ms == b.start_ms for a, b in zip(piece.phones, piece.phones[1:])) and piece.phones[-1].end_ms == piece.ms
    assert [p.syllable for p in piece.phones if p.syllable >= 0] == sorted(p.syllable for p in piece.phones if p.syllable >= 0)
    assert {p.syllable for p in piece.phones if p.unit != "sp"} == set(range(10))
    assert sum(p.unit == "sp" for p in piece.phones) == 4


def test_onsets_follow_the_pace_less_than_rimes_where_a_timbre_says_so() -> None:
    t = tokens(("saa1",), 2, {"sp": 0, "o_s": 1, "r_aa": 2})
    natural = np.array([10.0, 16.0, 32.0, 10.0])
    even, eased = (embedded._Timbre({}, 5.0, 0.2, pace=4.0, onset_share=share) for share in (1.0, 0.5))
    assert embedded._paced(natural, t, even, 1.0)[1:3].tolist() == [4, 8]
    assert embedded._paced(natural, t, eased, 1.0)[1:3].tolist() == [8, 8]
    assert embedded._paced(natural, t, eased, 100.0)[1:3].tolist() == [2, 2]  # no sound of less than two frames


def test_a_timbre_s_settings_are_read_and_damage_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEBOT_MODELS", str(tmp_path))
    (tmp_path / "voice").mkdir()
    file = tmp_path / "voice" / "voice_woman.json"
    file.write_text('{"V": {"sp": 0}, "mu": 5.3, "sd": 0.2, "pace": 1.6}')
    timbre = embedded._settings("voice/voice_woman.json")
    assert (timbre.mean, timbre.pace, timbre.onset_share, timbre.lively) == (5.3, 1.6, 1.0, 1.15)
    file.write_text('{"V": {"sp": 0}, "mu": 5.3, "sd": 0.2, "lively": 1.0}')
    assert embedded._settings("voice/voice_woman.json").lively == 1.0
    file.write_text('{"V": {"sp": 0}, "mu": "x"}')
    with pytest.raises(ModelError):
        embedded._settings("voice/voice_woman.json")


def test_a_question_by_the_voice_alone_ends_higher_than_the_same_words_told(voice: EmbeddedVoice) -> None:
    def ends_at(text: str) -> float:
        """F0 (Hz) of the last 50 ms of the last rime, by autocorrelation between 80 and 400 Hz."""
        (piece,) = voice.speak(text)
        end = piece.phones[-2].end_ms * 24
        x = piece.pcm[end - 1_440 : end - 240].astype(float)
        energy = np.correlate(x, x, "full")[len(x) - 1 :]
        return 24_000 / (60 + int(np.argmax(energy[60:300])))

    assert ends_at("你聽日走？") > 1.1 * ends_at("你聽日走。")
