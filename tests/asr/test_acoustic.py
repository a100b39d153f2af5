from pathlib import Path

import numpy as np
import pytest

from tests.speech import clip
from voicebot.asr import acoustic as module
from voicebot.asr.acoustic import AHEAD, CHUNK, Acoustic, Pieces, Posteriors
from voicebot.asr.features import LogMel, Mel
from voicebot.weights import find


def mel(audio: np.ndarray) -> Mel:
    log_mel = LogMel()
    log_mel.push(audio)
    return log_mel.whole()


def best(heard: Posteriors) -> list[int]:
    path = heard.units.argmax(axis=1)
    return [int(unit) for i, unit in enumerate(path) if unit and (i == 0 or path[i - 1] != unit)]


def alike(left: list[int], right: list[int]) -> float:
    from voicebot.asr.evaluate import distance

    return 1 - distance(left, right) / max(1, len(left))


def test_frames_are_20_ms_of_log_probabilities(acoustic: Acoustic) -> None:
    heard = acoustic.whole(mel(clip("00011-01.opus")))
    assert heard.units.shape == (99, len(acoustic.units)) and heard.tones.shape == (99, 6)
    assert np.allclose(np.exp(heard.units).sum(axis=1), 1, atol=1e-4)


def test_audio_shorter_than_a_frame_gives_no_frames(acoustic: Acoustic) -> None:
    assert len(acoustic.whole(mel(np.zeros(200, dtype=np.int16)))) == 0


def test_the_streaming_graph_hears_nearly_the_same(acoustic: Acoustic) -> None:
    columns = mel(clip("00011-13.opus"))
    streamed = Posteriors.join(acoustic.stream().advance(columns))
    assert len(streamed) == (columns.shape[1] // 2 - AHEAD) // CHUNK * CHUNK
    assert alike(best(acoustic.whole(columns)[: len(streamed)]), best(streamed)) > 0.95


def test_streaming_piece_by_piece_is_the_same_as_at_once(acoustic: Acoustic) -> None:
    columns, stream, parts = mel(clip("00011-08.opus")), acoustic.stream(), []
    for end in range(0, columns.shape[1], 7):
        parts += stream.advance(columns[:, :end])
    once = Posteriors.join(acoustic.stream().advance(columns))
    # The log-mel floor follows the loudest band heard so far, which is the same in both.
    assert np.allclose(Posteriors.join(parts).units, once.units[: sum(map(len, parts))], atol=1e-3)


def test_positions_begin_again_without_harm(acoustic: Acoustic) -> None:
    audio = np.concatenate([clip("00011-13.opus"), clip("p00017-07.opus")])  # 34 s
    streamed = Posteriors.join(acoustic.stream().advance(mel(audio)))
    alone = acoustic.whole(mel(clip("p00017-07.opus")))
    start = len(clip("00011-13.opus")) // 320
    assert alike(best(alone)[:20], best(streamed[start:])[:20]) > 0.85


def test_a_long_turn_is_cut_where_it_is_quiet_and_joined(acoustic: Acoustic, monkeypatch) -> None:
    columns = mel(clip("00011-13.opus"))
    whole = acoustic.whole(columns)
    done: Pieces = {}
    joined = acoustic.long(columns, done)
    assert len(joined) == len(whole) and len(done) == 1
    assert alike(best(whole), best(joined)) > 0.95
    cut = done[0][0]
    assert module._LEAST <= cut <= module.PIECE
    assert np.exp(whole.units[cut - 3 : cut + 3, 0]).min() > 0.5


def test_finished_pieces_are_not_encoded_again(acoustic: Acoustic) -> None:
    columns = mel(clip("00011-13.opus"))
    done: Pieces = {}
    acoustic.settle(columns[:, :2_100], done)
    before = done[0][1]
    assert acoustic.settle(columns, done) == done[0][0] and done[0][1] is before


def test_the_blocks_that_were_taught_values_hear_the_same_frames(acoustic: Acoustic) -> None:
    columns = mel(np.tile(clip("00011-13.opus"), 3))
    heard = acoustic.long(columns, {})
    assert heard.second is not None and len(heard.second) == len(heard) == columns.shape[1] // 2
    assert np.allclose(np.exp(heard.second.units).sum(axis=1), 1, atol=1e-4)
    assert alike(best(heard), best(heard.second)) > 0.8


def test_another_models_lower_blocks_are_not_heard_by_them(acoustic: Acoustic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "asr").mkdir()
    (tmp_path / module.WHOLE).symlink_to(find(module.WHOLE))
    monkeypatch.setenv("VOICEBOT_MODELS", str(tmp_path))
    assert Acoustic().long(mel(clip("00011-01.opus")), {}).second is None
