"""The kiosk as one customer after another meets it. Time is the browser's, moved on by the test."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.driver import wait_kiosk
from tests.browser.fake_desk import FakeDesk, Files, served
from tests.browser.real_desk import Desk, clip, microphone, shoot, silence

pytestmark = pytest.mark.browser
PORTRAIT = {"width": 1080, "height": 1920}
LEFTOVERS = """() => ({
  text: document.body.innerText + [...document.querySelectorAll('input')].map((i) => i.value).join(''),
  stored: sessionStorage.length + localStorage.length,
  cookies: document.cookie,
  rows: document.querySelectorAll('#log li, #fields tr').length,
})"""


@pytest.fixture(scope="module")
def files() -> Iterator[Files]:
    with served() as running:
        yield running


@pytest.fixture
def fake(browse: Any, files: Files) -> FakeDesk:
    """A kiosk before a desk of the test's making, attracting, with a clock that the test moves."""
    page = browse("", go=False, **PORTRAIT)
    page.clock.install()
    desk = FakeDesk(page, files)
    desk.open("/kiosk")
    wait_kiosk(page, "d.screen === 'attract'")
    return desk


def began(desk: FakeDesk) -> Page:
    """A customer has touched the screen and was greeted."""
    page: Page = desk.page
    page.locator("#attract").click()
    wait_kiosk(page, "d.state === 'open' && d.playing")
    wait_kiosk(page, "!d.playing")
    return page


def in_journal(desk: Desk, session_id: str) -> int:
    with sqlite3.connect(desk.journal) as db:
        return sum(db.execute(f"SELECT count(*) FROM {table} WHERE session_id = ?", (session_id,)).fetchone()[0] for table in ("sessions", "items"))


def test_a_customer_touches_speaks_is_answered_and_walks_away(desk: Desk, browse: Any, tmp_path: Path) -> None:
    page = browse("", microphone(tmp_path / "m.wav", silence(4), clip(), silence(40)), go=False, **PORTRAIT)
    page.clock.install()
    page.goto(desk.url + "kiosk")
    wait_kiosk(page, "d.screen === 'attract'")
    shoot(page, "kiosk-attract")
    page.locator("#attract").click()
    wait_kiosk(page, "d.state === 'open' && d.micState === 'muted'")
    page.locator("#hold").dispatch_event("pointerdown", {"pointerId": 1})
    assert page.locator("#hold").get_attribute("aria-pressed") == "true"
    page.wait_for_timeout(4_000 + int(len(clip()) / 48) + 600)  # the recording, at its own pace
    shoot(page, "kiosk-listening")
    page.locator("#hold").dispatch_event("pointerup", {"pointerId": 1})
    heard = wait_kiosk(page, "d.lastFinal !== ''", 15_000)
    assert "唔" in heard["lastFinal"]  # the reader says 我唔明白
    wait_kiosk(page, "d.playing && d.mouthMax > 0.3 && d.playedMs > 300", 10_000)
    shoot(page, "kiosk-answering")
    page.locator("#text").fill("我張信用卡唔見咗點算")
    page.locator("#send").click()
    wait_kiosk(page, "d.lastReply.includes('掛失') && d.playing", 8_000)
    page.locator(".citation").last.click()
    page.locator("#passage").get_by_text("掛失").first.wait_for()
    shoot(page, "kiosk-passage")
    page.locator("#back").click()
    # On a slow machine the voice may pause between two pieces of one reply: it is over when nothing is on the way any more.
    page.wait_for_function("kiosk.talk.activity === 'idle'", timeout=30_000)
    assert in_journal(desk, heard["sessionId"]) > 3

    page.clock.fast_forward(46_000)
    page.locator("#countdown").wait_for()
    shoot(page, "kiosk-countdown")
    page.clock.fast_forward(11_000)
    wait_kiosk(page, "d.screen !== 'talk'")  # on a slow machine the farewell may be over
    left = page.evaluate(LEFTOVERS)
    assert left["stored"] == left["rows"] == 0 and left["cookies"] == ""
    assert "信用卡" not in left["text"] and heard["lastFinal"] not in left["text"]
    page.wait_for_function("kiosk.talk === null")
    for _ in range(40):
        if in_journal(desk, heard["sessionId"]) == 0:
            break
        page.wait_for_timeout(50)
    assert in_journal(desk, heard["sessionId"]) == 0
    shoot(page, "kiosk-bye")
    page.clock.fast_forward(5_000)
    wait_kiosk(page, "d.screen === 'attract'")


def test_nothing_is_connected_and_no_microphone_open_while_it_attracts(fake: FakeDesk) -> None:
    fake.page.evaluate(
        "window.asked = 0; const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);"
        "navigator.mediaDevices.getUserMedia = async (c) => { asked++; return (window.given = await ask(c)); }; true"
    )
    fake.page.clock.fast_forward(3_600_000)
    fake.page.wait_for_timeout(400)
    assert fake.sockets == [] and fake.page.evaluate("asked") == 0
    page = began(fake)
    assert fake.urls[0].endswith("channel=kiosk")
    wait_kiosk(page, "d.micState === 'muted'")
    assert "input_audio_buffer.append" not in fake.kinds()  # open, but nothing leaves before somebody holds the button
    page.locator("#done").click()
    wait_kiosk(page, "d.screen !== 'talk'")
    assert page.evaluate("given.getTracks().every((track) => track.readyState === 'ended')")


def test_a_press_sends_one_turn_and_lets_the_desk_answer_only_what_was_heard(fake: FakeDesk) -> None:
    page = began(fake)
    wait_kiosk(page, "d.micState === 'muted'")
    before = len(fake.kinds())
    page.locator("#hold").focus()
    page.keyboard.down(" ")
    page.wait_for_timeout(500)
    page.keyboard.up(" ")
    fake.until(lambda: "input_audio_buffer.commit" in fake.kinds()[before:])
    page.wait_for_timeout(300)  # and nothing after it
    kinds = [k for k in fake.kinds()[before:] if k != "desk.played"]
    assert kinds[0] == "input_audio_buffer.clear" and kinds[-1] == "input_audio_buffer.commit"
    assert kinds.count("input_audio_buffer.append") >= 10
    heard = "conversation.item.input_audio_transcription.completed"
    fake.say(heard, item_id="u", content_index=0, transcript="")
    page.locator("#notice").filter(has_text="聽唔清楚").wait_for()
    assert fake.kinds()[before:].count("response.create") == 0
    fake.say(heard, item_id="v", content_index=0, transcript="轉數快收唔收費")
    fake.until(lambda: "response.create" in fake.kinds()[before:])
    assert fake.kinds()[before:].count("response.create") == 1


def test_hands_free_listens_until_it_is_switched_off(fake: FakeDesk) -> None:
    page = began(fake)
    page.locator("#auto").click()
    wait_kiosk(page, "d.micState === 'live'")
    assert page.locator("#hold").is_disabled()
    updates = [e["session"]["audio"]["input"]["turn_detection"] for e in fake.sent if e["type"] == "session.update" and "audio" in e["session"]]
    assert updates == [None, {"type": "server_vad"}]
    page.locator("#auto").click()
    wait_kiosk(page, "d.micState === 'muted'")


def test_somebody_who_is_still_there_keeps_the_conversation(fake: FakeDesk) -> None:
    page = began(fake)
    fake.say("conversation.item.input_audio_transcription.completed", item_id="u", content_index=0, transcript="開戶要咩文件")
    page.clock.fast_forward(46_000)
    page.locator("#left").filter(has_text="9").or_(page.locator("#left").filter(has_text="10")).wait_for()
    page.locator("#here").click()
    page.locator("#countdown").wait_for(state="hidden")
    page.clock.fast_forward(44_000)
    page.wait_for_timeout(400)
    assert page.locator("#countdown").is_hidden() and "開戶要咩文件" in page.locator("#log").inner_text()
    assert "desk.forget" not in fake.kinds()
    page.clock.fast_forward(2_000)
    page.locator("#countdown").wait_for()
    fake.say("desk.caption", turn_id=2, item_id="w", text="我仲")  # speech counts like a touch
    page.locator("#countdown").wait_for(state="hidden")


def test_leaving_mid_form_erases_the_form_the_typed_half_and_the_next_customer_starts_clean(fake: FakeDesk) -> None:
    page = began(fake)
    fields = [{"name": "hkid", "label": "身份證號碼", "shown": "A●●●●●●(●)", "ok": False, "problem": "check_digit"}]
    fake.say("desk.form", turn_id=1, form="lost_card", stage="ask", focus="hkid", fields=fields)
    page.locator("#fields").filter(has_text="核對數字唔啱").wait_for()
    page.locator("#text").fill("我個電話係")
    page.locator("#lang").click()
    page.locator("#done").click()
    wait_kiosk(page, "d.screen !== 'talk'")  # on a slow machine the farewell may be over
    left = page.evaluate(LEFTOVERS)
    assert left["rows"] == left["stored"] == 0 and "電話係" not in left["text"] and "A●" not in left["text"]
    assert "desk.forget" in fake.kinds()
    fake.sockets[-1].close(code=1000, reason="forgotten")
    page.clock.fast_forward(5_000)
    wait_kiosk(page, "d.screen === 'attract'")
    fake.greets = True
    began(fake)
    assert "session=" not in fake.urls[-1]
    assert page.locator("#hold").inner_text() == "撳住講嘢"  # and in Cantonese again
    assert page.locator("#log li").count() == 1  # the greeting


def test_a_lost_line_is_taken_up_again_and_a_walk_away_meanwhile_is_erased_when_it_is_back(fake: FakeDesk) -> None:
    page = began(fake)
    fake.sockets[-1].close(code=1012)
    wait_kiosk(page, "d.state === 'open' && d.reconnects === 1")
    assert fake.urls[-1].endswith("session=t1")
    fake.deaf = True
    fake.sockets[-1].close(code=1012)
    wait_kiosk(page, "d.state === 'reconnecting'")
    page.locator("#done").click()
    wait_kiosk(page, "d.screen !== 'talk'")
    fake.deaf = False
    page.clock.fast_forward(9_000)  # the attempt that was under way is given up, and the next one made
    for _ in range(60):
        if "desk.forget" in fake.kinds():
            break
        page.wait_for_timeout(100)
    assert fake.kinds()[-1] == "desk.forget" and fake.urls[-1].endswith("session=t2")


def test_a_person_who_comes_is_announced_and_their_words_are_marked_as_theirs(fake: FakeDesk) -> None:
    page = began(fake)
    page.locator("#person").click()
    fake.until(lambda: fake.kinds()[-1] == "desk.person")
    assert fake.kinds()[-1] == "desk.person"
    fake.say("desk.notice", turn_id=2, code="person_joined", text="")
    fake.speak("p", "你好，我係陳主任。", 1.0)
    page.locator("#log .person .who").filter(has_text="職員").wait_for()
    page.locator("#log .note").filter(has_text="真人").wait_for()
    fake.say("desk.notice", turn_id=3, code="person_left", text="")
    fake.speak("q", "仲有咩可以幫你？", 0.5)
    page.locator("#log .assistant:not(.person)").filter(has_text="仲有咩").wait_for()


def test_a_line_that_comes_back_without_the_person_is_answered_by_the_desk_again(fake: FakeDesk) -> None:
    """A desk that has lost the person with the line says nothing of them on the new one."""
    page = began(fake)
    fake.say("desk.notice", turn_id=2, code="person_joined", text="")
    page.locator("#log .note").filter(has_text="真人").wait_for()
    fake.sockets[-1].close(code=1012)
    wait_kiosk(page, "d.state === 'open' && d.reconnects === 1")
    fake.speak("r", "我哋繼續啦。", 0.5)
    page.locator("#log .assistant").filter(has_text="繼續").wait_for()
    assert page.locator("#log .person").count() == 0


def test_a_photo_of_a_form_fits_one_message(fake: FakeDesk) -> None:
    page = began(fake)
    # a photo that compresses badly: noise, larger than the desk wants
    data = page.evaluate(
        """() => { const c = document.createElement('canvas'); c.width = 2600; c.height = 3600; const p = c.getContext('2d');
        const d = p.createImageData(2600, 3600); const r = new Uint32Array(d.data.buffer); let x = 7;
        for (let i = 0; i < r.length; i++) { x = (x * 1103515245 + 12345) >>> 0; r[i] = x | 0xff000000; }
        p.putImageData(d, 0, 0); return c.toDataURL('image/jpeg', 0.9).split(',')[1]; }"""
    )


    page.locator("#file").set_input_files({"name": "form.jpg", "mimeType": "image/jpeg", "buffer": base64.b64decode(data)})
    page.locator("#log .note").filter(has_text="相").wait_for(timeout=20_000)
    fake.until(lambda: "conversation.item.create" in fake.kinds())
    item = next(e for e in fake.sent if e["type"] == "conversation.item.create")
    (part,) = item["item"]["content"]
    assert part["type"] == "input_image" and part["image_url"].startswith("data:image/jpeg;base64,")
    assert 100_000 < len(json.dumps(item)) < 1_048_576
    size = page.evaluate("(uri) => new Promise((done) => { const i = new Image(); i.onload = () => done([i.width, i.height]); i.src = uri; })", part["image_url"])
    assert max(size) <= 2000 and abs(size[0] / size[1] - 2600 / 3600) < 0.01
    assert fake.kinds()[-1] in ("response.create", "desk.played")
    page.locator("#file").set_input_files({"name": "x.txt", "mimeType": "text/plain", "buffer": b"no picture"})
    page.locator("#notice").filter(has_text="唔係相").wait_for()


@pytest.mark.parametrize(("width", "height"), [(1080, 1920), (1920, 1080), (1280, 800), (800, 1280)])
def test_every_text_is_large_and_nothing_is_cut_off(browse: Any, files: Files, width: int, height: int) -> None:
    page = browse("", go=False, width=width, height=height)
    desk = FakeDesk(page, files)
    desk.open("/kiosk")
    page.locator("#attract").click()
    wait_kiosk(page, "d.state === 'open' && d.playing")
    desk.say("desk.notice", turn_id=0, code="notice", text="同你傾嘅係電腦，對話會保留 15 分鐘。")
    small = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter((e) => e.offsetParent && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())
        && parseFloat(getComputedStyle(e).fontSize) < 28).map((e) => e.id || e.className)"""
    )
    assert small == []
    cut = page.evaluate(
        """() => [...document.querySelectorAll('button, #label, #status')].filter((e) => e.offsetParent)
        .filter((e) => { const b = e.getBoundingClientRect(); return e.scrollWidth > e.clientWidth + 1 || b.right > innerWidth + 1 || b.bottom > innerHeight + 1; })
        .map((e) => e.id)"""
    )
    assert cut == []
    assert page.evaluate("[document.documentElement.scrollWidth <= innerWidth, document.documentElement.scrollHeight <= innerHeight]") == [True, True]
    assert page.locator("#log").evaluate("(e) => e.clientHeight") >= 120


def test_a_kiosk_outlives_its_desk(desk: Desk, browse: Any) -> None:
    page = browse("", go=False, **PORTRAIT)
    page.clock.install()
    page.goto(desk.url + "kiosk")
    page.locator("#attract").click()
    first = wait_kiosk(page, "d.state === 'open' && d.playing")
    desk.kill()
    wait_kiosk(page, "d.state === 'reconnecting' && !d.playing")
    page.clock.fast_forward(57_000)
    wait_kiosk(page, "d.screen !== 'talk'")
    page.clock.fast_forward(5_000)
    wait_kiosk(page, "d.screen === 'attract'")
    desk.start()
    page.locator("#attract").click()
    second = wait_kiosk(page, "d.state === 'open' && d.lastReply !== ''", 8_000)
    assert second["sessionId"] != first["sessionId"]
    for _ in range(100):  # the first conversation is still to be erased, now that the desk is back
        if in_journal(desk, first["sessionId"]) == 0:
            break
        page.wait_for_timeout(100)
    assert in_journal(desk, first["sessionId"]) == 0
