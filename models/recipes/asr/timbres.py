"""Cantonese in Kokoro's voices: Jyutping by its signs, time and melody by the desk's own voice.

Kokoro (kokoro.py) has no Cantonese; its encoder knows most of the sounds as signs of other languages, but neither how
long they last nor their tones. Its graph is cut where durations and F0 go in, and both are given: durations from the
desk's voice, sound by sound; its F0 in octaves about the Kokoro voice's own middle. Training environment (onnx).

No voice is a native speaker's: the sounds are a learner's, the tones right. TAUGHT are for training, HELD for what is
measured; no list shares a voice with the other.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kokoro import Kokoro, session
from voicebot.events import Style
from voicebot.tts.embedded import EmbeddedVoice, Plan
from voicebot.tts.phrases import Phrase
from voicebot.tts.synth import HOP, RATE
from voicebot.tts.tokens import ONSET, RIME, split

# Two voices each, whose styles are averaged: a Mandarin one brings the sounds of its signs, another those of English.
TAUGHT = (
    "zf_xiaoxiao+af_heart", "zm_yunjian+am_michael", "zf_xiaoni+bf_emma", "zm_yunxi+bm_george", "zm_yunxia+am_puck", "zf_xiaoni+af_bella",
    "zf_xiaoxiao+bf_alice", "zm_yunjian+bm_lewis", "zf_xiaoni+af_nova", "zm_yunxi+am_eric", "zm_yunxia+bm_daniel",
)  # fmt: skip
HELD = ("zf_xiaobei+af_sarah", "zm_yunyang+am_fenrir", "zf_xiaoyi+bf_isabella")
FRAME = 0.025  # seconds; F0 and energy have two values a frame
LEAD, TAIL = 18, 24  # frames of silence about a phrase, which the predictor of energy wants…
KEPT = (4, 9)  # … and how many of them are heard
OCTAVES = 0.43  # of F0, one of the voice net's z
LATE = 2  # values by which the sound follows F0
VOICELESS = 0.45  # of the voice's middle F0: where Kokoro's own falls below it, outside rimes, there is no voice
FAINT = 4.0  # by how much energy may fall towards the end of a phrase, in Kokoro's own measure
ONSETS = {
    "": "", "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n", "l": "l", "g": "k", "k": "kʰ", "ng": "ŋ", "h": "h",
    "gw": "kw", "kw": "kʰw", "w": "w", "z": "ʦ", "c": "ʦʰ", "s": "s", "j": "j",
}  # fmt: skip
RIMES = dict(pair.split(":") for pair in (
    "aa:ɑː aai:aɪ aau:aːu aam:ɑːm aan:aːn aang:aŋ aap:aːʔp aat:aːʔ aak:ak a:ɐ ai:I au:au am:ɐm an:ɐnn ang:əŋ ap:ɐp at:aʔt ak:ɐʔk"
    " e:ɛː ei:ei eu:ɛu em:ɛm en:ɛn eng:ɛːŋ ep:ɛp et:ɛt ek:ɛʔk i:iː iu:iːu im:iːm in:iːnn ing:ɪŋŋ ip:iːʔp it:iːʔt ik:ɪʔk"
    " o:ɔː oi:ɔːi ou:oʊ om:ɔːm on:ɔːn ong:ɔːŋ op:ɔʔp ot:ɔːʔt ok:ɔʔk u:uː ui:uːi um:ʊm un:uːnn ung:ʊŋ up:ʊʔp ut:uːʔt uk:ʊʔk"
    " eoi:ɔy eon:ɜn eot:ɜʔt oe:ɚ oem:ɚm oeng:ɚŋ oek:ɔɛʔk oet:ɜʔt yu:yː yun:yːən yut:yʔtt m:mm ng:ŋŋ"
).split())  # fmt: skip
STOPS, CODAS, GLIDES = "ptkʔ", "ptkʔmnŋ", "iuyɪʊ"
# Where Kokoro's graph is cut: tensors by the names that its export gave them.
LENGTHS, HIDDEN = "/encoder/Clip_output_0", "/encoder/predictor/text_encoder/Concat_4_output_0"
TEXT, SOUND = "/encoder/text_encoder/Transpose_2_output_0", "/encoder/MatMul_1_output_0"
PITCH, F0, ENERGY = "/encoder/MatMul_output_0", "/encoder/F0_proj/Conv_output_0", "/encoder/N_proj/Conv_output_0"
CUTS = {
    "text": (["tokens", "style", "speed"], [LENGTHS, HIDDEN, TEXT]),
    "pitch": ([PITCH, "style"], [F0, ENERGY]),
    "sound": ([SOUND, F0, ENERGY, "style"], ["audio"]),
}

Audio = NDArray[np.float32]


def weights(signs: str, kind: int, rime: str) -> list[float]:
    """How a sound's time is shared among its signs: aspiration after a stop, coda or glide after a vowel."""
    if len(signs) == 1 or (kind == RIME and signs[-1] not in CODAS + GLIDES):
        return [1.0] * len(signs)
    if kind == ONSET:
        return [0.6 if sign in "ptk" else 1.0 for sign in signs]
    short = rime[0] == "a" and rime[:2] != "aa"
    last = 0.28 if signs[-1] in STOPS else 0.5 if short or rime in ("ei", "ou", "eoi") else 0.4
    return [(1 - last) / (len(signs) - 1)] * (len(signs) - 1) + [last]


def shared(shares: list[float], frames: int) -> list[int]:
    """`frames` by `shares`, at least one for each."""
    ends = np.round(np.cumsum(shares) / sum(shares) * frames).astype(int)
    found: list[int] = []
    for place, end in enumerate(ends.tolist()):
        found.append(max(1, min(end, frames - len(shares) + place + 1) - sum(found)))
    return found


class Spelt:
    """A plan in Kokoro's signs: `signs`, their `frames`, and the tokens of the plan they belong to (-1: none)."""

    def __init__(self, plan: Plan, syllables: tuple[str, ...]) -> None:
        self.signs, self.frames, self.owners = ["$"], [LEAD], [-1]
        begin, end = plan.durations[0], plan.durations[0]
        for number, name in enumerate(plan.tokens.names[1:-1], 1):
            onset, rime, _ = split(syllables[plan.tokens.owners[number]])
            kind = int(plan.tokens.rows[3, number])
            signs = ONSETS[onset] if kind == ONSET else RIMES[rime]
            end += plan.durations[number]
            seconds = float(end - begin) * HOP / RATE
            count = max(len(signs), round(seconds / FRAME) + LEAD - sum(self.frames))
            self.signs += signs
            self.frames += shared(weights(signs, kind, rime), count)
            self.owners += [number] * len(signs)
        self.signs += [".", "$"]
        self.frames += [8, TAIL - 8]
        self.owners += [-1, -1]

    def melody(self, plan: Plan) -> Audio:
        """The plan's F0, in octaves about the speaker's mean (a phrase of high tones lies high), two values a frame: each
        token's stretched to its frames."""
        ends = np.cumsum(plan.durations)
        octaves = OCTAVES * plan.z[0]
        owners = np.repeat(self.owners, 2 * np.array(self.frames))
        found = np.full(len(owners), np.nan)
        for number in range(1, len(plan.durations) - 1):
            (places,) = np.nonzero(owners == number)
            own = octaves[ends[number - 1] : ends[number]]
            found[places] = np.interp(np.linspace(0, len(own) - 1, len(places)), np.arange(len(own)), own)
        found = np.r_[found[LATE:], [np.nan] * LATE]
        (known,) = np.nonzero(~np.isnan(found))
        return np.interp(np.arange(len(found)), known, found[known]).astype(np.float32)

    def rimes(self, plan: Plan) -> NDArray[np.int64]:
        """For each of two values a frame the rime's token, codas that stop left out; else -1."""
        kinds = plan.tokens.rows[3]
        pairs = zip(self.owners, self.signs, strict=True)
        found = [n if n >= 0 and kinds[n] == RIME and sign not in STOPS else -1 for n, sign in pairs]
        return np.repeat(np.array(found), 2 * np.array(self.frames))


class Timbres:
    """Cantonese by syllables in any of Kokoro's voices. `folder` is kokoro.py's; the cut graphs are written there once."""

    def __init__(self, folder: Path) -> None:
        self._kokoro = Kokoro(folder)
        self._own = EmbeddedVoice("woman")
        self._text, self._pitch, self._sound = (session(path) for path in cut(folder))

    def say(self, phrase: Phrase, voice: str, style: Style, rate: float) -> Audio:
        """24 kHz, -1..1."""
        plan = self._own.plan(phrase, style, rate)
        spelt = Spelt(plan, phrase.syllables)
        frames = np.array(spelt.frames)
        tokens, look = self._kokoro.feeds(spelt.signs[1:-1], voice)
        _, hidden, text = self._text.run(None, {"tokens": tokens, "style": look, "speed": np.ones(1, np.float32)})
        own, energy = self._pitch.run(None, {PITCH: np.repeat(hidden[0].T, frames, 1)[None], "style": look})
        own, energy, rimes = own[0, 0], energy[0, 0], spelt.rimes(plan)
        middle = float(np.median(own[rimes >= 0]))
        f0 = middle * 2 ** spelt.melody(plan)
        f0 = np.where((own < VOICELESS * middle) & (rimes < 0), np.minimum(own, f0), f0).astype(np.float32)
        energy[rimes >= 0] = np.maximum(energy, np.median(energy[rimes >= 0]) - FAINT)[rimes >= 0]
        kept = slice(LEAD - KEPT[0], int(frames.sum()) - TAIL + KEPT[1])
        twice = slice(2 * kept.start, 2 * kept.stop)
        feeds = {SOUND: np.repeat(text[0], frames, 1)[None, :, kept], F0: f0[None, None, twice], ENERGY: energy[None, None, twice]}
        return self._sound.run(None, {**{name: np.ascontiguousarray(a) for name, a in feeds.items()}, "style": look})[0].ravel()


def cut(folder: Path) -> list[Path]:
    """kokoro-text.onnx, kokoro-pitch.onnx and kokoro-sound.onnx, made where they are missing."""
    found = [folder / f"kokoro-{name}.onnx" for name in CUTS]
    if not all(path.is_file() for path in found):
        from onnx.utils import extract_model

        for path, (inputs, outputs) in zip(found, CUTS.values(), strict=True):
            extract_model(folder / "kokoro.onnx", path, inputs, outputs)
    return found
