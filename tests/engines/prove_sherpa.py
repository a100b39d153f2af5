"""sherpa-onnx behind our server and our adapter, with models of a few weights. Run by `make engines`."""

from __future__ import annotations

from pathlib import Path

import httpx
import numpy as np
import pytest

from tests import speech
from tests.engines import small_ctc
from tests.engines.process import endpoint, engine_server, health
from voicebot.errors import ModelError
from voicebot.remote.recognizer import RemoteRecognizer
from voicebot.serving.sherpa import layout

KINDS = {"sense_voice": small_ctc.sense_voice, "wenet_ctc": small_ctc.wenet}


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_folder_is_told_apart_served_and_heard(kind: str, tmp_path: Path) -> None:
    KINDS[kind](tmp_path)
    clip = speech.clip("00011-04a.flac")
    with engine_server("asr", "sherpa-onnx", tmp_path) as server:
        assert health(server)["languages"][0] == "yue"  # type: ignore[index]
        ears = RemoteRecognizer(endpoint(server))
        stream, quiet = ears.stream(), ears.stream()
        stream.feed(clip)
        quiet.feed(np.zeros(48_000, np.int16))
        heard = stream.final()
        assert heard.text.startswith("多謝") and quiet.final().text == ""
        assert [s.alternatives[0][0] for s in heard.syllables][:2] == ["do1", "ze6"]
        assert 0 < heard.words[0].start < heard.words[1].start < 3
        other = httpx.post(
            f"{server}/v1/audio/transcriptions", files={"file": (speech.FOLDER / "00011-04a.flac").read_bytes()}, data={"language": "zh"}, timeout=60
        )
        assert (other.json()["text"] == "") == (kind == "sense_voice")  # which is asked for its language, and WeNet is not


def test_folders_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="neither model.int8.onnx nor model.onnx"):
        layout(tmp_path)
    small_ctc.wenet(tmp_path, model_type="zipformer2_ctc")
    with pytest.raises(ModelError, match="neither SenseVoice nor WeNet"):
        layout(tmp_path)
    whole = (tmp_path / "model.onnx").read_bytes()
    (tmp_path / "model.onnx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match="cut short"):
        layout(tmp_path)
    (tmp_path / "tokens.txt").unlink()
    with pytest.raises(ModelError, match=r"no tokens\.txt"):
        layout(tmp_path)
