"""Phones of common English words: the CMU Pronouncing Dictionary (Carnegie Mellon University, BSD; `cmudict.LICENSE`).

A line a word, `word PHONE PHONE …`, in the order of their bytes, 3 MB; made by models/recipes/g2p/dictionary.py.
"""

from __future__ import annotations

import functools
import gzip
from pathlib import Path

FILE = Path(__file__).with_name("cmudict.gz")


@functools.cache
def load() -> bytes:
    """All lines, each ended. Some 50 ms, once in a process."""
    return gzip.decompress(FILE.read_bytes())


@functools.lru_cache(maxsize=4096)
def phones(word: str) -> tuple[str, ...]:
    """Of a word of small letters, vowels with their stress (AE1); empty where it is not in the dictionary."""
    lines, wanted = load(), f"{word} ".encode("ascii", "ignore")
    low, high = 0, len(lines)  # a line that begins with `wanted` begins in [low, high)
    while low < high:
        start = lines.rfind(b"\n", 0, (low + high) // 2) + 1
        end = lines.index(b"\n", start)
        if lines.startswith(wanted, start):
            return tuple(lines[start + len(wanted) : end].decode().split()) if word.isascii() else ()
        if lines[start:end] < wanted:
            low = end + 1
        else:
            high = start
    return ()
