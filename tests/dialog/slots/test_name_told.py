import pytest

from voicebot.dialog.slots.name_told import Told, explained, sounds_like


@pytest.mark.parametrize(
    ("text", "left", "told"),
    [
        ("陳大文，大細嘅大", "陳大文，", [Told("大")]), ("耳東陳", "", [Told("陳", parts=True)]), ("木子嗰個李，李小明", "李小明", [Told("李", parts=True)]), ("小明，唔係聰明個明", "小明，", [Told("明", denied=True)]),
        ("曾詠詩歌詠個詠詩人個詩", "曾詠詩", [Told("詠"), Told("詩")]), ("文係文章嘅文", "", [Told("文")]), ("富貴榮華嗰個富榮", "", [Told("富"), Told("榮")]), ("琪係王字邊一個其", "", [Told("琪")]), ("陳大文，唔係立早嗰個", "陳大文", []),
        ("我個名係陳大文", "我個名係陳大文", []),
    ],
)  # fmt: skip
def test_what_tells_a_character_is_taken_out(text: str, left: str, told: list[Told]) -> None:
    rest, signs = explained(text)
    assert [signs[char] for char in rest if char in signs] == told
    assert "".join(char for char in rest if char not in signs).strip("，") == left.strip("，")


def test_sounds_that_people_merge_are_alike() -> None:
    assert sounds_like("慧", "惠") and sounds_like("民", "文") and sounds_like("寧", "玲")
    assert not sounds_like("陳", "張")
