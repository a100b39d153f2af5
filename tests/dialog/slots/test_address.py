from random import Random

import pytest

from voicebot.dialog import slots
from voicebot.dialog.slots.address import parts
from voicebot.events import Transcript

from . import addresses, talk
from .told import NOW, trust, value

_TURNS = 600  # the same every time


def test_what_is_said_comes_back() -> None:
    turns = [addresses.address(Random(f"address {seed}")) for seed in range(_TURNS)]
    missed = [(text, meant, found) for meant, text in turns if (found := value("address", text)) != meant]
    assert len(missed) <= 0.01 * _TURNS, missed


def test_what_is_said_in_one_breath_is_doubted_rather_than_read_wrongly() -> None:
    turns = [addresses.address(Random(f"address {seed}")) for seed in range(_TURNS)]
    read = [(text, meant, value("address", text), trust("address", text)) for meant, said in turns for text in [talk.without_breath(said)]]
    assert len([row for row in read if row[2] not in (None, row[1]) and row[3] >= slots.SURE]) <= 0.01 * _TURNS
    assert sum(row[2] == row[1] for row in read) >= 0.9 * _TURNS, [row for row in read if row[2] != row[1]]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("沙田正街十二號富康閣三樓B室", "沙田正街12號 富康閣3樓B室"), ("旺角彌敦道六百八十八號", "旺角 彌敦道688號"), ("我住喺觀塘觀塘道一號", "觀塘區 觀塘道1號"), ("搬咗去沙田", "沙田區"),
        ("唔係，係北角英皇道廿八號", "北角 英皇道28號"), ("香港仔大道一百號", "香港仔大道100號"),
        # parts in another order, and in several breaths
        ("B室，三樓，德輔道西一百二十號", "德輔道西120號 3樓B室"), ("十二樓A室，三座，海怡半島", "海怡半島3座12樓A室"), ("六樓，協和街七十八號，觀塘", "觀塘區 協和街78號 6樓"),
        ("黃大仙區，竹園南邨，榮園樓，一四零六室", "黃大仙區 竹園南邨榮園樓1406室"), ("德輔道西，一百二十號，三樓", "德輔道西120號 3樓"),
        # what is put right, begun anew, denied
        ("教育路四十四號，啊唔係，四十六號，地下", "教育路46號 地下"), ("好運中心三座，講錯咗，四座，八樓", "好運中心4座8樓"), ("乙明邨明信樓，唔係，明耀樓，五樓", "乙明邨明耀樓5樓"),
        ("旺角彌敦道五百號三樓，唔係，係沙田正街十二號，沙田", "沙田區 沙田正街12號"), ("唔係八號，係大涌橋路九號", "大涌橋路9號"), ("彌敦，彌敦道六百號，六樓", "彌敦道600號 6樓"), ("彌敦道，一百，一百二十號", "彌敦道120號"),
        # talk around it
        ("我住荃灣區㗎，楊屋道九號，樓上三樓A室", "荃灣區 楊屋道9號 3樓A室"), ("彌敦道五百號，三樓，得三層咋", "彌敦道500號 3樓"), ("彌敦道五百號，隔籬係旺角中心，三樓", "彌敦道500號 3樓"), ("改去公司地址得唔得，鴻圖道五十一號九樓", "鴻圖道51號 9樓"),
        # houses called after a place, streets called after one
        ("彩虹邨金碧樓八零五室", "彩虹邨金碧樓805室"), ("屯門市廣場二座廿八樓F室", "屯門市廣場2座28樓F室"), ("太古城三座", "太古城3座"), ("屯門時代廣場二十三樓", "屯門區 時代廣場23樓"), ("北區粉嶺嘉福邨五樓", "北區 粉嶺嘉福邨5樓"),
        ("觀塘區，觀塘道三百八十八號", "觀塘區 觀塘道388號"), ("九龍城區太子道西二百號", "九龍城區 太子道西200號"), ("新界大埔廣福道三號", "大埔區 廣福道3號"),
        ("九龍塘又一村達之路八十號", "九龍塘 又一村達之路80號"), ("H座九樓一室，杏花邨，柴灣", "柴灣 杏花邨H座9樓1室"), ("荃灣青山公路四百號，華懋荃灣廣場，九樓", "荃灣區 青山公路400號 華懋荃灣廣場9樓"),
        ("大埔墟四里二十號", "大埔墟 四里20號"), ("將軍澳，坑口，培成路八號", "將軍澳 坑口培成路8號"), ("英皇道九百七十九號，太古坊，三樓", "英皇道979號 太古坊3樓"), ("粉嶺，牽晴間，第三座十樓", "粉嶺 牽晴間3座10樓"),
        ("青山道四百八十五號，九龍廣場，十二樓", "青山道485號 九龍廣場12樓"), ("百福道二十一號，香港青年協會大廈，五樓", "百福道21號 香港青年協會大廈5樓"), ("九龍旺角中心三樓", "旺角中心3樓"), ("香港英皇道三號", "英皇道3號"),
        # units
        ("寶達邨達喜樓，三十樓，三零二一，唔係，三零一二", "寶達邨達喜樓30樓3012"),
        ("德輔道中七十一號十八樓一八零二至一八零三室", "德輔道中71號 18樓1802-1803室"), ("彩園邨彩麗樓九樓，九一二", "彩園邨彩麗樓9樓912"), ("林錦公路，坪朗村，四十三號，地下", "林錦公路 坪朗村43號 地下"),
        ("龍琛路三十九號上水廣場十一樓零八室", "龍琛路39號 上水廣場11樓08室"), ("鴻圖道五十一號十三字樓全層", "鴻圖道51號 13樓全層"), ("英皇道三百八十號十五樓D座", "英皇道380號 15樓D座"), ("富康閣十五樓C座四室", "富康閣C座15樓4室"),
        ("登打士街四十二號地下B舖", "登打士街42號 地下B舖"), ("福華街一百二十號地庫", "福華街120號 地庫"), ("黃埔花園二期六座十二樓", "黃埔花園2期6座12樓"), ("駱克道三百二十至三百二十四號", "駱克道320-324號"), ("協和街七十八號，六樓，A", "協和街78號 6樓A"),
        ("麗港城block 5 twelve floor", "麗港城5座12樓"), ("麗港城 block 5, 12/F, flat B", "麗港城5座12樓B室"), ("麗港城五座12樓flat二", "麗港城5座12樓2室"), ("富康閣 Room 1203, 12th floor", "富康閣12樓1203室"),
        # villages
        ("西貢井欄樹村一百二十三號A，三樓", "西貢區 井欄樹村123A號 3樓"), ("大埔坪朗村，四十三號，地下", "大埔區 坪朗村43號 地下"), ("永隆圍十二號", "永隆圍12號"), ("錦繡花園八號屋", "錦繡花園8號屋"),
    ],
)  # fmt: skip
def test_reads(text: str, address: str) -> None:
    assert value("address", text) == address


@pytest.mark.parametrize(
    "text",
    [
        "", "唔知", "我想改地址", "二十號", "三樓", "我住三樓㗎，但係想改去第二度", "你哋沙田分行喺邊", "附近邊條街有分行", "我都唔知道", "行路五分鐘", "我喺沙田返工", "冇電梯㗎唐樓", "幾樓呀", "改咗地址之後舊信會唔會寄返過去㗎",
        "彌敦道五百號或者六百號", "細妹約咗我去荃灣嘅享和街食飯", "黃師傅搵大圍豐石街", "八號風球好大風", "黑色暴雨分行開唔開門", "沙田，觀塘",
    ],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    assert value("address", text) is None


def test_a_district_alone_says_little() -> None:
    assert trust("address", "沙田") < slots.SURE <= trust("address", "沙田正街十二號")


@pytest.mark.parametrize("text", ["彌敦道五百號天璽", "彌敦道五百號蘭亭，三樓", "彌敦道五百號三樓阿婆", "彌敦道五百號三樓隔籬係茶餐廳"])
def test_what_is_no_part_leaves_a_doubt(text: str) -> None:
    assert 0 < trust("address", text) < 0.5


def test_a_house_that_is_not_known_for_one_is_taken_with_less_trust() -> None:
    assert value("address", "柯士甸道西一號天璽十樓") == "柯士甸道西1號 天璽10樓"
    assert trust("address", "柯士甸道西一號天璽十樓") < slots.SURE <= trust("address", "柯士甸道西一號富康閣十樓")


def test_a_number_without_a_street_is_not_lost_without_a_doubt() -> None:
    assert value("address", "富康閣八號三樓") == "富康閣8號3樓" and trust("address", "富康閣八號三樓") < slots.SURE
    assert value("address", "沙田十二號") is None


def test_a_form_has_its_district_in_full() -> None:
    assert parts("北角英皇道三百號三樓") == {"district": "北角（東區）", "street": "英皇道300號", "building": "3樓"}
    assert parts("觀塘") == {"district": "觀塘區"} and parts("三樓B室") == {"building": "3樓B室"} and parts("沙田分行幾點開") == {}


def test_how_it_is_said_and_shown() -> None:
    found = slots.read("address", Transcript("旺角彌敦道六百八十八號"), NOW)
    assert found is not None and (found.said, found.shown) == ("旺角，彌敦道六百八十八號", "旺角（油尖旺區） •••")
    found = slots.read("address", Transcript("駱克道三百二十至三百二十四號零八室"), NOW)
    assert found is not None and (found.said, found.shown) == ("駱克道三百二十至三百二十四號，零八室", "•••")
