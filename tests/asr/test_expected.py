import re

import pytest

from voicebot.asr import expected
from voicebot.dialog.flows.engine import EXPECTED


def test_every_kind_that_flows_ask_for_has_its_words() -> None:
    whole_town = {"address"}
    assert set(EXPECTED.values()) - whole_town <= expected.KINDS.keys()


@pytest.mark.parametrize("kind", sorted(expected.KINDS))
def test_a_kind_has_texts_without_figures_or_blanks(kind: str) -> None:
    texts = list(expected.KINDS[kind]())
    assert len(texts) > 20
    assert not [text for text in texts if not text or re.search(r"[\d\s]", text)]


@pytest.mark.parametrize("kind", ["phone", "digits", "hkid", "number"])
def test_any_figure_may_follow_any_other(kind: str) -> None:
    pairs = {pair for text in expected.KINDS[kind]() for pair in zip(text, text[1:], strict=False)}
    assert {(a, b) for a in expected.DIGITS for b in expected.DIGITS} <= pairs


def test_what_is_expected_is_never_certain() -> None:
    assert all(0 < expected.share(kind) < 1 for kind in (*expected.KINDS, "any"))
