"""Asterisk's WebSocket channel: what its messages mean, and what we tell it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.errors import ProtocolError
from voicebot.wire.asterisk import SUMMARY_CHARACTERS, AsteriskWire, next_step
from voicebot.wire.line import EARLY_BYTES, LineAudio, LineDigit, LineFlow, LineMark, LineStarted


def start(**fields: Any) -> str:
    event = {
        "event": "MEDIA_START", "connection_id": "desk", "channel": "WebSocket/desk/1", "channel_id": "17.2", "format": "alaw",
        "optimal_frame_size": 160, "ptime": 20, "channel_variables": {"__DESK_CALL": "17.1"}, **fields,
    }  # fmt: skip
    return json.dumps(event)


def test_a_whole_call() -> None:
    wire = AsteriskWire()
    assert wire.receive(start()) == [LineStarted("17.1", "alaw", {"DESK_CALL": "17.1"})]
    assert wire.receive(b"\xd5" * 160) == [LineAudio(b"\xd5" * 160)]
    assert wire.receive('{"event":"DTMF_END","channel_id":"17.2","digit":"0"}') == [LineDigit("0")]
    assert wire.receive('{"event":"MEDIA_MARK_PROCESSED","correlation_id":"0-1-100"}') == [LineMark("0-1-100")]
    assert wire.receive('{"event":"MEDIA_XOFF"}') + wire.receive('{"event":"MEDIA_XON"}') == [LineFlow(False), LineFlow(True)]


def test_without_the_dialplans_variable_the_channel_names_the_call() -> None:
    assert AsteriskWire().receive(start(channel_variables={}, format="ulaw")) == [LineStarted("17.2", "ulaw", {})]


def test_what_we_say() -> None:
    wire = AsteriskWire()
    assert wire.audio(b"\x01\x02") == b"\x01\x02"
    said = [json.loads(str(m)) for m in (wire.mark("0-1-20"), wire.clear(), wire.probe(), wire.hang_up())]
    assert said == [
        {"command": "MARK_MEDIA", "correlation_id": "0-1-20"}, {"command": "FLUSH_MEDIA"}, {"command": "GET_STATUS"}, {"command": "HANGUP"},
    ]  # fmt: skip


def test_early_audio_is_kept_for_200_ms() -> None:
    wire = AsteriskWire()
    for value in range(12):
        assert wire.receive(bytes([value]) * 160) == []
    assert wire.receive(start())[1:] == [LineAudio(b"".join(bytes([v]) * 160 for v in range(2, 12)))]
    assert EARLY_BYTES == 1600


def test_unknown_events_mean_nothing() -> None:
    wire = AsteriskWire()
    assert [wire.receive(m) for m in ('{"event":"STATUS","queue_length":0}', '{"event":"WEATHER"}', '{"event":7}', "{}")] == [[]] * 4


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("MEDIA_START format:ulaw", "invalid_event"),
        ("[]", "invalid_event"),
        (start(format="slin16"), "format_unsupported"),
        (start(format=["ulaw"]), "format_unsupported"),
        (start(channel_variables=None, channel_id=None), "invalid_event"),
        ('{"event":"DTMF_END"}', "invalid_event"),
        ('{"event":"MEDIA_MARK_PROCESSED","correlation_id":5}', "invalid_event"),
    ],
)
def test_what_cannot_be_read_is_refused(message: str, code: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        AsteriskWire().receive(message)
    assert refused.value.code == code


@given(st.text(max_size=100))
def test_the_next_step_is_three_fields_of_ascii(summary: str) -> None:
    text = next_step("person", "K-7302", summary)
    step, reference, coded = text.split(",")
    assert text.isascii() and (step, reference, unquote(coded)) == ("person", "K-7302", summary[:SUMMARY_CHARACTERS])
