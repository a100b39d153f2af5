"""A row of figures that is put right while it is said: 五二七零四、九、唔係九，係六，孖一三八; 八四，條線好沙，八四一，一一三.

What is said is taken group by group. A group that begins with what the last ones said is said anew, one that stands behind 唔係 is wrong or takes the
place of a wrong one, and one with 尾 that says the end once more adds nothing. Talk between groups ends no row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from .rows import without_measured, one_by_one
from .value import LOOSE, Found

_ITEM = re.compile(
    r"(?P<not>(?<!係)(?:唔係|不是|唔啱|唔對))|(?P<fix>(?:我)?(?:講|讀|打|睇|搞|記)?(?:錯|漏)(?:咗|晒)?|等等|唔好意思|sorry)|(?P<is>係)|(?P<row>\d+)(?P<tail>尾(?![\d數]))?|(?P<breath>[\s,，、。.…]+)|(?P<talk>.)"
)
_FIX = re.compile("(?:講|讀|打|睇|搞|記)?(?:錯|漏)(?:咗|晒)?(?:個[零一二三四五六七八九])?")
_AGAIN = 3  # figures of a row that is said twice, above which it is not twice as long
_PARTICLES = frozenset("呀啊啦喇囉㗎喎吖嘅咋呢")


def repaired(text: str, fits: Callable[[str], str | None]) -> Found | None:
    """The row that is left when all that was put right on the way is; None where none fits, or nothing was put right."""
    said = unicodedata.normalize("NFKC", text)
    items = [(match.lastgroup if match.lastgroup != "tail" else "row", match) for match in _ITEM.finditer(one_by_one(without_measured(said)))]
    for echoes in (False, True):  # 四零、四零: twice what it is, where it does not fit otherwise
        groups = _groups([(kind or "talk", match) for kind, match in items], echoes)
        if groups and (value := fits("".join(groups))) is not None:
            return Found(value, LOOSE)
    behind = "".join(match["row"] for match in _ITEM.finditer(one_by_one(without_measured(_FIX.split(said)[-1]))) if match["row"])
    whole = fits(behind) if _FIX.search(said) else None  # 漏咗個五，九零五五二一: all of it again
    return None if whole is None else Found(whole, LOOSE)


def _groups(items: list[tuple[str, re.Match[str]]], echoes: bool) -> list[str]:
    """The groups that are meant; none where all of it is taken back. `echoes`: a group that says once more the end of what was said is none."""
    groups: list[str] = []
    denied = ""  # what is wrong, once it is said
    mends = replaced = refused = False  # behind a 唔係; the last group took another's place; behind a 唔係 at the beginning
    talk = 0
    for at, (kind, match) in enumerate(items):
        if kind == "not":
            mends, denied, talk = bool(groups), "", 0
            refused = not groups
        elif kind == "fix":
            mends, talk = mends or bool(groups) and not replaced, 0
        elif kind == "talk":
            talk += match[0] not in _PARTICLES
            mends, refused = mends and talk < 2, refused and talk < 2  # 唔係日期: it is no figure that is denied
        elif kind == "is":
            refused = False
        elif kind == "row" and refused:  # 電話唔係九一二三
            refused = False
        elif kind == "row":
            row = match["row"]
            if mends and not denied and "".join(groups).endswith(row) and _row_follows(items[at + 1 :]):
                denied = row
                continue
            groups, replaced = _with(groups, row, denied, mends, bool(match["tail"]) or echoes and len(row) > 1)
            mends, denied, talk = False, "", 0
    return [] if mends else groups


def _row_follows(items: list[tuple[str, re.Match[str]]]) -> bool:
    """Whether the row that is so follows at once: 唔係九，係六."""
    kinds = [kind for kind, match in items if kind != "breath" and not (kind == "talk" and match[0] in _PARTICLES | {"而"})]
    return kinds[:2] == ["is", "row"] or kinds[:1] == ["row"]


def _with(groups: list[str], row: str, denied: str, mends: bool, tail: bool) -> tuple[list[str], bool]:
    """The groups with one more, and whether it took the place of others."""
    whole = "".join(groups)
    if denied:
        return [whole[: -len(denied)], row], True
    if mends and groups and len(row) == len(groups[-1]):
        return [*groups[:-1], row], True
    if mends and groups and len(row) == len(groups[-1]) + 1 and any(row[:at] + row[at + 1 :] == groups[-1] for at in range(len(row))):
        return [*groups[:-1], row], True  # 二八五，漏咗，二八六五
    if mends and groups and 1 < len(row) < len(groups[-1]) and _alike(whole[-len(row) :], row):  # 三六七二八九四零一五，sorry，四零五一
        return [whole[: -len(row)], row], True
    if tail and whole.endswith(row) or whole == row and len(row) > _AGAIN:
        return groups, False
    for size in range(len(groups), 0, -1):
        begun = "".join(groups[-size:])
        if len(row) > len(begun) and row.startswith(begun):
            return [*groups[:-size], row], False
    return ([*groups, row], False) if not mends or whole != row else (groups, False)


def _alike(one: str, other: str) -> bool:
    """Whether a group is another with two figures in the wrong order, or one of them wrong."""
    return one != other and (sorted(one) == sorted(other) or len(one) > 2 and sum(a != b for a, b in zip(one, other)) == 1)
