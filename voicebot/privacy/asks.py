"""Secrets in a conversation: whether the desk asks for one, which it never may, and whether a customer gives one away.

A secret is a password or PIN, a one-time code, the code on the back of a card, a whole card number or a whole identity
card number. Words decide, sentence by sentence; errs on the side of seeing a question where a secret and a request
stand together without a negation.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from .mask import find

Secret = Literal["password", "code", "cvv", "card", "hkid"]

_NAMES: dict[Secret, re.Pattern[str]] = {
    "cvv": re.compile(r"cvv|cvc|安全碼|背面?(?:最後|[嘅的嗰那])*[三3][個位]|security code"),
    "code": re.compile(r"驗證碼|認證碼|短訊碼|動態碼|保安編碼|otp|一次性(?:嘅|的)?(?:密碼|編碼)|one-time (?:code|password)|sms code|verification code"),
    "password": re.compile(r"密碼|passcode|password|\bpin\b|pin碼|個pin"),
    "card": re.compile(r"卡號|卡(?:嘅|的)?號碼|card number"),
    "hkid": re.compile(r"身[份分]證(?:明文件)?(?:嘅|的)?(?:號碼|冧把|number|號)|hkid|id card number|identity card number|id number"),
}
_TOPIC = re.compile(r"(?:忘記|唔記得|重設|更改|改|新|forgot (?:my|your) |reset (?:my|your) )(?:咗|咗個|你個|個|你嘅)?$")  # before a name: no request for it
# Only a part of a card or identity number is asked for: what the desk may do.
_IN_PART = re.compile(
    r"[頭首尾前後](?:嘅|的)?[一二兩三四1-4]個?(?:位|個|字|數)|最後(?:嘅|的)?[一二兩三四1-4]|括[號弧](?:入面|內|嗰)|first (?:three|four|letter)|last (?:three|four|digit)"
)
_WHOLE = re.compile(r"完整|成個|全部|所有|\bfull\b|whole|complete")
_SAY = re.compile(
    r"講|話(?:俾|畀|比)?我|讀|報(?!失|案|警|告|表|價)|提供|交(?:出|畀)|(?:俾|畀|比|給)(?:返|番)?(?:我|本行)|告訴|告知|回覆|說|傳(?:俾|畀|給|返)|發(?:俾|畀|給)"
    r"|send|\btell|\bgive|provide|\bsay|read (?:me|out)|share|what(?:'s| is) (?:your|the)|confirm"
    r"|[俾畀](?=.{1,12}我)|(?:確認|核對)(?:返|下|一下)*(?:你|身[份分]證|卡號|密碼)"
    r"|(?:係|是)(?:乜|咩|咪[0-9]|幾多|幾號|什麼|甚麼|多少)"
)
_ENTER = re.compile(r"輸入|入(?:返|番)?(?:你|密碼|個|埋)|撳(?:返|番|你|密碼)|按鍵|按(?:你|密碼)|打(?:返|番)?(?:你|密碼|入)|填|\benter\b|key in|type (?:in )?your")
_ELSEWHERE = re.compile(r"app|手機理財|手機銀行|網上理財|網上銀行|櫃員機|提款機|自動櫃員|atm|登入頁|終端機|店|online banking|mobile banking|log-?in page")
_NEGATION = re.compile(
    r"唔好|唔會|唔使|唔可以|唔應該|唔需要|唔准|切勿|請勿|勿|不要|不會|不得|不可|不應|不需|無須|毋須|無需|毋需|絕不|從不|千祈|never|don't|do not|not |won't|without"
)
# 唔 that negates nothing: 唔使驚, and the question 可唔可以.
_CALMING = re.compile(r"(.)[唔不]\1|(?:唔使|唔好|不用|不要|無須)(?:驚|怕|擔心|緊張|介意|客氣|急)|don't worry|do not worry|not to worry")
_OTHERS = re.compile(r"騙徒|騙子|詐騙|呃人|冒充|假冒|有人|陌生人|任何人|任何職員|scam|fraud|anyone|someone")
_RECIPIENT_US = re.compile(r"(?:話|講|俾|畀|比|告訴|給|讀|傳)(?:返|番|聽)?(?:俾|畀|比)?(?:我(?!們嘅|哋嘅)|本行)")
_CLAUSE = re.compile(r"[，,；;：:、]")
_SENTENCE = re.compile(r"[。！？!?\n]|(?<=[a-z])\. ")
_DISCLOSED = re.compile(r"密碼|驗證碼|認證碼|安全碼|身[份分]證|卡號|號碼|背面|[三3]個|數目?字|信用卡|提款卡|戶口|pin碼?|otp|cvv|hkid|我|嘅|個|張|係|就|呀|啊|喂|嗯|唔該|你知|話|啲|[\s\W●]")
_GIVEN: dict[str, Secret | None] = {"card": "card", "hkid": "hkid", "secret": None}  # None: the word before it tells
_CHATTER = 2  # characters beside the secret; more is a question of its own


def asks_for_secret(text: str) -> Secret | None:
    """Which secret a text of the desk asks the customer to give away; None for none."""
    for sentence in _SENTENCE.split(_fold(text)):
        for secret, name in _NAMES.items():
            if any(_requested(sentence, match, secret) for match in name.finditer(sentence)):
                return secret
    return None


def volunteers_secret(text: str) -> Secret | None:
    """Which secret a customer's turn gives away where it says little else; None where there is a question to answer."""
    hits = [hit for hit in find(text) if hit.kind in _GIVEN]
    if not hits:
        return None
    rest = text
    for hit in reversed(hits):
        rest = rest[: hit.start] + rest[hit.end :]
    if len(_DISCLOSED.sub("", _fold(rest))) > _CHATTER:
        return None
    named: tuple[Secret, ...] = ("cvv", "code", "password")
    return _GIVEN[hits[0].kind] or next((secret for secret in named if _NAMES[secret].search(_fold(text))), "password")


def _requested(sentence: str, name: re.Match[str], secret: Secret) -> bool:
    """Whether this sentence asks for what `name` found in it."""
    calm = _CALMING.sub(lambda m: " " * len(m.group()), sentence)
    in_part = secret in ("card", "hkid") and _IN_PART.search(calm) and not _WHOLE.search(calm)
    if in_part or _TOPIC.search(calm[: name.start()]):
        return False
    if _OTHERS.search(calm) and not _RECIPIENT_US.search(calm):
        return False
    for verb in (*_SAY.finditer(calm), *_ENTER.finditer(calm)):
        if verb.re is _ENTER and _ELSEWHERE.search(calm):
            continue
        if not _negated(calm, name.start()) and not _negated(calm, verb.start()):
            return True
    return False


def _negated(text: str, at: int) -> bool:
    """Whether a negation stands before index `at` in the same clause."""
    start = max((m.end() for m in _CLAUSE.finditer(text, 0, at)), default=0)
    return bool(_NEGATION.search(text, start, at))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
