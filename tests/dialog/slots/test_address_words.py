import pytest

from voicebot.dialog.slots.address_words import clauses, in_full, spelled, starts_at_once, tokens


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("十二號廿三樓零八室", "12號23樓08室"), ("一四零六室", "1406室"), ("二號A，三樓", "2A號,3樓"), ("二號A室", "2號A室"), ("第三街十號", "第三街10號"), ("三聖邨", "三聖邨"), ("三百二十至三百二十四號", "320-324號"),
        ("320-324號", "320-324號"), ("12樓flat B", "12樓B室"), ("block 3", "3座"), ("phase 2", "2期"), ("15/F", "15樓"), ("G/F", "地下"), ("twelfth", "TWELFTH"), ("Ｂ室", "B室"), ("十五B", "15B"), ("flat A九龍", "A室九龍"),
    ],
)  # fmt: skip
def test_numbers_before_units_become_figures_and_others_stay(text: str, plain: str) -> None:
    assert spelled(text) == plain


def test_a_sentence_is_cut_at_breaths_and_words_that_no_name_holds() -> None:
    assert clauses(spelled("我住荃灣區㗎楊屋道九號，呃，三樓呀，唔該")) == ["荃灣區", "楊屋道9號", "3樓"]
    assert clauses(spelled("喇沙利道三號喇")) == ["喇沙利道3號"]
    assert starts_at_once("九號") and not starts_at_once("，九號") and not starts_at_once("")


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("新界元朗教育路44號", [("place", "元朗區"), ("street", "教育路"), ("number", "44號")]), ("北區粉嶺嘉福邨福泰樓", [("place", "北區"), ("within", "粉嶺"), ("name", "嘉福邨"), ("name", "福泰樓")]),
        ("花園街88號", [("street", "花園街"), ("number", "88號")]), ("好運中心沙田正街20號", [("name", "好運中心"), ("street", "沙田正街"), ("number", "20號")]), ("馬頭圍道90號", [("street", "馬頭圍道"), ("number", "90號")]),
        ("城市中心大廈B座", [("name", "城市中心大廈"), ("block", "B座")]), ("彌敦道南洋中心3樓", [("street", "彌敦道"), ("name", "南洋中心"), ("floor", "3樓")]), ("太子道西218號", [("street", "太子道西"), ("number", "218號")]),
        ("蘭亭10樓", [("unknown", "蘭亭"), ("floor", "10樓")]), ("A", [("bare", "A")]), ("睇住封信先", []), ("荃灣街市附近", [("place", "荃灣區"), ("left", "街市附近")]), ("水尾村5號阿婆", [("street", "水尾村"), ("number", "5號"), ("left", "阿婆")]),
        ("旺角中心◦", []), ("彌敦道5號◦", [("street", "彌敦道"), ("number", "5號"), ("left", "")]),
    ],
)  # fmt: skip
def test_the_parts_of_a_clause(clause: str, told: list[tuple[str, str]]) -> None:
    assert tokens(clause, "") == told


def test_a_name_that_stands_alone_before_a_block_is_a_house() -> None:
    assert tokens("牽晴間", "3座") == [("unknown", "牽晴間")]
    assert tokens("牽晴間", "彌敦道") == [("left", "牽晴間")]


def test_a_place_with_its_district() -> None:
    assert (in_full("北角"), in_full("沙田區"), in_full("三樓")) == ("北角（東區）", "沙田區", "三樓")
