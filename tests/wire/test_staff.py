"""What staff may send, and what they see of a call: masked, whole, each sentence under its speaker."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.errors import InputError
from voicebot.events import (
    Caption, Citation, Committed, Felt, FormShown, Listening, Mood, Notice, ReplyAudio, ReplyBegin, ReplyCitations, ReplyEnd, ReplyText, ShownField,
)  # fmt: skip
from voicebot.wire.staff import MESSAGE_LIMIT, TEXT_LIMIT, Back, CallFeed, Open, Pong, Say, ShowKey, load

SNAPSHOT: dict[str, Any] = {
    "session_id": "s", "reference": "K-1", "channel": "web", "summary": "我身份證係 A123456(3)", "with_person": False,
    "items": [
        {"item_id": "u", "role": "user", "text": "我電話係 91234567"},
        {"item_id": "a", "role": "assistant", "text": "請打 23456789", "citations": [{"id": "c", "title": "t", "anchor": "x", "quote": "熱線 2345 6789"}]},
        {"item_id": "x", "role": "assistant", "text": "", "citations": []},
        {"item_id": "b", "role": "assistant", "text": "我係陳主任", "citations": [], "by": "staff"},
    ],
    "feelings": [{"turn_id": 1, "label": "angry", "arousal": 0.8}],
}  # fmt: skip


def sent(**event: Any) -> str:
    return json.dumps(event)


def test_each_message_is_read() -> None:
    assert load(sent(type="staff.key", key=" k ")) == ShowKey("k")
    assert load(sent(type="staff.open", session_id="s")) == Open("s")
    assert load(sent(type="staff.say", text="陳生你好")) == Say("陳生你好")
    assert load(sent(type="staff.back")) == Back()
    assert load(sent(type="staff.pong", more=1)) == Pong()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\x00", "invalid_message"),
        ("{", "invalid_message"),
        ("[" * 4000, "invalid_message"),
        ("[]", "invalid_message"),
        ("null", "invalid_message"),
        (sent(type="staff.say", text="  "), "invalid_message"),
        (sent(type="staff.say", text=7), "invalid_message"),
        (sent(type="staff.say", text="<speak>好</speak>"), "invalid_message"),
        (sent(type="staff.say", text="\ud83d"), "invalid_message"),
        (sent(type="staff.say"), "invalid_message"),
        (sent(type="staff.say", text="好" * (TEXT_LIMIT + 1)), "text_too_long"),
        (sent(type="staff.say", text="x" * MESSAGE_LIMIT), "invalid_message"),
        (sent(type="staff.dance"), "unknown_event"),
        (sent(type=["staff.say"]), "unknown_event"),
    ],
)
def test_what_cannot_be_taken_has_a_code(raw: str | bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        load(raw)
    assert caught.value.code == code


def test_the_longest_sentence_fits_the_longest_message() -> None:
    assert load(json.dumps({"type": "staff.say", "text": "好" * TEXT_LIMIT}, ensure_ascii=True)) == Say("好" * TEXT_LIMIT)


json_values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v), max_leaves=8)


@given(st.text() | st.binary() | json_values.map(json.dumps) | st.dictionaries(st.sampled_from(["type", "text", "key"]), json_values).map(json.dumps))
def test_no_message_breaks_more_than_itself(raw: str | bytes) -> None:
    try:
        load(raw)
    except InputError as error:
        assert error.code in ("invalid_message", "text_too_long", "unknown_event")


def test_the_opening_masks_the_customer_and_keeps_the_published_hotline() -> None:
    form = {"form": "lost", "stage": "ask", "focus": "hkid", "fields": [{"name": "hkid", "label": "身份證", "shown": "A123456(3)", "ok": True, "problem": ""}]}
    opening = CallFeed().opening({**SNAPSHOT, "form": form})
    whole = json.dumps(opening, ensure_ascii=False)
    assert "123456" not in whole and "91234567" not in whole
    assert [i["by"] for i in opening["items"]] == ["customer", "desk", "staff"]  # nothing had been heard of the third
    assert opening["items"][1]["text"] == "請打 23456789"
    assert opening["form"]["fields"][0]["shown"].startswith("A●")
    assert opening["feelings"][0]["label"] == "angry"


def test_a_reply_is_told_whole_at_every_piece_with_its_sources_and_its_end() -> None:
    feed = CallFeed()
    citation = Citation("c", "收費表", "fees.html", "熱線 2345 6789")
    steps = [
        ReplyBegin(3, "r", "a", False), ReplyText(3, "請打 2345"), ReplyText(3, "6789。"), ReplyCitations(3, (citation,)),
        ReplyAudio(3, b"", 0), ReplyEnd(3, "cancelled", "turn_detected", 900), ReplyText(3, "late"),
    ]  # fmt: skip
    events = [e for step in steps for e in feed.take(step)]
    assert [e["type"] for e in events] == ["staff.text", "staff.text", "staff.text", "staff.citations", "staff.cut"]
    assert events[1]["text"] == "請打 ●●●●6789。"  # not known as public yet
    assert events[2]["text"] == "請打 23456789。"
    assert events[3]["citations"] == [{"id": "c", "title": "收費表", "anchor": "fees.html", "quote": "熱線 2345 6789"}]


def test_what_the_desk_speaks_for_a_person_is_told_as_theirs() -> None:
    feed = CallFeed()
    seen = []
    for turn, notice in ((1, "person_joined"), (2, "server_busy"), (3, "person_left")):
        feed.take(Notice(turn, notice))
        feed.take(ReplyBegin(turn, "r", f"i{turn}", False))
        seen += [e["by"] for e in feed.take(ReplyText(turn, "好"))]
    assert seen == ["staff", "staff", "desk"]


def test_a_customers_turn_is_followed_from_first_sound_to_feeling() -> None:
    feed = CallFeed()
    steps = [
        Listening(4, "u", True, 0), Caption(4, "u", "身份證 A123456(3)", False), Listening(4, "u", False, 900), Committed(4, "u"),
        Caption(4, "u", "身份證 A123456(3)", True), Mood(4, Felt(4, "angry", 0.9, 0.7)), Committed(5, "v", "電話 91234567"),
    ]  # fmt: skip
    events = [e for step in steps for e in feed.take(step)]
    kinds = ["staff.listening", "staff.caption", "staff.listening", "staff.caption", "staff.emotion", "staff.caption"]
    assert [e["type"] for e in events] == kinds
    assert "123456" not in json.dumps(events) and events[-1]["text"].endswith("4567") and "9123" not in events[-1]["text"]


def test_the_form_is_told_with_every_value_masked() -> None:
    fields = (ShownField("tel", "電話", "91234567", True, ""), ShownField("name", "姓名", "", False, "未填"))
    (told,) = CallFeed().take(FormShown(3, "lost_card", "ask", "name", fields))
    assert told["type"] == "staff.form" and told["form"]["focus"] == "name"
    assert [f["shown"] for f in told["form"]["fields"]] == ["●●●●4567", ""]
