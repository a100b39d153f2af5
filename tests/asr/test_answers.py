import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.asr.sounds import jyutping, posteriors
from voicebot.asr import grammar, lattice
from voicebot.asr.acoustic import Posteriors
from voicebot.asr.answers import Answers, Said, transcript
from voicebot.asr.automaton import Arc
from voicebot.asr.decoder import Decoder
from voicebot.events import Transcript, Word
from voicebot.tts.english import LETTERS

Units = tuple[str, ...]
SMALL = ("<b>", *(f"o_{n}" for n in "b p m f d t l g k gw kw h w z c s j".split()), "r_m", "r_aa", "r_am")  # a made-up inventory


@pytest.fixture(scope="module")
def asked(units: Units) -> dict[str, Answers]:
    return {kind: Answers(grammar.grammar(kind), units) for kind in grammar.KINDS}


def syllables(text: str) -> list[str]:
    return [s for char in text for s in (LETTERS[char.lower()].split() if char.isascii() else jyutping(char))]


def said(found: list[Said]) -> str:
    return "".join(one.text for one in found)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("phone", "九一二五五五六七"), ("hkid", "B七八二"), ("hkid", "A一二三四五六括弧三"), ("amount", "三千二百五十蚊"), ("date", "二月二十九號"), ("time", "下晝三點半"),
        ("number", "五五五二八零一零四"), ("digits", "一一一一"),
    ],
)  # fmt: skip
def test_a_clear_answer_is_read(asked: dict[str, Answers], units: Units, kind: str, text: str) -> None:
    found = asked[kind].read(posteriors(syllables(text), units))[0]
    assert said(found) == text
    assert all(one.start < other.end <= other.end and one.end <= other.start for one, other in itertools.pairwise(found))
    assert all(0 <= one.cost < 1 for one in found)


@pytest.mark.parametrize("kind", sorted(grammar.KINDS))
@pytest.mark.parametrize("text", ["我想轉做美金定期", "我張卡唔見咗", "唔該幫我轉駁去職員", "唔明白", "點解要收我手續費"])
def test_what_is_no_answer_is_not_made_one(asked: dict[str, Answers], units: Units, kind: str, text: str) -> None:
    assert asked[kind].read(posteriors(jyutping(text), units, 0.9))[0] == []


def test_a_lost_figure_is_found_where_the_number_of_figures_wants_it(asked: dict[str, Answers], units: Units) -> None:
    """The fourth figure is never the likeliest unit of a frame."""
    heard = posteriors(jyutping("九一二五三四六七"), units, 0.9)
    at = [n for n in range(len(heard)) if heard.units[n].argmax() == units.index("r_m")]
    heard.units[at, 0] = np.log(0.6)
    heard.units[at, units.index("r_m")] = np.log(0.3)
    assert len(lattice.build(Posteriors(heard.units, heard.tones))) == 8  # a weak one, which the slots may leave empty
    assert said(asked["phone"].read(heard)[0]) == "九一二五三四六七"


def test_a_check_digit_settles_a_doubtful_figure(asked: dict[str, Answers], units: Units) -> None:
    """The last but one is heard as 七 a little more than as 一; with 一 the check digit fits."""
    heard = posteriors(syllables("A一二三四五七括弧三"), units)
    one = posteriors(syllables("A一二三四五一括弧三"), units)
    mixed = Posteriors(np.log(0.55 * np.exp(heard.units) + 0.45 * np.exp(one.units)), heard.tones)
    free = grammar.grammar("number")
    assert "七" in said(Answers(free, units).nearest(mixed)[0])
    checks = {c: said(asked["hkid"].nearest(_with_check(mixed, c, units))[0]) for c in "零一二三四五六七八九"}
    assert {text[6] for text in checks.values()} == {"一", "七"}


def _with_check(heard: Posteriors, figure: str, units: Units) -> Posteriors:
    last = posteriors(syllables(figure), units)
    keep = len(heard) - len(posteriors(syllables("三"), units)) + 3
    return Posteriors.join([heard[:keep], last[3:]])


def test_words_around_the_answer_are_kept(asked: dict[str, Answers], units: Units, decoder: Decoder) -> None:
    heard = posteriors(jyutping("唔好意思九一二五三四六七"), units)
    free = decoder.decode(lattice.build(heard))
    text = transcript(asked["phone"].read(heard)[0], free)
    assert text.text == "唔好意思九一二五三四六七"
    assert len(text.words) == len(text.syllables) == 12
    assert [w.start for w in text.words] == sorted(w.start for w in text.words)


def test_figures_beside_the_answer_are_a_reason_not_to_believe_it() -> None:
    free = Transcript("三四", (Word("三", 0.0, 0.1, 0.9), Word("四", 0.2, 0.3, 0.9)))
    assert transcript([Said("四", ("sei3",), 10, 15, 0.0)], free) is free
    assert transcript([], free) is free


def test_alternatives_are_those_of_the_free_reading(asked: dict[str, Answers], units: Units, decoder: Decoder) -> None:
    heard = posteriors(jyutping("九一二五三四六七"), units, 0.7)
    free = decoder.decode(lattice.build(heard))
    text = transcript(asked["phone"].read(heard)[0], free)
    for syllable in text.syllables:
        chances = [p for _, p in syllable.alternatives]
        assert 1 <= len(chances) <= 3 and sum(chances) <= 1 + 1e-6 and chances == sorted(chances, reverse=True)
    assert all(0 < word.confidence < 1 for word in text.words)


@pytest.mark.parametrize("frames", [0, 1, 5])
def test_too_few_frames_are_no_answer(asked: dict[str, Answers], units: Units, frames: int) -> None:
    heard = posteriors(["saam1", "sei3"], units)[:frames]
    assert asked["phone"].read(heard) == ([], False)


def test_a_long_turn_is_not_read(asked: dict[str, Answers], units: Units) -> None:
    assert asked["digits"].read(posteriors(["saam1"] * 200, units)) == ([], False)


SOUNDS = {"五": ("m4", SMALL.index("r_m")), "呀": ("aa4", SMALL.index("r_aa")), "庵": ("am4", SMALL.index("r_am"))}


@settings(max_examples=60, deadline=None)
@given(st.integers(5, 9), st.integers(0, 10_000))
def test_it_finds_what_trying_everything_finds(frames: int, seed: int) -> None:
    """Three bare rimes, so that a sound may follow itself, over frames of which none is sure."""
    draw = np.random.default_rng(seed).dirichlet(np.full(len(SMALL), 0.2), frames)
    draw[:, 1:18] = 1e-6
    heard = Posteriors(np.log(np.maximum(draw, 1e-6)).astype(np.float32), np.zeros((frames, 6), np.float32))
    arcs = [Arc(a, b, text, (sound,), 0.0) for a, b in ((0, 2), (2, 3), (3, 1)) for text, (sound, _) in SOUNDS.items()]
    found, cost = Answers(arcs, SMALL).nearest(heard)
    tried = {"".join(text): _best(heard, [SOUNDS[char][1] for char in text]) for text in itertools.product(SOUNDS, repeat=3)}
    assert -cost == pytest.approx(max(tried.values()), abs=1e-3)
    assert tried[said(found)] == pytest.approx(max(tried.values()), abs=1e-3)


def _best(heard: Posteriors, labels: list[int]) -> float:
    """The best path of the labels through any stretch of the frames, less the price of what the free path says outside."""
    scores = np.maximum(heard.units - heard.units.max(axis=1, keepdims=True), -14)
    free = heard.units.argmax(axis=1)
    begun = (free >= 18) & (np.diff(free, prepend=-1) != 0)
    states = [labels[0], *itertools.chain.from_iterable((0, label) for label in labels[1:])]
    found = -1e9
    for first in range(len(scores)):
        best = np.full(len(states), -1e9)
        for t in range(first, len(scores)):
            before = best.copy() if t > first else np.full(len(states), -1e9)
            for i, state in enumerate(states):
                come = [before[i], before[i - 1] if i else (0.0 if t == first else -1e9)]
                if i > 1 and state and state != states[i - 2]:
                    come.append(before[i - 2])
                best[i] = max(come) + scores[t, state]
            found = max(found, best[-1] - 8 * (begun[:first].sum() + begun[t + 1 :].sum()))
    return float(found)


@pytest.mark.parametrize(("first", "second", "wanted"), [("九一二五三四六", "九一二五三四六七", True), ("九一二五三四六七", "九一二五三四", False)])
def test_the_second_reading_has_the_word_unless_the_firsts_answer_is_much_the_nearer(
    asked: dict[str, Answers], units: Units, first: str, second: str, wanted: bool
) -> None:
    heard, again = (posteriors(syllables(text), units) for text in (first, second))
    found, of_second = asked["phone"].read(replace(heard, second=again))
    assert said(found) == "九一二五三四六七" and of_second is wanted
