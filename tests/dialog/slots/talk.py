"""How Hong Kong people say a value, as a grammar: every form of it (`forms`), and the talk around it (`turn`).

A turn is a lead, the value, a tail; the value may be said twice, put right (wrong value first), or thought about aloud.
Drawn by a seed, so that a failure can be said again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from voicebot.tts.numbers import DIGITS, cardinal, counted, digits

Form = Callable[[Random], tuple[str, str]]  # → canonical value, how it is said

LEADS = (
    "", "", "", "係", "就係", "即係", "應該係", "咁就", "呃，", "嗯，", "咁樣，", "嗱，", "哦，", "我諗係", "我想要", "我話", "我要", "唔該，", "係咁嘅，", "okay，", "咁，", "應該都係", "咁應該就係", "好，",
    "不如", "好呀，",
)  # fmt: skip
TAILS = (
    "", "", "", "呀", "啦", "囉", "喇", "㗎", "嘅", "吖", "咁", "，冇錯", "，唔該", "，唔該晒", "，多謝", "，係呀", "，係啦", "，啱呀", "，得未呀", "，可唔可以呀", "，得唔得呀", "啦唔該", "就得", "就得喇", "得㗎喇",
    "，就係咁", "，ok",
)  # fmt: skip
# {w}: what is wrong; {r}: what is meant.
REPAIRS = (
    "{w}，唔係，{r}", "{w}…唔係，{r}", "{w}唔係，{r}", "{w}，唔係，係{r}", "唔係{w}，係{r}", "{w}，講錯咗，{r}", "{w}，唔好意思，{r}", "{w}，唔好意思，係{r}", "{w}，sorry，{r}", "{w}，錯咗，{r}",
    "{w}，唔啱唔啱，{r}", "{w}，唔係唔係，{r}", "{w}，等等，{r}", "{w}，改做{r}", "{w}，應該係{r}至啱", "{w}呀，唔係，{r}", "{w}，哎呀，{r}", "{w}，no，{r}", "頭先講錯，係{r}", "{w}，我講錯，係{r}",
    "{w}，呀，唔係，係{r}", "{w}，唔係呀，{r}", "{w}，都係{r}好啲", "{w}，不如{r}", "{w}，我意思係{r}",
)  # fmt: skip
TWICE = ("{r}，{r}", "{r}，係，{r}", "{r}，即係{r}", "{r}，{r}啦", "{r}，我再講多次，{r}", "{r}，冇錯，{r}", "{r}，係{r}")


def turn(form: Form, random: Random, leads: tuple[str, ...] = LEADS, repairs: tuple[str, ...] = REPAIRS) -> tuple[str, str]:
    """(canonical value, the customer's words)."""
    value, said = form(random)
    way = random.random()
    if way < 0.55:
        frame = "{r}"
    elif way < 0.85:
        frame = random.choice(repairs)
    else:
        frame = random.choice(TWICE)
    lead, tail = random.choice(leads), random.choice(TAILS)
    wrong = said
    while "{w}" in frame and wrong == said:
        other, wrong = form(random)
        wrong = said if other == value else wrong
    if "頭先" in frame or "唔係{w}" in frame:
        lead = ""
    return value, lead + frame.format(r=said, w=wrong) + tail


# ---- numbers and money ------------------------------------------------------------------------------------------
def whole(value: int, random: Random) -> str:
    """A numeral as it is said: 廿, 卅 and 卌 for tens, 呀 between, 百六, 萬二, 兩 for 二 before 百 and up."""
    said = cardinal(value)
    if 20 < value < 100 and random.random() < 0.5:
        tens, one = divmod(value, 10)
        short = {2: "廿", 3: "卅", 4: "卌"}.get(tens)
        ways = [f"{DIGITS[tens]}呀{DIGITS[one]}"] if one else []
        ways += [short + (DIGITS[one] if one else ""), f"{short}呀{DIGITS[one]}" if one else short] if short else []
        return random.choice(ways or [said])
    for unit, size in (("萬", 10_000), ("千", 1000), ("百", 100)):
        if value >= size and value % (size // 10) == 0 and value % size and value < 10 * size and random.random() < 0.6:
            head = "" if value // size == 1 and random.random() < 0.6 else cardinal(value // size)
            said = f"{head}{unit}{DIGITS[value % size // (size // 10)]}"
            break
    if random.random() < 0.5:
        said = said.replace("二千", "兩千").replace("二萬", "兩萬").replace("二百", "兩百").replace("十兩", "十二")
    return said


def _size(random: Random) -> int:
    way = random.randrange(6)
    if way == 0:
        return random.randrange(3, 100)
    if way == 1:
        return random.randrange(100, 1000)
    if way == 2:
        return random.randrange(1, 100) * 100
    if way == 3:
        return random.randrange(1000, 10_000)
    if way == 4:
        return random.randrange(10, 1000) * 1000
    return random.randrange(100, 1_000_000)


def number(random: Random) -> tuple[str, str]:
    way = random.randrange(9)
    if way == 0:
        n = random.randrange(1, 100)
        return f"{n}%", random.choice([f"百分之{cardinal(n)}", f"{cardinal(n)}個巴仙", f"{n}%", f"{cardinal(n)}巴仙", f"{cardinal(n)} percent"])
    if way == 1:
        n = random.randrange(1, 20)
        return f"{n}.5", f"{counted(str(n))}個半" if n > 1 or random.random() < 0.5 else "個半"
    if way == 2:
        n, part = random.randrange(0, 100), random.randrange(1, 10)
        return f"{n}.{part}", f"{cardinal(n)}點{DIGITS[part]}"
    if way == 3:
        n = random.randrange(2, 60)
        return str(n), f"{counted(str(n))}{random.choice('個張次份位件間本')}"
    if way == 4:
        n = random.randrange(1, 10)
        return f"{12 * n}", f"{counted(str(n))}打"
    if way == 5:
        n = random.randrange(1, 10)
        return f"{n}0%", f"{DIGITS[n]}成"
    n = _size(random)
    return str(n), whole(n, random)


_SLANG = {100: ("嚿水", "舊水"), 1000: ("撇水", "撇", "棟水"), 10_000: ("皮嘢", "皮", "餅嘢"), 1_000_000: ("球",)}


def amount(random: Random) -> tuple[str, str]:
    way = random.randrange(12)
    if way == 0:
        n = random.randrange(1, 100)
        half = ("蚊半" if n > 1 else random.choice(["蚊半", "一蚊半"])) if n == 1 else f"{counted(str(n))}蚊半"
        return f"{n}.50", random.choice([half, f"{counted(str(n))}個半"])
    if way == 1:
        n, dime = random.randrange(1, 100), random.randrange(1, 10)
        n_said = counted(str(n)) if n < 20 else whole(n, random)
        ways = [f"{n_said}蚊{DIGITS[dime] if dime != 2 else random.choice('二兩')}毫", f"{n_said}蚊{DIGITS[dime]}毫子", f"{n_said}蚊零{DIGITS[dime]}毫", f"{n_said}個{DIGITS[dime]}", f"{n_said}蚊{DIGITS[dime]}"]
        return f"{n}.{dime}0", random.choice(ways)
    if way == 2:
        dime = random.randrange(1, 10)
        return f"0.{dime}0", random.choice([f"{counted(str(dime))}毫子", f"{counted(str(dime))}毫", f"{counted(str(dime))}毫錢"])
    if way == 3:
        dime = random.randrange(1, 10)
        return f"0.{dime}5", random.choice([f"{counted(str(dime))}毫半", f"{counted(str(dime))}毫半子"]) if dime > 1 else "毫半"
    if way == 4:
        size = random.choice([*_SLANG])
        n, half = random.randrange(1, 10), random.random() < 0.3
        name = random.choice(_SLANG[size])
        if half:
            bare = name.rstrip("水嘢")
            return f"{n * size + size // 2}.00", random.choice([f"{counted(str(n))}{bare}半", f"{counted(str(n))}{bare}半{name[len(bare):]}", f"{counted(str(n))}{name}半"])
        return f"{n * size}.00", counted(str(n)) + name
    if way == 5:
        n, dime, cent = random.randrange(1, 3000), random.randrange(0, 10), random.randrange(1, 10)
        return f"{n}.{dime}{cent}", f"{counted(str(n))}蚊" + (f"{DIGITS[dime]}毫" if dime else "") + f"{DIGITS[cent]}仙"
    if way == 6:
        n = random.randrange(1, 100)
        return f"{n * 1000}.00", random.choice([f"{n}K", f"{n}k蚊", f"{n},000蚊" if n < 1000 else f"{n}000蚊", f"${n}000", f"HK${n},000"])
    n = _size(random)
    said = whole(n, random)
    ways = [f"{said}蚊", f"{said}蚊", f"{said}蚊正", f"{said}元", f"港幣{said}", f"{said}蚊雞", f"{said}銀", f"{said}文", f"{said}個銀錢", f"成{said}蚊", f"港紙{said}蚊", f"{said}港紙", f"{said}元正", f"{said}大元", f"{said}蚊咁多", f"過{said}", f"俾{said}蚊", f"轉{said}蚊", f"{said}蚊現金"]
    if n >= 100:
        ways += [said, said, said]
    return f"{n}.00", random.choice(ways)


# ---- rows of figures --------------------------------------------------------------------------------------------
_ENGLISH = "zero one two three four five six seven eight nine".split()
_JOINS = ("，", "，", "，", "、", " ", "…", "，跟住", "，之後", "，之後係", "，然後", "，然後係", "，同埋", "，再嚟", "，再嚟係", "，加", "，跟住就係", "，呃，", "，嗯，", "，仲有", "，後面係", "，接住", "，又")


def row(figures: str, random: Random) -> str:
    """A row of figures in groups, doubled and tripled, with breaths, in Cantonese with some English."""
    groups, rest = [], figures
    while rest:
        size = min(len(rest), random.choice([2, 3, 4, 4, 4, 8]))
        groups.append(rest[:size])
        rest = rest[size:]
    said = [_group(group, random) for group in groups]
    if random.random() < 0.15:  # a false start: 九一二，九一二三
        at = random.randrange(len(groups))
        said[at] = f"{_group(groups[at], random)}，{said[at]}" if len(groups[at]) > 2 else said[at]
    out = said[0]
    for group in said[1:]:
        out += random.choice(_JOINS) + group
    return out


def _group(figures: str, random: Random) -> str:
    english = random.random() < 0.08
    out, at = "", 0
    while at < len(figures):
        c = figures[at]
        run = len(figures[at:]) - len(figures[at:].lstrip(c))
        one = _ENGLISH[int(c)] if english else DIGITS[int(c)]
        if run >= 2 and random.random() < 0.5:
            run = min(run, 4)
            ways = {
                2: [f"孖{one}", f"雙{one}", f"double {one}", f"兩個{one}", f"double{one}", f"孖{one}"],
                3: [f"三個{one}", f"三條{one}", f"triple {one}"],
                4: [f"四個{one}", f"四條{one}"],
            }[run]
            out += random.choice(ways) + (" " if english else "")
            at += run
            continue
        if not english and c == "0" and random.random() < 0.1:
            one = random.choice("〇洞")
        if not english and c == "1" and random.random() < 0.08:
            one = "么"
        out += one + (" " if english else "")
        at += 1
    return out.strip()


PHONE_LEADS = (
    "", "", "", "係", "即係", "我電話係", "我電話呢，係", "我嘅電話號碼就係", "手機係", "電話號碼，", "我手提係", "屋企電話係", "打", "打去", "呃，", "嗯，係", "咁樣，", "我個電話係", "我太太電話係", "可以打", "聯絡電話係", "應該係", "號碼就係",
    "whatsapp係", "我寫低咗，係", "我讀畀你聽，", "你記低呀，", "我慢慢講，",
)  # fmt: skip
ACCOUNT_LEADS = ("", "", "戶口號碼係", "我個戶口係", "戶口呢，係", "儲蓄戶口，", "account number係", "係", "即係", "個號碼係", "我睇住張卡，係", "呃，", "賬號係", "個account係")
CODE_LEADS = ("", "", "個code係", "驗證碼係", "密碼係", "收到喇，係", "六位數字係", "係", "短訊話係", "個號碼係", "即係", "呃，", "啱啱收到，")
_ROW_REPAIRS = tuple(r for r in REPAIRS if "不如" not in r and "都係" not in r)


def phone(random: Random) -> tuple[str, str]:
    figures = random.choice("2356789") + "".join(str(random.choice([random.randrange(10), random.randrange(10), 8])) for _ in range(7))
    if random.random() < 0.3:
        at = random.randrange(1, 6)
        figures = figures[:at] + figures[at] * random.choice([2, 3]) + figures[at:]
        figures = figures[:8]
    code = random.choice(["八五二，", "852 ", "加八五二，", "+852 ", "區號八五二，"]) if random.random() < 0.08 else ""
    return figures, code + row(figures, random)


def account(random: Random) -> tuple[str, str]:
    figures = "".join(str(random.randrange(10)) for _ in range(random.randrange(9, 13)))
    return figures, row(figures, random)


# {f}: some figures at the front, {b}: at the back; as they were first said, and as they are put right.
_FRONT = ("，頭{n}個字係{r}", "，唔係，頭{n}位係{r}", "，頭嗰{n}個錯咗，係{r}", "，哎呀，頭{n}隻字唔係{w}，係{r}")
_BACK = ("，尾{n}位係{r}", "，唔係，尾{n}個字係{r}", "，唔啱，最尾嗰{n}個係{r}", "，sorry，尾{n}隻字係{r}先啱", "，後{n}個字唔係{w}係{r}", "，最後嗰{n}個係{r}唔係{w}", "尾唔係{w}係{r}")


def mended(form: Form) -> Form:
    """A row of which the front or the back is told once more, as it should be."""

    def said(random: Random) -> tuple[str, str]:
        figures, _ = form(random)
        size, front = random.randrange(2, 4), random.random() < 0.4
        right = figures[1 : 1 + size] if front else figures[-size:]
        wrong = "".join(random.choice([c for c in "0123456789" if c != old]) for old in right)
        if front:
            figures_said, right, wrong = figures[0] + wrong + figures[1 + size :], figures[0] + right, figures[0] + wrong
        else:
            figures_said = figures[:-size] + wrong
        frame = random.choice(_FRONT if front else _BACK)
        return figures, digits(figures_said) + frame.format(n=counted(str(len(right))), r=digits(right), w=digits(wrong))

    return said


_WORDS_OF = {
    "A": ("apple", "Amy"), "B": ("boy", "Ben"), "C": ("cat", "Charlie"), "D": ("dog", "David"), "E": ("elephant", "egg"), "F": ("father", "Fanny"), "G": ("good", "golf"), "H": ("happy", "Henry"), "K": ("king", "Kitty"), "M": ("Mary", "mother"),
    "P": ("Peter", "papa"), "R": ("Roger", "rabbit"), "S": ("Sam", "sugar"), "T": ("Tom", "tiger"), "V": ("Victor", "victory"), "Y": ("yellow", "yes"), "Z": ("zebra", "zoo"),
}  # fmt: skip
HKID_LEADS = ("", "", "", "係", "我張身份證係", "呃，", "身份證頭嗰幾個字係", "嗱，", "等我攞出嚟先，", "我嗰張係", "你聽住呀，", "好，", "身份證呀，")


def hkid_part(random: Random) -> tuple[str, str]:
    """The letter and three figures, the letter told by a word or not, in either order."""
    letter = random.choice([*_WORDS_OF])
    figures = "".join(str(random.choice([random.randrange(10), random.randrange(10), 5])) for _ in range(3))
    word = random.choice(_WORDS_OF[letter])
    told = random.choice(
        [letter, letter, f"{letter}字頭", f"{letter}字", f"{letter}仔", f"{letter}開頭", f"{letter} for {word}", f"{word}嗰個{letter}", f"{word}個{letter}", f"{letter}，{word}個{letter}", f"英文字係{letter}", f"字母{letter}", f"英文字母係{letter}，{word}嗰隻{letter}", f"{letter}，{letter} for {word}"]
    )
    row_said = _group(figures, random)
    if "0" not in figures[:2] and random.random() < 0.1:
        row_said = cardinal(int(figures))
    between = random.choice(["", "，", "，", "，跟住", "，然後係", "，數字係", "，跟手就係", "，之後係", "，三個數字係", "呀，"])
    if random.random() < 0.1:
        return letter + figures, f"數字係{row_said}，英文字母係{letter}"
    return letter + figures, told + between + row_said


def code(random: Random) -> tuple[str, str]:
    figures = "".join(str(random.randrange(10)) for _ in range(6))
    return figures, row(figures, random)


# ---- days -------------------------------------------------------------------------------------------------------
_WEEK = "一二三四五六日"


def day_forms(today: date) -> Form:
    """Forms of a day as it is said on `today`."""

    def form(random: Random) -> tuple[str, str]:
        way = random.randrange(9)
        if way == 0:
            ahead, said = random.choice(
                [(0, "今日"), (1, "聽日"), (1, "聽朝"), (1, "聽晚"), (2, "後日"), (2, "後日朝早"), (3, "大後日"), (3, "大後日晏晝"), (1, "聽日下晝"), (-1, "尋日"), (-1, "琴日"), (-2, "前日"), (-1, "噚晚"), (-3, "大前日")]
            )
            return (today + timedelta(days=ahead)).isoformat(), said
        if way == 1:
            weeks, name = random.choice([(1, "下個"), (1, "下"), (1, "下一個"), (2, "下下個"), (2, "下下"), (2, "再下個"), (1, "next "), (-1, "上個"), (-1, "上")])
            weekday = random.randrange(6)
            monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
            week = random.choice(["禮拜", "星期", "拜"]) if name not in ("next ", "下", "上") else random.choice(["禮拜", "星期"])
            return (monday + timedelta(days=weekday)).isoformat(), f"{name}{week}{_WEEK[weekday]}" + random.choice(["", "", "朝早", "下晝", "嗰日"])
        if way == 2:
            n = random.randrange(2, 15)
            unit, size = random.choice([("日", 1), ("個禮拜", 7), ("星期", 7)])
            return (today + timedelta(days=n * size)).isoformat(), f"{counted(str(n))}{unit}{random.choice(['後', '之後', '以後'])}"
        if way == 3:
            day = today + timedelta(days=random.randrange(1, 300))
            month_day = _month_day(day, random)
            named = {today.year: "今年", today.year + 1: random.choice(["出年", "明年", "下年"])}[day.year]
            return day.isoformat(), f"{named}{month_day}"
        if way in (4, 5):
            day = today + timedelta(days=random.randrange(1, 330))
            weekday = random.choice(["禮拜", "星期"]) + _WEEK[day.weekday()]
            return day.isoformat(), random.choice([f"{_month_day(day, random)}{weekday}", f"{_month_day(day, random)}，{weekday}", f"{weekday}{_month_day(day, random)}", f"{_month_day(day, random)}呢，即係{weekday}", f"{_month_day(day, random)}嗰個{weekday}"])
        if way == 6:
            day = date(random.randrange(1940, 2026), random.randrange(1, 13), random.randrange(1, 29))
            year = digits(str(day.year))
            short = digits(str(day.year)[2:])
            years = [f"{year}年", f"{day.year}年"] + ([f"{short}年"] if 1940 <= day.year < 2000 or 2001 <= day.year else [])
            said = random.choice(years) + random.choice(["", "", "嘅", "，"]) + _month_day(day, random)
            return day.isoformat(), said
        if way == 7:
            day = date(2027, random.randrange(1, 13), random.randrange(1, 29))
            english = day.strftime("%B")
            return day.isoformat(), random.choice([f"{english} {day.day} 2027", f"{day.day} {english} 2027", f"{day.day}th {english} 2027", f"2027年{english} {day.day}號", f"{day.day}/{day.month}/2027", f"{english} {cardinal(day.day)}號2027年"])
        first = today.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        day = following.replace(day=random.randrange(1, 29))
        n = cardinal(day.day)
        return day.isoformat(), f"下個月{random.choice(['', '嘅'])}{n}{random.choice(['號', '號', '日'])}"

    return form


def _month_day(day: date, random: Random) -> str:
    month = random.choice([cardinal(day.month), str(day.month), cardinal(day.month)])
    n = day.day
    said = random.choice([cardinal(n), cardinal(n), str(n), f"廿{DIGITS[n - 20]}" if 20 < n < 30 else cardinal(n)])
    return f"{month}月{said}{random.choice(['號', '號', '日'])}"


DAY_LEADS = (*LEADS, "約", "我約", "想約", "我想約", "可唔可以", "改去", "改到", "不如約", "最好係", "我得閒嗰日係", "我諗住", "就")


# ---- times ------------------------------------------------------------------------------------------------------
def time(random: Random) -> tuple[str, str]:
    """A time whose half of the day is said."""
    minute = random.choice([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 30, 0])
    half, hour = random.choice(
        [("朝早", 8), ("朝早", 9), ("朝頭早", 10), ("上晝", 11), ("下晝", 1), ("下晝", 2), ("晏晝", 3), ("下晝", 4), ("下晝", 5), ("夜晚", 7), ("夜晚", 8), ("晚黑", 9), ("夜晚", 10), ("凌晨", 1), ("凌晨", 3), ("晏晝", 1), ("今晚", 8), ("聽朝", 9), ("傍晚", 6)]
    )
    hour24 = hour + (12 if half in ("下晝", "晏晝", "夜晚", "晚黑", "今晚", "傍晚") else 0)
    o = counted(str(hour))
    if minute == 0:
        said = random.choice([f"{o}點", f"{o}點鐘", f"{o}點正", f"{o}點踏正", f"踏正{o}點", f"{o}點搭正", f"{o}點鐘正", f"正{o}點", f"啱啱{o}點"])
    elif minute == 30:
        said = random.choice([f"{o}點半", f"{o}點半鐘", f"{o}點踏半", f"{o}點搭半", f"{o}點三十分", f"{o}點六個字", f"{o}點兩個骨", f"{o}點三十"])
    else:
        units = minute // 5
        ways = [f"{o}點{cardinal(minute)}分" if minute > 5 else f"{o}點零五分", f"{o}點{counted(str(units))}個字", f"{o}點踏{DIGITS[units]}" if units < 10 else f"{o}點踏{cardinal(units)}", f"{o}點搭{cardinal(units)}", f"{o}點{cardinal(units)}" if units < 10 else f"{o}點{cardinal(units)}個字", f"{o}點鐘{counted(str(units))}個字"]
        if minute in (15, 45):
            ways += [f"{o}點{cardinal(minute // 15)}個骨", f"{o}點{cardinal(minute)}"]
        if minute >= 45:
            later = counted(str(hour % 12 + 1))
            ways += [f"差{cardinal(60 - minute)}分{later}點", f"差{counted(str((60 - minute) // 5))}個字{later}點", f"爭{counted(str((60 - minute) // 5))}個字{later}點", f"爭{cardinal(60 - minute)}分鐘{later}點"] if hour not in (11, 12) else []
        said = random.choice(ways)
    return f"{hour24:02d}:{minute:02d}", half + random.choice(["", "", "嘅"]) + said


TIME_LEADS = (*LEADS, "約", "我想約", "改去", "最好", "可唔可以", "大家約")


# ---- names ------------------------------------------------------------------------------------------------------
TOLD = {
    "陳": "耳東陳", "張": "弓長張", "李": "木子李", "吳": "口天吳", "章": "立早章", "林": "雙木林", "黃": "草頭黃", "劉": "卯金刀劉", "趙": "走肖趙", "許": "言午許", "何": "人可何", "胡": "古月胡",
    "余": "人禾余", "楊": "木易楊", "徐": "雙人徐", "周": "圈吉周", "曾": "曾經嘅曾", "馬": "牛馬嘅馬", "王": "三劃王", "鄧": "登耳鄧", "梁": "梁山伯嘅梁", "羅": "四維羅", "蘇": "魚禾蘇", "謝": "多謝嘅謝", "朱": "紅色個朱",
}  # fmt: skip
_GIVEN = {
    "大文": ("大細嘅大", "文章嘅文"), "志明": ("志氣嘅志", "光明嘅明"), "家強": ("國家嘅家", "堅強嘅強"), "美玲": ("美麗嘅美", "玲瓏嘅玲"), "小寶": ("大小嘅小", "寶貝嘅寶"), "永康": ("永遠嘅永", "健康嘅康"), "子豪": ("子女嘅子", "豪華嘅豪"),
    "偉光": ("偉大嘅偉", "光明嘅光"), "文輝": ("文字嘅文", "光輝嘅輝"), "詠詩": ("歌詠嘅詠", "詩詞嘅詩"),
}  # fmt: skip
_OTHERS = ("角落個角", "王字邊嗰個", "紅色個紅", "立早嗰個", "遠近嘅近")
NAME_LEADS = ("", "", "我叫", "我個名叫", "叫", "叫做", "我係", "全名係", "呃，", "我中文名係", "我個名係", "本人", "我全名叫做", "係", "個名呢，", "戶口用", "戶主係我太太，", "登記嗰個名係", "身份證寫住", "佢叫", "我阿媽叫", "喂你好，我叫")


def name(random: Random) -> tuple[str, str]:
    surname, given = random.choice([*TOLD]), random.choice([*_GIVEN])
    told, (one, two) = TOLD[surname], _GIVEN[given]
    if random.random() < 0.3:
        one, two = one.replace("嘅", "個"), two.replace("嘅", "嗰個")
    full = surname + given
    if random.random() < 0.3 and len(told) == 3:
        told = f"{told[:2]}{random.choice(['嗰個', '個'])}{told[2]}"
    ways = [
        full, f"{full}，{told}", f"{full}呀，{told}", f"{told}，{full}", f"姓{surname}，{told}，{full}", f"姓{surname}，叫{given}", f"{full}，{told}，{one}，{two}", f"{surname}，{told}，{given}，{one}，{two}",
        f"{full}，{one}，{two}", f"{told}，{one}，{two}", f"{full}，{told}，{one}同埋{two}", f"姓{surname}，{full}", f"{surname}{given}，{given[0]}係{one}，{given[1]}係{two}",
        f"{full}，唔係{random.choice(_OTHERS)}，係{one}", f"{full}{one}{two}", f"姓{surname}，{told}，名係{given}，{one}，{two}",
    ]  # fmt: skip
    return full, random.choice(ways)


# {w}: a day or time that does not do, and why; {r}: the one that does.
REASONS = ("{w}，哎，{w}要覆診添，{r}", "{w}唔得呀，{r}", "{w}我要返工，{r}", "{w}我冇時間，{r}", "{w}，唔得，{w}要接仔，{r}", "{r}，{w}我要返工")


def without_breath(text: str) -> str:
    """As the ears write it: no marks."""
    return re.sub("(?<![a-z])[，、… ]|[，、… ](?![a-z])", "", text)
