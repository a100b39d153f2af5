"""The tables of words as questions and documents are read with them: names and what is written for them, words and where documents
deal with them, and chatter. All in the spelling of `text.alike`, read once. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .everyday import rows, whole
from .text import alike, normalise

HERE = Path(__file__).parent
_WEEK = "一二三四五六日"
_DAYS = re.compile(f"(?:星期|禮拜|[週周])([{_WEEK}](?:(?:[、,，及和或至]|至星期|及星期|、星期){{1,3}}[{_WEEK}])*)")


def _key(text: str) -> str:
    return alike(normalise(text))


def _names() -> dict[str, str]:
    return {_key(name): _key(word) for word, others in rows() for name in (word, *others)}


def _leads() -> dict[str, tuple[str, ...]]:
    out: dict[str, dict[str, None]] = {}
    for line in (HERE / "leads.tsv").read_text("utf-8").splitlines():
        if not line or line.startswith("#") or line == "under\tsaid":
            continue
        under, said = line.split("\t")
        for name in map(_key, said.split("|")):
            for word in map(_key, under.split("|")):
                out.setdefault(name, {}).setdefault(NAMES.get(word, word))
                out[name].setdefault(word)
    return {name: tuple(words) for name, words in out.items()}


def _chatter() -> frozenset[str]:
    lines = (HERE / "chatter.txt").read_text("utf-8").splitlines()
    return frozenset(_key(word) for line in lines if not line.startswith("#") for word in line.split())


NAMES = _names()  # name → the written word
LEADS = _leads()  # what is said → where documents deal with it
CHATTER = frozenset(word for word in _chatter() if len(word) > 1)
LOOSE = "".join(sorted(word for word in _chatter() if len(word) == 1))  # chatter alone, but parts of words too: 會 in 宴會
_BY_FIRST: dict[str, list[str]] = {}
for _name in sorted(NAMES.keys() | LEADS.keys() | CHATTER, key=lambda name: (-len(name), name)):
    _BY_FIRST.setdefault(_name[0], []).append(_name)

# Written words of the table that are in any matter: they say little of what a question is about.
WEAK = frozenset(_key(word) for word in (
    "經常 有時 目前 以往 剛才 使用 接受 包括 協助 聯絡 通知 進入 離開 抵達 繳付 選擇 額外 便宜 昂貴 地點 附近 期間 今日 早上 下午 晚上 立即 最後 事先"
    " 查詢 領取 購買 最多 最少 超過 不足 附加費 收費 免費 現時 本人 顧客 職員 申請 單位 攜帶 開啟 需要 年齡 乘搭 參加 天氣"
).split())


def within(name: str) -> frozenset[str]:
    """The written words of the shorter names inside a name."""
    return frozenset(_held(name)) if len(name) > 2 else frozenset()


def longest(row: str, at: int) -> str | None:
    """The longest word of the tables that begins at `at`, whole."""
    return next((name for name in _BY_FIRST.get(row[at], ()) if row.startswith(name, at) and whole(row, at, at + len(name))), None)


def concepts(row: str) -> frozenset[str]:
    """The written words of all names that a document's text, normalised and `alike`, holds, also inside each other (電單車 holds 單車's
    name: so be it)."""
    return frozenset(_held(row)) | days(row)


def days(row: str) -> frozenset[str]:
    """The days of the week that a text names: 星期一、三、五 and 星期一至五 name more than two."""
    out: set[str] = set()
    for match in _DAYS.finditer(row):
        named = [_WEEK.find(day) for day in match[1] if day in _WEEK]
        if "至" in match[1] and len(named) == 2:
            named = [n % 7 for n in range(named[0], named[1] + 1 + 7 * (named[1] < named[0]))]
        out |= {f"星期{_WEEK[n]}" for n in named}
    return frozenset(out | ({"星期六", "星期日"} if "周末" in row or "週末" in row else set()))


def _held(row: str) -> Iterator[str]:
    for at in range(len(row)):
        for name in _BY_FIRST.get(row[at], ()):
            if name in NAMES and row.startswith(name, at) and whole(row, at, at + len(name)):
                yield NAMES[name]
