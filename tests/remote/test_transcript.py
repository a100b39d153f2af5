"""Servers' answers as transcripts: words, sounds, alternatives, and what is dropped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialog.slots import read
from voicebot.errors import EngineError
from voicebot.events import Transcript
from voicebot.knowledge.text import Glossary, tokens_of_transcript
from voicebot.remote.transcript import transcript


def segment(text: str, start: float = 0.0, end: float = 2.0, **more: Any) -> dict[str, Any]:
    return {"id": 0, "start": start, "end": end, "text": text, **more}


def test_a_word_and_a_syllable_for_each_character() -> None:
    words = [{"word": "我想", "start": 0.0, "end": 0.4, "probability": 0.9}, {"word": " check吓", "start": 0.4, "end": 1.0, "probability": 0.5}]
    heard = transcript({"text": "我想 check吓", "words": words}, 2.0)
    assert [w.text for w in heard.words] == ["我", "想", "check", "吓"]
    assert [s.alternatives[0][0] for s in heard.syllables][:2] == ["o5", "soeng2"]  # the recogniser's form, ng- away
    assert len(heard.syllables) == 3 and heard.words[1].start == 0.2 and heard.words[3].confidence == 0.5


def test_other_likely_texts_bring_other_sounds() -> None:
    likely = [{"text": "開戶口", "probability": 0.6}, {"text": "開護口", "probability": 0.3}, {"text": "海戶口", "probability": 0.1}]
    heard = transcript({"text": "開戶口。", "segments": [segment("開戶口。", alternatives=likely, avg_logprob=-0.3)]}, 2.0)
    assert heard.text == "開戶口。"
    assert [name for name, _ in heard.syllables[0].alternatives] == ["hoi1", "hoi2"]
    assert all(0 < p <= 1 for s in heard.syllables for _, p in s.alternatives)
    assert heard.confidence == pytest.approx(0.74, abs=0.01)  # exp of the mean log probability


def test_a_segment_that_was_no_speech_goes_and_the_rest_stays() -> None:
    good = segment("我想開戶", 0.0, 2.0, avg_logprob=-0.2, no_speech_prob=0.1)
    noise = segment("歡迎收看", 2.0, 4.0, avg_logprob=-1.4, no_speech_prob=0.9)
    loop = segment("好好好好", 4.0, 6.0, compression_ratio=3.1)
    words = [{"word": "我想開戶", "start": 0.1, "end": 1.5}, {"word": "歡迎收看", "start": 2.1, "end": 3.0}]
    heard = transcript({"text": "我想開戶歡迎收看好好好好", "words": words, "segments": [good, noise, loop]}, 6.0)
    assert heard.text == "我想開戶" and len(heard.words) == len(heard.syllables) == 4
    assert transcript({"text": "歡迎收看", "segments": [noise]}, 4.0) == Transcript("")


@pytest.mark.parametrize("text", ["<|yue|><|NEUTRAL|>", "字幕由Amara.org社區提供", "轉數快、轉賬、信用卡", "多謝ありがとう"])
def test_what_nobody_said_is_not_heard(text: str) -> None:
    assert transcript({"text": text}, 3.0, ("轉數快", "轉賬", "信用卡")) == Transcript("")


def test_labels_go_and_the_words_stay() -> None:
    assert transcript({"text": "<|yue|><|NEUTRAL|><|Speech|><|withitn|>你好"}, 2.0).text == "你好"


@pytest.mark.parametrize("segments", [3, ["好"], [{"text": "好"}], [segment("好", alternatives=[{"text": "好"}])], [segment("好", avg_logprob="low")]])
def test_segments_that_cannot_be_read(segments: object) -> None:
    with pytest.raises(EngineError):
        transcript({"text": "好", "segments": segments}, 2.0)


def test_retrieval_by_sound_works_with_such_a_transcript() -> None:
    """The engine writes a homophone; the question is found by how it sounds."""
    query = tokens_of_transcript(transcript({"text": "專輸快點用"}, 2.0), Glossary({}))
    assert "syu1" in query.fields["jyut"] and "zyun1" in query.fields["jyut"]


def test_a_slot_is_filled_from_digits_and_from_characters() -> None:
    for text, value in (("九一二三四五六七", "91234567"), ("91234567", "91234567")):
        found = read("phone", transcript({"text": text}, 4.0), datetime(2026, 11, 30))
        assert found is not None and value in found.value


@given(st.text("我想開戶check 123，。<|>ok", max_size=40), st.floats(0.5, 30))
def test_any_text_gives_a_syllable_a_character_or_nothing(text: str, seconds: float) -> None:
    heard = transcript({"text": text}, seconds)
    assert sum(len(w.text) == 1 and w.text > "\u3400" for w in heard.words) == len(heard.syllables)
    assert all(0 <= w.start <= w.end <= seconds + 0.01 for w in heard.words)
