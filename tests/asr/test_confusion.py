import json
from pathlib import Path

import voicebot.asr
from voicebot.asr.confusion import Confusions, aligned, cost, heard, said
from voicebot.events import Syllable


def syllable(*alternatives: tuple[str, float]) -> Syllable:
    return Syllable(alternatives, 0.0, 0.2)


def test_sounds_are_folded() -> None:
    assert said("你我五") == [("l", "ei", 5), ("", "o", 5), ("", "m", 5)]
    assert heard([syllable(("hei3", 0.9)), syllable(("dm4", 0.5))]) == [("h", "ei", 3)]


def test_alignment_prefers_the_syllable_that_shares_parts() -> None:
    wanted, got = said("我想查結餘"), said("我想結如")
    assert aligned(wanted, got, cost) == [(0, 0), (1, 1), (2, -1), (3, 2), (4, 3)]
    assert aligned([], got[:1], cost) == [(-1, 0)] and aligned(got[:1], [], cost) == [(0, -1)]


def test_counts() -> None:
    table = Confusions()
    table.add(said("三百"), [syllable(("saam1", 0.9)), syllable(("baak6", 0.6), ("baak3", 0.3))])
    table.add(said("三百"), [syllable(("saam1", 0.8))])
    assert table.events == {"right": 2, "replaced": 1, "deleted": 1}
    assert table.changed == {"tone": 1} and table.wrong("tone") == [("3", "6", 1)]
    assert table.truth == [0.3] and table.json()["listed"] == 1.0


def test_the_table_has_what_misheard_draws_from() -> None:
    shipped = json.loads(Path(voicebot.asr.__file__).with_name("confusions.json").read_text("utf-8"))
    table = Confusions()
    table.add(said("三百"), [syllable(("saam1", 0.9)), syllable(("baak6", 0.6))])
    assert table.json().keys() == shipped.keys()
    assert len(table.json()["sure_right"]) == len(shipped["sure_right"])
