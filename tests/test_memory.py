"""What a person who takes over reads holds no identifier; the call itself keeps the customer's words."""

from __future__ import annotations

from voicebot.memory import Memory


class Nowhere:
    def keep(self, item: dict[str, object]) -> None:
        pass


def test_the_summary_is_masked_and_the_call_is_not() -> None:
    memory = Memory(Nowhere(), [])
    memory.keep_customer("a", "我電話61234567")
    memory.keep_customer("b", "身份證A一二三四五六括弧三")
    assert memory.summary() == "我電話●●●●4567 / 身份證A●●●●●●(●)"
    assert memory.last_question() == "身份證A一二三四五六括弧三"
