"""The desk never asks for a secret, and notices when it is told one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bank import MIND
from voicebot.engines import Question
from voicebot.events import Transcript
from voicebot.knowledge.pack import load_pack, texts
from voicebot.privacy.asks import asks_for_secret, volunteers_secret

PACKS = sorted(p.name for p in (Path(__file__).parents[2] / "voicebot" / "packs").iterdir() if (p / "pack.toml").is_file())


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("請講出你嘅密碼", "password"),
        ("你嘅密碼，麻煩講一講", "password"),
        ("唔好擔心，講出你嘅密碼就得", "password"),
        ("請用電話按鍵輸入提款卡密碼，再按井號", "password"),
        ("你嘅密碼係咪1234？", "password"),
        ("改密碼之前，請講出你嘅舊密碼", "password"),
        ("What is your PIN?", "password"),
        ("你收到個六位數短訊驗證碼，講畀我聽", "code"),
        ("可唔可以俾個OTP我？", "code"),
        ("Please tell me the one-time code we sent you.", "code"),
        ("麻煩你讀一讀卡背面嗰三個數字", "cvv"),
        ("請提供信用卡號碼同到期日", "card"),
        ("你嘅身份證號碼係幾多？", "hkid"),
        ("為咗核實身份，請講出成個身份證號碼，包括括號入面嗰個字", "hkid"),
    ],
)
def test_requests_are_seen(text: str, secret: str) -> None:
    assert asks_for_secret(text) == secret


@pytest.mark.parametrize(
    "text",
    [
        "請唔好講出密碼", "請唔好將密碼、驗證碼或者卡背三個數字，講畀任何人知", "我哋職員唔會喺電話問你攞密碼、驗證碼",
        "請講身份證號碼頭四個字", "請講你信用卡嘅尾四個號碼", "喺手機理財輸入密碼就得", "你嘅密碼係咪六位數字？", "騙徒會叫你講出密碼",
        "唔記得密碼可以同我講，我教你點重設", "請提供你嘅電話號碼", "開戶要帶身份證同住址證明", "Never tell anyone your password.", "",
    ],
)  # fmt: skip
def test_what_is_no_request_is_none(text: str) -> None:
    assert asks_for_secret(text) is None


@pytest.mark.parametrize("pack", PACKS)
def test_no_pack_asks_for_a_secret(pack: str) -> None:
    said = list(texts(load_pack(pack)))
    assert len(said) > 100
    assert [text for text in said if asks_for_secret(text)] == []


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("我個密碼係1234", "password"),
        ("驗證碼係一二三四五六", "code"),
        ("卡背面嘅三個數字係123", "cvv"),
        ("四一一一一一一一一一一一一一一一", "card"),
        ("我身份證係A一二三四五六括弧三", "hkid"),
    ],
)
def test_a_secret_that_is_given_away_is_seen_and_answered(text: str, secret: str) -> None:
    assert volunteers_secret(text) == secret
    assert MIND.answer(Question(Transcript(text))).spoken == MIND.pack.phrases["privacy_notice"].spoken


@pytest.mark.parametrize("text", ["我想報失張卡，卡號係4111111111111111", "密碼係123456，點解登入唔到呢", "我電話91234567", "我唔記得密碼", ""])
def test_a_question_is_answered_as_a_question(text: str) -> None:
    assert volunteers_secret(text) is None
