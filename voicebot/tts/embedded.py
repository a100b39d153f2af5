"""The voice that rides with the desk: an acoustic net and a source–filter vocoder, ONNX and numpy, exact timings.

Tokens → durations → pitch → envelope → filters → sound, one phrase at a time; see models/shipped/voice/card.md.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..engines import Speech
from ..errors import EngineError, InputError, ModelError
from ..events import Phone, Style
from ..onnx import open_session
from ..weights import find
from . import prosody
from .phrases import UNMARKED, Phrase, phrases
from .pronounce import Pronouncer
from .ssml import Marked
from .synth import HOP, MELS, RATE, sharpen, synthesise
from .tokens import ONSET, PAUSE, Tokens, tokens

TIMBRES = ("woman", "man")
PACE = 1.45  # the readers' 2.9 syllables a second, brought to a clerk's
LEVEL = 0.115  # RMS of what is not pause, of full scale; about -20 dBFS over a sentence
CACHE_PIECES = 256
_LEAD, _TAIL = 3, {0: 6, 1: 14, 2: 26, 3: 28}  # frames of silence before a phrase, and after it by its break
_FADE = 96  # samples


@dataclass(frozen=True, slots=True)
class _Manner:
    rate: float
    pitch: float  # factor on F0
    span: float  # factor on its spread


_MANNERS: dict[str, _Manner] = {
    "warm": _Manner(1.0, 1.0, 1.2),
    "calm": _Manner(0.9, 0.96, 1.0),
    "brisk": _Manner(1.12, 1.02, 1.25),
    "apologetic": _Manner(0.94, 0.97, 1.1),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How a phrase will be said, before it has a sound. Frames are 10 ms."""

    tokens: Tokens
    durations: NDArray[np.int64]  # frames of each token
    frames: NDArray[np.float32]  # [1, C, T], what the nets read
    z: NDArray[np.float32]  # [1, T], log F0 about the timbre's mean, in its spreads
    f0: NDArray[np.float32]  # [T], Hz, in pauses and voiceless sounds too


@dataclass(frozen=True, slots=True)
class _Timbre:
    """What a timbre's weights want of the engine (voice_<timbre>.json); the defaults are the first weights' ones."""

    units: dict[str, int]
    mean: float  # of log F0
    spread: float
    pace: float = PACE
    onset_share: float = 1.0  # exponent with which onsets follow the pace; below 1 they are shortened less than rimes
    sharpen: float = 1.15  # factor on the detail of every envelope
    lively: float = 1.15  # factor on the spread of F0, against the flatness of an averaging net


class EmbeddedVoice:
    """Thread-safe. `timbre` is "woman" or "man"; `marked` are texts that a pack writes in SSML. Raises ModelError where a
    weight is missing."""

    def __init__(self, timbre: str = "woman", pronouncer: Pronouncer | None = None, marked: Marked = UNMARKED) -> None:
        if timbre not in TIMBRES:
            raise InputError(f"there is no timbre {timbre}; choose one of: {', '.join(TIMBRES)}")
        self.name = f"embedded-{timbre}"
        self._timbre = _settings(f"voice/voice_{timbre}.json")
        self._nets = {name: open_session(f"voice/{name}.onnx") for name in ("enc", "f0", "voc")}
        self._nets["spec"] = open_session(f"voice/spec_{timbre}.onnx")
        self._pronouncer = pronouncer or Pronouncer()
        self._marked = marked
        self._cache: OrderedDict[tuple[Phrase, Style, float], Speech] = OrderedDict()
        self._lock = threading.Lock()

    def speak(self, text: str, style: Style = "warm", rate: float = 1.0) -> Iterator[Speech]:
        """Phrase by phrase. The pieces' texts, joined, are `text`, or what it shows where it is SSML. Raises InputError for
        SSML that cannot be used, EngineError where a net breaks."""
        if not 0.5 <= rate <= 2.0:
            raise InputError("the rate of speech must be from 0.5 to 2")
        for phrase in phrases(text, self._pronouncer, self._marked):
            yield self.say(phrase, style, rate)

    def say(self, phrase: Phrase, style: Style = "warm", rate: float = 1.0) -> Speech:
        """One phrase, by its syllables. Raises EngineError where a net breaks."""
        key = (phrase, style, rate)
        with self._lock:
            if (known := self._cache.get(key)) is not None:
                self._cache.move_to_end(key)
                return known
        try:
            speech = _joined(phrase.text, [self._render(part, style, rate) for part in phrase.breathed()])
        except Exception as error:  # onnxruntime has no common error class of its own
            raise EngineError("the voice could not say this phrase") from error
        with self._lock:
            self._cache[key] = speech
            while len(self._cache) > CACHE_PIECES:
                self._cache.popitem(last=False)
        return speech

    def plan(self, phrase: Phrase, style: Style = "warm", rate: float = 1.0) -> Plan:
        """Durations and melody of one phrase that is short enough for one breath."""
        manner = _MANNERS[style]
        t = tokens(phrase.syllables, phrase.end, self._timbre.units)
        feed = {"tok": t.rows[:, None], "pos": t.positions[None]}
        hidden, log_durations = self._nets["enc"].run(None, feed)
        natural = np.exp(log_durations[0])
        if phrase.prosodies:
            natural = natural * prosody.lengths(phrase.prosodies, t.owners)
        durations = _paced(natural, t, self._timbre, manner.rate * rate)
        tail = _TAIL[phrase.end] if phrase.pause_ms is None else max(2, phrase.pause_ms * RATE // (1000 * HOP))
        durations[0], durations[-1] = _LEAD, tail
        frames = _expand(hidden, durations)
        z = self._nets["f0"].run(None, {"x": frames})[0]
        spread = self._timbre.spread * self._timbre.lively * manner.span
        f0 = (np.exp(self._timbre.mean + spread * z[0]) * manner.pitch).astype(np.float32)
        if phrase.prosodies:
            f0 *= prosody.pitches(phrase.prosodies, t.owners, durations)
        if phrase.asks == "echo":
            f0 *= prosody.rise(t.owners, durations)
        return Plan(t, durations, frames, z, f0)

    def _render(self, phrase: Phrase, style: Style, rate: float) -> Speech:
        plan = self.plan(phrase, style, rate)
        t, durations, f0 = plan.tokens, plan.durations, plan.f0
        envelope = self._nets["spec"].run(None, {"x": plan.frames, "z": plan.z})[0][0].T
        filters = self._nets["voc"].run(None, {"x": _features(envelope, f0, t, durations, self._timbre.sharpen).T[None]})[0][0]
        sound = _level(synthesise(filters, f0))
        if phrase.prosodies:
            sound = _scaled(sound, prosody.gains(phrase.prosodies, t.owners, durations))
        pcm = np.round(sound * 32767).astype(np.int16)
        return Speech(pcm, phrase.text, _phones(t, durations), phrase.syllables)


def _paced(natural: NDArray[Any], t: Tokens, timbre: _Timbre, rate: float) -> NDArray[np.int64]:
    """Frames of each token, from the readers' frames [L]."""
    exponent = np.where(t.rows[3] == ONSET, timbre.onset_share, 1.0)
    return np.maximum(2, np.round(natural / (timbre.pace * rate) ** exponent)).astype(np.int64)


def _features(
    envelope: NDArray[Any], f0: NDArray[np.float32], t: Tokens, durations: NDArray[Any], factor: float
) -> NDArray[np.float32]:
    """The vocoder's input [T, 85]: sharpened envelope, log F0, voicing, three aperiodicities; pauses are silent."""
    mel = sharpen(envelope[:, :MELS], factor)
    voiced = envelope[:, MELS + 3] > 0
    pause = np.repeat(t.rows[3] == PAUSE, durations)
    deep = np.convolve(pause.astype(float), np.ones(3) / 3, "same") > 0.99
    mel[deep] = np.minimum(mel[deep], -16)
    voiced[deep] = False
    rough = np.minimum(envelope[:, MELS : MELS + 3] * 10, 0)
    return np.concatenate([mel, np.log(f0)[:, None], voiced[:, None], rough], 1).astype(np.float32)


def _expand(hidden: NDArray[np.float32], durations: NDArray[Any]) -> NDArray[np.float32]:
    """Token encodings [1, C, L] → frames [1, C + 3, T] with the place of each frame inside its token."""
    index = np.repeat(np.arange(len(durations)), durations)
    place = np.arange(len(index)) - (np.cumsum(durations) - durations)[index]
    length = durations[index]
    inside = np.stack([(place + 0.5) / length, np.minimum(place / 20, 2), np.minimum((length - place) / 20, 2)])
    return np.concatenate([hidden[:, :, index], inside[None]], 1).astype(np.float32)


def _joined(text: str, parts: list[Speech]) -> Speech:
    """One piece of speech out of several that follow each other."""
    if len(parts) == 1:
        return parts[0]
    phones: list[Phone] = []
    syllables: tuple[str, ...] = ()
    for part in parts:
        at, first = phones[-1].end_ms if phones else 0, len(syllables)
        for p in part.phones:
            phones.append(Phone(p.unit, p.tone, p.start_ms + at, p.end_ms + at, p.syllable if p.syllable < 0 else p.syllable + first))
        syllables += part.syllables
    return Speech(np.concatenate([part.pcm for part in parts]), text, tuple(phones), syllables)


def _scaled(sound: NDArray[np.float32], gains: NDArray[np.float32]) -> NDArray[np.float32]:
    """Louder and softer as asked for, one gain a frame, and no louder than full scale allows."""
    sound = sound * np.repeat(gains, HOP)[: len(sound)]
    return sound * np.float32(min(1.0, 0.89 / max(float(np.abs(sound).max(initial=0.0)), 1e-9)))


def _level(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Even loudness, no clipping, faded edges."""
    blocks = sound[: len(sound) // 480 * 480].reshape(-1, 480)
    power = np.sqrt((blocks**2).mean(1)) if len(blocks) else np.zeros(1)
    loud = power[power > power.max() * 0.1]
    gain = float(LEVEL / (np.sqrt((loud**2).mean()) + 1e-9)) if len(loud) else 1.0
    peak = float(np.abs(sound).max(initial=0.0)) * gain
    sound = sound * gain * min(1.0, 0.89 / max(peak, 1e-9))
    ramp = np.linspace(0, 1, _FADE, dtype=np.float32)
    sound[:_FADE] *= ramp
    sound[-_FADE:] *= ramp[::-1]
    return sound


def _phones(t: Tokens, durations: NDArray[Any]) -> tuple[Phone, ...]:
    ends = np.cumsum(durations) * (1000 * HOP // RATE)
    starts = np.r_[0, ends[:-1]]
    return tuple(
        Phone(name, int(tone), int(start), int(end), -1 if name == "sp" else owner)
        for name, tone, start, end, owner in zip(t.names, t.rows[1], starts, ends, t.owners, strict=True)
    )


def _settings(name: str) -> _Timbre:
    try:
        stored = json.loads(find(name).read_text(encoding="utf-8"))
        more = {key: float(stored[key]) for key in ("pace", "onset_share", "sharpen", "lively") if key in stored}
        return _Timbre(stored["V"], float(stored["mu"]), float(stored["sd"]), **more)
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"model file {name} is damaged; run `voicebot models verify`") from error
