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
