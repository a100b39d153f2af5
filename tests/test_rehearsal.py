"""Rehearsed conversations: the customer's side, what is graded, and one that is really held."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.dialog.flows.test_engine import NOW, booked, heard

from voicebot import rehearsal
from voicebot.building import build_mind
from voicebot.config import Settings
from voicebot.dialog.evaluate_dialog import PERSISTENT, Customer, Scenario, problems, read_scenarios, summary
from voicebot.errors import InputError

DIALOGS = Path(__file__).parent / "data" / "dialogs"
BOOKS = {"customers": {"c1": {"cards": {"credit": {"blocked": False}}, "address": "甲", "accounts": {"savings": "1"}}}, "appointments": {}}
WISH = Scenario("x", ("plain",), ("我想預約", "我想預約分行"), {"branch": ("旺角",), "phone": ("九一二三四五六七",)}, {"phone": "91234567"}, {"phone": "唔係"})


def test_the_scenarios_are_many_and_of_many_kinds() -> None:
    scenarios = read_scenarios(DIALOGS)
    assert len(scenarios) >= 40
    kinds = {kind for scenario in scenarios for kind in scenario.kinds}
    assert {"digression", "correction", "interruption", "noise_words", "english", "security", "cancel"} <= kinds


def test_a_customer_says_what_they_want_until_they_give_up() -> None:
    customer = Customer(WISH)
    said = [customer.next(None, None) for _ in range(PERSISTENT + 1)]
    assert said == ["我想預約", "我想預約分行", "我想預約分行", "我想預約分行", None]
    customer = Customer(WISH)
    customer.next(None, None)
    assert customer.next(None, None, offered=True) == "好呀，唔該"


def test_a_customer_answers_checks_and_keys() -> None:
    told = booked("旺角", "聽日", "三點", "九一二三四五六七")
    customer = Customer(WISH)
    assert customer.next(told.talk.flow, told.state) == "啱"
    told.says("唔係，電話係九一二三四五六八")
    assert customer.next(told.talk.flow, told.state) == "唔係"
    step = told.talk.heard(told.state, heard("唔係，係九一二三四五六九"), NOW)
    assert step is not None
    asked = told.talk.heard(step[0], heard("唔係，係九一二三四五六六"), NOW)
    assert asked is not None and customer.next(told.talk.flow, asked[0]) == {"key": "91234567"}


@pytest.mark.parametrize(
    ("scenario", "after", "said", "person", "found"),
    [
        (WISH, BOOKS, "", False, []),
        (WISH, BOOKS, "", True, ["a person was called"]),
        (Scenario("x", (), (), {}, blocked=("c1.credit",)), BOOKS, "", False, ["c1.credit is not blocked"]),
        (Scenario("x", (), (), {}, heard=("好",), never=("停咗",)), BOOKS, "停咗喇", False, ["never said 好", "said 停咗"]),
        (Scenario("x", (), (), {}, appointments=({"branch": "mong_kok"},)), BOOKS, "", False, ["an appointment is not made"]),
        (Scenario("x", (), (), {}, addresses={"c1": "丙"}), BOOKS, "", False, ["the address of c1 is the old one"]),
        (WISH, BOOKS | {"appointments": {"A": {"branch": "mong_kok"}}}, "", False, ["unwanted: an appointment"]),
        (WISH, BOOKS | {"customers": {"c1": BOOKS["customers"]["c1"] | {"address": "乙"}}}, "", False, ["unwanted: the address of c1"]),
    ],
)
def test_what_is_not_as_it_must_be_is_named(scenario: Scenario, after: dict[str, object], said: str, person: bool, found: list[str]) -> None:
    assert problems(scenario, BOOKS, after, said, person) == found


def test_pass_3_counts_scenarios_that_pass_with_every_seed() -> None:
    found = summary([[[], [], []], [[], ["a person was called", "unwanted: an appointment"], []]])
    assert (found["pass1"], found["runs"], found["pass3"], found["n"], found["unwanted_runs"]) == (0.8333, 6, 0.5, 2, 1)


@pytest.mark.parametrize("text", ["a: 1", "- {name: x}", "- {name: x, kinds: [plain], opening: [yes], says: {}}", "- {name: x, kinds: [odd], opening: [a], says: {}}",
                                  "- {name: x, kinds: [plain], opening: [a], says: {}, colour: red}", "[", "[]"])  # fmt: skip
def test_a_file_that_is_no_scenario_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"bad\.yaml"):
        read_scenarios(path)


@pytest.mark.parametrize(("pack", "file", "many"), [("bank", "dev.yaml", 20), ("telecom", "packs/telecom.yaml", 10), ("retail", "packs/retail.yaml", 10)])
def test_conversations_are_held_clean(pack: str, file: str, many: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The real mind, flows, tools and office, heard well: everything that was wanted is in the books."""
    monkeypatch.setattr(rehearsal, "RATES", (0.0,))
    monkeypatch.setattr(rehearsal, "SEEDS", (1,))
    settings = Settings(data_dir=str(tmp_path), pack=pack)
    found = rehearsal.evaluate(settings, build_mind(settings), DIALOGS / file)
    assert found["0%"]["failed"] == {} and found["n"] >= many
