import gc
import re
import threading
import tracemalloc

import numpy as np
import pytest

from tests.speech import clip, texts
from voicebot.asr import grammar
from voicebot.asr.embedded import EmbeddedRecognizer
from voicebot.asr.evaluate import characters, distance
from voicebot.audio.resample import resample
from voicebot.engines import Expect, Recognizer
from voicebot.errors import ModelError
from voicebot.events import Transcript
from voicebot.tts.embedded import EmbeddedVoice

RATE = 16_000
SECONDS = np.arange(4 * RATE) / RATE


def final(recognizer: EmbeddedRecognizer, audio: np.ndarray) -> Transcript:
    stream = recognizer.stream()
    stream.feed(audio.astype(np.int16))
    return stream.final()


@pytest.mark.parametrize("name", ["00011-01.opus", "00011-04.opus", "00011-04a.flac", "00011-05.opus", "00011-08.opus"])
def test_short_clips_are_understood(recognizer: EmbeddedRecognizer, name: str) -> None:
    heard, wanted = characters(final(recognizer, clip(name)).text), characters(texts()[name])
    assert distance(heard, wanted) <= 1


def test_captions_grow_towards_the_final_text(recognizer: EmbeddedRecognizer) -> None:
    stream, captions = recognizer.stream(), []
    audio = clip("00011-08.opus")
    for start in range(0, len(audio), 320):
        stream.feed(audio[start : start + 320])
        if (caption := stream.partial()) is not None:
            captions.append(caption.text)
    assert len(captions) == int((len(audio) / RATE - 0.32) / 0.64)
    assert [len(c) for c in captions] == sorted(len(c) for c in captions)
    assert distance(captions[-1], stream.final().text) <= 2


def test_final_is_pure_and_can_come_early(recognizer: EmbeddedRecognizer) -> None:
    audio, stream = clip("00011-04.opus"), recognizer.stream()
    stream.feed(audio[: 3 * RATE])
    early = stream.final()
    assert early.text == "之後我哋坐船" and stream.final() is early
    stream.feed(audio[3 * RATE :])
    late, whole = stream.final(), final(recognizer, audio)
    assert late.text == whole.text
    for a, b in zip(late.words, whole.words, strict=True):  # the int8 graph amplifies differences of rounding
        assert (a.text, a.start, a.end) == (b.text, b.start, b.end) and a.confidence == pytest.approx(b.confidence, abs=0.02)


def test_feeding_in_other_pieces_gives_the_same_text(recognizer: EmbeddedRecognizer) -> None:
    audio, stream = clip("00011-05.opus"), recognizer.stream()
    for start in range(0, len(audio), 777):
        stream.feed(audio[start : start + 777])
    assert stream.final().text == final(recognizer, audio).text


def test_a_fed_buffer_may_be_used_again(recognizer: EmbeddedRecognizer) -> None:
    buffer, stream = clip("00011-01.opus").copy(), recognizer.stream()
    stream.feed(buffer)
    buffer[:] = 0
    assert stream.final().text == "我唔明白"


NOISE = np.random.default_rng(0)
NO_SPEECH = {
    "silence": 0 * SECONDS,
    "faint noise": NOISE.normal(0, 20, len(SECONDS)),
    "noise": NOISE.normal(0, 3_000, len(SECONDS)),
    "beating noise": NOISE.normal(0, 2_000, len(SECONDS)) * (1 + np.sin(2 * np.pi * 4 * SECONDS)),
    "tone": 5_000 * np.sin(2 * np.pi * 440 * SECONDS),
    "hum": sum(3_000 / k * np.sin(2 * np.pi * 50 * k * SECONDS) for k in range(1, 8)),
    "ring": 4_000 * (np.sin(2 * np.pi * 440 * SECONDS) + np.sin(2 * np.pi * 480 * SECONDS)) * (SECONDS % 2 < 1),
    "keys": 5_000 * (np.sin(2 * np.pi * 770 * SECONDS) + np.sin(2 * np.pi * 1336 * SECONDS)) * (SECONDS % 0.3 < 0.1),
    "clicks": 20_000.0 * (NOISE.random(len(SECONDS)) < 0.0005),
    "chord": 3_000 * sum(np.sin(2 * np.pi * f * SECONDS) for f in (261, 329, 392)) * np.exp(-4 * (SECONDS % 0.5)),
}


@pytest.mark.parametrize("name", list(NO_SPEECH))
def test_no_text_without_speech(recognizer: EmbeddedRecognizer, name: str) -> None:
    stream = recognizer.stream()
    stream.feed(np.clip(NO_SPEECH[name], -32768, 32767).astype(np.int16))
    assert stream.partial() == Transcript("")
    assert stream.final() == Transcript("")


def test_quiet_speech_is_still_heard(recognizer: EmbeddedRecognizer) -> None:
    assert distance(final(recognizer, clip("00011-04.opus") * 0.03).text, "之後我哋坐船我唔鍾意") <= 1


@pytest.mark.parametrize("samples", [0, 1, 159, 320, 401, 1_000])
def test_next_to_nothing_is_no_text(recognizer: EmbeddedRecognizer, samples: int) -> None:
    stream = recognizer.stream()
    stream.feed(clip("00011-01.opus")[8_000 : 8_000 + samples])
    assert stream.partial() is None
    assert stream.final().text == ""


def test_a_long_turn(recognizer: EmbeddedRecognizer) -> None:
    names = ["00011-13.opus", "p00017-07.opus"]
    wanted = characters("".join(texts()[n] for n in names))
    stream = recognizer.stream()
    stream.feed(np.concatenate([clip(n) for n in names]))
    caption, heard = stream.partial(), stream.final()
    assert caption is not None
    assert distance(characters(caption.text), wanted) < 0.2 * len(wanted)
    assert distance(characters(heard.text), wanted) < 0.12 * len(wanted)
    assert 31 < heard.words[-1].start < 34


def test_calls_at_the_same_time_do_not_mix(recognizer: EmbeddedRecognizer) -> None:
    names = ["00011-01.opus", "00011-04a.flac", "00011-05.opus"]
    alone = {name: final(recognizer, clip(name)) for name in names}
    together: dict[str, Transcript] = {}
    threads = [
        threading.Thread(target=lambda n=name: together.__setitem__(n, final(recognizer, clip(n)))) for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone


@pytest.mark.parametrize("kind", ["any", "yes_no", "number", "hkid", "phone", "date", "amount", "choice"])
def test_an_expectation_does_not_make_up_text(recognizer: EmbeddedRecognizer, kind: str) -> None:
    stream = recognizer.stream(Expect(kind, ("查詢結餘",)))
    stream.feed(clip("00011-01.opus"))
    assert stream.final().text == "我唔明白"


@pytest.mark.parametrize("number", ["三三一零零七七五", "五零零三九零二五"])
def test_a_figure_that_one_ear_hears_longer_is_not_heard_twice(recognizer: EmbeddedRecognizer, number: str) -> None:
    """Said by the shipped voice; 五 hums on."""
    said = np.concatenate([piece.pcm for piece in EmbeddedVoice("woman").speak(number)])
    stream = recognizer.stream(Expect("phone"))
    stream.feed(resample(said, 24_000, RATE))
    assert stream.final().text == number


def test_a_number_that_was_asked_for_is_a_whole_one(recognizer: EmbeddedRecognizer) -> None:
    """Said by the shipped voice."""
    said = np.concatenate([piece.pcm for piece in EmbeddedVoice("woman").speak("九二六零四三一八")])
    for kind, shape in (("phone", "[二三四五六七八九][零一二三四五六七八九]{7}"), ("any", ".+")):
        stream = recognizer.stream(Expect(kind))
        stream.feed(resample(said, 24_000, RATE))
        heard = stream.final()
        assert re.fullmatch(shape, heard.text) and [w.start for w in heard.words] == sorted(w.start for w in heard.words)
        assert all(0 < word.confidence <= 1 for word in heard.words)


def test_a_story_is_the_same_whatever_was_asked_for(recognizer: EmbeddedRecognizer) -> None:
    audio = clip("00011-08.opus")
    wanted = final(recognizer, audio)
    for kind in grammar.KINDS:
        stream = recognizer.stream(Expect(kind))
        stream.feed(audio)
        assert distance(stream.final().text, wanted.text) <= 1


def test_turns_leave_nothing_behind(recognizer: EmbeddedRecognizer) -> None:
    audio, kept = clip("00011-04a.flac")[:64_000], []
    tracemalloc.start()
    for _ in range(6):
        stream = recognizer.stream(Expect("phone"))
        for start in range(0, len(audio), 5_120):
            stream.feed(audio[start : start + 5_120])
            stream.partial()
        stream.final()
        del stream
        gc.collect()
        kept.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert kept[-1] - kept[1] < 20_000


def test_it_is_a_recognizer(recognizer: EmbeddedRecognizer) -> None:
    engine: Recognizer = recognizer
    assert engine.name == "embedded"


def test_missing_weights_are_a_model_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voicebot.weights.roots", lambda: [])
    with pytest.raises(ModelError, match="missing"):
        EmbeddedRecognizer()


@pytest.mark.parametrize("expect", [Expect(), Expect("phone"), Expect("choice", ("轉數快",)), Expect("any", ("轉數快",))])
def test_something_is_left_for_what_nobody_expects(expect: Expect) -> None:
    shares = [share for _, share in EmbeddedRecognizer(["我想登記轉數快"])._bias(expect).models]
    assert 0 < sum(shares) < 0.98 and all(share > 0 for share in shares)
