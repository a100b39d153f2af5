"""Writes docs/tour.md and its pictures from a tour that was played: `python -m tests.tour.report artefacts/tour`.

Every figure and sentence heard comes from tour.json. Sounds are shown as spectrograms (ffmpeg, 0–8 kHz).
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

from PIL import Image

from .stage import ROOT

DOCS = ROOT / "docs"
WIDE = 640  # pixels of a picture in the page

# The picture that stands for an act: a screenshot, or a sound to be drawn.
SHOWN = {
    "talk": "01-talk-source.png", "broken-line": "02-line-resumed.png", "kiosk": "03-kiosk-answering.png", "form": "04-form-heard.wav",
    "pen": "05-pen-written.png", "feeling": "06-feeling-heard.wav", "person": "07-person-said.png", "twilio": "08-twilio-heard.wav",
    "asterisk": "09-asterisk-desk.wav", "video": "10-video.png", "stages": "12-stages-speech.wav",
    "flow": "13-flow-booked.png",
}  # fmt: skip


def picture(source: Path, target: Path) -> None:
    """A small JPEG of a screenshot, or of a sound's spectrogram."""
    if source.suffix == ".wav":
        drawn = target.with_suffix(".png")
        draw = f"showspectrumpic=s={WIDE}x200:legend=0:stop=8000"
        subprocess.run(["ffmpeg", "-y", "-v", "error", "-i", str(source), "-lavfi", draw, str(drawn)], check=True)
        source = drawn
    with Image.open(source) as image:
        small = image.convert("RGB")
        small.thumbnail((WIDE, WIDE))
        small.save(target, quality=80)
    if source.parent == target.parent:
        source.unlink()


def section(number: int, act: dict[str, Any]) -> list[str]:
    lines = [f"## {number}. {act['title']}", ""]
    if act["act"] in SHOWN:
        lines += [f"![{act['title']}](tour/{act['act']}.jpg)", ""]
    lines += [f"- {name.replace('_', ' ')}: {value}" for name, value in act["seen"].items()]
    return [*lines, f"- took {act['seconds']} s", f"- thin: {act['thin']}", ""]


def main(folder: Path) -> None:
    played = json.loads((folder / "tour.json").read_text(encoding="utf-8"))
    (DOCS / "tour").mkdir(exist_ok=True)
    lines = [
        f"# The tour: {len(played['acts'])} doors, played", "",
        f"`make tour` plays these acts against a real desk, with real Chromium, a real Asterisk and stock clients. One run, on {platform.machine()}, "
        f"took {played['seconds']} s; this page was written from it by `python -m tests.tour.report`.", "",
    ]  # fmt: skip
    for number, act in enumerate(played["acts"], 1):
        if act["act"] in SHOWN:
            picture(folder / SHOWN[act["act"]], DOCS / "tour" / f"{act['act']}.jpg")
        lines += section(number, act)
    (DOCS / "tour.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
