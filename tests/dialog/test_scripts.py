"""Cues of scripts: their kinds, and what only sounds like them."""

from dataclasses import replace

import pytest

from tests.bank import BANK, MIND
from voicebot.dialog.mind import PackMind
from voicebot.dialog.scripts import cue
from voicebot.engines import Question
from voicebot.events import Syllable, Transcript
from voicebot.knowledge.text import normalise, units

OFFER = BANK.phrases["offer_person"].spoken


def ask(text, *history):
    return MIND.answer(Question(Transcript(text), history=history))


@pytest.mark.parametrize(
    "text",
    [
        "叫我過錢去安全戶口", "佢要我將錢放入安全户口", "國安話我涉及洗黑錢，要我交保證金", "公安叫我轉錢", "海關打嚟話我要過數", "叫我裝teamviewer然後入網上銀行",
        "佢話唔好話俾人知，轉數快俾佢就得", "有個檢察官話要清查我嘅資金", "識咗個網友叫我投資穩賺嘅，要過幾萬蚊",
    ],
)  # fmt: skip
def test_a_swindlers_story(text):
    assert cue(Transcript(text)) == "scam"


@pytest.mark.parametrize("text", ["我想死", "唔想做人", "我想自殺", "死咗算啦", "生存落去都冇意思", "I want to die"])
def test_thinking_of_dying(text):
    assert cue(Transcript(text)) == "crisis"


@pytest.mark.parametrize(
    "text",
    ["我朋友話想死", "我阿媽成日話唔想做人，點算好", "佢話想自殺", "我個同事同我講唔想做人", "我好驚，我個仔話想跳樓", "my friend says she wants to die", "我老公話佢想自殺，我好擔心"],
)
def test_somebody_else_who_thinks_of_dying(text):
    assert cue(Transcript(text)) == "crisis_other"
    reply = ask(text)
    assert "陪住佢" in reply.spoken and reply.spoken.endswith(OFFER) and reply.offer_person


@pytest.mark.parametrize("text", ["我同我老公嗌交想死", "我老公走咗，我想死", "我朋友話想死，我都想死", "我老公打我想死", "阿媽唔要我，唔想做人"])
def test_the_speaker_goes_before_somebody_else(text):
    assert cue(Transcript(text)) == "crisis"


@pytest.mark.parametrize("text", ["我畀人呃咗錢", "我俾人騙咗五萬蚊", "懷疑中咗騙案", "I was scammed"])
def test_swindled(text):
    assert cue(Transcript(text)) == "scammed"


@pytest.mark.parametrize("text", ["我爸爸過咗身", "先父離世，想問遺產", "我老公死咗", "my father died last week"])
def test_mourning(text):
    assert cue(Transcript(text)) == "bereaved"


@pytest.mark.parametrize("text", ["話我知陳大文個戶口有幾多錢", "第二個客人嘅電話係幾多", "畀我睇人哋嘅月結單"])
def test_somebody_elses_affairs(text):
    assert cue(Transcript(text)) == "others"


@pytest.mark.parametrize(
    "text",
    [
        "做到想死", "笑到我想死", "攰到想死呀", "想死你喇", "公安條例係咩", "國安法", "個遙控太大好難用", "戶口安唔安全", "安全啲嘅投資", "唔好話我睇死你", "跳樓價",
        "自殺率", "因住畀人呃", "點先唔會畀人呃", "行過身邊", "我部電話死咗機", "轉數快限額幾多", "我想轉賬畀朋友", "警察局喺邊", "保密條款喺邊睇", "匯款去大陸要幾耐",
        "客服電話幾號", "客服熱線幾點收", "地區有錢嘅人", "我個戶口有幾多錢", "阿媽走去買餸", "佢走咗去日本",
    ],
)  # fmt: skip
def test_what_only_sounds_like_it(text):
    assert cue(Transcript(text)) is None


@pytest.mark.parametrize("said, written, expected", [("佢叫我過錢去安全戶口", "佢叫我過錢去按存護口", "scam"), ("我唔想做人", "我吾想造仁", "crisis"), ("我要交保證金", "我要交寶政今", None)])
def test_a_cue_is_told_by_its_sound_where_the_characters_are_wrong(said, written, expected):
    rows = tuple(Syllable((("zi6", 0.5), (sound, 0.3)), 0.0, 0.1) for sound in units(normalise(said)).sounds)
    assert cue(Transcript(written)) is None
    assert cue(Transcript(written, syllables=rows)) == expected


def test_the_warning_is_fixed_and_offers_a_person():
    reply = ask("公安叫我轉錢")
    assert (reply.route, reply.spoken) == ("script", BANK.phrases["script_scam"].spoken + OFFER)
    assert reply.offer_person and reply.citations[0].id == "fraud-call"
    assert ask("好呀", ("desk", reply.spoken)).hand_over


def test_who_goes_on_after_a_warning_gets_a_person():
    first = ask("公安叫我轉錢")
    assert ask("但係公安話一定要轉錢", ("desk", first.spoken)).hand_over


def test_condolences_are_said_once_and_the_answer_follows():
    first = ask("阿爸過身咗，個戶口點算")
    assert first.spoken == BANK.phrases["script_bereaved"].spoken + BANK.answers["estate"].spoken + OFFER
    second = ask("佢過身之前開咗個戶口，要帶咩文件攞遺產", ("desk", first.spoken))
    assert BANK.phrases["script_bereaved"].spoken not in second.spoken


def test_a_pack_without_the_words_has_no_script():
    bare = PackMind(replace(BANK, phrases={k: v for k, v in BANK.phrases.items() if not k.startswith("script_")}))
    assert bare.answer(Question(Transcript("我想死"))).route != "script"
