import pytest

from voicebot.dialog import slots
from voicebot.events import Transcript

from .told import NOW, trust, value


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("沙田正街十二號富康閣三樓B室", "沙田正街12號 富康閣3樓B室"), ("旺角彌敦道六百八十八號", "旺角（油尖旺區） 彌敦道688號"), ("我住喺觀塘觀塘道一號", "觀塘區 觀塘道1號"),
        ("搬咗去沙田", "沙田區"), ("唔係，係北角英皇道廿八號", "北角（東區） 英皇道28號"), ("香港仔大道一百號", "香港仔大道100號"),
    ],
)  # fmt: skip
def test_reads(text: str, address: str) -> None:
    assert value("address", text) == address


@pytest.mark.parametrize("text", ["", "唔知", "我想改地址", "二十號"])
def test_what_is_no_address(text: str) -> None:
    assert value("address", text) is None


def test_a_district_alone_says_little() -> None:
    assert trust("address", "沙田") < slots.SURE <= trust("address", "沙田正街十二號")


def test_how_it_is_said_and_shown() -> None:
    found = slots.read("address", Transcript("旺角彌敦道六百八十八號"), NOW)
    assert found is not None and (found.said, found.shown) == ("旺角，彌敦道六百八十八號", "旺角（油尖旺區） •••")
