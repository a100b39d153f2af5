import pytest

from voicebot.dialog.facts import HARD, asked, headed, shown


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("搭船幾多錢一程", "price"),
        ("學棍波貴幾多", "price"),
        ("你哋幾點收工", "open"),
        ("禮拜日有冇開", "open"),
        ("講故事時間係幾點", "hours"),
        ("整部機要等幾耐", "long"),
        ("最遲幾號要交錢", "when"),
        ("喺邊度可以上車", "place"),
        ("幾多歲可以學車", "age"),
        ("申請月租要帶啲咩", "papers"),
        ("帶狗上船得唔得", "allowed"),
        ("遲到會點㗎", "penalty"),
        ("點樣預約睇醫生", "how"),
        ("唔讀喇，錢退唔退", "refund"),
        ("一班有幾多個人", "people"),
        ("攞綜援使唔使俾錢", "charge"),
        ("教練叫咩名", "name"),
    ],
)
def test_a_question_asks_for_its_kind(question: str, kind: str) -> None:
    assert kind in asked(question)


@pytest.mark.parametrize("said", ["多謝晒", "我搬咗屋", "狗仔開始打疫苗", "幾點收工"])
def test_it_does_not_ask_for_a_price(said: str) -> None:
    assert "price" not in asked(said)


def test_the_narrower_kind_stands_alone() -> None:
    assert "hours" not in asked("你哋幾點開門") and "number" not in asked("坐到幾多人")


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("全程車費九元八角。", "price"),
        ("六十五歲或以上免費。", "price"),
        ("星期一至五上午九時至下午六時。", "open"),
        ("一般維修需時五至七個工作天。", "long"),
        ("失物可於地下服務台認領。", "place"),
        ("單位內不得飼養犬隻。", "allowed"),
        ("須出示身份證明文件。", "papers"),
        ("每班最多八人。", "people"),
    ],
)
def test_a_sentence_shows_its_kind(sentence: str, kind: str) -> None:
    assert kind in shown(sentence)


def test_a_sentence_without_a_figure_shows_none() -> None:
    assert not shown("本中心設有多項設施。") & HARD


def test_a_heading_announces_its_kind() -> None:
    assert "open" in headed("應診時間") and "open" not in headed("講故事時間") and "price" in headed("車費")
