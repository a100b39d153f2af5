"""The viseme table: 15 mouth shapes (the names of the Oculus set) and which of them each phone of Cantonese takes.

`visemes.json` is the one table; the browser reads a copy under web/shared, and a test holds the two the same. A phone
is an onset ("o_gw"), a rime ("r_aai") or a pause ("sp"); a rime is one to three visemes with shares of its time.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

Shape = dict[str, float]  # blendshape name -> weight 0..1
NEUTRAL = "sil"


@cache
def _table() -> dict[str, dict[str, object]]:
    return json.loads((Path(__file__).parent / "visemes.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def shapes() -> dict[str, Shape]:
    """Viseme → its blendshapes."""
    return _table()["visemes"]  # type: ignore[return-value]


def of_phone(unit: str) -> list[tuple[str, float]]:
    """The visemes of a phone with their shares of its time; a unit the table lacks keeps the mouth neutral."""
    rows: list[list[object]] = _table()["phones"].get(unit, [[NEUTRAL, 1.0]])  # type: ignore[assignment]
    return [(str(name), float(share)) for name, share in rows]  # type: ignore[arg-type]
