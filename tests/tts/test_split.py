"""Where a text may be cut while it is still being written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.tts.split import LIMIT, Splitter, split

TEXT = st.lists(st.sampled_from([*"你好銀行，。！？：…、； \n12.:$-+A)（）」|,;?!", "Dr. ", "12,345.60", "。」", "1.", "http://a.com/b?c "]), max_size=120).map("".join)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("月費係$3.5。多謝。", ["月費係$3.5。", "多謝。"]),
        ("佢話：「你好。」然後走咗。", ["佢話：", "「你好。」", "然後走咗。"]),
        ("版本v1.0.2已推出。", ["版本v1.0.2已推出。"]),
        ("HK$1,000蚊，2:05到。", ["HK$1,000蚊，", "2:05到。"]),
        ("Dr. Chan同Mr. Lee. OK", ["Dr. Chan同Mr. Lee.", " OK"]),
        ("詳情睇abc.com.hk。", ["詳情睇abc.com.hk。"]),
        ("電話：2345 6789；時間：9:00-18:00", ["電話：2345 6789；", "時間：9:00-18:00"]),
        ("得！！！好？！", ["得！！！", "好？！"]),
    ],
)
def test_clauses_end_at_punctuation_but_not_in_numbers_names_and_addresses(text: str, clauses: list[str]) -> None:
    assert split(text) == clauses


@given(TEXT, st.lists(st.integers(1, 40), min_size=1, max_size=20))
@settings(max_examples=400, deadline=None)
def test_however_the_text_arrives_the_clauses_are_the_same(text: str, sizes: list[int]) -> None:
    splitter, heard, at, n = Splitter(), [], 0, 0
    while at < len(text):
        size = sizes[n % len(sizes)]
        heard += splitter.feed(text[at : at + size])
        at, n = at + size, n + 1
    whole = split(text)
    assert heard + splitter.rest() == whole and "".join(whole) == text
    assert all(0 < len(clause) <= LIMIT + 16 for clause in whole)


def test_a_clause_leaves_as_soon_as_it_is_certain() -> None:
    splitter = Splitter()
    assert splitter.feed("收費係$3.") == [] and splitter.feed("5。多") == ["收費係$3.5。"]
    assert splitter.feed("謝，") == [] and splitter.feed("再見") == ["多謝，"] and splitter.rest() == ["再見"]
    assert splitter.rest() == []


def test_a_stream_that_never_ends_a_clause_is_cut_between_words_and_nothing_piles_up() -> None:
    splitter = Splitter()
    clauses = [c for _ in range(200) for c in splitter.feed("好" * 49 + " ")]
    assert len("".join(clauses)) > 10_000 - 2 * LIMIT and max(map(len, clauses)) <= LIMIT
    assert all(len(c) == LIMIT for c in split("1" * 1000)[:-1])
