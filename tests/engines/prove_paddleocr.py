"""Two small paddle models through our server and our adapter. Run by `make engines` in the ocr environment."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np
import pytest

from tests.engines import small_page
from tests.engines.process import endpoint, engine_server, health
from voicebot.remote.reader import RemoteReader


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("page") / "digits"
    small_page.build(made)
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    with engine_server("ocr", "paddleocr", folder) as address:
        yield address


def read(server: str, image: bytes) -> list[str]:
    return [line.text for line in RemoteReader(endpoint(server)).read(image).lines]


def test_health_names_the_device(server: str) -> None:
    told = health(server)
    assert (told["stage"], told["engine"], told["device"], told["model"]) == ("ocr", "paddleocr", "cpu", "digits")


def test_lines_are_found_and_read_from_top_to_bottom(server: str) -> None:
    numbers = ["14570", "70415", "55010"]
    page = RemoteReader(endpoint(server)).read(small_page.page(numbers))
    assert [line.text for line in page.lines] == numbers
    assert (page.width, page.height) == (400, 390)
    for i, line in enumerate(page.lines):
        (left, top), _, (right, bottom), _ = line.box
        assert left <= 45 and right >= 190 and abs((top + bottom) / 2 - (74 + 110 * i)) < 12
        assert 0.5 < line.confidence <= 1


def test_a_blank_page_has_no_lines(server: str) -> None:
    assert read(server, small_page.png(np.full((300, 400), 255, np.uint8))) == []


def test_parallel_callers_get_their_own_numbers(server: str) -> None:
    draw = np.random.default_rng(3)
    numbers = ["".join(draw.choice(list(small_page.DIGITS), 5)) for _ in range(12)]
    alone = [read(server, small_page.page([number])) for number in numbers]
    with ThreadPoolExecutor(4) as callers:
        together = list(callers.map(lambda number: read(server, small_page.page([number])), numbers))
    assert together == alone
    right = sum(answer == [number] for answer, number in zip(alone, numbers, strict=True))
    assert right >= 10  # of 12: a reader that learnt for a minute errs now and then, alone and in company alike


@pytest.mark.parametrize("picture", [b"GIF89a\x01\x00", b"\x89PNG\r\n\x1a\n broken", b"%PDF-1.7", b"\xff\xd8\xff\xe0 cut"])
def test_what_is_no_picture_is_refused(server: str, picture: bytes) -> None:
    answer = httpx.post(f"{server}/v1/ocr", files={"file": picture}, timeout=60)
    assert (answer.status_code, answer.json()["code"]) == (400, "image_unsupported")


def test_a_picture_of_too_many_pixels_is_refused(server: str) -> None:
    bomb = small_page.png(np.zeros((7_000, 7_000), np.uint8))
    answer = httpx.post(f"{server}/v1/ocr", files={"file": bomb}, timeout=60)
    assert (answer.status_code, answer.json()["code"]) == (400, "image_too_large")
