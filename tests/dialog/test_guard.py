import pytest

from voicebot.dialog.guard import supported, verbatim

FEES = "經分行辦理電匯，每次收費二百二十元。個人客戶使用轉數快轉賬免費。定期存款不可提早提取。查詢請聯絡陳大文先生。"


@pytest.mark.parametrize(
    "sentence",
    ["經分行辦理電匯，每次收費二百二十元。", "喺分行辦理電匯，每次收費二百二十蚊。", "分行辦理電匯，每次收費HK$220。", "定期存款唔可以提早提取。"],
)
def test_supported(sentence):
    assert supported(sentence, FEES)


@pytest.mark.parametrize(
    "sentence",
    [
        "經分行辦理電匯，每次收費二百三十元。",  # another amount
        "經分行辦理電匯，每次收費二百二十萬元。",  # another magnitude
        "經分行辦理電匯，每次收費百分之二百二十。",  # another unit
        "經分行辦理電匯，每次唔使收費二百二十元。",  # a negation added
        "定期存款可以提早提取。",  # a negation dropped
        "查詢請聯絡李小龍先生。",  # another name
        "個人客戶使用PayMe轉賬免費。",  # another product
        "分行星期六辦理電匯。",  # a day that is not there
    ],
)
def test_unsupported(sentence):
    assert not supported(sentence, FEES)


def test_a_question_is_not_a_negation():
    assert supported("係唔係個人客戶使用轉數快轉賬免費", "個人客戶使用轉數快轉賬免費。") is True


def test_verbatim_takes_whole_pieces_only():
    pieces = ["好，我再講一次。", "唔收費。", "收二十蚊。"]
    assert verbatim("好，我再講一次。唔收費。", pieces)
    assert not verbatim("好，我再講一次。收費。", pieces)
    assert not verbatim("好，我再講一次。收三十蚊。", pieces)
