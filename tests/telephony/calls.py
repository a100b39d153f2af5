"""Whole calls over SIP and RTP through a real Asterisk to a real desk, judged by what Asterisk recorded.

Not part of the ordinary tests: `make test-phone` fetches Asterisk and runs this. The callers speak with the desk's own
voice, so the words heard say that the line works, and nothing of how well the ears hear people.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen
from typing import Any
from urllib.parse import unquote

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.telephony.rig import RATE, Rig, piece, rig

FRAME = RATE // 50
LOUD = 500  # of 32,768: louder is sound
STOP_S = 0.5


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with rig(Path(os.environ.get("ASTERISK", ".asterisk")).resolve(), tmp_path_factory.mktemp("phone")) as made:
        yield made


def silence(seconds: float) -> NDArray[np.int16]:
    return np.zeros(int(seconds * RATE), np.int16)


def ms(audio: NDArray[np.int16]) -> int:
    return len(audio) * 1000 // RATE


def sound(audio: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Whether each 20 ms hold sound."""
    whole = audio[: len(audio) // FRAME * FRAME].reshape(-1, FRAME)
    return np.abs(whole.astype(int)).max(axis=1) > LOUD


def correlation(recording: NDArray[np.int16], sent: NDArray[np.int16]) -> float:
    """0..1: how exactly `sent` is found somewhere in a recording (normalised cross-correlation at the best lag)."""
    r, x = recording.astype(float), sent.astype(float)
    size = 1 << (len(r) + len(x)).bit_length()
    product = np.fft.irfft(np.fft.rfft(r, size) * np.conj(np.fft.rfft(x, size)), size)[: len(r) - len(x) + 1]
    energy = np.cumsum(np.concatenate([[0.0], r * r]))
    return float((product / (np.sqrt(np.maximum(energy[len(x) :] - energy[: -len(x)], 1.0)) * np.linalg.norm(x))).max())


def carried(recording: NDArray[np.int16], speech: NDArray[np.int16]) -> list[float]:
    """The correlation of each 0.4 s of a speech, the last piece counted from its end."""
    size = RATE * 2 // 5
    starts = [*range(0, len(speech) - size, size), len(speech) - size]
    return [round(correlation(recording, speech[start : start + size]), 2) for start in starts]


def is_whole(found: list[float]) -> bool:
    """A busy machine may tear a piece by some frames, but most come as they left, and the last one always."""
    return float(np.median(found)) > 0.95 and found[-1] > 0.95


def phrase(line: Rig, key: str) -> NDArray[np.int16]:
    reply = line.engines.mind.phrase(key)
    return line.speech(reply.spoken, reply.style)


def follow(line: Rig, call: Popen[bytes], seconds: float) -> list[dict[str, Any]]:
    """The conversation's items when the caller's program has ended."""
    items: list[dict[str, Any]] = []
    deadline = time.monotonic() + seconds
    while call.poll() is None:
        assert time.monotonic() < deadline, "the call did not end"
        for session in list(line.desk.app.state.desk.sessions.values()):
            items = session.snapshot()["items"] or items
        time.sleep(0.1)
    return items


def nothing_is_left(line: Rig) -> None:
    deadline = time.monotonic() + 2
    while line.desk.app.state.desk.sessions:
        assert time.monotonic() < deadline, "the desk still holds the call"
        time.sleep(0.02)
    time.sleep(0.5)  # Asterisk closes its files


def stops(caller: NDArray[np.int16], desk: NDArray[np.int16]) -> list[float]:
    """For each utterance over the speaking desk: seconds from its first sound to the desk's last."""
    voice, spoken = sound(desk), np.flatnonzero(sound(caller))
    found = []
    for begins in spoken[np.flatnonzero(np.diff(spoken, prepend=-100) > 50)]:
        if voice[begins - 25 : begins].any():
            after = np.flatnonzero(voice[begins : begins + 50])
            found.append((after[-1] + 1) * 0.02 if len(after) else 0.0)
    return found


def test_a_caller_is_greeted_answered_interrupts_and_leaves(line: Rig) -> None:
    question, second = line.speech("信用卡唔見咗點算呀"), line.speech("等陣先，轉數快限額係幾多")
    welcome = line.speech(line.engines.mind.notice("phone", False).spoken)
    quiet = len(welcome) / RATE + 2.0
    says = np.concatenate([silence(quiet), question, *[silence(4), second] * 3, silence(4)])
    with line.caller("2801", says, piece("leave", leave_ms=ms(says))) as call:
        items = follow(line, call, 80)
        assert call.returncode == 0
    nothing_is_left(line)
    caller, desk = line.recording("2801", "caller"), line.recording("2801", "desk")
    spoken = np.flatnonzero(sound(caller))
    assert abs(spoken[0] * 0.02 - quiet) < 1.0  # the recording begins with the call

    greeting = desk[: spoken[0] * FRAME]
    first_sound = np.flatnonzero(sound(greeting))[0] * 0.02
    found, understood = carried(greeting, welcome), line.text(greeting)
    print(f"greeting after {first_sound:.2f} s, its pieces arrive with a correlation of {found}; the ears make of it: {understood}")
    assert first_sound < 2.0 and is_whole(found) and sum("一" <= c <= "鿿" for c in understood) > 20

    answers = [i["citations"][0]["id"] for i in items if i["role"] == "assistant" and i.get("citations")]
    print("answered with", answers, "to", [i["text"] for i in items if i["role"] == "user"])
    assert answers[:2] == ["card-lost", "fps-limit"]

    stopped = stops(caller, desk)
    print(f"the answers stop {[round(s * 1000) for s in stopped]} ms after an interruption begins")
    assert len(stopped) == 3 and float(np.median(stopped)) <= STOP_S  # one may meet a busy machine
    said = next(i["text"] for i in items if i.get("citations"))
    assert said and not said.endswith("。"), "history holds more than was heard"


def test_zero_brings_the_caller_to_a_person_with_the_summary(line: Rig) -> None:
    question = line.speech("轉數快限額係幾多")
    says = np.concatenate([silence(6.5), question, silence(25)])
    steps = [piece("press_zero", press_ms=12_000), piece("leave", leave_ms=12_000)]
    with line.person() as person, line.caller("2802", says, *steps) as call:
        items = follow(line, call, 60)
        assert call.returncode == 0 and person.wait(10) == 0
    nothing_is_left(line)
    invite = (line.folder / "agent" / "messages.log").read_text()
    headers = dict(row.split(": ", 1) for row in invite.replace("\r", "").split("\n") if row.startswith("X-"))
    asked = [i["text"] for i in items if i["role"] == "user"]
    print("the person sees", headers["X-Reference"], unquote(headers["X-Summary"]))
    assert unquote(headers["X-Summary"]) == asked[0] and headers["X-Reference"]
    found = carried(line.recording("2802", "desk")[12 * RATE :], phrase(line, "hand_over"))
    print(f"the promise's pieces arrive with a correlation of {found}")
    assert is_whole(found)


def test_after_a_goodbye_the_desk_hangs_up_once_it_was_heard(line: Rig) -> None:
    goodbye = line.speech("冇其他嘢喇，再見")
    says = np.concatenate([silence(6.5), goodbye, silence(20)])
    with line.caller("2803", says, piece("until_bye")) as call:
        began = time.monotonic()
        follow(line, call, 60)
        assert call.returncode == 0
    print(f"the desk hung up {time.monotonic() - began:.1f} s into the call")
    nothing_is_left(line)
    found = carried(line.recording("2803", "desk"), phrase(line, "goodbye"))
    print(f"the goodbye's pieces arrive with a correlation of {found}")
    assert is_whole(found)
