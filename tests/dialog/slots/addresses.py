"""How Hong Kong people say an address, as a grammar: its parts, the order, the talk around them, what is put right.

Streets, estates and numbers are put together by chance: hardly any of these addresses exists.
"""

from __future__ import annotations

from random import Random

from voicebot.tts.numbers import cardinal, digits

PLACES = {"觀塘": "觀塘區", "沙田": "沙田區", "荃灣": "荃灣區", "灣仔區": "灣仔區", "北角": "北角", "將軍澳": "將軍澳", "旺角": "旺角", "葵涌": "葵涌", "中西區": "中西區", "香港仔": "香港仔", "新界元朗": "元朗區", "九龍深水埗": "深水埗區"}
STREETS = ("協和街", "皇后大道中", "太子道西", "青山公路", "花園街", "第三街", "寶琳北路", "鄉事會路", "軒尼詩道", "馬頭圍道", "亞皆老街", "謝斐道", "樓梯街", "軍器廠街", "新填地街", "開源道", "道風山路")
ESTATES = ("好運中心", "富康閣", "新都城", "海怡半島", "金龍大廈", "曉麗苑", "麗港城", "慧安園", "嘉湖山莊", "擎天軒", "時代廣場", "荃灣花園", "創紀之城")
HOUSING = (("翠屏邨", "翠楠樓"), ("竹園南邨", "榮園樓"), ("彩虹邨", "金碧樓"), ("美林邨", "美楓樓"), ("三聖邨", "滿樂樓"))
VILLAGES = ("坪朗村", "水尾村", "永隆圍", "井欄樹村", "大圍新村")
LEADS = ("", "", "", "係", "呃，", "我住", "我住喺", "我搬咗去", "寄去", "地址係", "新地址呢，係", "我而家住喺", "即係", "嗱，", "改做", "唔該改去", "公司喺", "我諗應該係")
TAILS = ("", "", "", "呀", "㗎", "囉", "，唔該", "，多謝", "，得未呀", "嗰度", "，冇𨋢㗎", "，唐樓嚟㗎", "，就係咁", "，得唔得呀")
JOINS = ("", "", "", "，", "，", "，跟住係", "，呃，", "呢，", "，然後", "，即係")
MARKS = ("，唔係，", "，啊唔係，", "，講錯咗，", "，sorry，", "，唔係，係", "，等等，", "，錯咗，應該係", "，唔啱，係")


def _count(n: int, random: Random) -> str:
    return random.choice([cardinal(n), cardinal(n), f"廿{cardinal(n - 20)}" if 20 < n < 30 else cardinal(n), str(n)])


def _flat(random: Random) -> tuple[str, str]:
    letter, n = random.choice("ABCDEFGH"), random.randrange(1, 30)
    return random.choice(
        [(f"{letter}室", f"{letter}室"), (f"{letter}室", f"flat {letter}"), (f"{n:02}室", f"{digits(f'{n:02}')}室"), (f"{n + 1000}室", f"{digits(str(n + 1000))}室"), (f"{letter}單位", f"{letter}單位")]
    )


def _floor(random: Random) -> tuple[str, str]:
    n = random.randrange(1, 50)
    return random.choice([("地下", "地下"), *[(f"{n}樓", f"{_count(n, random)}{unit}") for unit in ("樓", "樓", "樓", "字樓")], (f"{n}樓", f"{n}/F ")])


def _house(random: Random) -> list[tuple[str, str]]:
    """The name and its block, each as (written, said)."""
    if random.random() < 0.4:
        estate, house = random.choice(HOUSING)
        return [(estate, estate), (house, house)]
    name, block = random.choice(ESTATES), random.randrange(1, 40)
    blocks = [("", ""), (f"{block}座", f"{_count(block, random)}座"), (f"{block}座", f"block {block} "), (f"{block}座", f"第{cardinal(block)}座"), (f"2期{block}座", f"二期{cardinal(block)}座")]
    return [(name, name), random.choice(blocks)]


def address(random: Random) -> tuple[str, str]:
    """(canonical value, the customer's words)."""
    place, district = random.choice([*PLACES.items()])
    number = random.randrange(1, 700)
    lettered = random.random() < 0.1
    wanted = f"{number}{'A' if lettered else ''}號"
    said_number = random.choice([f"{cardinal(number)}號", f"{digits(str(number))}號" if number > 99 else f"{number}號"]) + ("A" if lettered else "")
    street = random.choice(STREETS)
    house, floor, flat = _house(random), _floor(random), _flat(random)
    if floor[0] == "地下":
        flat = ("", "")
    way = random.random()
    if way < 0.15:  # a village
        street, house, flat = random.choice(VILLAGES), [], ("", "")
    elif way < 0.35:
        house = []
    elif way < 0.5:
        street = ""
    line = f"{street}{wanted}" if street else ""
    building = "".join(written for written, _ in (*house, floor, flat))
    value = " ".join(part for part in (district, line, building) if part)
    upper = [place, street + said_number if street else "", *(said for _, said in house)]
    lower = [floor[1], flat[1]]
    if street and way >= 0.15 and random.random() < 0.1:
        upper[1] = f"{street}{random.choice(['，', ''])}{said_number}"
    if random.random() < 0.25:
        lower = [_mended(floor[1], _floor(random)[1], random), flat[1]]
    if random.random() < 0.15 and street and way >= 0.15:
        wrong = random.randrange(1, 700)
        upper[1] = street + _mended(said_number, f"{cardinal(wrong)}號", random) + "，"
    groups = [upper, lower] if random.random() < 0.8 else [lower, upper]
    text = "，".join(_joined(group, random) for group in groups) if groups[0] is lower else _joined(upper + lower, random)
    return value, random.choice(LEADS) + text + random.choice(TAILS)


def _mended(right: str, wrong: str, random: Random) -> str:
    return right if wrong == right else f"{wrong}{random.choice(MARKS)}{right}"


def _joined(parts: list[str], random: Random) -> str:
    parts = [part for part in parts if part]
    return parts[0] + "".join(random.choice(JOINS) + part for part in parts[1:])
