"""Reads one line with PP-OCRv6's small recogniser (Apache-2.0), whose ONNX file is in the wheel of rapidocr.

Unlike rapidocr's own call it gives the posteriors, so that a field can be read in its own alphabet and a check digit
can choose between likely readings. One thread.
"""

from __future__ import annotations

import importlib.util
import math
import string
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import onnxruntime
from opencc import OpenCC
from PIL import Image

from . import ctc
from .errors import ReadError
from .ink import Grey
from .results import Reading

_HEIGHT = 48  # pixels that the network takes
_LEAST_WIDTH, _MOST_WIDTH = 64, 2400
_MODEL = "models/PP-OCRv6_rec_small.onnx"
DIGITS = string.digits
HKID = string.digits + string.ascii_uppercase + "()"
ENGLISH = string.ascii_letters + " ,.'-"


def is_hong_kong(character: str) -> bool:
    """True for a Han character that Hong Kong writes: of Big5, or of its Hong Kong supplement and no simplified form.

    The supplement holds 啲 嘅 邨, but also 国 and 号.
    """
    if not ("\u3400" <= character <= "\u9fff" or character >= "\U00020000"):
        return False
    if _in(character, "big5"):
        return True
    return _in(character, "big5hkscs") and _to_traditional().convert(character) == character


def _in(character: str, encoding: str) -> bool:
    try:
        return len(character.encode(encoding)) == 2
    except UnicodeEncodeError:
        return False


@cache
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")


class LineReader:
    """Holds one network; not for several threads at once."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False  # lines differ in width: an arena would keep the widest for ever
        self._session = onnxruntime.InferenceSession(str(_model_path()), options, providers=["CPUExecutionProvider"])
        listed = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self.characters = ["", *listed, " "]  # symbol 0 is the blank
        self._input = self._session.get_inputs()[0].name

    @cached_property
    def _symbols(self) -> dict[str, int]:
        return {c: i for i, c in enumerate(self.characters) if c}

    @cached_property
    def han(self) -> tuple[int, ...]:
        """Symbols of the Han characters that Hong Kong writes."""
        return tuple(i for c, i in self._symbols.items() if is_hong_kong(c))

    def symbols(self, text: str) -> tuple[int, ...]:
        """The symbols of a text; what the network cannot read is left out."""
        return tuple(self._symbols[c] for c in text if c in self._symbols)

    def posteriors(self, line: Grey) -> ctc.Posteriors:
        """(frames, symbols) for a line of ink, any height; a frame is 8 of 48 pixels' height wide."""
        height, width = line.shape
        wide = min(_MOST_WIDTH, max(_LEAST_WIDTH, math.ceil(_HEIGHT * width / height)))
        scaled = Image.fromarray(line).resize((min(wide, max(1, math.ceil(_HEIGHT * width / height))), _HEIGHT), Image.Resampling.BILINEAR)
        canvas = np.full((_HEIGHT, wide), 255, np.float32)
        canvas[:, : scaled.width] = np.asarray(scaled, np.float32)
        batch = np.broadcast_to(canvas / 127.5 - 1.0, (1, 3, _HEIGHT, wide)).astype(np.float32)
        return np.asarray(self._session.run(None, {self._input: batch})[0][0], np.float32)

    def read(self, line: Grey, keep: tuple[int, ...] | None = None, n: int = 8) -> list[Reading]:
        """The `n` likeliest readings of a line, best first; only with the symbols `keep` where they are given."""
        posteriors = self.posteriors(line)
        names = keep if keep is not None else tuple(range(1, len(self.characters)))
        posteriors = ctc.restrict(posteriors, names)
        found = ctc.n_best(posteriors, n)
        return [Reading("".join(self.characters[names[s - 1]] for s in sequence), p) for sequence, p in found]


def _model_path() -> Path:
    """The file in the installed package, found without importing it: that alone would take a second."""
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        raise ReadError("ocr_failed", "the package rapidocr is not installed; install voicebot[ocr]")
    return Path(spec.submodule_search_locations[0]) / _MODEL
