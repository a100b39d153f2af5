"""Best paths: of CTC labels through a recogniser's frames, and of sounds through an aligner's steps. No torch."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from voicebot.tts.tokens import split

REACH = 20  # steps of 5 ms that a syllable's change from onset to rime may lie from the recogniser's peak
LONGEST_ONSET, LONGEST_STATE = 60, 20  # steps
NEVER = -1e9
STATES = {"onset": 2, "rime": 3}


def ctc_path(log_p: NDArray[np.float32], labels: list[int]) -> tuple[NDArray[np.int64], float]:
    """Best CTC path: for each frame the index into `labels`, -1 for blank; and its score (Graves et al. 2006)."""
    states = np.full(2 * len(labels) + 1, 0)
    states[1::2] = labels
    emit = log_p[:, states]
    jump = np.zeros(len(states), bool)
    jump[3::2] = states[3::2] != states[1:-2:2]
    score = np.full(len(states), -np.inf)
    score[:2] = emit[0, :2]
    back = np.zeros(emit.shape, np.int8)
    for t in range(1, len(emit)):
        one = np.r_[-np.inf, score[:-1]]
        two = np.where(jump, np.r_[-np.inf, -np.inf, score[:-2]], -np.inf)
        options = np.stack([score, one, two])
        back[t] = options.argmax(0)
        score = options.max(0) + emit[t]
    at = len(states) - 1 if score[-1] >= score[-2] else len(states) - 2
    best = float(score[at])
    path = np.zeros(len(emit), np.int64)
    for t in range(len(emit) - 1, -1, -1):
        path[t] = (at - 1) // 2 if at % 2 else -1
        at -= int(back[t, at])
    return path, best


class Link(NamedTuple):
    """A state of the chain, whose it is (-1: silence, which may be skipped), onset or rime, and the how manieth there."""

    state: int
    syllable: int
    part: str
    place: int


def chain(syllables: list[str], ids: dict[str, int]) -> list[Link]:
    """Silence, onset, rime, silence, onset, …; `ids` grows. Silence is state 0."""
    links = [Link(0, -1, "", 0)]
    for n, syllable in enumerate(syllables):
        onset, rime, _ = split(syllable)
        for part, name in (("onset", onset), ("rime", rime)):
            if name:
                links += [Link(ids.setdefault(f"{part}_{name}_{k}", len(ids)), n, part, k) for k in range(STATES[part])]
        links.append(Link(0, -1, "", 0))
    return links


def best_path(log_p: NDArray[np.float32], links: list[Link], peaks: list[int]) -> NDArray[np.int64]:
    """Viterbi through the chain, with every rime's start within REACH of its peak: for each step the link."""
    emit = log_p[:, [link.state for link in links]].copy()
    for s, link in enumerate(links):
        if link.syllable < 0:
            continue
        peak = peaks[link.syllable]
        emit[: max(0, peak - REACH - (LONGEST_ONSET if link.part == "onset" else 0)), s] = NEVER
        if link.part == "onset" or link.place == 0:
            emit[peak + REACH + (0 if link.part == "onset" else LONGEST_STATE) :, s] = NEVER
    may_jump = np.r_[False, False, [link.syllable < 0 for link in links[1:-1]]]
    score = np.full(len(links), 10 * NEVER)
    score[:2] = emit[0, :2]
    back = np.zeros(emit.shape, np.int8)
    low = [10 * NEVER]
    for t in range(1, len(emit)):
        options = np.stack([score, np.r_[low, score[:-1]], np.where(may_jump, np.r_[low, low, score[:-2]], 10 * NEVER)])
        back[t] = options.argmax(0)
        score = options.max(0) + emit[t]
    at = len(links) - 1 if score[-1] >= score[-2] else len(links) - 2
    path = np.zeros(len(emit), np.int64)
    for t in range(len(emit) - 1, -1, -1):
        path[t] = at
        at -= int(back[t, at])
    return path
