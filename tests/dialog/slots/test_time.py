import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialog import slots
from voicebot.dialog.slots import time as time_slot

from .told import NOW, heard, trust, value


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("兩點九個字", "14:45"), ("三點三", "15:15"), ("三點八", "15:40"), ("兩點半", "14:30"), ("朝早九點", "09:00"), ("夜晚八點", "20:00"), ("夜晚十二點", "00:00"),
        ("凌晨三點", "03:00"), ("半夜十二點", "00:00"), ("正午", "12:00"), ("中午一點", "13:00"), ("12:30", "12:30"), ("09:00", "09:00"), ("14:30", "14:30"),
        ("9am", "09:00"), ("3:15 pm", "15:15"), ("差五分三點", "14:55"), ("差兩個字三點", "14:50"), ("三點一個骨", "15:15"), ("三點搭半", "15:30"),
        ("下晝三點十五分", "15:15"), ("下午三時三十分", "15:30"), ("朝早八點零五分", "08:05"), ("三點正", "15:00"), ("半個鐘之後", "10:30"), ("個半鐘後", "11:30"),
        ("三個字後", "10:15"), ("聽日下晝，三點", "15:00"), ("十一點四十五", "11:45"), ("唔係三點，係四點", "16:00"), ("今晚九點三個字", "21:15"), ("七點起身", "07:00"), ("七點食晚飯", "19:00"),
    ],
)  # fmt: skip
def test_reads(text: str, clock: str) -> None:
    assert value("time", text) == clock


@pytest.mark.parametrize("text", ["", "九點至六點", "早一點", "點解", "二十五點", "三點七十分", "幾點", "聽日", "九個字"])
def test_what_is_no_time(text: str) -> None:
    assert value("time", text) is None


def test_an_hour_without_its_half_of_the_day_is_not_trusted() -> None:
    assert trust("time", "三點") < slots.SURE <= trust("time", "下晝三點")


@given(st.times())
def test_a_time_that_is_said_is_read(clock: datetime.time) -> None:
    assert value("time", time_slot.say(f"{clock:%H:%M}")) == f"{clock:%H:%M}"
    assert value("time", f"{clock:%I:%M %p}") == f"{clock:%H:%M}"


def test_by_sound() -> None:
    found = slots.read("time", heard("量點半", "loeng4 .5 loeng5 .4", "dim2 .9", "bun3 .9"), NOW)
    assert found is not None and found.value == "14:30"
