import pytest

from voicebot.dialog import slots

from .told import trust, value


@pytest.mark.parametrize(
    ("kind", "text", "canonical"),
    [
        ("account", "六二八零四、七、唔係七，係三，孖一五九", "6280431159"), ("account", "七一三、零二、唔係零二、零五、四八六九", "713054869"), ("digits", "八四，條線好沙，八四一，一一三", "841113"), ("digits", "五、三、呃、五三一、八八零", "531880"),
        ("digits", "七、八、九、唔係九、零，一二三", "780123"), ("digits", "九零五二一，呀漏咗，九零五五二一", "905521"), ("digits", "零零七三八二，頭兩個都係零呀", "007382"), ("digits", "二零二六一一，唔係日期呀，真係個碼嚟", "202611"),
        ("digits", "hotline尾數八八八八，code係九一四零三六", "914036"), ("phone", "六一，六一八二，五零，五零四七，四七尾", "61825047"), ("phone", "九六一七四零、四零，二八", "96174028"),
        ("phone", "個號碼尾四個字係七七零一，前面五九三二", "59327701"), ("phone", "九零八四，七七定係七六呢係七六冇錯，二五", "90847625"), ("phone", "我電話唔係九一二三四五六七", None), ("phone", "九一二三四五六七，唔係呀", None),
    ],
)  # fmt: skip
def test_a_row_that_is_put_right_while_it_is_said(kind: str, text: str, canonical: str | None) -> None:
    assert value(kind, text) == canonical
    assert trust(kind, text) < slots.SURE


@pytest.mark.parametrize(("text", "canonical"), [("孖一孖三孖七", "113377"), ("嘟一聲嚟咗六二零一八四", "620184"), ("三一四一五九，同圓周率一樣", "314159"), ("三六九七一二，phone得返3%電", "369712"), ("停一停，六零三七", "6037"), ("得返一格電", None)])
def test_figures_of_other_words_are_none(text: str, canonical: str | None) -> None:
    assert value("digits", text) == canonical
