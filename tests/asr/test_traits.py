import numpy as np
import pytest

from tests.speech import clip
from voicebot.asr import traits
from voicebot.asr.acoustic import Acoustic, Floats
from voicebot.asr.embedded import EmbeddedRecognizer
from voicebot.asr.features import LogMel


def pooled(acoustic: Acoustic, audio: np.ndarray) -> Floats:
    log_mel = LogMel()
    log_mel.push(audio)
    columns = log_mel.whole()
    found = traits.pool(acoustic.long(columns, {}).layer, columns)
    assert found is not None
    return found


def moved(left: Floats, right: Floats) -> float:
    """Distance in units of the vector's own length."""
    return float(np.linalg.norm(left - right) / np.linalg.norm(left))


def test_mean_then_deviation_of_the_spoken_frames() -> None:
    columns = np.full((80, 200), -8.0, np.float32)
    columns[:, 60:140] = -2.0
    layer = np.zeros((100, 512), np.float32)
    layer[30:70] = np.arange(40, dtype=np.float32)[:, None]
    layer[:30] = layer[70:] = 1_000.0
    assert traits.spoken(columns) == slice(30, 70)
    found = traits.pool(layer, columns)
    assert found is not None and found.shape == (traits.SIZE,)
    assert np.allclose(found[:512], 19.5) and np.allclose(found[512:], np.arange(40).std())


def test_a_pause_inside_belongs_to_the_turn() -> None:
    columns = np.full((80, 100), -8.0, np.float32)
    columns[:, 10:20] = columns[:, 80:90] = -2.0
    assert traits.spoken(columns) == slice(5, 45)


def test_too_little_is_nothing() -> None:
    assert traits.pool(np.zeros((5, 512), np.float32), np.zeros((80, 10), np.float32)) is None
    assert traits.pool(np.zeros((0, 512), np.float32), np.zeros((80, 0), np.float32)) is None
    assert traits.pool(None, np.zeros((80, 100), np.float32)) is None


@pytest.mark.parametrize("db", [-12, 12])
def test_the_level_moves_nothing(acoustic: Acoustic, db: int) -> None:
    audio = clip("00011-04.opus").astype(np.float64)
    audio *= 8_000 / np.abs(audio).max()  # so that 12 dB more do not clip
    plain = np.rint(audio).astype(np.int16)
    changed = np.rint(audio * 10 ** (db / 20)).astype(np.int16)
    assert moved(pooled(acoustic, plain), pooled(acoustic, changed)) < 0.04  # rounding, of samples and of int8


def test_speakers_differ_more_than_levels_do(acoustic: Acoustic) -> None:
    assert moved(pooled(acoustic, clip("00011-04.opus")), pooled(acoustic, clip("p00017-01.opus"))) > 0.1


def test_a_stream_gives_the_traits_of_its_last_final() -> None:
    stream = EmbeddedRecognizer().stream()
    assert stream.traits() is None
    audio = clip("00011-08.opus")
    stream.feed(audio[: len(audio) // 2])
    stream.final()
    half = stream.traits()
    stream.feed(audio[len(audio) // 2 :])
    assert stream.traits() is half
    stream.final()
    whole = stream.traits()
    assert half is not None and whole is not None and moved(half, whole) > 0.01


def test_a_turn_in_pieces_has_nearly_the_same_traits(recognizer: EmbeddedRecognizer, acoustic: Acoustic) -> None:
    audio = clip("00011-13.opus")  # 23 s: cut once
    stream = recognizer.stream()
    stream.feed(audio)
    stream.final()
    found = stream.traits()
    log_mel = LogMel()
    log_mel.push(audio)
    whole = traits.pool(acoustic.whole(log_mel.whole()).layer, log_mel.whole())
    other = pooled(acoustic, clip("p00017-01.opus"))
    assert found is not None and whole is not None
    assert moved(whole, found) < 0.5 * moved(whole, other)  # each piece is scaled by its own loudest band


@pytest.mark.parametrize("audio", [np.zeros(0, np.int16), np.zeros(32_000, np.int16)])
def test_silence_has_no_traits(recognizer: EmbeddedRecognizer, audio: np.ndarray) -> None:
    stream = recognizer.stream()
    stream.feed(audio)
    stream.final()
    assert stream.traits() is None
