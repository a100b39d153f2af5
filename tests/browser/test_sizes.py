"""The kiosk on screens of usual sizes, upright and lying: nothing leaves its column, and the face is round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.driver import wait_kiosk
from tests.browser.fake_desk import FakeDesk, Files, served

pytestmark = pytest.mark.browser
SCREENS = ((1366, 768), (1024, 768), (1280, 1024), (1920, 1080), (1080, 1920), (768, 1366))
# Controls outside the footer's padding, words wider than their button, and how far the face is from round (pixels).
LAYOUT = """() => {
  const foot = document.querySelector('footer').getBoundingClientRect();
  const face = document.querySelector('#face').getBoundingClientRect();
  const controls = [...document.querySelectorAll('footer button, footer input')].filter((e) => e.offsetWidth);
  const out = (r) => r.right > foot.right - 20 || r.left < foot.left + 20 || r.bottom > innerHeight;
  return {
    outside: controls.filter((e) => out(e.getBoundingClientRect())).map((e) => e.id),
    broken: controls.filter((e) => e.tagName === 'BUTTON' && e.scrollWidth > e.clientWidth).map((e) => e.id),
    oval: Math.round(Math.abs(face.width - face.height)),
    small: Math.min(face.width, face.height) < 90,
  };
}"""


@pytest.fixture(scope="module")
def files() -> Iterator[Files]:
    with served() as running:
        yield running


def test_the_kiosks_controls_stay_in_their_column_and_its_face_round(browse: Any, files: Files) -> None:
    page = browse("", go=False)
    FakeDesk(page, files).open("/kiosk")
    wait_kiosk(page, "d.screen === 'attract'")
    page.locator("#attract").click()
    wait_kiosk(page, "d.state === 'open'")
    found = {}
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        found[width, height] = page.evaluate(LAYOUT)
    assert found == dict.fromkeys(SCREENS, {"outside": [], "broken": [], "oval": 0, "small": False})
