"""What people say when the desk asks for a value: texts of each kind, from which `bias` makes a small model.

A kind's texts are its grammar by example: bigrams and trigrams of all figures, of amounts as they are said, of the days
of a year. They are made, not collected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ..tts.numbers import DIGITS, cardinal, digits, money

_YES_NO = (
    "係 係呀 係呀係呀 唔係 唔係呀 好 好呀 好呀唔該 唔好 唔好呀 唔使 唔使喇 唔使住 啱 啱呀 唔啱 冇錯 錯 得 得呀 唔得 可以 唔可以"
    " 要 要呀 唔要 冇問題 冇 有 係唔該 啱啱 正確 確認 取消 等陣 OK yes no"
).split()
_CHOICES = (
    *_YES_NO, *(f"第{n}個" for n in "一二三四五"), *"一二三四五", "頭嗰個", "尾嗰個", "中間嗰個", "上面嗰個", "下面嗰個", "前者", "後者", "兩個都唔係",
    "全部都唔係", "都得", "我要", "我揀", "我想要",
)
DAYS = (
    "今日 聽日 後日 大後日 尋日 前日 今晚 聽晚 聽朝 下晝 星期一 星期二 星期三 星期四 星期五 星期六 星期日 禮拜一 禮拜二 禮拜三 禮拜四"
    " 禮拜五 禮拜六 禮拜日 下星期一 下星期三 下星期五 下個禮拜二 下個禮拜四 今個星期六 月尾 月頭 下個月 下個月一號 今個月 出年 舊年"
).split()
_TIMES = ("半", "正", "一個字", "兩個字", "三個字", "九個字", "零五分", "十分", "十五分", "四十五分", "三個骨", "一個骨")
HALVES = ("", "朝早", "上晝", "晏晝", "下晝", "夜晚", "凌晨")
_HOURS = (*"一兩三四五六七八九十", "十一", "十二")
_SURNAMES = "陳黃李梁林張吳劉何鄭鍾王謝曾蔡葉周馮趙楊羅鄧蘇許郭胡朱徐余麥潘馬廖彭蕭江方袁莫溫游姚沈杜呂盧高戴譚甄區岑歐"


def _figures() -> Iterator[str]:
    """Rows of figures: every pair and three of them once, with doubled and spoken-for ones, and 電話係 before."""
    for n in range(1000):
        yield digits(f"{n:03}") + digits(f"{n * 7919 % 100_000:05}")
    yield from (f"{way}{figure}{digits(f'{n:03}')}" for way in ("孖", "三條") for figure in DIGITS for n in range(0, 1000, 111))
    yield from (f"{lead}{figure}" for lead in ("係", "我電話係", "號碼係", "戶口號碼係") for figure in DIGITS[1:])


def _hkid() -> Iterator[str]:
    """A letter, then figures (the check digit, in brackets, may follow)."""
    for number, letter in enumerate("ABCDEFGHKMNPRSTVWYZ"):
        for n in range(20):
            figures = digits(f"{(number * 20 + n) * 7919 % 1_000_000:06}")
            yield letter + figures[:3]
            yield f"{letter}{figures}括弧{DIGITS[n % 10]}"
            yield f"{letter}字頭{figures[:3]}"


def _numbers() -> Iterator[str]:
    yield from (cardinal(n) for n in range(1, 200))
    yield from (cardinal(n * size) for size in (10, 100, 1000, 10_000) for n in range(2, 100))
    yield from (cardinal(n * 7919 % 99_991) for n in range(200))
    yield from (digits(str(n)) for n in range(10))
    yield from ("兩個", "一個", "三個", "兩次", "百零", "廿一", "廿五", "卅一")


def _numbers_or_figures() -> Iterator[str]:
    yield from _numbers()
    yield from _figures()  # an account is a number too


def _amounts() -> Iterator[str]:
    for value in [*range(1, 100), *(n * size for size in (10, 100, 1000, 10_000) for n in range(1, 100))]:
        yield money(str(value))
        if value >= 100:
            yield cardinal(value)
    yield from (money(str(n * 7919 % 50_000)) for n in range(1, 300))
    yield from (money(str(n), str(part)) for n in range(1, 40) for part in (5, 8, 25, 90))
    yield from ("一嚿水", "兩嚿水", "五嚿水", "千二蚊", "百六蚊", "千五", "萬二", "三萬五", "兩萬", "五十蚊度", "一百萬", "全部")


def _dates() -> Iterator[str]:
    yield from DAYS
    for month in range(1, 13):
        for day in range(1, 32):
            yield f"{cardinal(month)}月{cardinal(day)}號"
    yield from (f"{cardinal(day)}號" for day in range(1, 32))
    yield from (f"{digits(str(year))}年{cardinal(year % 12 + 1)}月{cardinal(year % 28 + 1)}號" for year in range(1940, 2031))


def _times() -> Iterator[str]:
    for half in HALVES:
        for hour in _HOURS:
            yield f"{half}{hour}點"
            yield from (f"{half}{hour}點{rest}" for rest in _TIMES)
    yield from ("而家", "依家", "聽日朝早", "下晝", "晏晝", "夜晚", "朝早", "放工之後")


def _names() -> Iterator[str]:
    for surname in _SURNAMES:
        yield from (f"姓{surname}", f"我姓{surname}", f"{surname}生", f"{surname}小姐", f"{surname}太", f"我叫{surname}", surname)


# How much of the mixture a kind takes: what is asked for is nearly always what is said, but not quite; a surname is one
# character, and would stand in any word that sounds so (職員 became 唧袁). Phrases without a kind are hints.
_SHARE, _NAMES, HINTS = 0.97, 0.8, 0.5
KINDS: Mapping[str, Callable[[], Iterator[str]]] = {
    "yes_no": lambda: iter(_YES_NO), "number": _numbers_or_figures, "digits": _figures, "phone": _figures, "hkid": _hkid,
    "amount": _amounts, "date": _dates, "time": _times, "name": _names, "choice": lambda: iter(_CHOICES),
}  # fmt: skip


def share(kind: str) -> float:
    """How much of the mixture the phrases of a kind take; HINTS where it is none of KINDS."""
    return {"name": _NAMES}.get(kind, _SHARE) if kind in KINDS else HINTS
