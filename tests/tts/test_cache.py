"""Fixed phrases on disk: the same sound as from the voice, never half of it, never anything else."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tests.bank import BANK
from voicebot.commands.voice import fixed
from voicebot.engines import Speech
from voicebot.errors import BusyError, EngineError
from voicebot.events import Phone
from voicebot.tts.cache import CachedVoice, Fixed, PhraseStore, version

HELLO, BYE = Fixed("你好，早晨。", "warm"), Fixed("再見。", "calm", 0.9)


class _Voice:
    """A piece a character, its samples the character's number; breaks at `breaks_at`."""

    name = "counting"

    def __init__(self, breaks_at: str = "") -> None:
        self.said: list[str] = []
        self._breaks_at = breaks_at

    def speak(self, text: str, style: str = "warm", rate: float = 1.0) -> Iterator[Speech]:
        self.said.append(text)
        for n, character in enumerate(text):
            if character == self._breaks_at:
                raise EngineError("broken")
            yield Speech(np.full(240 * (n + 1), n, np.int16), character, (Phone("r_aa", 3, 0, 10, 0),), ("aa3",))


def same(a: list[Speech], b: list[Speech]) -> bool:
    parts = [[(p.text, p.phones, p.syllables, p.pcm.tolist()) for p in side] for side in (a, b)]
    return parts[0] == parts[1]


def test_a_prepared_phrase_is_spoken_without_the_voice(tmp_path: Path) -> None:
    store, voice = PhraseStore(tmp_path / "v", "1"), _Voice()
    told = store.prepare(voice, [HELLO, BYE])
    assert (told.rendered, told.kept, told.removed, told.left_out) == (2, 0, 0, 0)
    voice.said.clear()
    cached = CachedVoice(voice, store)
    pieces = list(cached.speak(HELLO.text, HELLO.style, HELLO.rate))
    assert voice.said == [] and same(pieces, list(_Voice().speak(HELLO.text)))
    assert pieces[0].pcm.dtype == np.int16


@pytest.mark.parametrize("other", [("你好，早晨！", "warm", 1.0), (HELLO.text, "calm", 1.0), (HELLO.text, "warm", 0.9)])
def test_another_text_manner_or_pace_is_another_phrase(tmp_path: Path, other: tuple) -> None:
    store, voice = PhraseStore(tmp_path, "1"), _Voice()
    store.prepare(_Voice(), [HELLO])
    list(CachedVoice(voice, store).speak(*other))
    assert voice.said == [other[0]]


def test_what_customers_make_it_say_is_never_kept(tmp_path: Path) -> None:
    store = PhraseStore(tmp_path / "v", "1")
    list(CachedVoice(_Voice(), store).speak("陳先生你好。"))
    assert not (tmp_path / "v").exists()


def test_another_version_of_the_voice_knows_nothing_of_the_first(tmp_path: Path) -> None:
    PhraseStore(tmp_path, "1").prepare(_Voice(), [HELLO])
    new = PhraseStore(tmp_path, "2")
    assert new.get(HELLO) is None
    told = new.prepare(_Voice(), [HELLO])
    assert (told.rendered, told.removed) == (1, 1) and PhraseStore(tmp_path, "1").get(HELLO) is None


def test_what_is_no_longer_fixed_goes_and_the_rest_is_not_rendered_again(tmp_path: Path) -> None:
    store, voice = PhraseStore(tmp_path, "1"), _Voice()
    store.prepare(_Voice(), [HELLO, BYE])
    told = store.prepare(voice, [HELLO])
    assert (told.rendered, told.kept, told.removed) == (0, 1, 1) and voice.said == [] and store.get(BYE) is None


def test_the_folder_is_bounded(tmp_path: Path) -> None:
    told = PhraseStore(tmp_path, "1", limit=1).prepare(_Voice(), [HELLO, BYE])
    assert (told.rendered, told.left_out) == (1, 1)


def test_a_voice_that_breaks_leaves_no_half_a_phrase(tmp_path: Path) -> None:
    store = PhraseStore(tmp_path, "1")
    with pytest.raises(EngineError):
        store.prepare(_Voice(breaks_at="見"), [HELLO, BYE])
    assert store.get(HELLO) is not None and store.get(BYE) is None
    assert sorted(p.suffix for p in tmp_path.iterdir()) == ["", ".npz"]


def test_what_a_killed_process_left_is_taken_away(tmp_path: Path) -> None:
    (tmp_path / "half.part").write_bytes(b"x")
    PhraseStore(tmp_path, "1").prepare(_Voice(), [HELLO])
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("spoil", [lambda b: b[: len(b) // 2], lambda b: b"", lambda b: b[:200] + b"\xff" * 64 + b[264:]])
def test_a_damaged_file_is_as_none(tmp_path: Path, spoil: object) -> None:
    store = PhraseStore(tmp_path, "1")
    store.prepare(_Voice(), [HELLO])
    (path,) = tmp_path.glob("*.npz")
    path.write_bytes(spoil(path.read_bytes()))  # type: ignore[operator]
    voice = _Voice()
    pieces = list(CachedVoice(voice, store).speak(HELLO.text))
    assert "".join(p.text for p in pieces) == HELLO.text and voice.said == [HELLO.text]


def test_two_processes_do_not_prepare_at_once(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BusyError):
            PhraseStore(tmp_path, "1").prepare(_Voice(), [HELLO])


def test_a_packs_fixed_texts_are_its_phrases_and_the_answers_in_force() -> None:
    today = date(2026, 11, 30)
    found = fixed(BANK, today)
    texts = {f.text for f in found}
    assert BANK.phrases["greeting"].spoken in texts and BANK.phrases["choice"].spoken not in texts
    answer = next(a for a in BANK.answers.values() if a.state(today) == "approved" and a.audience == "customers")
    assert answer.spoken in texts
    gone = replace(BANK, answers={**BANK.answers, answer.id: replace(answer, withdrawn=True)})
    assert answer.spoken not in {f.text for f in fixed(gone, today)} and len(found) == len(texts)


def test_a_version_tells_weights_apart_and_stays_the_same() -> None:
    assert version({"a": "1"}) == version({"a": "1"}) != version({"a": "2"})
