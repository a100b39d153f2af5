"""Text as a recogniser may get it wrong: some characters become others with the very same sound."""

from __future__ import annotations

import random
from functools import lru_cache

import ToJyutping


@lru_cache(maxsize=1)
def _by_sound() -> tuple[dict[str, str], dict[str, list[str]]]:
    common = [chr(c) for c in range(0x4E00, 0xA000) if _common(chr(c))]
    sound = {c: r for c in common if (r := ToJyutping.get_jyutping_list(c)[0][1])}
    groups: dict[str, list[str]] = {}
    for char, reading in sound.items():
        groups.setdefault(reading, []).append(char)
    return sound, groups


def _common(char: str) -> bool:
    """Big5 level 1: the 5,401 characters in everyday use."""
    try:
        code = char.encode("big5")
    except UnicodeEncodeError:
        return False
    return b"\xa4\x40" <= code <= b"\xc6\x7e"


def confuse(text: str, share: float, seed: int) -> str:
    """`text` with `share` of its characters replaced by homophones, where there are any."""
    sound, groups = _by_sound()
    rng = random.Random(f"{seed}{text}")
    places = [i for i, c in enumerate(text) if len(groups.get(sound.get(c, ""), ())) > 1]
    chosen = set(rng.sample(places, min(len(places), round(share * len(text)))))
    return "".join(
        rng.choice([h for h in groups[sound[c]] if h != c]) if i in chosen else c for i, c in enumerate(text)
    )
