"""How well the guard turns written Chinese into spoken Cantonese, and how well it leaves alone what is spoken or fixed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..errors import InputError
from .evaluate import wilson
from .lexicon import lexicon
from .spoken import spoken, written_markers

# The characters that written Chinese uses and spoken Cantonese hardly does but in fixed words (於是, 目的, 其他).
WRITTEN = frozenset("是的不了在他她它這那們您給沒什甚看說説找拿和與及於哪誰")
_MARKS = re.compile(r"[\W_]+")
_SPACE = re.compile(r"\s+")
_APART = re.compile(r" (?=[，。？！])|(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
_STOPS = str.maketrans(",.?!", "，。？！")
_OR = " // "  # between accepted forms


def evaluate(manifest: str | Path, clean: str | Path | None = None) -> dict[str, Any]:
    """`manifest` is a TSV with the columns `written`, `spoken` (accepted forms, " // " between them) and `kind`, convert
    or keep. exact: the share of convert rows that become an accepted form, punctuation aside; unmarked: those in which no
    word of written Chinese is left; kept: the share of keep rows that stay; refused: sentences left as written, since
    their claim would not have survived. `clean` has an utterance of spoken Cantonese a line, or is a folder of CHAT transcripts (HKCanCor); changed is the share that
    does not pass unchanged of those that hold a character which the guard's table may exchange, changed_written of those
    that hold one of WRITTEN, changed_of_all of all. Intervals are 95 % Wilson's.
    """
    rows = read_pairs(Path(manifest))
    pairs = [(written, forms) for written, forms, kind in rows if kind == "convert"]
    fixed = [(written, forms) for written, forms, kind in rows if kind == "keep"]
    said = [(spoken(written), forms) for written, forms in pairs]
    exact = sum(_bare(result.text) in set(map(_bare, forms)) for result, forms in said)
    unmarked = sum(not written_markers(result.text) for result, _ in said)
    kept = sum(_bare(spoken(written).text) in {_bare(written), *map(_bare, forms)} for written, forms in fixed)
    out: dict[str, Any] = {
        "exact": _share(exact, len(pairs)), "n": len(pairs), "ci95": wilson(exact, len(pairs)),
        "unmarked": _share(unmarked, len(pairs)), "unmarked_ci95": wilson(unmarked, len(pairs)),
        "refused": sum(bool(result.refused) for result, _ in said),
        "kept": _share(kept, len(fixed)), "n_keep": len(fixed), "kept_ci95": wilson(kept, len(fixed)),
    }  # fmt: skip
    return out if clean is None else out | _clean(utterances(Path(clean)))


def changed(utterances: Iterable[str]) -> list[tuple[str, str]]:
    """The utterances that do not pass unchanged, each with what becomes of it."""
    results = ((utterance, spoken(utterance).text) for utterance in utterances)
    return [(before, after) for before, after in results if before != after]


def _clean(utterances: list[str]) -> dict[str, Any]:
    different = {before for before, _ in changed(utterances)}
    groups = {
        "changed": [u for u in utterances if lexicon().triggers & set(u)],
        "changed_written": [u for u in utterances if WRITTEN & set(u)],
        "changed_of_all": utterances,
    }
    out: dict[str, Any] = {}
    for name, group in groups.items():
        touched = sum(utterance in different for utterance in group)
        out |= {name: _share(touched, len(group)), f"{name}_n": len(group), f"{name}_ci95": wilson(touched, len(group))}
    return out


def read_pairs(path: Path) -> list[tuple[str, tuple[str, ...], str]]:
    """Rows of (written, accepted forms, kind); InputError where the table is not one of these."""
    reader = csv.DictReader((line for line in _lines(path) if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
    rows = [(row.get("written") or "", row.get("spoken") or "", row.get("kind") or "") for row in reader]
    if not rows or not all(written and forms and kind in ("convert", "keep") for written, forms, kind in rows):
        raise InputError(f"{path.name}: needs the columns written, spoken and kind (convert or keep), filled in every row")
    return [(written, tuple(forms.split(_OR)), kind) for written, forms, kind in rows]


def _lines(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: cannot be read") from error


def utterances(path: Path) -> list[str]:
    """The lines of a file, or what speakers say in a folder of CHAT files (*.cha): `*XXA:` and its tabbed lines, words
    apart, Han run together."""
    if not path.is_dir():
        return _lines(path)
    out: list[str] = []
    for file in sorted(path.glob("*.cha")):
        speaking = False
        for line in _lines(file):
            if line.startswith("*"):
                out.append(line.partition(":")[2])
                speaking = True
            elif line.startswith("\t") and speaking:
                out[-1] += f" {line}"
            else:
                speaking = False
    if not out:
        raise InputError(f"{path.name}: holds no CHAT transcript")
    return [_APART.sub("", _SPACE.sub(" ", text.translate(_STOPS))).strip() for text in out]


def _bare(text: str) -> str:
    return _MARKS.sub("", text)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
