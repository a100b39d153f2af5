"""The telephone's acts: an outside Twilio client, and a real Asterisk."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote
from xml.etree import ElementTree

import httpx
import numpy as np
from numpy.typing import NDArray
from streamdouble.protocol import StreamIdentity
from streamdouble.scenario import Dtmf, Say, Scenario, Step, Wait, WaitFor
from streamdouble.session import Session, SessionConfig, SessionResult
from twilio.request_validator import RequestValidator

from voicebot.audio import g711

from ..stage import Stage, need
from . import Act

ACCOUNT_TOKEN = "a-token-of-the-tour"
AGENTS = "+85230000000"
SETTINGS = {"twilio_auth_token": ACCOUNT_TOKEN, "phone_transfer": AGENTS, "asterisk_user": "pbx", "asterisk_password": "a-password-of-the-tour"}


def _frames(pcm: NDArray[np.float32]) -> list[bytes]:
    line = g711.encode((pcm * 32767).astype(np.int16), "ulaw")
    line += g711.silence(-len(line) % 160, "ulaw")
    return [line[n : n + 160] for n in range(0, len(line), 160)]


def _post(stage: Stage, path: str, form: dict[str, str], token: str = ACCOUNT_TOKEN) -> httpx.Response:
    signature = RequestValidator(token).compute_signature(stage.desk.http + path, form)
    return httpx.post(stage.desk.http + path, data=form, headers={"X-Twilio-Signature": signature})


async def _call(url: str, token: str, identity: StreamIdentity, steps: list[Step]) -> SessionResult:
    config = SessionConfig(custom_parameters={"token": token}, max_drain_s=0.2, max_call_s=60)
    return await Session(url, scenario=Scenario("tour", steps), config=config, identity=identity).run()


def twilio(stage: Stage, files: list[str], seen: dict[str, object]) -> None:
    identity = StreamIdentity()
    form = {"CallSid": identity.call_sid, "From": "+85290000000"}
    need(_post(stage, "/v1/phone/twilio/voice", form, "somebody-elses-token").status_code == 403, "a wrong signature refused")
    stream = ElementTree.fromstring(_post(stage, "/v1/phone/twilio/voice", form).text).find("Connect/Stream")
    parameter = stream.find("Parameter") if stream is not None else None
    need(stream is not None and parameter is not None, "TwiML that connects a stream")
    assert stream is not None and parameter is not None
    question, second = (Say(Path("caller.wav"), _frames(stage.say(text, 8_000))) for text in ("信用卡唔見咗點算呀", "唔好意思，信用卡年費幾錢"))
    steps: list[Step] = [WaitFor("mark"), Wait(1.0), question, Wait(4.0), second, Wait(5.0), Dtmf("0"), Wait(6.0)]
    result = stage.run(_call(stream.attrib["url"], parameter.attrib["value"], identity, steps))
    need(not result.violations and not result.unknown_events, "no violation of the protocol")
    need(result.clears_received >= 1, "the answer cut when the caller spoke over it")
    pcm = g711.decode(bytes(result.audio_received), "ulaw")
    heard = stage.hear(pcm, 8_000)
    need("唔使驚" in heard or "二十四小時" in heard, f"what to do about a lost card on the line, not {heard}")
    after = ElementTree.fromstring(_post(stage, "/v1/phone/twilio/after", {"CallSid": identity.call_sid}).text)
    number = after.find("Dial/Number")
    need(number is not None and number.text == AGENTS, "the call transferred after 0 was pressed")
    files.append(stage.wav("08-twilio-heard", pcm, 8_000))
    files.append(stage.text("08-twilio", [heard]))
    seen |= {"clears": result.clears_received, "marks": len(result.marks_echoed), "recogniser_hears": heard, "transferred": True}


def asterisk(stage: Stage, files: list[str], seen: dict[str, object]) -> None:
    from tests.telephony.rig import RATE, piece, rig

    # Asterisk's own files are not the desk's output: they stay outside the folder that is scanned.
    with TemporaryDirectory() as folder, rig(Path(os.environ.get("ASTERISK", ".asterisk")).resolve(), Path(folder)) as line:
        question = line.speech("轉數快限額係幾多")
        says = np.concatenate([np.zeros(int(6.5 * RATE), np.int16), question, np.zeros(20 * RATE, np.int16)])
        steps = [piece("press_zero", press_ms=12_000), piece("leave", leave_ms=9_000)]
        with line.person() as agent, line.caller("2802", says, *steps) as call:
            need(call.wait(60) == 0, "a call that ends as SIP says")
            need(agent.wait(15) == 0, "the call at a person's telephone after 0 was pressed")
        pcm = line.recording("2802", "desk")
        heard = line.text(pcm)
        invite = (line.folder / "agent" / "messages.log").read_text(errors="replace")
    need(len(heard) > 10, "speech of the desk in Asterisk's recording")
    summary = next((unquote(row[11:].strip()) for row in invite.split("\n") if row.startswith("X-Summary: ")), "")
    need("限" in summary, "the summary with the transferred call")
    files += [stage.wav("09-asterisk-desk", pcm, RATE), stage.text("09-asterisk", [heard])]
    seen |= {"recogniser_hears": heard, "summary": summary}


TWILIO = Act("twilio", "An outside Twilio client calls, asks, interrupts, presses 0 and is transferred", "the caller's voice is synthetic; no real Twilio account", twilio)
ASTERISK = Act("asterisk", "A real Asterisk carries a call of a SIP telephone to the desk", "loopback, one call, synthetic caller", asterisk)
