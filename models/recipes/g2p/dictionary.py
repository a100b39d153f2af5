"""The CMU dictionary as the voice keeps it: words of three letters and more, their first reading, with stress.

Usage: python dictionary.py CMUDICT; it is cmudict.dict (Carnegie Mellon University, BSD), with its LICENSE beside it.
"""

from __future__ import annotations

import gzip
import shutil
import sys
from pathlib import Path

from voicebot.tts.dictionary import FILE


def main() -> None:
    source = Path(sys.argv[1])
    found: dict[str, str] = {}
    for line in source.read_text(encoding="latin-1").splitlines():
        word, *sounds = line.partition("#")[0].split() or [""]
        if word.isascii() and word.isalpha() and len(word) > 2:
            found.setdefault(word, " ".join(sounds))
    text = "".join(f"{word} {sounds}\n" for word, sounds in sorted(found.items()))
    FILE.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    shutil.copy(source.with_name("LICENSE"), FILE.with_name("cmudict.LICENSE"))
    print(f"{len(found)} words, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
