"""The queue for a person: nobody loses the place by a lost line, however long they have waited before."""

from __future__ import annotations

from voicebot.waiting import Queue, Waiting


def call(name: str, since: float) -> Waiting:
    return Waiting(name, "K-1", "", "web", since)


def test_a_lost_line_comes_back_to_its_place_also_after_a_long_wait() -> None:
    queue = Queue(keep_s=900.0)
    for waiting in (call("a", 0.0), call("b", 10.0)):
        queue.add(waiting)
    queue.lose("a", now=5_000.0)
    assert list(queue.calls) == ["b"]
    queue.lose("b", now=5_001.0)  # others' lines make no difference
    queue.back("b")
    queue.back("a")
    assert list(queue.calls) == ["a", "b"]


def test_who_does_not_come_back_in_time_is_forgotten() -> None:
    queue = Queue(keep_s=900.0)
    queue.add(call("a", 0.0))
    queue.lose("a", now=10.0)
    queue.hold(call("b", 5.0), now=1_000.0)
    queue.back("a")
    queue.back("b")
    assert list(queue.calls) == ["b"]


def test_who_asks_twice_keeps_the_place_and_who_was_taken_is_out() -> None:
    queue = Queue(keep_s=900.0)
    for waiting in (call("a", 0.0), call("b", 1.0), call("a", 2.0)):
        queue.add(waiting)
    assert [w.since for w in queue.calls.values()] == [0.0, 1.0]
    queue.lose("a", now=3.0)
    queue.remove("a")
    queue.back("a")
    assert list(queue.calls) == ["b"]
