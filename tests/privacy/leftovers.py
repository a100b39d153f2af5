"""What a conversation leaves in a process of its own, searched object by object → JSON on standard output.

Not in the tests' process: there other tests have frozen objects, out of the search's sight, and have left some of
libraries' own that must not be walked.
"""

from __future__ import annotations

import gc
import json
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


@lru_cache(maxsize=8)
def remembered(text: str) -> str:
    return text


def after_a_conversation() -> set[str]:
    # Made here, so that no constant of this module holds them.
    name, number = "".join(map(chr, (0x9999, 0x8549, 0x4E03))), str(61_000_000 + 739_173)
    converse(MIND, name, number)
    return holders(name, number) - {"frame"}  # this function's own variables


def after_a_cache() -> set[str]:
    word = "".join(map(chr, (0x9999, 0x8549, 0x516B)))
    remembered(f"{word}。")
    return holders(word)


if __name__ == "__main__":
    print(json.dumps({"conversation": sorted(after_a_conversation()), "cache": sorted(after_a_cache())}))
