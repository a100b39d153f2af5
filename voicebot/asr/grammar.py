"""Whole answers of a kind as a finite automaton: what can be said when a phone number, an HKID, a date is asked for.

`grammar` gives the arcs of a kind. An HKID's automaton carries the sum of its check digit (weights 9 to 1, modulo 11, of
the Immigration Department), so that only a valid one is free; a date's has only days that exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import ToJyutping

from ..tts.english import LETTERS
from ..tts.numbers import DIGITS
from .automaton import END, START, Arc, Automaton, Part, chain, either, maybe, priced, repeated
from .expected import DAYS, HALVES

_INVALID = 3.0  # nats: a check digit that is not the right one (a slip of the tongue, not of the ear)
_UNUSUAL = 2.0  # nats: a way of saying that is rarer than the plain one
_SAID = {
    "零": ("ling4", "leng4"), "一": ("jat1",), "二": ("ji6",), "三": ("saam1",), "四": ("sei3",), "五": ("ng5",), "六": ("luk6",), "七": ("cat1",),
    "八": ("baat3",), "九": ("gau2",), "十": ("sap6",), "百": ("baak3",), "千": ("cin1",), "萬": ("maan6",), "兩": ("loeng5",), "廿": ("jaa6", "je6"),
    "卅": ("saa1 aa6",), "孖": ("maa1",), "雙": ("soeng1",), "條": ("tiu4",), "搭": ("daap3",), "踏": ("daap6",), "差": ("caa1",), "鐘": ("zung1",), "呀": ("aa6", "aa3"), "點": ("dim2",), "半": ("bun3",), "蚊": ("man1",), "蚊雞": ("man1 gai1",), "毫": ("hou4",), "仙": ("sin1",),
    "元": ("jyun4",), "個": ("go3",), "月": ("jyut6",), "號": ("hou6",), "日": ("jat6",), "年": ("nin4",), "字": ("zi6",), "分": ("fan1",), "正": ("zing3",),
    "骨": ("gwat1",), "括弧": ("kut3 wu4",), "字頭": ("zi6 tau4",), "百分之": ("baak3 fan6 zi1",), "Z": ("ji6 zek1", "ji6 set1"), "H": ("ik1 cyu4", "ei1 cyu4"),
    "W": ("dap1 ju1", "dap6 bi1 ju4"), "R": ("aa1", "aa1 lou4"), "L": ("e1 lou4", "eu1"), "X": ("ik1 si4", "ek1 si4"),
}  # fmt: skip
_LEADS = (
    "係 我電話係 電話係 號碼係 我個號碼係 我嘅電話係 我個電話號碼係 電話號碼係 身分證係 身分證號碼係 我嘅身分證係 我嘅身分證號碼係 戶口號碼係"
    " 我戶口係 我要 要 大約 大概 差唔多 打去 喺 係大約 轉 過 轉數 唔係係 應該係 即係 就係 我諗係 應該都係 手機係 手提係 我手提係 屋企電話係 驗證碼係 密碼係 約 想約 我想約 改去 不如 最好 我想轉 我想要 我出世係 我生日係"
).split()
_HEMS = (("m4",), ("m6",), ("e6",), ("aa4",))  # said before an answer, not written
_TAILS = "呀 啊 啦 喇 喎 咋 㗎 囉 左右 度 嗰日 嗰張 唔該 唔該晒 就得 就得喇 得喇 咁 吖 多謝 冇錯".split()
_JOINS = "跟住 跟住係 之後 之後係 然後 然後係 同埋".split()  # between the groups of a row
_LONGER = {3: "三", 4: "四"}  # 三個六, 四條八
_FIGURE = {char: n for n, char in enumerate(DIGITS)}
_ONES = DIGITS[1:]
_HEADS = _ONES + "兩"  # of hundreds and thousands
FIGURES = frozenset(DIGITS + "兩十百千萬")  # what a value is told in
_MONTHS = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


def token(text: str, cost: float = 0.0) -> Part:
    """One written token: a figure, a letter, a word of `_SAID`."""
    said = [tuple(one.split()) for one in _SAID.get(text) or (LETTERS[text.lower()],)]

    def add(made: Automaton, source: int, target: int) -> None:
        made.arcs += (Arc(source, target, text, each, cost) for each in said)

    return add


def phrase(text: str) -> Part:
    """Han characters as ToJyutping reads them, one token each."""
    read = [(char, (said or "").split()) for char, said in ToJyutping.get_jyutping_list(text)]
    return chain(*(_read(char, tuple(said)) for char, said in read))


def _read(char: str, said: tuple[str, ...]) -> Part:
    return lambda made, source, target: made.arcs.append(Arc(source, target, char, said, 0.0))


def tokens(texts: Iterable[str], cost: float = 0.0) -> Part:
    return either(*(token(text, cost) for text in texts))


# ---- the kinds ----------------------------------------------------------------------------------------------------
def _row(length: int, first: str = DIGITS) -> Part:
    """A phone's so many figures, 孖 before one that is said for two, 三個 for three, and 跟住 between its groups."""

    def add(made: Automaton, source: int, target: int) -> None:
        nodes = [source, *(made.node() for _ in range(length - 1)), target]
        for n in range(length):
            tokens(first if n == 0 else DIGITS)(made, nodes[n], nodes[n + 1])
            if n + 2 <= length:
                doubled = made.node()
                tokens("孖雙", 2 * _UNUSUAL)(made, nodes[n], doubled)
                tokens(first if n == 0 else DIGITS)(made, doubled, nodes[n + 2])
            for count, said in _LONGER.items():
                if n + count <= length:
                    longer = chain(priced(token(said), 2 * _UNUSUAL), tokens("個條"), tokens(first if n == 0 else DIGITS))
                    longer(made, nodes[n], nodes[n + count])
            if 2 <= n <= length - 2:
                priced(either(*map(phrase, _JOINS)), 2 * _UNUSUAL)(made, nodes[n], nodes[n])

    return add


def _rows(least: int, most: int) -> Part:
    """Figures of an account."""
    row = maybe(tokens(DIGITS))
    for _ in range(most - least - 1):
        row = maybe(chain(tokens(DIGITS), row))
    return chain(*[tokens(DIGITS)] * least, row)


def _phone() -> Part:
    return chain(maybe(chain(*(token(c) for c in "八五二")), 2 * _UNUSUAL), _row(8, DIGITS[2:]))


def _hkid(made: Automaton, source: int, target: int) -> None:
    """A letter and three figures, or six and the check digit."""
    sums: list[dict[int, int]] = [{} for _ in range(7)]  # by how many figures were said: sum modulo 11 → node

    def at(place: int, total: int) -> int:
        return sums[place].setdefault(total % 11, made.node() if total % 11 not in sums[place] else -1)

    for n, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        head = at(0, 36 * 9 + (n + 10) * 8)
        token(letter)(made, source, head)
    for total, node in list(sums[0].items()):
        spoken = made.node()
        token("字頭", _UNUSUAL)(made, node, spoken)
        for figure in DIGITS:
            token(figure)(made, spoken, at(1, total + 7 * _FIGURE[figure]))
    for place in range(6):
        for total, node in list(sums[place].items()):
            for figure in DIGITS:
                token(figure)(made, node, at(place + 1, total + (7 - place) * _FIGURE[figure]))
    made.skips += ((node, target, 0.0) for node in sums[3].values())
    closing = made.node()
    made.skips.append((closing, target, 0.0))
    token("括弧", _UNUSUAL)(made, closing, target)
    for total, node in sums[6].items():
        opened = made.node()
        made.skips.append((node, opened, 0.0))
        token("括弧")(made, node, opened)
        for value, check in enumerate((*DIGITS, "A")):
            token(check, 0.0 if (total + value) % 11 == 0 else _INVALID)(made, opened, closing)


def _tens() -> Part:
    """1 … 99."""
    ones = tokens(_ONES)
    said = chain(maybe(ones), token("十"), maybe(ones))
    between = chain(token("呀", _UNUSUAL), ones)  # 三呀六, 廿呀五
    return either(ones, said, chain(tokens(("廿", "卅"), _UNUSUAL), maybe(either(ones, between))), chain(ones, between))


def _hundreds() -> Part:
    tens = chain(tokens(_ONES), token("十"), maybe(tokens(_ONES)))
    said = chain(tokens(_HEADS), token("百"), maybe(either(chain(token("零"), tokens(_ONES)), tens)))
    return either(said, chain(token("百", _UNUSUAL), tens))


def _thousands() -> Part:
    return chain(tokens(_HEADS), token("千"), maybe(either(chain(token("零"), _tens()), _hundreds())))


def _cardinal() -> Part:
    """1 … 99,999,999."""
    rest = either(chain(token("零"), either(_tens(), _hundreds())), _thousands(), _hundreds())
    below = either(_tens(), _hundreds(), _thousands())
    return either(below, chain(either(below, token("兩")), token("萬"), maybe(rest)))


def _shorthand() -> Part:
    """The last figure counts tens of the place before it, and no measure word follows: 千五, 三萬二, 二百五."""
    whole = chain(either(_tens(), _hundreds(), token("兩")), token("萬"))
    told = [
        chain(maybe(whole), tokens(_HEADS), token("千"), tokens(_ONES)), chain(whole, tokens(_ONES)),
        chain(maybe(chain(tokens(_HEADS), token("千"))), tokens(_HEADS), token("百"), tokens(_ONES)),
    ]  # fmt: skip
    return either(*told, chain(tokens("百千萬", _UNUSUAL), maybe(tokens(_ONES))))


def _amount() -> Part:
    money = tokens(("蚊", "元", "蚊雞"))
    small = chain(tokens(_ONES), token("毫"), maybe(chain(tokens(_ONES), token("仙"))))
    cents = either(small, chain(tokens(_ONES), token("仙")), tokens(_ONES))
    halves = chain(maybe(either(_tens(), token("兩"))), token("個"), either(token("半"), tokens(_ONES)))
    slang = chain(tokens(_HEADS, _UNUSUAL), either(*map(phrase, ("嚿水", "撇水", "皮嘢"))))
    exactly = either(cents, token("半"), token("正"))
    return either(chain(either(_cardinal(), token("兩")), maybe(chain(money, maybe(exactly)))), _shorthand(), halves, small, slang)


def _number() -> Part:
    part = chain(token("點"), repeated(tokens(DIGITS)))
    return either(
        priced(repeated(tokens(DIGITS)), _UNUSUAL),
        _rows(9, 12),
        chain(maybe(token("百分之")), _cardinal(), maybe(part)),
        _shorthand(),
        chain(token("零"), part),
        chain(either(_tens(), token("兩")), token("個")),
    )


def _small(value: int) -> list[str]:
    """The tokens of 1 … 31."""
    tens, one = divmod(value, 10)
    return [*(["十"] if tens == 1 else [DIGITS[tens], "十"] if tens else []), *([DIGITS[one]] if one else [])]


def _said_number(value: int) -> Part:
    plain = chain(*(token(text) for text in _small(value)))
    if 20 < value < 30:
        return either(plain, chain(token("廿", _UNUSUAL), token(DIGITS[value % 10])))
    return plain


def _day(last: int) -> Part:
    return chain(either(*(_said_number(day) for day in range(1, last + 1))), tokens(("號", "日")))


def _date() -> Part:
    long, short = [m for m, days in _MONTHS.items() if days == 31], [m for m, days in _MONTHS.items() if days == 30]
    months = [chain(either(*(_said_number(m) for m in group)), token("月"), _day(last)) for group, last in ((long, 31), (short, 30), ([2], 29))]
    figures = chain(either(chain(token("一"), token("九")), chain(token("二"), token("零"))), tokens(DIGITS), tokens(DIGITS), token("年"))
    year = either(figures, chain(tokens(DIGITS), tokens(DIGITS), token("年", _UNUSUAL)), *map(phrase, ("今年", "出年", "舊年")))
    week = either(*map(phrase, "下個 下 下下個 今個 呢個 上個 上 嚟緊".split()))
    weekday = chain(either(phrase("禮拜"), phrase("星期")), tokens("一二三四五六日"))
    away = chain(either(_tens(), token("兩")), either(token("日"), chain(token("個"), either(phrase("禮拜"), token("月")))), either(phrase("後"), phrase("之後")))
    lunar = chain(phrase("年初"), either(*(_said_number(day) for day in range(1, 16))))
    return either(
        chain(maybe(year), either(*months), maybe(weekday, _UNUSUAL)), chain(maybe(phrase("下個月")), _day(31)), chain(maybe(week), weekday),
        priced(away, _UNUSUAL), priced(lunar, _UNUSUAL), *(phrase(day) for day in DAYS),
    )


def _time() -> Part:
    hours = either(*(_said_number(hour) for hour in (1, *range(3, 13))), token("兩"))
    clock = either(*(_said_number(n) for n in (1, *range(3, 12))), token("兩"), token("二"))
    fives = chain(clock, token("個"), token("字"))
    past = chain(tokens("搭踏"), either(clock, tokens(("半", "正"))))
    minutes = chain(either(chain(token("零"), tokens(_ONES)), *(_said_minute(n) for n in range(10, 60))), token("分"))
    quarters = chain(tokens("一三"), token("個"), token("骨"))
    rest = either(tokens(("半", "正")), fives, minutes, quarters, past, chain(token("鐘"), maybe(fives)), priced(clock, _UNUSUAL))
    less = chain(token("差", _UNUSUAL), either(chain(clock, token("個"), token("字")), chain(either(*(_said_minute(n) for n in (5, *range(10, 30)))), token("分"))))
    half = either(*(phrase(half) for half in (*HALVES, "今晚", "聽朝", "聽晚", "朝頭早", "傍晚") if half))
    return chain(maybe(half), either(chain(maybe(priced(chain(token("踏"), token("正")), _UNUSUAL)), hours, token("點"), maybe(rest)), chain(less, hours, token("點"))))


def _said_minute(value: int) -> Part:
    return chain(*(token(text) for text in _small(value)))


KINDS: dict[str, Callable[[], Part]] = {
    "phone": _phone, "hkid": lambda: _hkid, "number": _number, "digits": lambda: repeated(either(tokens(DIGITS), chain(tokens("孖雙", 2 * _UNUSUAL), tokens(DIGITS)))), "amount": _amount,
    "date": _date, "time": _time,
}  # fmt: skip


def grammar(kind: str) -> list[Arc]:
    """The arcs of a kind, from node 0 to node 1: its value, with what customers put before and after it. Raises KeyError."""
    made = Automaton()
    lead, tail = (either(*(phrase(text) for text in texts)) for texts in (_LEADS, _TAILS))
    hem = either(*(_read("", said) for said in _HEMS))
    chain(maybe(hem, _UNUSUAL), maybe(lead, _UNUSUAL), KINDS[kind](), maybe(tail, 2 * _UNUSUAL))(made, START, END)
    return made.without_skips()
