from hypothesis import given
from hypothesis import strategies as st

from ocr.fields import hkid_check_digit
from voicebot.dialog import slots
from voicebot.events import Transcript, Word

from .told import NOW, value

BODIES = st.from_regex(r"[A-Z]{1,2}[0-9]{6}", fullmatch=True)


@given(BODIES)
def test_a_typed_hkid_with_its_check_digit(body: str) -> None:
    hkid = f"{body}({hkid_check_digit(body)})"
    found = slots.read("hkid", Transcript(f"我張身份證係 {hkid.lower()}"), NOW)
    assert found is not None and found.value == hkid
    assert body[-6:] not in found.said and body[-6:] not in found.shown


@given(BODIES, st.sampled_from("0123456789A"))
def test_a_wrong_check_digit(body: str, check: str) -> None:
    assert (value("hkid", f"{body}({check})") is not None) == (check == hkid_check_digit(body))


def test_never_by_voice() -> None:
    text = "A123456(3)"
    assert slots.read("hkid", Transcript(text, (Word(text, 0.0, 1.0, 0.9),)), NOW) is None
