"""Twilio's messages and TwiML: what they mean, and that broken ones are refused without a crash."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.errors import ProtocolError
from voicebot.wire import twilio
from voicebot.wire.line import EARLY_BYTES, LineAudio, LineDigit, LineMark, LineStarted, LineStopped
from voicebot.wire.twilio import TwilioWire

FORMAT = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}


def start(**fields: Any) -> str:
    body = {"streamSid": "MZ1", "callSid": "CA1", "mediaFormat": FORMAT, "customParameters": {"token": "t"}, **fields}
    return json.dumps({"event": "start", "sequenceNumber": "1", "streamSid": "MZ1", "start": body})


def media(data: bytes, **fields: Any) -> str:
    return json.dumps({"event": "media", "media": {"track": "inbound", "payload": base64.b64encode(data).decode(), **fields}})


def test_a_whole_call() -> None:
    wire = TwilioWire()
    assert wire.receive('{"event":"connected","protocol":"Call","version":"1.0.0"}') == []
    assert wire.receive(start()) == [LineStarted("CA1", "ulaw", {"token": "t"})]
    assert wire.receive(media(b"\xff" * 160)) == [LineAudio(b"\xff" * 160)]
    assert wire.receive('{"event":"dtmf","dtmf":{"track":"inbound_track","digit":"#"}}') == [LineDigit("#")]
    assert wire.receive('{"event":"mark","mark":{"name":"0-1-100"}}') == [LineMark("0-1-100")]
    assert wire.receive('{"event":"stop","stop":{}}') == [LineStopped()]


def test_what_we_say_names_the_stream() -> None:
    wire = TwilioWire()
    wire.receive(start())
    said = [json.loads(str(m)) for m in (wire.audio(b"\x00\x80"), wire.mark("0-1-20"), wire.clear())]
    assert said == [
        {"event": "media", "streamSid": "MZ1", "media": {"payload": "AIA="}},
        {"event": "mark", "streamSid": "MZ1", "mark": {"name": "0-1-20"}},
        {"event": "clear", "streamSid": "MZ1"},
    ]
    assert wire.hang_up() is None


def test_the_probe_comes_back_unseen() -> None:
    wire = TwilioWire()
    wire.receive(start())
    assert wire.receive(str(wire.probe())) == []


def test_early_audio_is_kept_for_200_ms() -> None:
    wire = TwilioWire()
    for value in range(15):
        assert wire.receive(media(bytes([value]) * 160)) == []
    held = wire.receive(start())[1]
    assert isinstance(held, LineAudio) and len(held.data) == EARLY_BYTES and held.data[-160:] == b"\x0e" * 160


def test_the_other_track_and_unknown_events_mean_nothing() -> None:
    wire = TwilioWire()
    wire.receive(start())
    assert wire.receive(media(b"\x00", track="outbound")) == []
    assert wire.receive('{"event":"weather"}') == [] and wire.receive("{}") == []
    assert wire.receive('{"event":"dtmf","dtmf":{"digit":"flash"}}') == []


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"\xff" * 160, "invalid_event"),
        ("not json", "invalid_event"),
        ("[]", "invalid_event"),
        ("[" * 100_000, "invalid_event"),
        ('{"event":"media"}', "invalid_event"),
        ('{"event":"media","media":{"payload":"%%%"}}', "invalid_event"),
        ('{"event":"media","media":{"payload":7}}', "invalid_event"),
        ('{"event":"dtmf","dtmf":{}}', "invalid_event"),
        (start(callSid=None), "invalid_event"),
        (start(mediaFormat={"encoding": "audio/l16", "sampleRate": 8000}), "format_unsupported"),
    ],
)
def test_what_cannot_be_read_is_refused(message: str | bytes, code: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        TwilioWire().receive(message)
    assert refused.value.code == code


def test_a_second_start_is_refused() -> None:
    wire = TwilioWire()
    wire.receive(start())
    with pytest.raises(ProtocolError):
        wire.receive(start())


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["start", "media", "dtmf", "mark", "stop"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from("event start media dtmf mark payload digit name streamSid callSid mediaFormat".split()), inner),
    max_leaves=12,
)


@given(_JSON)
def test_nothing_but_a_protocol_error_is_raised(value: Any) -> None:
    try:
        TwilioWire().receive(json.dumps(value))
    except ProtocolError:
        pass


def tree(twiml: str) -> ElementTree.Element:
    return ElementTree.fromstring(twiml)


def test_twiml_connects_with_the_token() -> None:
    connect = tree(twilio.twiml_connect("wss://d.example/s", "https://d.example/after", 'a"<&')).find("Connect")
    assert connect is not None and connect.get("action") == "https://d.example/after"
    parameter = connect.find("Stream/Parameter")
    assert parameter is not None and (parameter.get("name"), parameter.get("value")) == ("token", 'a"<&')


def test_twiml_transfers_to_a_number_that_hears_the_summary() -> None:
    number = tree(twilio.twiml_transfer("+85230000000", "https://d.example/whisper?call=CA1", "K-7302", "轉數快")).find("Dial/Number")
    assert number is not None and number.text == "+85230000000" and number.get("url") == "https://d.example/whisper?call=CA1"


def test_twiml_transfers_to_a_sip_address_with_the_summary_in_headers() -> None:
    sip = tree(twilio.twiml_transfer("sip:agent@d.example", "", "K-7302", "轉數快 / a&b=c")).find("Dial/Sip")
    assert sip is not None and sip.text is not None and sip.text.startswith("sip:agent@d.example?")
    assert parse_qs(urlsplit(sip.text).query) == {"X-Reference": ["K-7302"], "X-Summary": ["轉數快 / a&b=c"]}


def test_twiml_says_text_as_text() -> None:
    said = tree(twilio.twiml_say("<Dial>一</Dial>", then_hang_up=True))
    assert [(e.tag, e.text) for e in said] == [("Say", "<Dial>一</Dial>"), ("Hangup", None)]
    assert [e.tag for e in tree(twilio.twiml_hang_up())] == ["Hangup"]
