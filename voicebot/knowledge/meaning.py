"""What texts mean, as vectors: a question in everyday Cantonese lies near the written sentence that answers it.

The network is a sentence encoder of 8 blocks (multilingual e5-small, Wang et al. 2024, taught on and shortened by
`models/recipes/meaning`); see the card of models/shipped/meaning. It knows meanings and not whether a sentence answers: `dialog.matching` weighs it with
the words that both have. Documents are read when they are ingested, 20 sentences in .25 s of one core; a question when it is asked,
8 ms.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError
from ..onnx import open_session
from ..weights import find, manifest
from .pieces import BEGIN, END, FILL, Pieces

WIDTH = 384
LONGEST = 128  # pieces of a text that are read
STEP = 256  # a component of a kept vector is n / STEP: none is above .49
BATCH = 8  # texts that are read at once
BLOCK = 1024  # kept vectors that are compared at once: what a processor has near it, a third of the time of all together
NICENESS = 10  # of the threads that read documents
GRAPH, TABLE = "meaning/encoder.int8.onnx", "meaning/pieces.npz"

Floats = NDArray[np.float32]


def of_question(text: str) -> str:
    """What is read of a question: e5's own word before it."""
    return f"query: {text}"


def of_sentence(heading: str, text: str) -> str:
    return f"passage: {heading}：{text}"


class Encoder:
    """Thread-safe: one session, nothing kept of what it read."""

    def __init__(self) -> None:
        """Raises ModelError where the network is missing or damaged."""
        self._session = open_session(GRAPH)
        try:
            with np.load(find(TABLE), allow_pickle=False) as table:
                pieces = table["pieces"].tobytes().decode().split("\n")
                self._pieces = Pieces(pieces, table["scores"].tolist())
                self._rows, self._scales = table["rows"], table["scales"]
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"model file {TABLE} is damaged; run `voicebot models verify`") from error

    def question(self, text: str) -> Floats:
        """[384], of length one."""
        return self._read([of_question(text)])[0]

    def sentences(self, texts: Sequence[tuple[str, str]], at_once: int = 1) -> NDArray[np.int8]:
        """[texts, 384], in steps of 1 / STEP; `texts`: heading and sentence of each; `at_once`: cores that read."""
        numbers = [self._numbers(of_sentence(heading, text)) for heading, text in texts]
        order = sorted(range(len(numbers)), key=lambda n: len(numbers[n]))  # those of one length together
        batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
        out = np.zeros((len(numbers), WIDTH), np.int8)
        with ThreadPoolExecutor(at_once, initializer=_behind_calls) as pool:
            for some, vectors in zip(batches, pool.map(lambda batch: self._vectors([numbers[n] for n in batch]), batches), strict=True):
                out[some] = np.clip(np.round(vectors * STEP), -127, 127)
        return out

    def _read(self, texts: Sequence[str]) -> Floats:
        return self._vectors([self._numbers(text) for text in texts])

    def _numbers(self, text: str) -> list[int]:
        return [BEGIN, *self._pieces.numbers(text)[:LONGEST], END]

    def _vectors(self, numbers: Sequence[Sequence[int]]) -> Floats:
        longest = max(map(len, numbers))
        filled = np.array([[*row, *[FILL] * (longest - len(row))] for row in numbers])
        embedded = self._rows[filled].astype(np.float32) * self._scales[filled][..., None]
        vectors: Floats = self._session.run(None, {"embedded": embedded, "mask": filled != FILL})[0]
        return vectors


def _behind_calls() -> None:
    """Documents are read by threads that wait for whoever talks on the same machine."""
    with suppress(OSError):  # elsewhere than on Linux a thread has no priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


@lru_cache(maxsize=1)
def shipped() -> Encoder:
    """The one encoder of this process. Raises ModelError."""
    return Encoder()


def question(text: str) -> Floats:
    """What the shipped encoder reads. Raises ModelError."""
    return shipped().question(text)


def version() -> str:
    """Changes when kept vectors no longer fit a question's. Raises ModelError where there is no manifest."""
    return "-".join(manifest()[name].sha256[:8] for name in (GRAPH, TABLE))


def nearness(question: Floats, kept: NDArray[np.int8]) -> Floats:
    """The cosine of a question with each kept vector."""
    scaled = question / np.float32(STEP)
    parts = [kept[at : at + BLOCK].astype(np.float32) @ scaled for at in range(0, len(kept), BLOCK)]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)
