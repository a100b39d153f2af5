"""Twilio Media Streams, bidirectional (`<Connect><Stream>`), and the TwiML around it.

Messages: https://www.twilio.com/docs/voice/media-streams/websocket-messages. 20 ms of µ-law at 8 kHz are 160 bytes,
in base64. A mark comes back when everything before it has been played, and at once after `clear`.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from ..errors import ProtocolError
from .line import (
    EarlyAudio, LineEvent, LineMark, LineStarted, LineStopped, Message, digit_of, object_of, parse_object,
    text_of, texts_of,
)  # fmt: skip

LANGUAGE = "zh-HK"  # Cantonese, to <Say>
_PROBE = "alive"


class TwilioWire:
    def __init__(self) -> None:
        self._sid = ""
        self._early = EarlyAudio()

    def receive(self, message: Message) -> list[LineEvent]:
        if isinstance(message, bytes):
            raise ProtocolError("a binary message; Media Streams are JSON text")
        event = parse_object(message)
        match event.get("event"):
            case "start":
                return self._started(object_of(event, "start"))
            case "media":
                media = object_of(event, "media")
                # On a one-way stream the caller's ear comes as a second track.
                return self._early.hold(_payload(media)) if media.get("track", "inbound") == "inbound" else []
            case "dtmf":
                return digit_of(object_of(event, "dtmf"))
            case "mark":
                name = text_of(object_of(event, "mark"), "name")
                return [LineMark(name)] if name != _PROBE else []
            case "stop":
                return [LineStopped()]
            case _:
                return []  # "connected", and what Twilio may yet invent

    def audio(self, data: bytes) -> Message:
        return self._say("media", media={"payload": base64.b64encode(data).decode()})

    def mark(self, name: str) -> Message:
        return self._say("mark", mark={"name": name})

    def clear(self) -> Message:
        return self._say("clear")

    def probe(self) -> Message:
        return self.mark(_PROBE)

    def hang_up(self) -> None:
        return None  # a closed stream lets Twilio ask what comes after

    def _started(self, start: dict[str, Any]) -> list[LineEvent]:
        if self._sid:
            raise ProtocolError("a second start event")
        media_format = object_of(start, "mediaFormat")
        if media_format.get("encoding") != "audio/x-mulaw" or media_format.get("sampleRate") not in (8000, "8000"):
            raise ProtocolError("the stream is not µ-law at 8 kHz", code="format_unsupported", param="mediaFormat")
        self._sid = text_of(start, "streamSid")
        started = LineStarted(text_of(start, "callSid"), "ulaw", texts_of(start.get("customParameters")))
        return [started, *self._early.release()]

    def _say(self, event: str, **fields: Any) -> str:
        return json.dumps({"event": event, "streamSid": self._sid, **fields})


def _payload(media: dict[str, Any]) -> bytes:
    try:
        return base64.b64decode(text_of(media, "payload"), validate=True)
    except (binascii.Error, ValueError):
        raise ProtocolError("the payload is not base64", param="payload") from None


# ---- TwiML --------------------------------------------------------------------------------------------------------
def twiml_connect(stream_url: str, after_url: str, token: str) -> str:
    """Connect the call to our stream, which proves itself by `token`; Twilio asks `after_url` when it ends."""
    response = Element("Response")
    connect = SubElement(response, "Connect", action=after_url, method="POST")
    SubElement(SubElement(connect, "Stream", url=stream_url), "Parameter", name="token", value=token)
    return _document(response)


def twiml_transfer(target: str, whisper_url: str, reference: str, summary: str) -> str:
    """Dial a person: a number hears the summary from `whisper_url` before the caller; a SIP address gets it in headers."""
    response = Element("Response")
    dial = SubElement(response, "Dial", answerOnBridge="true")
    if target.startswith(("sip:", "sips:")):
        headers = f"X-Reference={quote(reference)}&X-Summary={quote(summary, safe='')}"
        SubElement(dial, "Sip").text = f"{target}{'&' if '?' in target else '?'}{headers}"
    else:
        SubElement(dial, "Number", url=whisper_url, method="POST").text = target
    return _document(response)


def twiml_say(text: str, then_hang_up: bool = False) -> str:
    """Let Twilio's own Cantonese voice say a sentence."""
    response = Element("Response")
    SubElement(response, "Say", language=LANGUAGE).text = text
    if then_hang_up:
        SubElement(response, "Hangup")
    return _document(response)


def twiml_hang_up() -> str:
    response = Element("Response")
    SubElement(response, "Hangup")
    return _document(response)


def _document(response: Element) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>' + tostring(response, encoding="unicode")
