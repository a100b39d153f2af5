"""What the widget does about trouble: dead lines, refused sound, frames, microphones. The desk is a fake in the test."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from playwright.sync_api import sync_playwright

from tests.browser.driver import debug, launch, wait_debug
from tests.browser.fake_desk import FakeDesk, Files, served

pytestmark = pytest.mark.browser
RATE = 48_000


@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def files() -> Iterator[Files]:
    with served() as running:
        yield running


@pytest.fixture
def fake(playwright: Any, files: Files) -> Iterator[Any]:
    """Opens a browser with a fake desk; `fake(wav, **launch options)`."""
    opened: list[Any] = []

    def go(wav: Path | None = None, **options: Any) -> FakeDesk:
        browser, _, page = launch(playwright, wav, **options)
        opened.append(browser)
        page.on("pageerror", lambda error: pytest.fail(f"the page broke: {error}"))
        return FakeDesk(page, files)

    yield go
    for browser in opened:
        browser.close()


def faint(path: Path, dbfs: float) -> Path:
    """White noise of a level, as a disconnected but live input gives it."""
    noise = np.random.default_rng(1).normal(0, 10 ** (dbfs / 20), RATE * 10)
    soundfile.write(path, noise, RATE, subtype="PCM_16")
    return path


def test_a_line_that_dies_without_a_word_is_found_and_the_message_is_offered_again(fake: Any) -> None:
    desk = fake()
    desk.open()
    wait_debug(desk.page, "d.state === 'open' && d.lastReply !== ''")
    wait_debug(desk.page, "!d.playing")
    desk.deaf = True
    desk.page.locator("#text").fill("轉數快收唔收費")
    desk.page.locator("#text").press("Enter")
    wait_debug(desk.page, "d.state === 'reconnecting'", 10_000)
    assert desk.page.locator("#text").input_value() == "轉數快收唔收費"
    desk.deaf = False
    wait_debug(desk.page, "d.state === 'open' && d.reconnects === 1", 12_000)
    assert desk.urls[-1].endswith("session=t1")
    assert desk.page.locator("#text").input_value() == "轉數快收唔收費"  # the desk did not have it


def test_a_message_that_had_arrived_is_not_offered_again(fake: Any) -> None:
    desk = fake()
    desk.open()
    wait_debug(desk.page, "d.state === 'open'")
    desk.page.locator("#text").fill("我要投訴")
    desk.page.locator("#text").press("Enter")
    wait_debug(desk.page, "!d.playing")
    desk.resumed_items = [{"item_id": "u", "role": "user", "text": "我要投訴", "citations": []}]
    desk.sockets[-1].close(code=1012)
    wait_debug(desk.page, "d.state === 'open' && d.reconnects === 1")
    assert desk.page.locator("#text").input_value() == ""
    assert desk.page.locator("#log").inner_text().count("我要投訴") == 1


def test_a_barge_in_stops_voice_and_mouth_and_tells_what_was_heard(fake: Any) -> None:
    desk = fake()
    desk.open()
    wait_debug(desk.page, "d.playedMs > 600 && d.mouthOpen > 0.3")
    desk.page.evaluate(
        "window.seen = []; document.querySelector('voice-desk').addEventListener('desk:stopped', (e) => seen.push({...e.detail,"
        " mouth: e.target.debug.mouthOpen, playing: e.target.debug.playing}))"
    )
    desk.say("input_audio_buffer.speech_started", item_id="u", audio_start_ms=0)
    stopped = wait_debug(desk.page, "d.stopLatencyMs !== null")
    seen = desk.page.evaluate("seen")
    assert stopped["stopLatencyMs"] < 100
    assert stopped["mouthOpen"] == 0
    assert len(seen) == 1
    assert seen[0]["playing"] is False
    cut = next(event for event in desk.sent if event["type"] == "conversation.item.truncate")
    assert cut["item_id"] == "greeting"
    assert 500 < cut["audio_end_ms"] < 2_500
    desk.say("response.output_audio.delta", item_id="greeting", delta="AAAA" * 4_000)  # what was still under way
    desk.page.wait_for_timeout(100)
    assert debug(desk.page)["playing"] is False


def test_every_reply_is_reported_to_its_end(fake: Any) -> None:
    desk = fake()
    desk.open()
    wait_debug(desk.page, "d.playing")
    wait_debug(desk.page, "!d.playing")
    desk.until(lambda: any(event["type"] == "desk.played" and event["ms"] >= 2_995 for event in desk.sent))
    heard = [event["ms"] for event in desk.sent if event["type"] == "desk.played"]
    assert heard == sorted(heard)
    assert len(heard) >= 8
    assert abs(heard[-1] - 3_000) <= 5


def test_a_cough_leaves_nobody_waiting(fake: Any) -> None:
    desk = fake()
    desk.open()
    wait_debug(desk.page, "d.state === 'open' && d.playing")
    wait_debug(desk.page, "!d.playing")
    desk.say("input_audio_buffer.speech_started", item_id="u", audio_start_ms=0)
    desk.say("input_audio_buffer.speech_stopped", item_id="u", audio_end_ms=200)
    desk.page.locator("#status").filter(has_text="諗緊").wait_for(timeout=2_000)
    desk.say("conversation.item.input_audio_transcription.completed", item_id="u", content_index=0, transcript="")
    desk.page.locator("#status").filter(has_text="撳咪講嘢").wait_for(timeout=2_000)


def test_a_microphone_that_only_hisses_at_minus_80_db_is_told(fake: Any, tmp_path: Path) -> None:
    desk = fake(faint(tmp_path / "hiss.wav", -80))
    desk.open()
    wait_debug(desk.page, "d.state === 'open'")
    desk.page.locator("#mic").click()
    wait_debug(desk.page, "d.micState === 'silent'", 3_500)
    assert "收唔到聲，麻煩檢查咪高峰" in desk.page.locator("#notice").inner_text()
    desk.page.locator("#status").filter(has_text="收唔到聲").wait_for(timeout=4_000)


def test_a_microphone_given_back_while_it_is_asked_for_stays_off(fake: Any) -> None:
    desk = fake()
    desk.open()
    wait_debug(desk.page, "d.state === 'open'")
    desk.page.evaluate(
        "const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);"
        "navigator.mediaDevices.getUserMedia = async (c) => { await new Promise((r) => (window.answer = r)); return (window.given = await real(c)); }; true"
    )
    desk.page.locator("#mic").click()
    wait_debug(desk.page, "d.micState === 'starting'")
    desk.page.locator("#close").click()
    desk.page.evaluate("answer()")
    desk.page.wait_for_function("window.given?.getTracks().every((track) => track.readyState === 'ended')", timeout=3_000)
    assert debug(desk.page)["micState"] == "off"


def test_in_a_frame_without_the_permission_the_text_names_it(fake: Any) -> None:
    desk = fake()
    desk.host(f"<iframe src='{desk.url.replace('localhost', '127.0.0.1')}/' width=600 height=800></iframe>")
    frame = desk.page.frames[1]
    frame.locator("#mic").click()
    frame.locator("#notice").filter(has_text='allow="microphone"').wait_for(timeout=3_000)
    frame.locator("#text").fill("多謝")
    frame.locator("#text").press("Enter")
    desk.until(lambda: "conversation.item.create" in desk.kinds())
    assert "conversation.item.create" in desk.kinds()


@pytest.mark.parametrize("kind", ["text/javascript", "module"])
def test_one_tag_of_either_kind_is_enough_and_two_make_one_widget(fake: Any, kind: str) -> None:
    desk = fake()
    tag = f"<script type='{kind}' src='/widget/desk.js' data-lang='en'></script>"
    desk.host(f"<!doctype html><style>button {{ display: none !important }}</style><body><p>A page</p>{tag}{tag}")
    desk.page.locator("#open").click()
    wait_debug(desk.page, "d.state === 'open'")
    assert desk.page.locator("voice-desk").count() == 1
    assert desk.page.get_by_role("button", name="Talk to staff").is_visible()


def test_the_microphone_is_not_asked_for_before_the_first_tap(fake: Any) -> None:
    desk = fake()
    desk.page.add_init_script(
        "window.asked = 0; const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);"
        "navigator.mediaDevices.getUserMedia = (c) => { asked++; window.wanted = c; return ask(c); }"
    )
    desk.open()
    wait_debug(desk.page, "d.playing")
    assert desk.page.evaluate("asked") == 0
    desk.page.locator("#mic").click()
    wait_debug(desk.page, "d.micState === 'live'")
    wanted = desk.page.evaluate("wanted.audio")
    assert wanted["echoCancellation"] and wanted["noiseSuppression"] and wanted["autoGainControl"]
    desk.until(lambda: desk.kinds().count("input_audio_buffer.append") >= 5)
    chunks = [event["audio"] for event in desk.sent if event["type"] == "input_audio_buffer.append"]
    assert len(chunks) >= 5
    assert {len(chunk) for chunk in chunks} == {2560}  # 40 ms of 24 kHz PCM16 in base64
    desk.page.locator("#mute").click()
    desk.page.wait_for_timeout(100)
    sent = desk.kinds().count("input_audio_buffer.append")
    desk.page.wait_for_timeout(300)
    assert desk.kinds().count("input_audio_buffer.append") == sent


def test_a_tab_that_is_taken_over_says_so_and_does_not_fight(fake: Any) -> None:
    desk = fake()
    desk.open()
    wait_debug(desk.page, "d.state === 'open'")
    desk.sockets[-1].close(code=4001, reason="session.taken_over")
    wait_debug(desk.page, "d.state === 'closed'")
    assert "另一個視窗" in desk.page.locator("#notice").inner_text()
    desk.page.wait_for_timeout(1_200)
    assert len(desk.sockets) == 1


def test_a_conversation_past_its_time_does_not_keep_the_page_from_a_new_one(fake: Any) -> None:
    desk = fake()
    desk.open()
    wait_debug(desk.page, "d.state === 'open' && d.lastReply !== ''")
    desk.forgetful = True
    desk.sockets[-1].close(code=1012)
    wait_debug(desk.page, "d.state === 'open' && d.reconnects === 1", 15_000)
    assert "session=" in desk.urls[-2] and "session=" not in desk.urls[-1]
    assert desk.page.evaluate("Object.values(sessionStorage)") == [f"t{len(desk.sockets)}"]


def test_a_photo_a_form_and_the_first_notice_have_their_place_in_the_panel(fake: Any) -> None:
    desk = fake()
    desk.open()
    wait_debug(desk.page, "d.state === 'open' && d.lastReply !== ''")
    desk.say("desk.notice", turn_id=0, code="notice", text="同你傾嘅係電腦，對話會記錄。")
    desk.page.locator("#log .note").filter(has_text="會記錄").wait_for()
    fields = [
        {"name": "name", "label": "姓名", "shown": "陳大文", "ok": True, "problem": ""},
        {"name": "hkid", "label": "身份證號碼", "shown": "A●●●●●●(●)", "ok": False, "problem": "check_digit"},
    ]
    desk.say("desk.form", turn_id=1, form="lost_card", stage="ask", focus="hkid", fields=fields)
    assert desk.page.locator("#fields tr[aria-current]").inner_text().split("\n")[0].startswith("身份證號碼")
    assert desk.page.locator("#fields tr.right .mark").inner_text() == "✓"
    pixel = desk.page.evaluate("(() => { const c = document.createElement('canvas'); return c.toDataURL('image/png').split(',')[1]; })()")
    desk.page.locator("#file").set_input_files({"name": "f.png", "mimeType": "image/png", "buffer": base64.b64decode(pixel)})
    desk.page.locator("#log .note").filter(has_text="相").wait_for()
    item = next(e["item"] for e in desk.sent if e["type"] == "conversation.item.create")
    assert item["content"][0]["image_url"].startswith("data:image/jpeg;base64,")
    desk.say("desk.form", turn_id=2, form="lost_card", stage="done", focus="", fields=[])
    desk.page.locator("#fields").wait_for(state="hidden")


def test_the_desks_own_words_for_busy_lines_stay(fake: Any) -> None:
    desk = fake()
    desk.open()
    wait_debug(desk.page, "d.state === 'open'")
    desk.say("error", error={"type": "server_error", "code": "server_busy", "message": "all lines are busy"})
    desk.say("desk.notice", turn_id=0, code="server_busy", text="而家好多人打嚟，職員熱線 2345 6789。")
    desk.sockets[-1].close(code=1013)
    wait_debug(desk.page, "d.state === 'reconnecting'")
    assert "2345 6789" in desk.page.locator("#notice").inner_text()


def test_a_citation_shows_its_passage_with_the_quote_marked(fake: Any) -> None:
    desk = fake()
    passage = {"id": "fees", "title": "收費表", "anchor": "fees.html#fps", "text": "轉數快（FPS）轉賬\n免費。其他服務按收費表收費。"}
    desk.page.route("**/v1/passages/fees", lambda route: route.fulfill(body=json.dumps(passage), content_type="application/json"))
    desk.open()
    wait_debug(desk.page, "d.lastReply !== ''")
    cited = {**passage, "quote": "轉數快（FPS）轉賬免費。", "start_ms": 0, "end_ms": 1000}
    desk.say("desk.citations", item_id="greeting", citations=[cited])
    desk.page.locator(".citation").click()
    assert desk.page.locator("#passage mark").inner_text() == "轉數快（FPS）轉賬\n免費。"
    assert desk.page.locator("#mic").evaluate("(button) => button.closest('[inert]') !== null")
    desk.page.keyboard.press("Escape")
    assert desk.page.locator(".citation").evaluate("(chip) => chip.getRootNode().activeElement === chip")


@pytest.mark.parametrize("path", ["/", "/kiosk"])
def test_what_the_desk_offers_may_be_tapped_until_something_else_is_said(fake: Any, path: str) -> None:
    desk = fake()
    desk.open(path)
    if path == "/kiosk":
        desk.page.locator("#attract").click()
    options = desk.page.get_by_test_id("option")
    desk.page.get_by_test_id("log").get_by_text("你好，我係AI客戶服務員。").wait_for()
    assert options.count() == 0
    desk.speak("choice", "你係想問收費，定係<b>預約</b>呀？", 0.5)
    desk.say("desk.options", item_id="choice", options=["收費", "<b>預約</b>"])
    options.nth(1).wait_for()
    assert options.all_inner_texts() == ["收費", "<b>預約</b>"]
    options.nth(1).click()
    desk.until(lambda: "conversation.item.create" in desk.kinds())
    sent = next(event for event in desk.sent if event["type"] == "conversation.item.create")
    assert sent["item"]["content"] == [{"type": "input_text", "text": "<b>預約</b>"}] and options.count() == 0
    desk.say("desk.options", item_id="choice", options=["係", "唔係"])
    options.first.wait_for()
    desk.say("input_audio_buffer.speech_started", item_id="u1", audio_start_ms=0)
    options.first.wait_for(state="detached")
