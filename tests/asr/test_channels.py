import numpy as np
import pytest

from tests.speech import clip
from voicebot.asr.channels import channel
from voicebot.errors import InputError

AUDIO = clip("00011-01.opus")
NAMES = ["", "phone", "room", "noise:10", "noise:-5"]


@pytest.mark.parametrize("name", NAMES)
def test_the_same_recording_becomes_the_same_samples(name: str) -> None:
    change = channel(name)
    one, two = change(AUDIO), change(AUDIO.copy())
    assert one.dtype == np.int16 and abs(len(one) - len(AUDIO)) <= 2
    assert (one == two).all()
    assert not len(change(AUDIO[:0]))


def test_noise_is_as_loud_as_it_says() -> None:
    noise = channel("noise:10")(AUDIO).astype(float) - AUDIO
    level = 20 * np.log10(np.sqrt(np.mean(AUDIO.astype(float) ** 2)) / np.sqrt(np.mean(noise**2)))
    assert level == pytest.approx(10, abs=0.2)


def test_the_telephone_passes_nothing_above_4_khz() -> None:
    tone = (8_000 * np.sin(2 * np.pi * 6_000 * np.arange(16_000) / 16_000)).astype(np.int16)
    assert np.abs(channel("phone")(tone)[1_600:-1_600]).max() < 200


def test_a_room_goes_on_after_the_sound() -> None:
    click = np.zeros(8_000, dtype=np.int16)
    click[100] = 30_000
    heard = np.abs(channel("room")(click).astype(float))
    assert heard[100] > 10_000 and 0 < heard[4_000:5_000].mean() < heard[400:1_400].mean()


@pytest.mark.parametrize("name", ["phones", "noise", "noise:", "noise:loud", "noise:nan", "noise:500", "room:3"])
def test_another_channel_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="there is no channel"):
        channel(name)
