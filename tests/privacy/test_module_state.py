"""Nothing of a conversation stays in the process once it is over: no cache, no list, no module variable (X2)."""

from __future__ import annotations

import gc
from functools import lru_cache

from tests.bank import MIND
from voicebot.dialog.mind import PackMind
from voicebot.engines import Question
from voicebot.events import Transcript
from voicebot.memory import Memory
from voicebot.privacy.asks import asks_for_secret, volunteers_secret
from voicebot.privacy.mask import mask


class Nowhere:
    def keep(self, item: dict[str, object]) -> None:
        pass


PLAIN = {int, float, bool, bytes, type(None)}  # they refer to nothing; most of what there is


def holders(*secrets: str) -> set[str]:
    """The kinds of objects that hold a text with one of `secrets` in it."""
    gc.unfreeze()  # what a desk that another test started in this process has set aside is searched too
    gc.collect()
    found = set()
    for thing in gc.get_objects():
        parts = gc.get_referents(thing)
        for part in parts:
            kind = type(part)
            if kind is str:
                if any(secret in part for secret in secrets):
                    found.add(type(thing).__name__)
            elif kind not in PLAIN and not gc.is_tracked(part):  # containers of plain values are not walked by themselves
                parts += gc.get_referents(part)
    return found


def converse(mind: PackMind, name: str, number: str) -> None:
    memory = Memory(Nowhere(), [])
    for i, text in enumerate((f"我叫{name}，分行幾點開門", f"{name} 電話係 {number}", f"call {number}", f"我個密碼係{number}")):
        memory.keep_customer(f"i{i}", text)
        reply = mind.answer(Question(Transcript(text), memory.history()))
        memory.keep_desk(f"r{i}", reply.spoken, reply)
        mask(text), volunteers_secret(text), asks_for_secret(text)
    memory.summary()


def test_a_conversation_leaves_nothing_in_the_process() -> None:
    # Made here, so that no constant of this module holds them.
    name, number = "".join(map(chr, (0x9999, 0x8549, 0x4E03))), str(61_000_000 + 739_173)
    converse(MIND, name, number)
    assert holders(name, number) - {"frame"} == set()  # this function's own variables


@lru_cache(maxsize=8)
def remembered(text: str) -> str:
    return text


def test_the_search_sees_a_cache() -> None:
    word = "".join(map(chr, (0x9999, 0x8549, 0x516B)))
    remembered(f"{word}。")
    assert "_lru_cache_wrapper" in holders(word)
