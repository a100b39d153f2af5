"""A whole conversation, byte for byte: a spoken turn, a reply that is cut, the turn that cut it, a function call.

After a wanted change: `python -m tests.wire.test_golden` writes the golden anew; read its difference.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

from tests.wire.script import reply, wire
from voicebot.events import Caption, Citation, Committed, Duck, Listening, ReplyAudio, ReplyBegin, ReplyCitations, ReplyEnd, ReplyText, ReplyTool, ToolCall

GOLDEN = Path(__file__).with_name("golden_turn.txt")
SPOKEN = [
    ReplyBegin(1, "resp_1", "item_r1", False), ReplyText(1, "轉數快", 0), ReplyCitations(1, (Citation("fps-fee", "收費表", "fees.html#fps", "免費", 0, 900),)),
    ReplyAudio(1, bytes(range(96)), 0), ReplyText(1, "唔收費。", 2), ReplyAudio(1, bytes(48), 2),
]  # fmt: skip
SCENE = [
    {"type": "session.update", "session": {"type": "realtime", "audio": {"input": {"turn_detection": {"type": "server_vad", "silence_duration_ms": 400}}}}},
    {"type": "input_audio_buffer.append", "audio": base64.b64encode(bytes(4800)).decode()},
    Listening(1, "item_u1", True, 320), Caption(1, "item_u1", "轉速", False), Caption(1, "item_u1", "轉數快", False),
    Listening(1, "item_u1", False, 1320), Committed(1, "item_u1"), Caption(1, "item_u1", "轉數快收唔收費", True, 1.3), *SPOKEN,
    {"type": "desk.played", "item_id": "item_r1", "ms": 2},
    Duck(1, True), ReplyEnd(1, "cancelled", "turn_detected", 2), Listening(2, "item_u2", True, 2100),
    {"type": "conversation.item.truncate", "item_id": "item_r1", "content_index": 0, "audio_end_ms": 2, "event_id": "cut"},
    ReplyAudio(1, bytes(48), 3),
    Listening(2, "item_u2", False, 3000), Committed(2, "item_u2"), Caption(2, "item_u2", "睇戶口", True, 0.9),
    ReplyBegin(2, "resp_2", "item_f2", True), ReplyTool(2, "resp_2", "item_f2", ToolCall("call_2", "get_balance", '{"account": "1"}')), ReplyEnd(2, "completed"),
    {"type": "conversation.item.create", "item": {"type": "function_call_output", "call_id": "call_2", "output": "五百蚊"}},
    {"type": "response.create"}, *reply(3, "五百蚊。", text_only=True), ReplyEnd(3, "completed"),
    {"type": "response.cancel", "response_id": "resp_3", "event_id": "late"},
]  # fmt: skip


def played() -> list[str]:
    """One line an event: what the client sent (`>`), what the session was told (`=`), what the client got (`<`)."""
    w = wire()
    lines = [f"< {json.dumps(e, ensure_ascii=False)}" for e in w.hello()]
    for act in SCENE:
        if isinstance(act, dict):
            inputs, audio, events = w.receive(json.dumps(act), 0.0)
            lines.append(f"> {act['type']}")
            lines += [f"= {i!r}" for i in inputs] + [f"= {len(a)} bytes of audio" for a in audio]
        else:
            events = w.send(act, 0.0)
        lines += [f"< {json.dumps(e, ensure_ascii=False)}" for e in events]
    return lines


def test_the_conversation_goes_over_the_wire_as_it_always_has() -> None:
    assert played() == GOLDEN.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    GOLDEN.write_text("\n".join(played()) + "\n", encoding="utf-8")
