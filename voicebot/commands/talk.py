"""`voicebot ask`, `transcribe` and `speak`: one stage each, without a server."""

from __future__ import annotations

import dataclasses
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import typer

from ..daytime import hong_kong
from ..engines import Question, Recognizer, Speech
from ..errors import AudioError, DeskError, InputError
from ..events import IN_RATE, OUT_RATE, Transcript
from . import terminal


def ask(config: Path | None, question: str, as_json: bool, staff: bool = False) -> None:
    """`staff`: also from what only staff may read. Raises InputError for an empty question."""
    if not question.strip():
        raise InputError("there is no question")
    from ..building import build_mind

    settings = terminal.settings(config)
    mind = build_mind(settings, "staff") if staff else build_mind(settings)
    reply = mind.answer(Question(Transcript(question.strip()), now=hong_kong(time.time()).replace(tzinfo=None)))
    if as_json:
        terminal.print_json(
            {
                "answer": reply.spoken,
                "written": reply.written,
                "route": reply.route,
                "citations": [_citation(c) for c in reply.citations],
                "offer_person": reply.offer_person,
            }
        )
        return
    typer.echo(reply.spoken)
    for citation in reply.citations:
        typer.echo(f"  [{citation.id}] {citation.title} · {citation.anchor}")
    typer.echo(f"  route: {reply.route}")


def transcribe(files: list[Path], as_json: bool) -> None:
    """Goes on after a file that cannot be read, and raises at the end."""
    from ..asr.embedded import EmbeddedRecognizer

    recognizer = EmbeddedRecognizer()
    rows: list[dict[str, Any]] = []
    failed = 0
    for path in terminal.progress(files, len(files), "listening"):
        try:
            row = _transcribed(recognizer, path)
        except DeskError as error:
            failed += 1
            row = {"file": str(path), "error": error.code}
            typer.echo(f"error[{error.code}]: {error.text}", err=True)
        rows.append(row)
        if not as_json and "text" in row:
            typer.echo(row["text"] if len(files) == 1 else f"{path}\t{row['text']}")
    if as_json:
        terminal.print_json({"files": rows})
    if failed:
        raise typer.Exit(1)


def speak(config: Path | None, text: str, output: Path, timings: Path | None) -> None:
    """Writes a 24 kHz WAV file. Raises InputError where there is nothing to say or no place to write."""
    if not text.strip():
        raise InputError("there is nothing to say")
    from ..building import embedded_voice
    from ..tts import wav

    voice = embedded_voice(terminal.settings(config))
    pieces = list(voice.speak(text.strip()))
    pcm = np.concatenate([p.pcm for p in pieces]) if pieces else np.zeros(0, np.int16)
    if not len(pcm):
        raise AudioError("the voice found nothing in this text that can be spoken")
    terminal.write(output, wav.encode(pcm))
    if timings is not None:
        terminal.write(timings, json.dumps(timeline(pieces), ensure_ascii=False, indent=1).encode())


def pronounce(config: Path | None, text: str, as_json: bool) -> None:
    """How the voice would say a text. Raises InputError where nothing can be said, ConfigError for a pack's own words."""
    from ..knowledge.pack import load_pack
    from ..tts.normalise import normalise
    from ..tts.pronounce import Pronouncer

    said = normalise(text.strip())
    pieces = list(Pronouncer(load_pack(terminal.settings(config).pack).pronunciations).explain(said))
    if not pieces:
        raise InputError("there is nothing to say")
    if as_json:
        terminal.print_json({"text": said, "pieces": [dataclasses.asdict(piece) for piece in pieces]})
        return
    for piece in pieces:
        typer.echo(f"{piece.text}\t{' '.join(piece.syllables)}\t{piece.source}")


def timeline(pieces: list[Speech]) -> dict[str, Any]:
    """Phones and syllables of the whole utterance; milliseconds from its first sample."""
    phones: list[dict[str, Any]] = []
    syllables: list[str] = []
    samples = 0
    for piece in pieces:
        ms = samples * 1000 // OUT_RATE
        for phone in piece.phones:
            row = dataclasses.asdict(phone)
            row["start_ms"] += ms
            row["end_ms"] += ms
            row["syllable"] += len(syllables) if phone.syllable >= 0 else 0
            phones.append(row)
        syllables += piece.syllables
        samples += len(piece.pcm)
    text = "".join(piece.text for piece in pieces)
    return {"text": text, "ms": samples * 1000 // OUT_RATE, "syllables": syllables, "phones": phones}


def _transcribed(recognizer: Recognizer, path: Path) -> dict[str, Any]:
    from ..audio import files

    pcm = files.read(path)
    stream = recognizer.stream()
    stream.feed(pcm)
    heard = stream.final()
    return {
        "file": str(path),
        "text": heard.text,
        "seconds": round(len(pcm) / IN_RATE, 3),
        "confidence": round(heard.confidence, 3),
        "words": [dataclasses.asdict(word) for word in heard.words],
        "syllables": [dataclasses.asdict(syllable) for syllable in heard.syllables],
    }


def _citation(citation: Any) -> dict[str, str]:
    return {name: getattr(citation, name) for name in ("id", "title", "anchor", "quote")}
