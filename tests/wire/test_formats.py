from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.script import VALID, reply, wire
from voicebot.audio import g711
from voicebot.events import AudioFormat, ReplyAudio, ReplyEnd
from voicebot.wire.formats import Packer, described, named, rate, unpacked

LAWS: list[tuple[AudioFormat, g711.Law]] = [("audio/pcmu", "ulaw"), ("audio/pcma", "alaw")]


def update(**sides: Any) -> str:
    audio = {name: {"format": {"type": kind}} for name, kind in sides.items()}
    return json.dumps({"type": "session.update", "session": {"type": "realtime", "audio": audio}})


def append(data: bytes) -> str:
    return json.dumps({"type": "input_audio_buffer.append", "audio": base64.b64encode(data).decode()})


@pytest.mark.parametrize("format_", ["audio/pcm", "audio/pcmu", "audio/pcma"])
def test_a_format_is_known_by_its_own_description(format_: AudioFormat) -> None:
    assert named(described(format_)) == named({"type": format_}) == format_
    assert named({"type": format_, "rate": 16_000}) is None and named(format_) is None and named(None) is None


@pytest.mark.parametrize("format_, law", LAWS)
def test_a_session_in_g711(format_: AudioFormat, law: g711.Law) -> None:
    w = wire()
    _, _, (updated,) = w.receive(update(input=format_, output=format_), 0.0)
    assert updated["session"]["audio"]["input"]["format"] == updated["session"]["audio"]["output"]["format"] == {"type": format_}
    VALID.validate_python(updated)
    wave = (8_000 * np.sin(np.arange(800) * 0.5)).astype(np.int16)
    _, (heard,), _ = w.receive(append(g711.encode(wave, law)), 0.0)
    assert len(heard) == 1_600 and np.abs(np.frombuffer(heard, "<i2") - wave).max() < 400
    begin, text, *_ = reply(1)
    loud = (8_000 * np.sin(np.arange(4_800) * 0.1)).astype("<i2").tobytes()
    events = [e for c in (begin, text, ReplyAudio(1, loud, 0), ReplyAudio(1, loud, 200), ReplyEnd(1, "completed")) for e in w.send(c, 0.0)]
    sound = b"".join(base64.b64decode(e["delta"]) for e in events if e["type"] == "response.output_audio.delta")
    assert len(sound) == 3_200  # 400 ms at 8 kHz
    power = float(np.sqrt((g711.decode(sound, law).astype(float) ** 2).mean()))
    assert power == pytest.approx(8_000 / 2**0.5, rel=0.05)
    truncate = {"type": "conversation.item.truncate", "item_id": "item_r1", "content_index": 0, "audio_end_ms": 400}
    assert [e["type"] for e in w.receive(json.dumps(truncate), 0.0)[2]] == ["conversation.item.truncated"]


def test_the_input_buffer_is_counted_in_time() -> None:
    w = wire()
    off = {"type": "session.update", "session": {"type": "realtime", "audio": {"input": {"turn_detection": None, "format": {"type": "audio/pcmu"}}}}}
    w.receive(json.dumps(off), 0.0)
    commit = json.dumps({"type": "input_audio_buffer.commit"})
    w.receive(append(bytes(799)), 0.0)
    assert w.receive(commit, 0.0)[2][0]["error"]["code"] == "input_audio_buffer_commit_empty"
    w.receive(append(bytes(1)), 0.0)
    assert w.receive(commit, 0.0)[2] == []
    assert w.receive(append(bytes(8_000 * 90)), 0.0)[2] == []
    assert w.receive(append(bytes(1)), 0.0)[2][0]["error"]["code"] == "input_audio_buffer_full"


@given(st.binary(max_size=50), st.lists(st.integers(1, 9), max_size=9))
def test_packing_elsewhere_gives_the_same_bytes(data: bytes, cuts: list[int]) -> None:
    whole = data * 2
    one, many = Packer("audio/pcmu"), Packer("audio/pcmu")
    at, out = 0, b""
    for cut in cuts:
        out += many.push(whole[at : at + 2 * cut])
        at += 2 * cut
    assert out + many.push(whole[at:]) == one.push(whole)
    assert unpacked(data, "audio/pcm") == data and len(unpacked(data, "audio/pcma")) == 2 * len(data)
    assert rate("audio/pcm") == 24_000 and rate("audio/pcma") == 8_000
