import pytest

from voicebot.dialog.slots import correction


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("唔係，係九七", "九七"), ("改做三萬五", "三萬五"), ("我講錯咗，係三月五號", "三月五號"), ("應該係第二個", "第二個"), ("唔係三萬二，係三萬五呀", "三萬五"),
        ("日期唔啱，係三月五號", "三月五號"), ("唔係，九一二三四五六七", "九一二三四五六七"), ("九一二三，唔係，係九一二四", "九一二四"), ("唔係呀我話三萬", "三萬"),
        ("sorry, 四點", "四點"), ("唔係係九七", "九七"), ("講錯咗三萬啱", "三萬啱"), ("其實係聽日", "聽日"), ("唔係，電話係九七", "九七"), ("係九六唔係唔係係九七", "九七"),
    ],
)  # fmt: skip
def test_corrects(text: str, value: str) -> None:
    assert correction(text) == value


@pytest.mark.parametrize("text", ["", "唔係", "唔啱", "係九七", "係唔係九七", "應該係啩", "冇錯", "三萬五", "唔係九七", "應該係聽日？"])
def test_corrects_nothing(text: str) -> None:
    assert correction(text) is None
