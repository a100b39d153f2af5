"""The page as a customer meets it: a real Chromium, a recorded clip as its microphone, the desk in its own process.

Screenshots are kept under artefacts/. The clips are real readers' (tests/data/speech/README.md).
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.driver import debug, reset_mouth, wait_debug
from tests.browser.real_desk import Desk, clip, microphone, shoot, silence
from voicebot.store import Feedback, load_key

pytestmark = pytest.mark.browser


def settled(page: Page) -> None:
    """Greeted, and the customer has stopped the greeting."""
    wait_debug(page, "d.state === 'open' && d.playing")
    page.locator("#stop").click()
    wait_debug(page, "!d.playing", 20_000)


def test_the_page_hears_answers_and_moves_its_lips(desk: Desk, browse: Any, tmp_path: Path) -> None:
    page = browse(desk.url, microphone(tmp_path / "m.wav", silence(1), clip(), silence(20)))
    wait_debug(page, "d.state === 'open' && d.playing")
    wait_debug(page, "!d.playing", 20_000)  # the greeting, to its end
    reset_mouth(page)
    page.locator("#mic").click()
    heard = wait_debug(page, "d.lastFinal !== ''", 20_000)
    assert "唔" in heard["lastFinal"]  # the reader says 我唔明白
    talking = wait_debug(page, "d.playing && d.mouthMax > 0.3", 10_000)
    assert talking["lastReply"]
    shoot(page, "answering")
    ended = wait_debug(page, "!d.playing", 20_000)
    assert ended["mouthOpen"] < 0.1


def test_speaking_over_the_desk_silences_it_and_its_face(desk: Desk, browse: Any, tmp_path: Path) -> None:
    page = browse(desk.url, microphone(tmp_path / "m.wav", silence(3), clip(), silence(20)))
    settled(page)
    page.locator("#mic").click()
    page.locator("#text").fill("我張信用卡唔見咗點算")
    page.locator("#send").click()
    wait_debug(page, "d.playing && d.playedMs > 500", 8_000)
    stopped = wait_debug(page, "d.stopLatencyMs !== null && !d.playing", 10_000)
    assert stopped["stopLatencyMs"] <= 150
    wait_debug(page, "d.mouthOpen < 0.1", 1_000)
    shoot(page, "interrupted")
    wait_debug(page, "d.lastFinal.includes('唔')", 10_000)


def test_a_killed_desk_comes_back_in_the_same_conversation_and_nothing_is_doubled(desk: Desk, browse: Any) -> None:
    page = browse(desk.url)
    settled(page)
    page.locator("#text").fill("轉數快收唔收費")
    page.locator("#send").click()
    wait_debug(page, "d.playing && d.lastReply.includes('轉數快')", 8_000)
    wait_debug(page, "!d.playing", 20_000)
    before = debug(page)
    asked = page.locator("#log").inner_text().count("轉數快收唔收費")
    desk.kill()
    wait_debug(page, "d.state === 'reconnecting'", 5_000)
    shoot(page, "reconnecting")
    desk.start()
    after = wait_debug(page, "d.state === 'open' && d.reconnects > 0", 20_000)
    assert after["sessionId"] == before["sessionId"]
    page.locator("#text").fill("我要投訴")
    page.locator("#send").click()
    wait_debug(page, "d.lastReply.includes('投訴')", 8_000)
    assert page.locator("#log").inner_text().count("轉數快收唔收費") == asked == 1
    shoot(page, "resumed")


def test_a_citation_opens_its_passage_and_escape_closes_it(desk: Desk, browse: Any) -> None:
    page = browse(desk.url)
    settled(page)
    page.locator("#text").fill("我張信用卡唔見咗點算")
    page.locator("#text").press("Enter")
    page.locator(".citation").first.click(timeout=8_000)
    page.locator("#passage").get_by_text("掛失").first.wait_for(timeout=3_000)
    href = page.locator("#passage-whole").get_attribute("href") or ""
    assert href.endswith("/documents/cards.html#lost")
    shoot(page, "passage")
    page.keyboard.press("Escape")
    page.locator("#passage").wait_for(state="hidden", timeout=2_000)


def test_an_answer_is_marked_helpful_and_the_mark_is_kept(desk: Desk, browse: Any) -> None:
    page = browse(desk.url)
    settled(page)
    page.locator("#text").fill("我張信用卡唔見咗點算")
    page.locator("#text").press("Enter")
    page.get_by_role("group", name="呢個答案有冇用？").get_by_role("button", name="有用").click(timeout=8_000)
    page.locator("#notice").filter(has_text="多謝你嘅意見").wait_for(timeout=3_000)
    assert page.locator(".verdict[aria-pressed='true']").all_inner_texts() == ["有用"]
    assert page.get_by_test_id("wrong").count() == 1  # the greeting, which has no source, is not asked about
    shoot(page, "helpful")
    folder = desk.journal.parent
    kept = Feedback(folder / "feedback.db", load_key(folder), 90)
    (judged,) = kept.entries()
    kept.close()
    assert (judged.verdict, judged.question, judged.cited[0][0]) == ("helpful", "我張信用卡唔見咗點算", "card-lost")


def test_a_refused_microphone_is_told_and_typing_still_works(desk: Desk, browse: Any) -> None:
    page = browse(desk.url, deny_mic=True)
    settled(page)
    page.locator("#mic").click()
    wait_debug(page, "d.micState === 'failed'", 5_000)
    page.locator("#status").filter(has_text="咪").wait_for(timeout=2_000)
    shoot(page, "microphone-refused")
    page.locator("#text").fill("多謝")
    page.locator("#text").press("Enter")
    wait_debug(page, "d.lastFinal === '多謝' && d.playing", 8_000)


def test_a_dead_microphone_is_noticed_within_two_seconds(desk: Desk, browse: Any, tmp_path: Path) -> None:
    page = browse(desk.url, microphone(tmp_path / "m.wav", silence(20)))
    settled(page)
    page.locator("#mic").click()
    wait_debug(page, "['live', 'silent'].includes(d.micState)", 3_000)
    began = time.monotonic()
    wait_debug(page, "d.micState === 'silent'", 4_000)
    assert time.monotonic() - began < 2.5
    shoot(page, "microphone-dead")


def test_where_sound_waits_for_a_tap_the_greeting_is_kept_and_the_mouth_is_still(desk: Desk, browse: Any) -> None:
    page = browse(desk.url, autoplay=False)
    page.wait_for_timeout(2_000)  # asking the page anything would count as the customer's tap
    before = debug(page)
    assert before["notices"][-1] == "autoplay"
    assert before["lastReply"]
    assert before["playedMs"] == max(before["frames"]["mouthOpen"]) == 0
    assert page.locator("#action").inner_text() == "撳一下開聲"
    shoot(page, "sound-blocked")
    page.locator("#action").click()
    wait_debug(page, "d.audible && d.playedMs > 100 && d.mouthOpen > 0.2", 5_000)
    assert page.locator("#notice").is_hidden()


def test_the_interface_speaks_english_and_fits_a_phone(desk: Desk, browse: Any) -> None:
    page = browse(desk.url, width=390, height=800)
    settled(page)
    page.locator("#lang").click()
    for button in ("#mic", "#mute", "#stop", "#person"):
        label = page.locator(button).inner_text()
        assert label and not any("一" <= c <= "鿿" for c in label)
    assert page.locator("#face").get_attribute("aria-label") or page.get_by_role("dialog").get_attribute("aria-label")
    shoot(page, "phone-english")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
