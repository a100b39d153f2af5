"""The pure parts of models/recipes/tts: judging, paths, cutting into phrases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from .loading import load

judge, paths, phrases = load("tts", "judge", "paths", "phrases")


def test_the_judge_knows_no_difference_between_n_and_l_nor_of_a_first_ng() -> None:
    assert judge.units_of("nei5") == judge.units_of("lei5") == ("l", "ei", 5)
    assert judge.units_of("ngo5") == judge.units_of("o5") == ("", "o", 5)
    assert judge.units_of("ng5") == judge.units_of("m5") == ("", "m", 5)
    with pytest.raises(ValueError):
        judge.units_of("hello")


def test_a_score_counts_onsets_rimes_and_tones_apart() -> None:
    score = judge.Score()
    said = [judge.units_of(s) for s in ("gwong2", "dung1", "waa2")]
    score.add(said, [judge.units_of(s) for s in ("gwong2", "dung6", "maa2")])
    assert score.n == 3 and score.errors == {"toneless": 1, "tonal": 2, "onset": 1, "rime": 0}
    assert score.swaps["onset"] == {("w", "m"): 1} and score.swaps["tone"] == {("1", "6"): 1}
    assert score.interval(1) == pytest.approx((100 / 3, 100 / 3))


def test_a_sentence_counts_for_no_more_errors_than_it_has_syllables() -> None:
    score = judge.Score()
    score.add([judge.units_of("hai6")], [judge.units_of("m4")] * 5)
    assert score.errors["tonal"] == 1


def test_the_ctc_path_goes_through_all_labels_in_their_order() -> None:
    log_p = np.full((9, 4), -5.0, np.float32)
    for t, best in enumerate((0, 2, 2, 0, 2, 1, 1, 0, 3)):
        log_p[t, best] = -0.1
    path, score = paths.ctc_path(log_p, [2, 2, 1, 3])
    assert path.tolist() == [-1, 0, 0, -1, 1, 2, 2, -1, 3] and score == pytest.approx(-0.9)


def test_sounds_lie_where_the_net_hears_them_and_only_near_their_peaks() -> None:
    ids: dict[str, int] = {"silence": 0}
    links = paths.chain(["saa1", "aa3"], ids)
    assert len(ids) == 1 + 2 + 3  # s in two states, aa in three
    heard = [0] * 10 + [1] * 6 + [2] * 6 + [3] * 8 + [4] * 8 + [5] * 8 + [0] * 20 + [3] * 8 + [4] * 8 + [5] * 8 + [0] * 10
    log_p = np.full((len(heard), len(ids)), -6.0, np.float32)
    log_p[np.arange(len(heard)), heard] = -0.1
    path = paths.best_path(log_p, links, [22, 66])
    assert [links[p].state for p in path] == heard
    assert [links[p].syllable for p in (path[15], path[30], path[50], path[70])] == [0, 0, -1, 1]
    elsewhere = paths.best_path(log_p, links, [22, 22 + 66])
    first = next(t for t, p in enumerate(elsewhere) if links[p].syllable == 1)
    assert abs(first - 88) <= paths.REACH


def _phrase(durations: list[int]) -> object:
    kinds = [3] + [1 + n % 2 for n in range(len(durations) - 2)] + [3]
    rows = np.zeros((5, len(durations)), np.int64)
    rows[3] = kinds
    total = sum(durations)
    return phrases.Phrase(
        "a", 0, "train", rows, np.zeros((len(durations), 3), np.float32), np.array(durations), np.zeros((total, 80), np.float32),
        np.zeros((total, 3), np.float32), np.ones(total, np.float32), np.arange(total, dtype=np.float32), ("saa1",),
    )  # fmt: skip


@given(st.lists(st.integers(1, 60), min_size=3, max_size=20), st.floats(0.3, 1.0))
def test_another_tempo_keeps_every_token_and_the_order_of_frames(durations: list[int], factor: float) -> None:
    phrase = _phrase(durations)
    new, left, share = phrases.retime(phrase, factor)
    assert (new >= 1).all() and (new <= np.maximum(2, durations)).all()
    assert len(left) == new.sum() and (np.diff(left + share) >= 0).all() and left[0] >= 0 and left[-1] < sum(durations)
    starts = np.cumsum(durations) - durations
    for n, (start, length) in enumerate(zip(starts, durations, strict=True)):
        own = (left + share)[new[:n].sum() : new[: n + 1].sum()]
        assert (own >= start - 0.5).all() and (own <= start + length).all()


def test_at_its_own_tempo_a_phrase_is_itself() -> None:
    _, left, share = phrases.retime(_phrase([3, 5, 9, 4]), 1.0)
    assert left.tolist() == list(range(21)) and not share.any()


def test_phrases_end_at_pauses() -> None:
    bounds = [[0, 5, 20], [22, 28, 40], [60, 60, 80]]
    assert phrases.cuts(bounds) == [(0, 2), (2, 3)]


def test_tokens_begin_where_their_sounds_do_and_short_gaps_belong_to_the_rime() -> None:
    units = phrases.inventory(["saa1", "aa3"])
    t = phrases.tokens(("saa1", "aa3"), 2, units)
    at = phrases.edges(t.rows, t.owners, [[30, 36, 50], [54, 54, 70]], before=25, after=500)
    assert at.tolist() == [25, 30, 36, 54, 70, 100]


def test_a_clip_that_ends_with_its_last_sound_has_no_pause_of_less_than_nothing() -> None:
    units = phrases.inventory(["saa1"])
    t = phrases.tokens(("saa1",), 2, units)
    assert phrases.edges(t.rows, t.owners, [[30, 36, 51]], before=25, after=50).tolist() == [25, 30, 36, 51, 51]


def test_a_warped_envelope_moves_its_peaks_and_none_is_the_same() -> None:
    envelope = np.zeros((2, 80), np.float32)
    envelope[:, 40] = 1
    assert (phrases.warped(envelope, 1.0) == envelope).all()
    assert phrases.warped(envelope, 1.1)[0].argmax() == 44
