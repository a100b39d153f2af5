"""One real desk for all pages, and browsers that are closed again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.browser.driver import launch
from tests.browser.real_desk import Desk


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    running = Desk(tmp_path_factory.mktemp("desk"))
    yield running
    running.kill()


@pytest.fixture
def browse() -> Iterator[Any]:
    """Opens a page; `browse(url, wav)`, or with `go=False` an empty one that is to be prepared first."""
    with sync_playwright() as playwright:
        opened: list[Any] = []

        def open_page(url: str, wav: Path | None = None, go: bool = True, **options: Any) -> Page:
            browser, _, page = launch(playwright, wav, **options)
            opened.append(browser)
            page.on("pageerror", lambda error: pytest.fail(f"the page broke: {error}"))
            if go:
                page.goto(url)
            return page  # type: ignore[no-any-return]

        yield open_page
        for browser in opened:
            browser.close()
