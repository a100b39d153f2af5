"""When the words that rest on a source are spoken, from what the voice has rendered so far."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voicebot.events import Citation, Reply
from voicebot.speaking import YES_NO, Piece, Track, offered, placed


def cite(id_: str, said: str = "") -> Citation:
    return Citation(id_, "題", "x.html#a", "文", said=said)


def pieces(*texts: str, ms: int = 100) -> list[Piece]:
    """Each letter takes `ms`."""
    out: list[Piece] = []
    for text in texts:
        start = out[-1].end_ms if out else 0
        out.append(Piece(text, start, start + ms * len("".join(text.split()))))
    return out


def times(reply: Reply, rendered: list[Piece]) -> list[tuple[str, int, int]]:
    return [(c.id, c.start_ms, c.end_ms) for c in placed(reply, rendered)]


def test_a_source_is_spoken_where_the_words_that_rest_on_it_are() -> None:
    reply = Reply("文件話：年費六百元。首年免費。仲有咩？", "", "passage", (cite("a", "年費六百元。"), cite("b", "首年免費。")))
    rendered = pieces("文件話：", "年費六百元。首年", "免費。", "仲有咩？")
    assert times(reply, rendered) == [("a", 400, 1000), ("b", 1000, 1500)]


def test_what_is_not_rendered_yet_lies_at_the_end_of_what_is() -> None:
    reply = Reply("年費六百元。首年免費。", "", "passage", (cite("a", "年費六百元。"), cite("b", "首年免費。")))
    assert times(reply, pieces("年費")) == [("a", 0, 200), ("b", 200, 200)]
    assert times(reply, []) == [("a", 0, 0), ("b", 0, 0)]


def test_a_source_of_the_whole_spans_it_and_spaces_count_for_nothing() -> None:
    reply = Reply("年費 600 元。", "", "answer", (cite("a"), cite("gone", "冇講過")))
    assert times(reply, pieces("年費600", "元。")) == [("a", 0, 700), ("gone", 0, 300)]


def test_a_cut_reply_cites_what_was_heard() -> None:
    reply = Reply("年費六百元。首年免費。", "", "passage", (cite("a", "年費六百元。"), cite("b", "首年免費。")))
    track = Track(1, "i", "r", pieces=pieces(reply.spoken))
    track.cited = placed(reply, track.pieces)
    assert [(c.id, c.end_ms) for c in track.cited_until(300)] == [("a", 300)]
    assert [(c.id, c.end_ms) for c in track.cited_until(601)] == [("a", 600), ("b", 601)]
    assert track.cited_until(0) == ()


@given(st.lists(st.text("年費元。 a", min_size=1, max_size=6), min_size=1, max_size=6), st.data())
def test_times_are_within_the_reply_and_grow_with_what_is_rendered(texts: list[str], data: st.DataObject) -> None:
    spoken = "".join(texts)
    start = data.draw(st.integers(0, len(spoken) - 1))
    reply = Reply(spoken, "", "answer", (cite("a", spoken[start : data.draw(st.integers(start + 1, len(spoken)))]),))
    rendered = pieces(*texts)
    before = (0, 0)
    for count in range(len(rendered) + 1):
        ((_, begin, end),) = times(reply, rendered[:count])
        assert 0 <= begin <= end <= (rendered[count - 1].end_ms if count else 0)
        assert begin >= before[0] and end >= before[1]
        before = begin, end


def test_what_may_be_tapped_is_what_was_offered_or_a_plain_yes_and_no() -> None:
    assert offered(Reply("你係想問甲，定係乙呀？", "", "none", expect="choice", options=("甲", "乙"))) == ("甲", "乙")
    assert offered(Reply("啱唔啱呀？", "", "flow", expect="yes_no")) == YES_NO
    assert offered(Reply("年費六百元。", "", "answer")) == ()
