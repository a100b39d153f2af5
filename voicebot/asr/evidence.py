"""Whether a text can be what somebody said: the backstop behind speech detection, for any engine that writes text.

Large recognisers fill what holds no speech with what they read most: credits of subtitles, thanks for watching, the
prompt itself, one phrase over and over (Koenecke et al. 2024, "Careless Whisper"). What is dropped here is never a word
that a customer says alone: 「多謝」 passes.
"""

from __future__ import annotations

import re

from ..characters import HAN, hong_kong

FASTEST = 11.0  # syllables a second over the whole of the audio; hurried Cantonese has 8
_LOOP_CHARACTERS = 9  # of one syllable in a row: 喂喂喂 is a customer, ten of it a loop
_LOOP_PHRASES = 4  # of one phrase of 2 or more characters in a row …
_LOOP_TERMS = 3  # … and of a phrase that was given as a hint
_ECHO = 6  # characters of the prompt, across its terms, in the order of the prompt
# A text that consists of nothing but one of these was made up. Written in Hong Kong's characters, without marks.
_MADE_UP = re.compile(
    "|".join(
        (
            r"(?:請不吝)?點[讚贊](?:訂閱|轉發|打賞|支持|明鏡|與|和|點點|欄目)+",
            r"(?:多謝|謝謝|感謝)(?:大家|各位|你|您)*(?:的|嘅)?(?:收看|收睇|觀看|收聽|欣賞).{0,14}",
            r"(?:多謝|謝謝)(?:大家|各位)*(?:的|嘅)?(?:訂閱|支持|按讚|點讚)+",
            r"(?:請|記得|歡迎)?(?:大家)?(?:訂閱|按讚|點讚|分享|開啟小鈴鐺|我的頻道|我嘅頻道|本頻道|頻道)+",
            r"(?:中文|粵語|廣東話|繁體|香港)?字幕(?:由|組|志願者|製作|提供|校對|翻譯).{0,30}",
            r"(?:優優|YoYo)?獨播劇場.{0,12}|優優獨播.{0,12}",
            r"(?:作詞|作曲|編曲|詞曲|演唱|主唱).{0,12}",
            r"下(?:集|期|次|個影片|條片)(?:再見|見)",
            r"MINGPAOCANADA|MINGPAOTORONTO|thanksforwatching|thankyouforwatching|pleasesubscribe|subtitlesby.{0,40}|.{0,12}amaraorg.{0,12}",
            r"(?:yeah|bye|okay|you|thankyou|mm+|uh+|um+)",  # alone, over short noise; a customer's OK is written OK
        )
    ),
    re.IGNORECASE,
)
_LABEL = re.compile(r"<\|[^|<>]{1,24}\|>")  # SenseVoice's and Whisper's own marks
_PICTURE = re.compile("[\u2190-\u2bff\u3030\u303d\ufe0f\U0001f000-\U0001faff\u266a\u266b]")
_SIGNS = re.compile(rf"[^{HAN}A-Za-z0-9]+")
_SYLLABLE = re.compile(rf"[{HAN}]|[A-Za-z]+|[0-9]")


def stripped(text: str) -> str:
    """`text` without a model's own labels and pictures; "" where only marks are left."""
    text = _PICTURE.sub("", _LABEL.sub("", text)).strip()
    return text if _SIGNS.sub("", text) else ""


def credible(text: str, seconds: float, hints: tuple[str, ...] = ()) -> bool:
    """False for what cannot have been said in `seconds` of audio, and for what engines are known to make up.

    `hints`: the terms that the engine was primed with, in their order.
    """
    plain = _SIGNS.sub("", hong_kong(text))
    if not plain or _MADE_UP.fullmatch(plain):
        return False
    if len(_SYLLABLE.findall(text)) > 2 + FASTEST * seconds:
        return False
    return not _loops(plain, hints) and not _echoes(plain, hints)


def doubled(text: str) -> bool:
    """Whether the text is one phrase said exactly twice: a customer may, and so does a decoder that finds no end."""
    plain = _SIGNS.sub("", text)
    return len(plain) > 1 and plain == 2 * plain[: len(plain) // 2]


def _loops(plain: str, hints: tuple[str, ...]) -> bool:
    """Whether the text is mostly one unit again and again."""
    for size in range(1, min(16, len(plain) // 2) + 1):
        for at in range(size):
            run, unit = 1, plain[at : at + size]
            start = at + size
            while plain.startswith(unit, start):
                run, start = run + 1, start + size
            most = _LOOP_CHARACTERS if size == 1 else _LOOP_TERMS if unit in hints else _LOOP_PHRASES
            if run >= most and 2 * run * size >= len(plain):
                return True
    return False


def _echoes(plain: str, hints: tuple[str, ...]) -> bool:
    """Whether the text is read out of the prompt: a stretch that goes across terms, or a sentence that introduces them."""
    if any(hint.endswith("。") and plain == _SIGNS.sub("", hint) for hint in hints):
        return True
    prompt = _SIGNS.sub("", "".join(hints))
    return len(plain) >= _ECHO and plain in prompt and not any(plain in _SIGNS.sub("", hint) for hint in hints)
