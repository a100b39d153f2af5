"""Which sentences of a passage belong together: a rule is never read out without what limits it, nor a limit alone. Pure.

Written Chinese puts a condition or an exception into a sentence of its own (惟…, 但…, 上述優惠…, 可獲豁免), a list under a
line that ends with a colon, and a note (註：…) at the end. Each such tie is followed both ways until nothing is missing;
what fits of the rest of the paragraph is read as well. A tie too many makes an answer longer; one too few makes it wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..knowledge.documents import Passage, sentences_of

MOST = 200  # characters that are read out; what needs more is refused whole
SHORT = 80  # up to which a paragraph is read from its beginning
# A sentence that begins so takes back, limits or points back to the one before it.
_LEANS = re.compile(
    "但|惟|唯|除|不過|否則|然而|如|若|倘|假如|只|僅|淨係|另|例外|上述|以上|前述|有關|該|此|這|呢|其|同時|屆時|嗰|當中|超過|超出|逾|不足|未能"
    "|However|But|Except|Unless|Otherwise|Only|This|These|Such|The above",
)
# One that holds such words is about what the one before it says, wherever they stand.
_LIMITS = re.compile("豁免|除外|例外|不適用|免收|另收|另加|另需|另須|不包括|以較|者[^。]{0,3}[不須]|waive|not apply|except", re.IGNORECASE)
_NOTE = re.compile(r"(?:註|備註|附註|注意|注|＊|\*|※|Note|Remark)\s*\d*\s*[：:．.)）]|[＊*※]|須知")
_LISTS = re.compile(r"[：:]$")
_AHEAD = re.compile("下列|如下|以下(?:各項|客戶|情況|條件|收費|服務|優惠|戶口|人士|交易)")


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    line: int
    item: bool  # of a list


def supporting(passage: Passage, at: int) -> tuple[int, ...] | None:
    """The sentences that must be said with sentence `at`, itself among them, in their order; None where they are too many
    to be read out."""
    rows = _sentences(passage)
    if not 0 <= at < len(rows):
        return None
    ties = _ties(rows)
    chosen = _closed({at}, ties)
    before = _closed(chosen | set(_before(rows, at)), ties)
    chosen = before if _length(rows, before) <= SHORT else chosen
    for after in _rest(rows, max(chosen)):
        longer = _closed(chosen | {after}, ties)
        if _length(rows, longer) > MOST:
            break
        chosen = longer
    return tuple(sorted(chosen)) if _length(rows, chosen) <= MOST else None


def _sentences(passage: Passage) -> list[_Sentence]:
    """As `Passage.sentences` counts them."""
    return [
        _Sentence(text, number, line.startswith("- "))
        for number, line in enumerate(passage.lines)
        for text in sentences_of(line.removeprefix("- "))
    ]


def _length(rows: list[_Sentence], chosen: set[int]) -> int:
    return sum(len(rows[n].text) for n in chosen)


def _before(rows: list[_Sentence], at: int) -> list[int]:
    """The sentences of the same paragraph that go before: what is asked for often stands in the first."""
    return [n for n in range(at) if rows[n].line == rows[at].line]


def _rest(rows: list[_Sentence], last: int) -> list[int]:
    """The sentences of the same paragraph that follow: a condition need not look like one."""
    return [n for n in range(last + 1, len(rows)) if rows[n].line == rows[last].line]


def _ties(rows: list[_Sentence]) -> dict[int, set[int]]:
    """Sentence → those that it cannot be said without."""
    needs: dict[int, set[int]] = {n: set() for n in range(len(rows))}
    head: int | None = None  # the line that the list items below it hang on
    for n, row in enumerate(rows):
        if n and not row.item and (_LEANS.match(row.text) or _LIMITS.search(row.text)):
            _both(needs, n - 1, n)
        if _NOTE.match(row.text):
            for other in range(len(rows)):
                needs[other].add(n)
            needs[n] |= {n - 1} if n else set()
        if _LISTS.search(row.text) and not row.item:
            head = n
        elif row.item and head is not None:
            _both(needs, head, n)
        elif not row.item:
            head = None
            if _AHEAD.search(row.text):
                for other in range(n + 1, len(rows)):
                    needs[other].add(n)
    return needs


def _both(needs: dict[int, set[int]], one: int, other: int) -> None:
    needs[one].add(other)
    needs[other].add(one)


def _closed(chosen: set[int], ties: dict[int, set[int]]) -> set[int]:
    """With everything that is needed, and what that needs."""
    todo, out = list(chosen), set(chosen)
    while todo:
        more = ties[todo.pop()] - out
        out |= more
        todo += more
    return out
