from tests.asr.sounds import jyutping, posteriors
from voicebot.asr import lattice
from voicebot.asr.captions import OPEN, Captions
from voicebot.asr.decoder import Decoder

TEXT = "我想查詢戶口結餘我想掛失信用卡請問你哋嘅營業時間係點轉數快每日限額係幾多我想申請按揭"


def test_a_long_text_grows_and_its_front_never_changes(decoder: Decoder, units: tuple[str, ...]) -> None:
    heard = posteriors(jyutping(TEXT), units)
    captions, seen = Captions(decoder), [""]
    for start in range(0, len(heard), 32):
        seen.append(captions.push([heard[start : start + 32]]).text)
    assert seen[-1] == decoder.decode(lattice.build(heard), ended=False).text == TEXT
    for earlier, later in zip(seen, seen[1:], strict=False):
        assert later.startswith(earlier[: -OPEN - 8])


def test_times_count_from_the_start_of_the_turn(decoder: Decoder, units: tuple[str, ...]) -> None:
    heard = posteriors(jyutping(TEXT), units)
    captions = Captions(decoder)
    for start in range(0, len(heard), 32):
        transcript = captions.push([heard[start : start + 32]])
    wanted = decoder.decode(lattice.build(heard), ended=False)
    assert [w.start for w in transcript.words] == [w.start for w in wanted.words]
    assert len(transcript.syllables) == len(transcript.words)


def test_an_unsure_word_waits_until_it_is_said_again(decoder: Decoder, units: tuple[str, ...]) -> None:
    captions = Captions(decoder)
    sure, unsure = posteriors(jyutping("我想"), units), posteriors(jyutping("查詢"), units, 0.5)
    assert captions.push([sure]).text == "我想"
    assert captions.push([unsure]).text == "我想"
    assert captions.push([posteriors([], units)]).text == "我想查詢"


def test_what_is_shown_stays_until_two_updates_say_otherwise(decoder: Decoder, units: tuple[str, ...]) -> None:
    captions = Captions(decoder)
    shown = [captions.push([posteriors([sound], units, sure)]).text for sound, sure in (("o5", 0.98), ("soeng2", 0.98), ("caa4", 0.4))]
    assert shown[:2] == ["我", "我想"] and shown[2].startswith("我想")


def test_a_word_of_two_syllables_is_settled_whole(units: tuple[str, ...], decoder: Decoder) -> None:
    captions, sounds = Captions(decoder), [s for _ in range(6) for s in (*jyutping("我個"), "aa6", "kaan1")]
    heard = posteriors(sounds, units)
    for start in range(0, len(heard), 32):
        transcript = captions.push([heard[start : start + 32]])
    assert transcript.text.count("account") == 6
    assert len(transcript.syllables) == len(transcript.words) + 6


def test_what_is_settled_is_shown_however_unsure(decoder: Decoder, units: tuple[str, ...]) -> None:
    shown = Captions(decoder).push([posteriors(jyutping(TEXT), units, 0.6)]).text
    assert len(TEXT) - OPEN - 2 <= len(shown) <= len(TEXT)
