"""Which engines there are, and how one is loaded and tried before anything listens."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from ..errors import ConfigError, DeskError, EngineError, ModelError
from ..events import IN_RATE, OUT_RATE
from .shapes import Engine, Load, Message, Served, Speed, Stage

Loader = Callable[[Load], Engine]
CANARY = "多謝你打電話嚟。"  # said by the desk's own voice; what hears it must write Chinese


def _faster_whisper(load: Load) -> Engine:
    from .faster_whisper import FasterWhisper

    return FasterWhisper(load)


def _sherpa(load: Load) -> Engine:
    from .sherpa import SherpaOnnx

    return SherpaOnnx(load)


def _coqui(load: Load) -> Engine:
    from .coqui import CoquiVoice

    return CoquiVoice(load)


def _canto(load: Load) -> Engine:
    from .canto_tts import CantoVoice

    return CantoVoice(load)


def _speechbrain(load: Load) -> Engine:
    from .speechbrain_emotion import SpeechBrainEmotion

    return SpeechBrainEmotion(load)


def _paddleocr(load: Load) -> Engine:
    from .paddle_ocr import PaddleReader

    return PaddleReader(load)


def _transformers(load: Load) -> Engine:
    from .transformers_lm import TransformersChat

    return TransformersChat(load)


ENGINES: Mapping[Stage, Mapping[str, Loader]] = {
    "asr": {"faster-whisper": _faster_whisper, "sherpa-onnx": _sherpa},
    "tts": {"coqui-tts": _coqui, "canto-tts": _canto},
    "emotion": {"speechbrain": _speechbrain},
    "ocr": {"paddleocr": _paddleocr},
    "llm": {"transformers": _transformers},
}


def load(stage: str, name: str, wanted: Load, engines: Mapping[Stage, Mapping[str, Loader]] = ENGINES) -> Served:
    """The engine, loaded and tried. Raises ConfigError for what cannot be asked for, ModelError for weights that fail."""
    by_name = next((loaders for known, loaders in engines.items() if known == stage), None)
    if by_name is None:
        raise ConfigError(f"there is no stage {stage}; stages are {', '.join(engines)}")
    if name not in by_name:
        raise ConfigError(f"there is no engine {name} for {stage}; there is {', '.join(by_name)}")
    if not wanted.model.is_dir():
        raise ModelError(f"there is no model folder {wanted.model}")
    try:
        engine = by_name[name](wanted)
    except DeskError:
        raise
    except ImportError as error:
        raise ConfigError(f"the packages of {name} are not installed here; run `make engines` and use its environment") from error
    except Exception as error:  # each library has its own errors, most of them none in common
        raise ModelError(f"the model {wanted.model.name} cannot be loaded by {name} ({type(error).__name__})") from error
    known_stage: Stage = next(s for s in engines if s == stage)
    return Served(known_stage, engine, wanted.model.name, _try(known_stage, engine, wanted))


def _try(stage: Stage, engine: Engine, wanted: Load) -> Speed:
    """A little real work twice, the second time measured. Raises ModelError where the result cannot be right."""
    work = {"asr": _hear, "tts": _speak, "emotion": _judge, "ocr": _read, "llm": _chat}[stage]
    try:
        work(engine, wanted)
        began = time.perf_counter()
        amount, unit = work(engine, wanted)
    except DeskError:
        raise
    except Exception as error:
        raise EngineError(f"the engine {engine.name} broke in its self-test ({type(error).__name__})") from error
    return Speed(amount / max(1e-9, time.perf_counter() - began), unit)


def _canary() -> NDArray[np.int16]:
    from ..audio.resample import resample
    from ..tts.embedded import EmbeddedVoice

    said = np.concatenate([piece.pcm for piece in EmbeddedVoice().speak(CANARY)])
    return resample(said, OUT_RATE, IN_RATE)


def _hear(engine: Engine, wanted: Load) -> tuple[float, str]:
    if wanted.language not in engine.languages:  # type: ignore[union-attr]  # the stage says which kind it is
        raise ModelError(f"the model {wanted.model.name} does not know the language {wanted.language}", code="language_unsupported")
    audio = _canary()
    heard = engine.transcribe(audio, wanted.language)  # type: ignore[union-attr]
    chinese = sum("\u3400" <= c <= "\u9fff" for c in heard.text)
    if wanted.language in ("yue", "zh") and chinese == 0:
        raise ModelError(f"the model {wanted.model.name} hears no Chinese in a Cantonese sentence")
    return len(audio) / IN_RATE, "seconds of audio a second"


def _speak(engine: Engine, _: Load) -> tuple[float, str]:
    audio = engine.synthesize(CANARY, engine.voices[0], 1.0)  # type: ignore[union-attr]
    if not np.any(audio):
        raise ModelError(f"the engine {engine.name} gives silence for a sentence")
    return len(audio) / OUT_RATE, "seconds of audio a second"


def _judge(engine: Engine, _: Load) -> tuple[float, str]:
    audio = _canary()
    found = engine.probabilities(audio)  # type: ignore[union-attr]
    if set(found) != set(engine.labels) or not 0.99 < sum(found.values()) < 1.01:  # type: ignore[union-attr]
        raise ModelError(f"the engine {engine.name} gives no probabilities over its labels")
    return len(audio) / IN_RATE, "seconds of audio a second"


def _read(engine: Engine, _: Load) -> tuple[float, str]:
    engine.read(_blank_picture())  # type: ignore[union-attr]
    return 1.0, "pictures a second"


def _chat(engine: Engine, _: Load) -> tuple[float, str]:
    pieces = list(engine.reply((Message("user", "你好"),), 16, 0.0, lambda: False))  # type: ignore[union-attr]
    return float(len(pieces)), "pieces a second"


def _blank_picture(width: int = 320, height: int = 48) -> bytes:
    """A white greyscale PNG (W3C PNG, second edition), made without a picture library."""
    import struct
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + b"\xff" * width for _ in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
