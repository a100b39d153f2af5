from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.errors import EngineError
from voicebot.llm.sse import LINE_LIMIT, Deltas


def event(text: str, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return f"data: {json.dumps({'choices': [choice]}, ensure_ascii=False)}\r\n\r\n".encode()


@given(st.lists(st.text(max_size=5), max_size=5), st.integers(1, 9))
def test_chunks_may_be_cut_at_any_byte(texts: list[str], size: int) -> None:
    body = b": hello\n\n" + b"".join(map(event, texts)) + b'data: {"choices": []}\n\ndata: [DONE]\n\n' + event("late")
    deltas = Deltas()
    got = [text for start in range(0, len(body), size) for text in deltas.push(body[start : start + size])]
    assert got == [t for t in texts if t] and deltas.done


def test_a_finish_reason_ends_it() -> None:
    deltas = Deltas()
    assert deltas.push(event("免費", "stop") + event("more")) == ["免費"] and deltas.done


@pytest.mark.parametrize(
    "body",
    [b"data: {\n", b"data: 7\n", b'data: {"error": {}}\n', b"data: \xff\n", b"data: " + b"x" * LINE_LIMIT + b"x", b'data: {"choices": 3}\n'],
)
def test_what_is_no_such_stream_is_refused(body: bytes) -> None:
    with pytest.raises(EngineError):
        Deltas().push(body)


@pytest.mark.parametrize("delta", ["null", "3", '{"content": null}', '{"content": ["x"]}', "{}"])
def test_a_delta_without_text_is_nothing(delta: str) -> None:
    assert Deltas().push(f'data: {{"choices": [{{"delta": {delta}}}]}}\n'.encode()) == []
