"""The browser's acts: talk, a line that breaks, the kiosk, a person."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from typing import Any

from tests.browser.driver import debug, reset_mouth, wait_debug, wait_kiosk

from ..stage import MIC_RATE, ROOT, Stage, need
from . import Act

SYNTHETIC = "the caller's voice is synthetic (the desk's own man's voice)"


def _settled(page: object) -> None:
    wait_debug(page, "d.state === 'open' && d.playing", 20_000)
    wait_debug(page, "!d.playing", 30_000)


def talk(stage: Stage, files: list[str], seen: dict[str, object]) -> None:
    question = stage.say("我唔見咗張信用卡點算呀", MIC_RATE)
    reader, read_aloud = stage.reader(MIC_RATE)
    page = stage.page("/", stage.microphone("talk", 1.5, question, 4.5, reader, 20.0))
    _settled(page)
    reset_mouth(page)
    page.locator("#mic").click()
    heard = wait_debug(page, "d.lastFinal !== ''", 15_000)
    talking = wait_debug(page, "d.playing && d.mouthMax > 0.3 && d.lastReply.includes('掛失')", 15_000)
    files.append(stage.shoot(page, "01-talk-answering"))
    stopped = wait_debug(page, "d.stopLatencyMs !== null && d.mouthOpen < 0.1", 15_000)
    need(stopped["stopLatencyMs"] <= 300, "silence within 300 ms of the interruption")
    over = wait_debug(page, "d.lastFinal !== %r" % heard["lastFinal"], 15_000)
    page.locator("#text").fill("轉數快收唔收費")
    page.locator("#send").click()
    wait_debug(page, "d.lastReply.includes('免費')", 10_000)
    page.locator(".citation").last.click()
    page.locator("#passage").get_by_text("轉數快").first.wait_for(timeout=3_000)
    files.append(stage.shoot(page, "01-talk-source"))
    files.append(stage.text("01-talk", page.locator("#log").inner_text().splitlines()))
    seen |= {"heard": heard["lastFinal"], "answer": talking["lastReply"], "stop_ms": stopped["stopLatencyMs"],
             "reader_read": read_aloud, "reader_heard": over["lastFinal"]}  # fmt: skip


def broken_line(stage: Stage, files: list[str], seen: dict[str, object]) -> None:
    page = stage.page("/")
    _settled(page)
    page.locator("#text").fill("信用卡年費幾錢")
    page.locator("#send").click()
    wait_debug(page, "d.playing && d.lastReply.includes('年費')", 10_000)
    before = debug(page)
    stage.desk.kill()
    wait_debug(page, "d.state === 'reconnecting'", 8_000)
    files.append(stage.shoot(page, "02-line-lost"))
    stage.desk.start()
    after = wait_debug(page, "d.state === 'open' && d.reconnects > 0", 30_000)
    need(after["sessionId"] == before["sessionId"], "the same conversation after the desk was killed")
    page.locator("#text").fill("分行幾點開門")
    page.locator("#send").click()
    wait_debug(page, "d.lastReply.includes('星期六')", 10_000)
    need(page.locator("#log").inner_text().count("信用卡年費幾錢") == 1, "each turn once")
    files.append(stage.shoot(page, "02-line-resumed"))
    seen |= {"reconnects": after["reconnects"], "reference": after["reference"]}


def kiosk(stage: Stage, files: list[str], seen: dict[str, object]) -> None:
    question = stage.say("分行星期六開幾點", MIC_RATE)
    page = stage.page("", stage.microphone("kiosk", 4.0, question, 40.0), width=1080, height=1920)
    page.clock.install()
    page.goto(stage.desk.http + "/kiosk")
    wait_kiosk(page, "d.screen === 'attract'")
    files.append(stage.shoot(page, "03-kiosk-attract"))
    page.locator("#attract").click()
    wait_kiosk(page, "d.state === 'open' && d.micState === 'muted'", 15_000)
    page.locator("#hold").dispatch_event("pointerdown", {"pointerId": 1})
    page.wait_for_timeout(4_000 + int(len(question) / MIC_RATE * 1000) + 600)  # the recording, at its own pace
    page.locator("#hold").dispatch_event("pointerup", {"pointerId": 1})
    heard = wait_kiosk(page, "d.lastFinal !== ''", 15_000)
    wait_kiosk(page, "d.playing && d.mouthMax > 0.3 && d.lastReply.includes('星期六')", 15_000)
    files.append(stage.shoot(page, "03-kiosk-answering"))
    wait_kiosk(page, "!d.playing", 30_000)
    page.clock.fast_forward(46_000)
    page.locator("#countdown").wait_for(timeout=5_000)
    files.append(stage.shoot(page, "03-kiosk-countdown"))
    page.clock.fast_forward(11_000)
    wait_kiosk(page, "d.screen !== 'talk'", 5_000)
    left = page.evaluate("sessionStorage.length + localStorage.length + document.querySelectorAll('#log li').length")
    need(left == 0, "nothing left on the page or in its storage")
    page.wait_for_function("kiosk.talk === null")
    page.wait_for_timeout(300)
    with sqlite3.connect(stage.desk.data / "journal.db") as db:
        kept = db.execute("SELECT count(*) FROM sessions WHERE session_id = ?", (heard["sessionId"],)).fetchone()[0]
    need(kept == 0, "nothing left in the server's journal")
    seen |= {"heard": heard["lastFinal"], "left_on_page": left, "left_in_journal": kept}


def person(stage: Stage, files: list[str], seen: dict[str, object]) -> None:
    staff = stage.page("/staff")
    staff.locator("#key").fill(stage.staff_key)
    staff.locator("#key").press("Enter")
    staff.locator("#nobody").wait_for(timeout=8_000)
    page = stage.page("/")
    _settled(page)
    for words in ("我張信用卡唔見咗點算", "轉駁職員"):
        page.locator("#text").fill(words)
        page.locator("#send").click()
        wait_debug(page, "d.playing", 10_000)
    staff.locator("#waiting button").first.click(timeout=15_000)
    staff.locator("#call").wait_for(timeout=8_000)
    files.append(stage.shoot(staff, "07-person-taken"))
    need("信用卡" in staff.locator("body").inner_text(), "what the customer had asked, on the staff page")
    wait_debug(page, "!d.playing", 30_000)
    staff.locator("#text").fill("你好，我係陳主任，我即刻幫你停咗張卡先。")
    staff.locator("#text").press("Enter")
    spoken = wait_debug(page, "d.playing && d.lastReply.includes('陳主任') && d.playedMs > 500", 10_000)
    files += [stage.shoot(page, "07-person-speaks"), stage.shoot(staff, "07-person-said")]
    wait_debug(page, "!d.playing", 20_000)
    staff.locator("#back_button").click()
    page.locator("#text").fill("信用卡年費幾錢")
    page.locator("#send").click()
    wait_debug(page, "d.playing && d.lastReply.includes('年費')", 15_000)
    files.append(stage.text("07-person", page.locator("#log").inner_text().splitlines()))
    seen |= {"person_said": spoken["lastReply"]}


def _told(stage: Stage, session: str, turn: int) -> dict[str, Any]:
    """What `voicebot explain` says of a turn."""
    command = [sys.executable, "-m", "voicebot", "explain", session, str(turn), "--json"]
    done = subprocess.run(command, env={**os.environ, "VOICEBOT_DATA_DIR": str(stage.desk.data)}, cwd=ROOT, capture_output=True, text=True, timeout=120)
    need(done.returncode == 0, f"an explanation of turn {turn}: {done.stderr.strip()[-200:]}")
    return dict(json.loads(done.stdout))


def flow(stage: Stage, files: list[str], seen: dict[str, object]) -> None:
    phone = "98765432"
    stage.planted.append(phone)
    page = stage.page("/")
    _settled(page)
    turns = ("我想預約旺角分行", "下個禮拜三，唔係，係下個禮拜二", "補領提款卡要幾多錢", "下晝三點", phone, "啱")
    asked = ("邊一日", "幾點", "五十", "電話", "啱唔啱", "約好喇")
    for words, answer in zip(turns, asked, strict=True):
        page.locator("#text").fill(words)
        page.locator("#send").click()
        wait_debug(page, f"d.lastReply.includes('{answer}')", 20_000)
    session = debug(page)["sessionId"]
    files.append(stage.shoot(page, "13-flow-booked"))
    with sqlite3.connect(stage.desk.data / "customers.db") as db:
        booked = db.execute("SELECT count(*) FROM appointments").fetchone()[0]
    need(booked == 1, "one appointment in the back office's books")
    told = _told(stage, session, len(turns))
    need(told["replay"]["same"], "the same bytes when the turn is played again from the journal")
    need(any("book" in call for call in told["trace"]["calls"]), "the call of the tool in the explanation")
    files.append(stage.json("13-flow-explained", told))
    seen |= {"booked": booked, "calls": told["trace"]["calls"], "replay": "the same, byte for byte"}


TALK = Act("talk", "A customer speaks in the browser, is answered with a source, and interrupts", f"{SYNTHETIC}; one real reader interrupts; Chromium only", talk)
BROKEN_LINE = Act("broken-line", "The desk is killed in the middle of an answer and the conversation goes on", "one machine; the network itself is not cut", broken_line)
KIOSK = Act("kiosk", "A kiosk customer holds to talk, walks away, and everything is erased", f"{SYNTHETIC}; the browser's clock is moved on by the script", kiosk)
PERSON = Act("person", "A person takes the call in the staff page, speaks in it, and gives it back", "the person types; their own voice is not carried", person)
FLOW = Act(
    "flow", "A customer books in text, asks something else in between, and the books and the reasons are looked at",
    "typed, not spoken; the demonstration back office; a holiday in that week would refuse the day", flow,
)  # fmt: skip
