"""Numbers as a Hong Kong person says them. Pure text; no context is guessed here."""

from __future__ import annotations

from decimal import Decimal

DIGITS = "零一二三四五六七八九"
_SMALL = ("", "十", "百", "千")
_GROUPS = ("", "萬", "億", "萬億")
_POWERS = {"k": 3, "t": 3, "m": 6, "b": 9}  # by the first letter: k, thousand, M, million, B, billion
_HALVES = ((5, "凌晨"), (12, "朝早"), (13, "晏晝"), (18, "下晝"), (24, "夜晚"))  # until this hour


def digits(text: str) -> str:
    """Digit by digit: "2812" → "二八一二"; what is no digit is left out."""
    return "".join(DIGITS[int(c)] for c in text if c.isdigit())


def cardinal(value: int) -> str:
    """12345 → "一萬二千三百四十五", 1005 → "一千零五", 10 → "十". Raises ValueError outside 0 … 10^16 - 1."""
    if not 0 <= value < 10**16:
        raise ValueError("the number is too large to be said")
    if value == 0:
        return DIGITS[0]
    said, gap = "", False
    for n in range(3, -1, -1):
        group = value // 10 ** (4 * n) % 10_000
        if group:
            said += ("零" if said and (gap or group < 1000) else "") + _group(group) + _GROUPS[n]
        gap = bool(said) and not group
    return said[1:] if said.startswith("一十") else said


def decimal(text: str) -> str:
    """"3.25" → "三點二五"; commas between thousands are taken."""
    whole, _, part = text.replace(",", "").partition(".")
    said = digits(whole) if len(whole) > 16 else cardinal(int(whole or "0"))
    return f"{said}點{digits(part)}" if part else said


def magnitude(text: str, unit: str) -> str:
    """"1.2", "M" → "一百二十萬"; "1.5", "萬" → "一點五萬"; units are k, M, B, their words, 萬, 億 or none."""
    power = _POWERS.get(unit[:1].lower())
    if power is None:
        return decimal(text) + unit
    value = Decimal(text.replace(",", "")) * 10**power
    return cardinal(int(value)) if value == int(value) and value < 10**16 else decimal(f"{value:f}")


def clock(hour: str, minute: str, half: str = "", named: str = "") -> str:
    """"14", "30" → "下晝兩點半"; "9", "00", "a" → "朝早九點". `half` is "a", "p" or "" (24 hours); `named` the writer's own
    word for it, 上午 say, which stays."""
    h, m = int(hour) % 24, int(minute)
    if half:
        h = h % 12 + (12 if half == "p" else 0)
    # A bare 9:00 and 09:00 leave the half of the day to the sentence; at 02:00 and 21:00 nobody would guess it.
    told = bool(half) or h >= 13 or h < 5 and hour.startswith("0")
    name = named or (next(name for until, name in _HALVES if h < until or h == until == 18 and m == 0) if told else "")
    h = 12 if h % 12 == 0 else h % 12
    said = "" if m == 0 else f"零{cardinal(m)}分" if m < 10 else "半" if m == 30 else f"{cardinal(m)}分"
    return f"{name}{counted(str(h))}點{said}"


def money(whole: str, part: str = "") -> str:
    """"12,345", "60" → "一萬二千三百四十五蚊六毫"; "12", "5" → "十二個半"."""
    value = whole.replace(",", "")
    dimes = part.ljust(2, "0")
    if dimes == "00":
        return f"{counted(value)}蚊"
    if dimes == "50" and 0 < int(value) < 100:
        return f"{counted(value)}個半"
    cents = ("" if dimes[0] == "0" else f"{DIGITS[int(dimes[0])]}毫") + ("" if dimes[1] == "0" else f"{DIGITS[int(dimes[1])]}仙")
    return cents if int(value) == 0 else f"{counted(value)}蚊{cents}"


def counted(value: str) -> str:
    """Before a measure word two is 兩."""
    return "兩" if value == "2" else decimal(value)


def _group(value: int) -> str:
    said, zero = "", False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if digit:
            said += ("零" if zero and said else "") + DIGITS[digit] + _SMALL[place]
        zero = not digit
    return said
