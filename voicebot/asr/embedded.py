"""The recogniser that the desk ships: no download, no torch, one core.

Captions come from the streaming graph while the customer speaks; the turn's text comes from the full-context graph. Where
a value was asked for, the turn is read once more as one whole answer of that kind (`answers`). That answer, and English words, are
read from blocks of their own, which were taught these first; all other text is not.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ..engines import Expect
from ..events import Transcript
from . import answers, expected, foreign, grammar, lattice, lexicon, traits
from .acoustic import Acoustic, Floats, Pieces, Posteriors
from .answers import Answers
from .captions import Captions
from .bias import Bias
from .decoder import Decoder, Tuning
from .features import HOP, LogMel

_QUICK = Tuning(beam=8, choices=32)  # for captions
_FAINT = 30.0  # root mean square (of 32768) of the loudest 100 ms below which nothing was said
_SURE = 0.35  # mean probability of the heard syllables below which it was no speech
_OWN = 0.1  # share of the pack's own texts in the language model


class EmbeddedStream:
    """One customer turn (`engines.RecognitionStream`). `feed` may come from another thread than the computation."""

    def __init__(self, acoustic: Acoustic, final: Decoder, captions: Captions, bias: Bias, asked: Answers | None) -> None:
        self._acoustic, self._steps = acoustic, acoustic.stream()
        self._decoder, self._captions, self._bias, self._asked = final, captions, bias, asked
        self._computing = threading.Lock()  # a caption and a speculative final must not meet
        self._waiting: deque[NDArray[np.int16]] = deque()
        self._mel = LogMel()
        self._loudest = 0.0
        self._pieces: Pieces = {}  # of the full-context graph, of a long turn
        self._last: tuple[int, Transcript] | None = None  # (samples, transcript) of the last final
        self._traits: Floats | None = None  # of the last final

    def feed(self, pcm: NDArray[np.int16]) -> None:
        """Append audio (int16, 16 kHz mono, any length); only keeps it."""
        self._waiting.append(np.array(pcm, dtype=np.int16))

    def partial(self) -> Transcript | None:
        """What was said so far, up to .32 s before the end of the audio; None where no new .64 s is complete."""
        with self._computing:
            self._take()
            self._acoustic.settle(self._mel.columns, self._pieces)
            new = self._steps.advance(self._mel.columns)
            return self._evident(self._captions.push(new)) if new else None

    def final(self) -> Transcript:
        """The whole turn with full context. Changes nothing that a later call depends on; asking again for the same
        audio costs nothing."""
        with self._computing:
            self._take()
            if self._last is None or self._last[0] != self._mel.samples:
                columns = self._mel.whole()
                heard = self._acoustic.long(columns, self._pieces)
                self._traits = traits.pool(heard.layer, columns) if self._loudest >= _FAINT else None
                again = lattice.build(heard.second) if heard.second is not None else None
                transcript = self._evident(self._decoder.decode(lattice.build(heard), bias=self._bias, second=again))
                if transcript.text and self._asked is not None:
                    transcript = self._answered(self._asked, heard, again, transcript)
                self._last = (self._mel.samples, transcript)
            return self._last[1]

    def _answered(self, asked: Answers, heard: Posteriors, again: lattice.Lattice | None, free: Transcript) -> Transcript:
        """The turn as an answer to what was asked for. What stands around an answer is read by the ear that heard it: the two
        do not agree to the frame on where a syllable ends, and a figure of the one would stand behind the other's answer."""
        said, second = asked.read(heard)
        around = self._decoder.decode(again, bias=self._bias) if second and again is not None else free
        found = answers.transcript(said, around)
        return free if found is around else found

    def traits(self) -> Floats | None:
        """How the turn of the last `final` sounded, [1024] (see `traits.pool`); None where nothing was said, or before
        a `final`. Costs nothing: it was a by-product."""
        with self._computing:
            return self._traits

    def _take(self) -> None:
        chunks = []
        while self._waiting:
            chunks.append(self._waiting.popleft())
        if not chunks:
            return
        audio = np.concatenate(chunks)
        self._mel.push(audio)
        self._loudest = max(self._loudest, _loudest(audio))

    def _evident(self, transcript: Transcript) -> Transcript:
        """The transcript, or an empty one where it was too faint, or its sounds too unsure, to be speech."""
        sounds = transcript.syllables
        if not sounds or self._loudest < _FAINT:
            return Transcript("")
        sure = sum(sound.alternatives[0][1] for sound in sounds) / len(sounds)
        return transcript if sure >= _SURE else Transcript("")


def _loudest(audio: NDArray[np.int16]) -> float:
    """Root mean square of the loudest 100 ms."""
    size = min(10 * HOP, len(audio))
    if size == 0:
        return 0.0
    blocks = audio[: len(audio) // size * size].astype(np.float32).reshape(-1, size)
    return float(np.sqrt((blocks * blocks).mean(axis=1).max()))


class EmbeddedRecognizer:
    """`engines.Recognizer`; shared by all calls and thread-safe."""

    name = "embedded"

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """Load both graphs, the lexicon and the language model. `texts`: questions and names of the organisation's own,
        which are heard a little sooner. Raises ModelError where a file is missing or spoilt."""
        self._acoustic = Acoustic()
        words, model = lexicon.load(self._acoustic.units)
        own = tuple(texts)
        english = foreign.vocabulary(self._acoustic.units, own)
        self._decoder = Decoder(words, model, self._acoustic.units, english)
        self._quick = Decoder(words, model, self._acoustic.units, english, _QUICK)
        self._own = self._decoder.small(own)
        self._kinds = {kind: self._decoder.small(made()) for kind, made in expected.KINDS.items()}
        self._answers = {kind: Answers(grammar.grammar(kind), self._acoustic.units) for kind in grammar.KINDS}

    def stream(self, expect: Expect = Expect()) -> EmbeddedStream:
        bias = self._bias(expect)
        return EmbeddedStream(self._acoustic, self._decoder, Captions(self._quick, bias), bias, self._answers.get(expect.kind))

    @property
    def acoustic(self) -> Acoustic:
        """The net itself, for who reads its posteriors."""
        return self._acoustic

    def _bias(self, expect: Expect) -> Bias:
        asked = [model for model in (self._kinds.get(expect.kind), self._decoder.small(expect.phrases)) if model is not None]
        shares = [(model, expected.share(expect.kind) * (1 - _OWN) / len(asked)) for model in asked]
        return Bias((*shares, *([(self._own, _OWN)] if self._own is not None else ())))
