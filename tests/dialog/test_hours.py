import time
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.bank import BANK as PACK, MIND
from voicebot.dialog.hours import asked_day, sentence, sentence_of
from voicebot.dialog.mind import PackMind
from voicebot.dialog.trace import question_of, told
from voicebot.engines import Question
from voicebot.events import Reply, Transcript
from voicebot.knowledge.library import Library
from voicebot.knowledge.opening import Signals
from voicebot.knowledge.signals import post

BRANCH, HOTLINE = PACK.hours["branch"], PACK.hours["hotline"]
MONDAY = datetime(2026, 11, 30, 10, 0)
CHRISTMAS_EVE = datetime(2026, 12, 24, 18, 30)
STORM = Signals(typhoon=8)


def ask(text: str, now: datetime = MONDAY, mind: PackMind = MIND, **more) -> Reply:
    return mind.answer(Question(Transcript(text), now=now, **more))


def test_what_is_said() -> None:
    assert sentence(BRANCH, MONDAY).spoken == "分行而家開緊，今日開到下晝五點。"
    assert sentence(BRANCH, datetime(2026, 11, 30, 18)).spoken == "分行而家收咗，聽日朝早九點開。"
    assert sentence(BRANCH, datetime(2026, 12, 25, 10)).spoken == "今日係聖誕節，分行休息，十二月二十八號星期一朝早九點開。"
    assert "八號風球" in sentence(BRANCH, MONDAY, STORM).spoken
    assert "兩個鐘內" in sentence(BRANCH, MONDAY, Signals(black_rain=True)).spoken
    assert sentence(HOTLINE, MONDAY, STORM).spoken == "掛失及防騙熱線而家開緊，全日都有服務。"
    assert sentence(BRANCH, datetime(2026, 11, 30, 7)).english == "Branches: closed now, opens today at 09:00."


def test_what_is_said_of_a_day_to_come() -> None:
    said = {day: sentence_of(BRANCH, day, CHRISTMAS_EVE) for day in (date(2026, 12, 25), date(2026, 12, 27), date(2026, 12, 28), date(2029, 1, 2))}
    assert [s.spoken if s else None for s in said.values()] == [
        "聽日係聖誕節，分行休息，十二月二十八號星期一朝早九點開。", "十二月二十七號星期日分行休息，十二月二十八號星期一朝早九點開。",
        "十二月二十八號星期一分行朝早九點開到下晝五點。", None,
    ]  # fmt: skip
    assert sentence_of(HOTLINE, date(2026, 12, 25), CHRISTMAS_EVE).written == "2026年12月25日（星期五）掛失及防騙熱線全日運作。"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("而家開唔開門", date(2026, 11, 30)), ("聽日放假開唔開", date(2026, 12, 1)), ("禮拜六開唔開", None), ("下個禮拜六開唔開", date(2026, 12, 12)),
        ("聖誕節開唔開", date(2026, 12, 25)), ("分行幾點開門", None), ("尋日有冇開", None), ("年初一開唔開", date(2027, 2, 6)), ("八號波開唔開", None),
    ],
)  # fmt: skip
def test_the_day_that_is_asked_about(text: str, day: date | None) -> None:
    if "下個禮拜" in text:  # from a Monday, the week after this one
        assert asked_day(text, MONDAY) in (date(2026, 12, 12), date(2026, 12, 5))
        return
    assert asked_day(text, MONDAY) == day


@pytest.mark.parametrize(
    ("text", "now", "said"),
    [
        ("分行而家開唔開門", MONDAY, "分行而家開緊，今日開到下晝五點。"),
        ("而家開唔開門", MONDAY, "分行而家開緊，今日開到下晝五點。"),
        ("銀行聽日放假開唔開", MONDAY, "聽日分行朝早九點開到下晝五點。"),
        ("聽日放假開唔開", CHRISTMAS_EVE, "聽日係聖誕節，分行休息，十二月二十八號星期一朝早九點開。"),
        ("年初一銀行開唔開門", MONDAY, "二零二七年二月六號星期六係農曆年初一，分行休息，二零二七年二月十號星期三朝早九點開。"),
    ],
)  # fmt: skip
def test_a_certain_day_gets_the_hours_of_that_day(text: str, now: datetime, said: str) -> None:
    reply = ask(text, now)
    assert (reply.route, reply.spoken) == ("answer", said)
    assert [c.id for c in reply.citations] == ["branch-hours"]


def test_the_rule_is_told_where_no_day_is_asked_about_and_no_time_is_known() -> None:
    rule = PACK.answers["branch-hours"].spoken
    assert ask("分行幾點開門").spoken == ask("禮拜六開唔開").spoken == rule
    assert MIND.answer(Question(Transcript("分行而家開唔開門"))).spoken == rule


def test_a_storm_is_known_at_the_next_turn_until_it_ends(tmp_path: Path) -> None:
    mind = PackMind(Library(PACK, tmp_path))
    storm = sentence(BRANCH, MONDAY, STORM).spoken
    assert ask("八號風球仲開唔開", mind=mind).spoken == PACK.answers["branch-typhoon"].spoken
    post(tmp_path, STORM, MONDAY, MONDAY + timedelta(hours=6), "Chan")
    assert ask("而家開唔開門", mind=mind).spoken == storm
    assert ask("八號風球仲開唔開", mind=mind).spoken == storm
    assert ask("分行幾點開門", mind=mind).spoken == storm + PACK.answers["branch-hours"].spoken
    assert ask("而家開唔開門", MONDAY + timedelta(hours=6), mind).spoken == sentence(BRANCH, MONDAY).spoken  # nobody posted it again
    post(tmp_path, Signals(), MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=13), "Chan")
    assert ask("而家開唔開門", MONDAY + timedelta(hours=2), mind).spoken.startswith("警告啱啱除咗")
    assert ask("而家開唔開門", MONDAY + timedelta(hours=4), mind).spoken == sentence(BRANCH, MONDAY).spoken


def test_a_turn_is_played_again_with_the_clock_and_the_storm_of_its_time(tmp_path: Path) -> None:
    mind = PackMind(Library(PACK, tmp_path))
    post(tmp_path, STORM, MONDAY, MONDAY + timedelta(hours=6), "Chan")
    reply = ask("而家開唔開門", mind=mind)
    assert reply.trace is not None
    assert any("typhoon signal 8" in line for line in told(reply.trace))
    post(tmp_path, Signals(), MONDAY, MONDAY + timedelta(hours=6), "Chan")
    assert mind.answer(question_of(reply.trace, ())).spoken == reply.spoken


def test_english_and_what_is_said_again() -> None:
    assert ask("are you open now").written.startswith("Branches: open now, until 17:00")
    first = ask("分行而家開唔開門")
    history = (("customer", "分行而家開唔開門"), ("desk", first.spoken))
    cited = tuple((c.id, c.version) for c in first.citations)
    again = ask("再講多次", history=history, cited=cited)
    assert first.spoken in again.spoken and [c.id for c in again.citations] == ["branch-hours"]


def test_a_question_of_ten_thousand_characters_holds_nobody_up() -> None:
    began = time.process_time()
    assert asked_day("九" * 9_990, MONDAY) is None
    assert asked_day("聽日開唔開門？" + "呢" * 9_990, MONDAY) == date(2026, 12, 1)
    assert time.process_time() - began < 2
