import numpy as np
import pytest

from tests.speech import clip
from voicebot.engines import VAD_SAMPLES
from voicebot.errors import InputError, ModelError
from voicebot.events import SpeechOn
from voicebot.vad.segmenter import WINDOW_S, Segmenter
from voicebot.vad.silero import SileroVad


@pytest.fixture(scope="module")
def vad() -> SileroVad:
    return SileroVad()


def probabilities(vad: SileroVad, audio: np.ndarray) -> list[float]:
    stream = vad.stream()
    return [stream.probability(audio[i : i + VAD_SAMPLES]) for i in range(0, len(audio) - VAD_SAMPLES + 1, VAD_SAMPLES)]


def test_two_sentences_are_found_where_they_are(vad: SileroVad) -> None:
    segmenter = Segmenter()
    heard = probabilities(vad, clip("00011-04.opus"))
    events = [e for i, p in enumerate(heard) for e in segmenter.push((i + 1) * WINDOW_S, p)]
    assert [round(e.at, 1) for e in events] == pytest.approx([0.5, 2.8, 3.3, 4.7], abs=0.11)


def test_silence_noise_and_a_tone_are_no_speech(vad: SileroVad) -> None:
    time = np.arange(3 * 16_000) / 16_000
    noise = np.random.default_rng(0).normal(0, 1_000, len(time))
    for audio in (0 * time, noise, 5_000 * np.sin(2 * np.pi * 440 * time)):
        segmenter = Segmenter()
        heard = probabilities(vad, audio.astype(np.int16))
        assert not [e for i, p in enumerate(heard) for e in segmenter.push(i * WINDOW_S, p) if isinstance(e, SpeechOn)]


def test_streams_do_not_mix(vad: SileroVad) -> None:
    alone = probabilities(vad, clip("00011-01.opus"))
    one, other = vad.stream(), vad.stream()
    noise = np.random.default_rng(0).normal(0, 3_000, VAD_SAMPLES).astype(np.int16)
    mixed = []
    for i in range(len(alone)):
        mixed.append(one.probability(clip("00011-01.opus")[i * VAD_SAMPLES : (i + 1) * VAD_SAMPLES]))
        other.probability(noise)
    assert mixed == alone


def test_another_window_length_is_refused(vad: SileroVad) -> None:
    with pytest.raises(InputError):
        vad.stream().probability(np.zeros(320, dtype=np.int16))


def test_a_missing_file_is_a_model_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voicebot.weights.roots", lambda: [])
    with pytest.raises(ModelError, match="silero_vad.onnx is missing"):
        SileroVad()
