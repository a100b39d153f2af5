"""Which Cantonese characters a reader's list lacks. Such a character is always read as another one, so it is told."""

from __future__ import annotations

from collections.abc import Collection

# Characters of written Cantonese and of Hong Kong place names that general lists often leave out.
CHARACTERS = "佢喺哋嘅咗冇啲嗰嚟嘢咁咩唔噉嘥瞓攞搵搣攰睇嗌嬲孭掟揼摷擰曱甴氹渣煲瞌瞇籮糭罉艔衭詏踎蹺鍊鎅閂餸髀㗎喎啩咋吖喇囉嘞吓呀嗱𠵱𠺢𡃁𢫏𢱕𥄫𧘲𨂾𨋢𨳒邨鱲埗涌磡瀝鰂埔"


def missing(characters: Collection[str]) -> tuple[str, ...]:
    """What of CHARACTERS is not in `characters`."""
    known = set(characters)
    return tuple(c for c in dict.fromkeys(CHARACTERS) if c not in known)
