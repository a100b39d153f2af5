import pytest

from voicebot.dialog import slots

from .told import trust, value


@pytest.mark.parametrize(
    ("kind", "text", "canonical"),
    [
        ("amount", "上次話五百，今次加油係三百", "300.00"), ("amount", "牛腩一百二，菜廿八，即係一百四十八蚊", "148.00"), ("amount", "過八千，唔係八千，九千一", "9100.00"), ("amount", "差唔多三千，張單寫明係兩千九百五", "2950.00"),
        ("amount", "開價兩球，我還一球九，你寫一球九", "1900000.00"), ("amount", "訂金俾咗一千，而家找尾數四千", "4000.00"), ("amount", "三百，五百，都未諗好", None), ("amount", "三百或者五百啦", None),
        ("date", "禮拜日好多人，禮拜六就OK", "2026-12-05"),
        ("date", "三號四號是但一日", None),
        ("time", "我五點收工，坐車要半個鐘，六點半啦", "18:30"), ("time", "十一點至十二點之間，咁十一點半啦", "11:30"), ("time", "一點半至兩點半", None), ("time", "兩點又得三點又得", None), ("time", "三點唔好三點半啦要接細路", "15:30"),
        ("phone", "舖頭二三四五六七八九，手機九八七六五四三二，打手機啦", "98765432"), ("phone", "新號碼六一二三四五六七未開，以前嗰個九八七六五四三二先啱", "98765432"), ("digits", "第一個一一二二三三唔要第二個四四五五六六", "445566"),
        ("account", "儲蓄嗰個一二三四五六七八九，但我要講支票嗰個，九八七六五四三二一", "987654321"), ("hkid_part", "A一二三嗰張係老公嘅，我自己嗰張係C四五六", "C456"),
    ],
)  # fmt: skip
def test_of_several_that_which_a_story_comes_to(kind: str, text: str, canonical: str | None) -> None:
    assert value(kind, text) == canonical
    assert trust(kind, text) < slots.SURE


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("time", "三點，唔得喎，我遲啲再打嚟"), ("amount", "三百，等我問下老婆先"), ("date", "十號…都係唔改喇"), ("amount", "五百，當我冇講過，我再諗"), ("phone", "九一二三，等陣收到新嗰張卡先"), ("amount", "本來想過五百而家唔過喇"),
    ],
)  # fmt: skip
def test_what_is_put_off_is_no_value(kind: str, text: str) -> None:
    assert value(kind, text) is None


@pytest.mark.parametrize(("kind", "text", "canonical"), [("phone", "等我諗下先，六四二七，一八八三", "64271883"), ("time", "等我睇睇先，嗯，十一點啦", "11:00"), ("amount", "五千唔係五百呀", "5000.00")])
def test_what_only_begins_with_a_pause_or_ends_in_a_denial_is_read(kind: str, text: str, canonical: str) -> None:
    assert value(kind, text) == canonical


@pytest.mark.parametrize(
    ("text", "canonical"),
    [("十二號滿咗，十三號我要返工，十四啦", "2026-12-14"), ("唔好聖誕正日，廿三啦", "2026-12-23"), ("十號十一號都滿咗十二號啦", "2026-12-12"), ("聽日唔得後日都唔得大後日啦", "2026-12-03"), ("廿三啦", None)],
)
def test_days_that_do_not_do_give_way(text: str, canonical: str | None) -> None:
    assert value("date", text) == canonical
