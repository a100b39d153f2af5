import pytest

from voicebot.dialog.ages import OLDEST, age, bounds, named


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("未滿16歲之求診者須由家長陪同", ((0, 15),)),
        ("十二歲以下兒童", ((0, 11),)),
        ("十一歲或以下", ((0, 11),)),
        ("六十五歲或以上長者", ((65, OLDEST),)),
        ("年滿十八歲", ((18, OLDEST),)),
        ("三至十三歲兒童、六十歲或以上長者", ((3, 13), (60, OLDEST))),
        ("每位二十元", ()),
    ],
)
def test_bounds(text: str, expected: tuple[tuple[int, int], ...]) -> None:
    assert bounds(text) == expected


@pytest.mark.parametrize(("text", "years"), [("個女十四歲可唔可以自己睇", 14), ("阿伯70歲收幾多", 70)])
def test_a_named_age(text: str, years: int) -> None:
    found = named(text)
    assert found is not None and age(found) == years


@pytest.mark.parametrize("text", ["幾多歲先得", "六十歲或以上有冇平", "細路幾歲"])
def test_no_age_is_named(text: str) -> None:
    assert named(text) is None
