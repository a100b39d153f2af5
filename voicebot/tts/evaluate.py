"""What shows how good a voice is: `voicebot eval tts`.

A judge and, where there is one, a second listener hear every sentence, as it is and by telephone (G.711). Beside the voice
stand, in the same run and measured in the same way, natural readers and another synthesiser. What was not to be had is
`None` in the result and named in `absent`: nothing missing is a zero.
"""

from __future__ import annotations

import csv
import os
import platform
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..asr.align import align
from ..asr.evaluate import table
from ..asr.sounds import Sound, folded
from ..audio import files, g711
from ..audio.resample import resample
from ..engines import Speech, Voice
from ..errors import InputError
from ..events import IN_RATE, OUT_RATE
from . import evaluate_sound as sound
from .evaluate_heard import Judge, Listener, score, share
from .evaluate_text import cases
from .evaluate_timing import timing
from .normalise import normalise
from .pronounce import Pronouncer

STRINGS = ("digits", "hkid", "amount")


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence as it sounds. `pieces` are none for a recording."""

    kind: str
    speaker: str
    syllables: tuple[str, ...]  # Jyutping as meant
    pcm: NDArray[np.int16]  # 16 kHz
    pieces: tuple[Speech, ...] = ()


@dataclass(frozen=True, slots=True)
class Aids:
    """What the measurement is done with, beside the judge; None is absent."""

    other: Voice | None = None  # another synthesiser, for comparison
    natural: Path | None = None  # recordings: TSV with file, text and perhaps split (only "dev"), kind (not "title"), reader
    second: Listener | None = None
    quality: sound.Quality | None = None
    strings: Path | None = None  # TSV with text and kind: digits, hkid, amount
    cases: Path | None = None


def evaluate(voice: Voice, judge: Judge, manifest: Path, aids: Aids = Aids()) -> dict[str, Any]:
    """Say the column `text` of a TSV (column `kind`: figures by kind too) and measure.

    Keys: ser and ser_tonal (percent of `n` syllables, by the judge) with rtf, as before; `systems`: by name, `recording`
    and `telephone`, see `evaluate_heard.score`; `prosody`, `joins`, `timing`, `latency`, `strings`, `text`; `absent`.
    Raises InputError, AudioError.
    """
    rows = _texts(manifest)
    spoken, speed = _timed(voice, rows)
    systems: dict[str, list[Said]] = {voice.name: spoken}
    if aids.natural is not None:
        systems["natural"] = list(_natural(aids.natural))
    if aids.other is not None:
        systems[aids.other.name] = _timed(aids.other, rows)[0]
    figures = {name: _heard(said, judge, aids) for name, said in systems.items()}
    own = figures[voice.name]["recording"]
    return {
        "ser": own["ser"][0], "ser_tonal": own["ser_tonal"][0], "n": own["n"], "sentences": own["sentences"], "rtf": speed["rtf"],
        "voice": voice.name,
        "judge": {"name": judge.name, "note": judge.note},
        "systems": figures,
        "prosody": {name: _prosody(said) for name, said in systems.items()},
        "joins": {name: _joins(said, judge) for name, said in systems.items()},
        "timing": timing([s.pieces for s in spoken], judge),
        "latency": speed,
        "strings": _strings(aids.strings, (voice, aids.other), judge) if aids.strings else None,
        "text": cases(aids.cases, Pronouncer()) if aids.cases else None,
        "absent": _absent(aids),
    }  # fmt: skip


def _absent(aids: Aids) -> list[str]:
    have = {
        "another synthesiser (espeak-ng)": aids.other, "natural readers (--natural)": aids.natural, "a second listener (--whisper)": aids.second,
        "DNSMOS (--dnsmos)": aids.quality, "strings of digits (--strings)": aids.strings, "cases of writing (--cases)": aids.cases,
    }  # fmt: skip
    return [name for name, aid in have.items() if aid is None]


def _texts(manifest: Path) -> list[tuple[str, str]]:
    """(kind, text) of every row. Raises InputError."""
    with manifest.open(encoding="utf-8", newline="") as stream:
        found = [(row.get("kind") or "", row.get("text") or "") for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)]
    if not any(text for _, text in found):
        raise InputError("the manifest has no column text with something to say")
    return found


def _timed(voice: Voice, rows: Sequence[tuple[str, str]]) -> tuple[list[Said], dict[str, Any]]:
    said: list[Said] = []
    first_ms: list[float] = []
    cpu = seconds = 0.0
    load = os.getloadavg()[0]
    for kind, text in rows:
        began, busy = time.perf_counter(), time.process_time()
        pieces: list[Speech] = []
        for piece in voice.speak(text):
            if not pieces:
                first_ms.append(1000 * (time.perf_counter() - began))
            pieces.append(piece)
        cpu += time.process_time() - busy
        said.append(_joined(kind, voice.name, pieces))
        seconds += len(said[-1].pcm) / IN_RATE
    latency = [round(float(x), 1) for x in np.percentile(first_ms, [50, 95])] if first_ms else []
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f} to {os.getloadavg()[0]:.1f}"
    return said, {"rtf": round(cpu / max(seconds, 1e-9), 4), "first_ms_p50_p95": latency, "n": len(first_ms), "machine": machine}


def _joined(kind: str, speaker: str, pieces: Sequence[Speech]) -> Said:
    pcm = np.concatenate([p.pcm for p in pieces]) if pieces else np.zeros(0, np.int16)
    return Said(kind, speaker, tuple(s for p in pieces for s in p.syllables), resample(pcm, OUT_RATE, IN_RATE), tuple(pieces))


def _natural(manifest: Path) -> Iterator[Said]:
    """Recordings without Latin letters, which no reader says by Jyutping."""
    pronouncer = Pronouncer()
    for note in table(manifest, "text"):
        text = note["text"]
        wanted = note.get("split", "dev") == "dev" and note.get("kind") != "title"
        if wanted and not any("a" <= c.lower() <= "z" for c in text):
            yield Said("", note.get("reader") or "reader", pronouncer.syllables(normalise(text)), files.read(manifest.parent / note["file"]))


def by_telephone(pcm: NDArray[np.int16]) -> NDArray[np.int16]:
    """16 kHz as it comes out of a telephone line: 8 kHz, µ-law and back."""
    line = resample(pcm, IN_RATE, g711.RATE)
    return resample(g711.decode(g711.encode(line, "ulaw"), "ulaw"), g711.RATE, IN_RATE)


def _heard(said: Sequence[Said], judge: Judge, aids: Aids) -> dict[str, Any]:
    out: dict[str, Any] = {}
    wanted = [folded(s.syllables) for s in said]
    for channel in ("recording", "telephone"):
        clips = [s.pcm if channel == "recording" else by_telephone(s.pcm) for s in said]
        heard = [judge.sounds(pcm) for pcm in clips]
        figures = score(list(zip(wanted, heard, strict=True)))
        figures["second"] = _second(aids.second, wanted, clips) if channel == "recording" else None
        figures["opinion"] = sound.opinions(aids.quality, clips) if aids.quality else None
        joined = sound.windows(clips, [s.speaker for s in said])
        figures["opinion_joined"] = sound.opinions(aids.quality, joined) if aids.quality else None
        if channel == "recording":
            figures["by_kind"] = _by_kind(said, wanted, heard)
        out[channel] = figures
    return out


def _second(listener: Listener | None, wanted: Sequence[list[Sound]], clips: Sequence[NDArray[np.int16]]) -> dict[str, Any] | None:
    if listener is None:
        return None
    figures = score([(w, listener.sounds(pcm)) for w, pcm in zip(wanted, clips, strict=True)])
    return {"name": listener.name, "note": listener.note, **{k: figures[k] for k in ("n", "ser", "ser_tonal")}}


def _by_kind(said: Sequence[Said], wanted: Sequence[list[Sound]], heard: Sequence[list[Sound]]) -> dict[str, Any]:
    kinds = sorted({s.kind for s in said} - {""})
    rows = {k: [(w, h) for s, w, h in zip(said, wanted, heard, strict=True) if s.kind == k] for k in kinds}
    return {k: {name: value for name, value in score(pairs).items() if name in ("n", "ser", "ser_tonal")} for k, pairs in rows.items()}


def _prosody(said: Sequence[Said]) -> dict[str, Any]:
    return sound.prosody([s.pcm for s in said], [len(s.syllables) for s in said], [s.speaker for s in said])


def _joins(said: Sequence[Said], judge: Judge) -> dict[str, Any]:
    """Jumps (dB) at phones' joins and inside phones, places by the judge's alignment for every system alike; for a voice
    with pieces also at their seams, and the loudest edge."""
    at: list[float] = []
    inside: list[float] = []
    seams: list[float] = []
    for s in said:
        found = align(judge.posteriors(s.pcm), judge.units, s.syllables, 0.0, len(s.pcm) / IN_RATE)
        here, elsewhere = sound.jumps(s.pcm, [u.start for u in found])
        at, inside = at + here, inside + elsewhere
        ends = np.cumsum([len(p.pcm) for p in s.pieces])[:-1] / OUT_RATE
        seams += sound.jumps(s.pcm, list(ends))[0]
    median = [round(float(np.median(x)), 2) if x else None for x in (at, inside)]
    ratio = round(median[0] / median[1], 2) if median[0] and median[1] else None
    return {
        "n": len(at), "at_db": median[0], "inside_db": median[1], "ratio": ratio,
        "p99_db": round(float(np.percentile(at, 99)), 1) if at else None,
        "sounding_seams": len(seams),
        "edge_dbfs": sound.edge_dbfs([p.pcm for s in said for p in s.pieces]),
    }  # fmt: skip


def _strings(path: Path, voices: Sequence[Voice | None], judge: Judge) -> Mapping[str, Any]:
    """By voice and kind: percent of strings of which the judge hears every syllable as meant, without and with its tone;
    and `ser`, which still tells two voices apart where hardly any string is right as a whole."""
    rows = _texts(path)
    if strange := {kind for kind, _ in rows} - set(STRINGS):
        raise InputError(f"{path.name} has kinds other than {', '.join(STRINGS)}: {', '.join(sorted(strange))[:60]}")
    out: dict[str, Any] = {}
    for voice in filter(None, voices):
        heard: dict[str, list[tuple[list[Sound], list[Sound]]]] = {}
        for kind, text in rows:
            said = _joined(kind, voice.name, list(voice.speak(text)))
            pair = folded(said.syllables), judge.sounds(said.pcm)
            for name in (kind, "all"):
                heard.setdefault(name, []).append(pair)
        out[voice.name] = {name: _whole(pairs) for name, pairs in heard.items()}
    return out


def _whole(pairs: Sequence[tuple[list[Sound], list[Sound]]]) -> dict[str, Any]:
    one = [1] * len(pairs)
    plain = [[s[:2] for s in wanted] == [s[:2] for s in heard] for wanted, heard in pairs]
    tonal = [wanted == heard for wanted, heard in pairs]
    syllables = score(pairs)
    return {"n": len(pairs), "right": share(plain, one), "right_tonal": share(tonal, one), "syllables": syllables["n"], "ser": syllables["ser"]}
