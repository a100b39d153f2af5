import pytest

from voicebot.dialog.mood import mood


@pytest.mark.parametrize(
    "text, expected",
    [
        ("幫我查下戶口仲有幾多錢", "wish"), ("我想改地址", "wish"), ("麻煩你停咗張卡", "wish"), ("可唔可以幫我改地址", "wish"), ("please block my card", "wish"),
        ("點樣改地址", "how"), ("改地址要帶咩", "how"), ("點先可以叫你哋幫我改", "how"), ("補領收幾多", "how"),
        ("我想問改地址", "told"), ("我戶口有幾多錢", "value"), ("what is my balance", "value"), ("你哋有冇分行", "how"), ("改地址要交證明嗎", "how"), ("張卡唔知邊個拎咗", "told"), ("張卡唔見咗", "told"), ("", "told"),
    ],
)  # fmt: skip
def test_mood(text, expected):
    assert mood(text) == expected
