import pytest

from tests.asr.sounds import posteriors
from voicebot.asr import foreign, lattice
from voicebot.asr.acoustic import Posteriors
from voicebot.asr.lexicon import ONSETS
from voicebot.asr.spelt import TOO_ALIKE, WORDS
from voicebot.tts import english

Units = tuple[str, ...]


@pytest.fixture(scope="module")
def words(units: Units) -> foreign.Foreign:
    return foreign.vocabulary(units)


def test_there_are_about_three_hundred_words_and_every_letter(words: foreign.Foreign) -> None:
    assert len(set(words.texts)) == len(words.texts) >= 300
    assert {letter for letter in words.texts if len(letter) == 1} == set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert sum(2.718281828**p for p in words.log_p.tolist()) == pytest.approx(1, abs=1e-3)


def test_every_word_has_a_reading_that_the_units_can_hear(words: foreign.Foreign) -> None:
    assert not {word for word in (*WORDS, *english.words()) if word not in words.texts} - TOO_ALIKE


def test_a_pack_brings_its_own_names(units: Units) -> None:
    words = foreign.vocabulary(units, ["用FPS過數", "睇下PayMe", "xyzzy"])
    assert "FPS" in words.texts and words.texts.count("payme") + words.texts.count("PayMe") == 1 and "xyzzy" not in words.texts


def test_a_word_is_an_arc_over_its_slots(words: foreign.Foreign, units: Units) -> None:
    slots = lattice.build(posteriors(["o5", "aa6", "kaan1", "ge3"], units))
    found = [(arc.start, end, words.texts[w]) for end, arcs in words.arcs(slots, 0.5, 4.0).items() for arc in arcs for w in arc.words]
    assert (1, 3, "account") in found


def test_a_loan_rime_is_heard_as_itself_where_the_model_has_it(units: Units) -> None:
    narrow = tuple(name for name in units if name != "r_ep")
    wide = (*narrow[:ONSETS], "r_ep", *narrow[ONSETS:])
    scores = []
    for inventory, said in ((wide, "ep1"), (wide, "ek1"), (narrow, "ek1")):
        words = foreign.vocabulary(inventory)
        arcs = words.arcs(lattice.build(posteriors(["o5", said, "ge3"], inventory)), 0.5, 4.0)
        [score] = [s for arc in arcs[2] if arc.start == 1 for w, s in zip(arc.words, arc.score, strict=True) if words.texts[w] == "app"]
        scores.append(score)
    assert scores[0] > scores[1] > scores[2]


def test_no_word_holds_a_pause(words: foreign.Foreign, units: Units) -> None:
    silence = posteriors([], units)
    row = Posteriors.join([posteriors(["aa6"], units), *[silence] * 8, posteriors(["kaan1"], units)])
    slots = lattice.build(row)
    assert len(slots) == 2
    assert not [w for arc in words.arcs(slots, 0.5, 4.0).get(2, ()) if arc.start == 0 for w in arc.words]


def test_nothing_said_has_no_words(words: foreign.Foreign, units: Units) -> None:
    assert words.arcs(lattice.build(posteriors([], units)), 0.5, 4.0) == {}


@pytest.mark.parametrize(
    ("words", "text"), [(["我", "check", "下"], "我check下"), (["online", "banking"], "online banking"), (["A", "B"], "A B"), ([], "")]
)
def test_latin_words_have_a_space_between_them(words: list[str], text: str) -> None:
    assert foreign.joined(words) == text


def test_a_word_of_a_second_reading_takes_the_slots_of_its_time_and_stays_as_far_below_them(words: foreign.Foreign, units: Units) -> None:
    here, there = (lattice.build(posteriors(said, units)) for said in (["o5", "hak6", "saan1", "ge3"], ["o5", "aa6", "kaan1", "ge3"]))
    arcs = words.arcs(there, 0.5, 4.0)
    moved = foreign.moved(arcs, there, here)
    [was], [now] = ([a for a in some[3] if a.start == 1 and "account" in {words.texts[w] for w in a.words}] for some in (arcs, moved))
    bests = [float(one.pairs.max(axis=(1, 2))[1:3].sum()) for one in (there, here)]
    assert now.words.tolist() == was.words.tolist() and now.score - bests[1] == pytest.approx(was.score - bests[0])
    assert "account" not in {words.texts[w] for a in words.arcs(here, 0.5, 4.0).get(3, ()) for w in a.words}


def test_a_word_in_whose_time_the_first_reading_has_nothing_is_left_out(words: foreign.Foreign, units: Units) -> None:
    there = lattice.build(posteriors(["o5", "aa6", "kaan1", "ge3"], units))
    here = lattice.build(posteriors(["o5"], units))
    assert foreign.moved(words.arcs(there, 0.5, 4.0), there, here).keys() <= {1}
    assert foreign.moved(words.arcs(there, 0.5, 4.0), there, lattice.build(posteriors([], units))) == {}
