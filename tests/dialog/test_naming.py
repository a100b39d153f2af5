"""What sections of documents are called in a choice of two, and what such a name leads to."""

from __future__ import annotations

import numpy as np
import pytest

from tests.bank import BANK
from voicebot.dialog import naming
from voicebot.dialog.naming import name_of, passage_named
from voicebot.dialog.spoken import Spoken, spoken
from voicebot.knowledge.collection import Collection
from voicebot.knowledge.documents import Passage
from voicebot.knowledge.index import Index
from voicebot.knowledge.library import Snapshot
from voicebot.knowledge.meaning import WIDTH


def shelf(*passages: Passage) -> Snapshot:
    kept = Collection("n", "customers", "1", {p.source: p for p in passages}, Index.build([]), {}, np.zeros((0, WIDTH), np.int8))
    return Snapshot("n", BANK, (kept,))


def section(source: str, heading: str, document: str = "貓店須知") -> Passage:
    return Passage(f"n/{source}", document, heading, ("貓店逢星期二休息。",))


def test_a_section_is_called_by_its_heading_as_it_is_said() -> None:
    known = shelf(section("a", "三、訂座及取消"), section("b", "如何領養貓隻？"), section("c", ""))
    assert [name_of(f"n/{id_}", known) for id_ in "abc"] == ["訂座同埋取消", "點樣領養貓隻", "貓店須知"]


def test_where_two_have_one_heading_the_document_is_said_too() -> None:
    known = shelf(section("a", "收費"), section("b", "收費", "泊車須知"), section("c", BANK.answers["branch-hours"].title))
    assert name_of("n/a", known) == "貓店須知嘅收費" and name_of("n/b", known) == "泊車須知嘅收費"
    assert name_of("n/c", known) == f"貓店須知嘅{BANK.answers['branch-hours'].title}"


def test_a_name_leads_back_while_the_section_is_there() -> None:
    known = shelf(section("a", "收費"), section("b", "收費", "泊車須知"), section("c", "三、訂座及取消"))
    assert [passage_named(name_of(f"n/{id_}", known), known) for id_ in "abc"] == ["n/a", "n/b", "n/c"]
    assert passage_named("泊車須知嘅收費", shelf(section("a", "收費"))) == "" == passage_named("", known)


def test_what_has_no_short_name_of_its_own_has_none() -> None:
    twice = shelf(section("a", "收費"), section("b", "收費"))
    assert name_of("n/a", twice) == name_of("n/b", twice) == ""
    assert name_of("n/a", shelf(section("a", "本店就顧客攜帶寵物入店及其衛生安排所訂立之各項規則"))) == "" == name_of("n/z", twice)


def test_a_name_is_found_among_thousands_of_like_ones_by_making_only_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    many = shelf(*(section(f"{n}", f"第{n}項及附件") for n in range(3000)), *(section(f"s{n}", "收費", f"須知{n}") for n in range(3000)))
    made: list[str] = []

    def counted(text: str, names: tuple[str, ...]) -> Spoken:
        made.append(text)
        return spoken(text, names)

    monkeypatch.setattr(naming, "spoken", counted)
    for id_, name in (("n/2345", "第2345項同埋附件"), ("n/s1234", "須知1234嘅收費")):
        assert name_of(id_, many) == name and passage_named(name, many) == id_
    assert len(made) <= 4 * naming.CLOSEST
