"""Error rates of a recogniser on a manifest of recordings."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import ToJyutping

from ..audio import files
from ..engines import Recognizer
from ..errors import InputError
from ..events import IN_RATE, Transcript
from .lexicon import parts

_HAN = re.compile(r"[^\u3400-\u9fff\U00020000-\U0002ffff]+")
_SPELLINGS = str.maketrans("系着啊吖噉俾嗮", "係著呀呀咁畀晒")  # one word, two spellings: not an error
_DRAWS = 2_000


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
    heard = (parts(j) for c, j in ToJyutping.get_jyutping_list(characters(text)) if j and " " not in j)
    return [(p[0], p[1]) for p in heard if p is not None]


def best_syllables(transcript: Transcript) -> list[tuple[str, str]]:
    heard = (parts(s.alternatives[0][0]) for s in transcript.syllables)
    return [(p[0], p[1]) for p in heard if p is not None]


def rows(manifest: Path) -> list[tuple[Path, str]]:
    """(recording, text) of a TSV with columns file and text; `file` is relative to the manifest. Raises InputError."""
    try:
        with manifest.open(encoding="utf-8", newline="") as stream:
            table = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the manifest {manifest.name} cannot be read") from error
    if not table or not {"file", "text"} <= table[0].keys():
        raise InputError(f"the manifest {manifest.name} needs a header with file and text, and a row")
    return [(manifest.parent / (row["file"] or ""), row["text"] or "") for row in table]


def _interval(errors: list[int], counts: list[int]) -> list[float]:
    """95 % interval of the error rate (percent), by drawing clips anew (Bisani & Ney 2004)."""
    draw = np.random.default_rng(0).integers(0, len(errors), (_DRAWS, len(errors)))
    rate = 100 * np.array(errors)[draw].sum(axis=1) / np.maximum(1, np.array(counts)[draw].sum(axis=1))
    return [round(float(edge), 2) for edge in np.percentile(rate, [2.5, 97.5])]


def evaluate(recognizer: Recognizer, manifest: Path) -> dict[str, Any]:
    """Final transcripts of every clip against its text.

    cer: character errors, percent of `n`; ser: errors of (onset, rime), percent of `n_syllables`; ci95: interval of
    cer; rtf: CPU seconds a second of audio, of this process; clips: their number. Raises InputError, AudioError.
    """
    wrong: list[int] = []
    counts: list[int] = []
    wrong_syllables = all_syllables = 0
    seconds = busy = 0.0
    for path, text in rows(manifest):
        audio = files.read(path)
        seconds += len(audio) / IN_RATE
        began = time.process_time()
        stream = recognizer.stream()
        stream.feed(audio)
        heard = stream.final()
        busy += time.process_time() - began
        wanted = characters(text)
        wrong.append(distance(characters(heard.text), wanted))
        counts.append(len(wanted))
        sounds = syllables(text)
        wrong_syllables += distance(best_syllables(heard), sounds)
        all_syllables += len(sounds)
    return {
        "cer": round(100 * sum(wrong) / max(1, sum(counts)), 2),
        "ser": round(100 * wrong_syllables / max(1, all_syllables), 2),
        "n": sum(counts),
        "n_syllables": all_syllables,
        "ci95": _interval(wrong, counts),
        "rtf": round(busy / max(1e-9, seconds), 4),
        "clips": len(wrong),
    }
