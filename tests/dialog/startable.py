"""Some of the demonstration bank's flows, as the router knows them."""

from dataclasses import dataclass

from tests.bank import BANK
from voicebot.dialog.mind import PackMind


@dataclass(frozen=True)
class Startable:
    name: str
    title: str
    examples: tuple[str, ...]


FLOWS = (
    Startable("lost_card", "報失張卡", ("我張信用卡唔見咗，幫我停咗佢", "我要報失張卡", "幫我即刻停卡", "張卡畀人偷咗，快啲幫我停卡", "please block my card")),
    Startable("address_change", "更改地址", ("我想改地址", "我搬咗屋，幫我更新地址", "我要更改住址", "change my address")),
    Startable("balance_enquiry", "查結餘", ("我想查結餘", "幫我睇吓戶口仲有幾多錢", "我戶口有幾多錢", "check my balance please")),
)
FLOWING = PackMind(BANK, FLOWS)
