"""What a sentence gives a slot of a flow."""

import pytest

from tests.dialog.slots.told import NOW
from voicebot.dialog.flows.language import Say, Slot
from voicebot.dialog.flows.reading import given
from voicebot.events import Transcript

ASK = Say("貴姓大名？", "貴姓大名？")


@pytest.mark.parametrize(("text", "name"), [("鄭小明，唔係井呀，係鄭", "鄭小明"), ("唔係，係李小龍", "李小龍"), ("我叫鄭小明，唔係，係陳小明", "陳小明")])
def test_a_character_that_is_put_right_does_not_replace_the_name(text: str, name: str) -> None:
    assert given(Slot("name", "name_zh", ASK, ASK), Transcript(text), NOW)["name"].value == name
