"""Error rates, sureness and delays of a recogniser on a manifest of recordings."""

from __future__ import annotations

import csv
import json
import re
import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..audio import files
from ..engines import Expect, Recognizer
from ..errors import InputError
from ..events import IN_RATE, Transcript
from .channels import channel
from .confusion import PARTS, Confusions, Sound, aligned, heard, said

_HAN = re.compile(r"[^\u3400-\u9fff\U00020000-\U0002ffff]+")
_SPELLINGS = str.maketrans("系着啊吖噉俾嗮", "係著呀呀咁畀晒")  # one word, two spellings: not an error
_MARKS = re.compile(r"[\W_]+")
_DRAWS = 2_000
_BINS = 10
_FRAME = 320  # samples fed at a time, 20 ms
_EVERY = 16  # frames between two partials, as in `hearing`
_LEVEL = 0.1  # of the loudest 20 ms, from which on somebody speaks


def distance(left: Sequence[Hashable], right: Sequence[Hashable]) -> int:
    """Levenshtein's edit distance."""
    row = list(range(len(right) + 1))
    for i, item in enumerate(left, 1):
        corner, row[0] = row[0], i
        for j, other in enumerate(right, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (item != other))
    return row[-1]


def characters(text: str) -> str:
    """What CER counts: Han characters, with spellings of one word made equal. Latin letters and digits are left out."""
    return _HAN.sub("", text).translate(_SPELLINGS)


def syllables(text: str) -> list[tuple[str, str]]:
    """(onset, rime) of each character that has one syllable, in the recogniser's merged form, by ToJyutping."""
    return [sound[:2] for sound in said(characters(text))]


def best_syllables(transcript: Transcript) -> list[tuple[str, str]]:
    return [sound[:2] for sound in heard(transcript.syllables)]


def table(manifest: Path, *columns: str) -> list[dict[str, str]]:
    """The rows of a TSV that has the column file and these. Raises InputError."""
    try:
        with manifest.open(encoding="utf-8", newline="") as stream:
            found = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the manifest {manifest.name} cannot be read") from error
    if not found or not {"file", *columns} <= found[0].keys():
        raise InputError(f"the manifest {manifest.name} needs a header with file and {' and '.join(columns)}, and a row")
    return found


def interval(errors: Sequence[float], counts: Sequence[float]) -> list[float]:
    """95 % interval of a rate (percent), by drawing clips anew (Bisani & Ney 2004)."""
    draw = np.random.default_rng(0).integers(0, len(errors), (_DRAWS, len(errors)))
    rate = 100 * np.array(errors)[draw].sum(axis=1) / np.maximum(1, np.array(counts)[draw].sum(axis=1))
    return [round(float(edge), 2) for edge in np.percentile(rate, [2.5, 97.5])]


@dataclass
class _Count:
    """Errors and what they are counted of, clip by clip."""

    wrong: list[int] = field(default_factory=list)
    of: list[int] = field(default_factory=list)

    def add(self, got: Sequence[Hashable], wanted: Sequence[Hashable]) -> None:
        self.wrong.append(distance(got, wanted))
        self.of.append(len(wanted))

    def rate(self) -> float:
        return round(100 * sum(self.wrong) / max(1, sum(self.of)), 2)

    def interval(self) -> list[float]:
        return interval(self.wrong, self.of)


@dataclass
class _Live:
    """What a customer sees while speaking, over all clips."""

    first_s: list[float] = field(default_factory=list)  # from the first loud sample to the audio of the first text
    final_ms: list[float] = field(default_factory=list)
    updates: int = 0  # texts shown in place of another one
    changed: int = 0  # of them, those in which a character that was shown is no longer there

    def add(self, recognizer: Recognizer, audio: NDArray[np.int16], expect: Expect) -> None:
        stream, shown, first = recognizer.stream(expect), "", False
        for frame, start in enumerate(range(0, len(audio), _FRAME), 1):
            stream.feed(audio[start : start + _FRAME])
            partial = stream.partial() if frame % _EVERY == 0 else None
            if partial is None or partial.text == shown:
                continue
            if not first:
                first = True
                self.first_s.append(frame * _FRAME / IN_RATE - _onset_s(audio))
            else:
                self.updates += 1
                self.changed += not partial.text.startswith(shown)
            shown = partial.text
        began = time.process_time()
        stream.final()
        self.final_ms.append(1000 * (time.process_time() - began))

    def result(self) -> dict[str, Any]:
        return {
            "flicker": round(100 * self.changed / max(1, self.updates), 2), "updates": self.updates,
            "first_partial_s": _middle(self.first_s), "with_partial": len(self.first_s), "final_ms": _middle(self.final_ms),
        }  # fmt: skip


def _middle(values: list[float]) -> list[float]:
    """Median and 95th percentile; empty where there is no value."""
    return [round(float(v), 3) for v in np.percentile(values, [50, 95])] if values else []


def _onset_s(audio: NDArray[np.int16]) -> float:
    frames = audio[: len(audio) // _FRAME * _FRAME].astype(np.float64).reshape(-1, _FRAME)
    level = np.sqrt((frames**2).mean(axis=1)) if len(frames) else np.ones(1)
    return int(np.argmax(level > _LEVEL * level.max())) * _FRAME / IN_RATE


def calibration(sure: Sequence[float], right: Sequence[bool]) -> dict[str, Any]:
    """Expected calibration error (Guo et al. 2017) over ten bins of equal width, and each bin as [mean confidence,
    share right, number]."""
    p, hit = np.array(sure), np.array(right, dtype=float)
    place = np.minimum((p * _BINS).astype(int), _BINS - 1)
    bins = [(float(p[place == b].mean()), float(hit[place == b].mean()), int((place == b).sum())) for b in range(_BINS) if (place == b).any()]
    gap = sum(n * abs(mean - share) for mean, share, n in bins) / max(1, len(p))
    return {"ece": round(gap, 4), "reliability": [[round(mean, 3), round(share, 3), n] for mean, share, n in bins]}


def _hits(transcript: Transcript, text: str) -> tuple[list[float], list[bool]]:
    """The confidence of every heard Han character, and whether it was said."""
    words = [(c, word.confidence) for word in transcript.words for c in characters(word.text)]
    got, wanted = "".join(c for c, _ in words), characters(text)
    pairs = aligned(wanted, got, lambda a, b: float(a != b))
    right = {j: i >= 0 and wanted[i] == got[j] for i, j in pairs if j >= 0}
    return [sure for _, sure in words], [right[j] for j in range(len(words))]


def _bare(text: str) -> str:
    return _MARKS.sub("", text).casefold().translate(_SPELLINGS)


def evaluate(recognizer: Recognizer, manifest: Path, through: str = "", confusions: Path | None = None) -> dict[str, Any]:
    """Every clip of a TSV (columns file, text) through a channel (`channels.channel`), against its text. A column expect
    tells what the dialog asks for (`engines.Expect.kind`).

    exact: percent of clips whose characters, Latin ones too, are all right, and its interval; cer: character errors, percent of `n`; ser: errors of (onset, rime), tone: of (onset, rime, tone), percent of
    `n_syllables`; ci95, ser_ci95, tone_ci95: intervals over clips; rtf: CPU seconds a second of audio, of this process;
    ece, reliability: see `calibration`; flicker: percent of `updates` of the running text in which a shown character
    changes; first_partial_s: median and 95th percentile, from the first loud sample to the end of the audio that the
    first text needed; final_ms: the same of this process's work after the last sample. `confusions`: where their table goes,
    in the form of `confusions.json`; worst has the commonest. Raises InputError, AudioError.
    """
    change, chars, toneless, tonal = channel(through), _Count(), _Count(), _Count()
    live, mistaken = _Live(), Confusions()
    sure: list[float] = []
    right: list[bool] = []
    seconds = busy = 0.0
    whole: list[bool] = []
    for row in table(manifest, "text"):
        text, expect = row["text"], Expect(row.get("expect") or "any")
        audio = change(files.read(manifest.parent / row["file"]))
        seconds += len(audio) / IN_RATE
        began = time.process_time()
        stream = recognizer.stream(expect)
        stream.feed(audio)
        final = stream.final()
        busy += time.process_time() - began
        sounds: list[Sound] = said(characters(text))
        whole.append(_bare(final.text) == _bare(text))
        chars.add(characters(final.text), characters(text))
        toneless.add(best_syllables(final), [sound[:2] for sound in sounds])
        tonal.add(heard(final.syllables), sounds)
        mistaken.add(sounds, final.syllables)
        for kept, new in zip((sure, right), _hits(final, text), strict=True):
            kept += new  # type: ignore[operator]
        live.add(recognizer, audio, expect)
    if confusions is not None:
        confusions.write_text(json.dumps(mistaken.json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return {
        "cer": chars.rate(), "ser": toneless.rate(), "tone": tonal.rate(), "rtf": round(busy / max(1e-9, seconds), 4),
        "n": sum(chars.of), "n_syllables": sum(toneless.of), "clips": len(chars.of), "channel": through,
        "exact": round(100 * sum(whole) / max(1, len(whole)), 2), "exact_ci95": interval(whole, [1] * len(whole)),
        "ci95": chars.interval(), "ser_ci95": toneless.interval(), "tone_ci95": tonal.interval(),
        **calibration(sure, right), **live.result(), "worst": {part: mistaken.wrong(part) for part in PARTS},
    }  # fmt: skip
