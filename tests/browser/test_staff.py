"""A customer and a member of staff, each in front of their page, with the desk between them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.driver import debug, wait_debug
from tests.browser.real_desk import STAFF_KEY, Desk, shoot

pytestmark = pytest.mark.browser


def enter(page: Any, desk: Desk, key: str = STAFF_KEY) -> None:
    page.goto(desk.url + "staff")
    page.locator("#key").fill(key)
    page.locator("#door button").click()


def ask(page: Any, text: str) -> None:
    page.locator("#text").fill(text)
    page.locator("#text").press("Enter")


def test_staff_take_a_call_speak_through_the_desk_and_give_it_back(desk: Desk, browse: Any) -> None:
    customer = browse(desk.url)
    staff = customer.context.new_page()  # another tab of the same browser
    staff.on("pageerror", lambda error: pytest.fail(f"the staff page broke: {error}"))
    enter(staff, desk)
    staff.locator("#nobody").wait_for()
    wait_debug(customer, "d.state === 'open' && d.lastReply !== ''")
    ask(customer, "我張信用卡唔見咗點算，我身份證係 A123456(3)")
    wait_debug(customer, "d.lastReply.includes('掛失') && d.playing", 15_000)
    customer.locator("#person").click()
    reference = debug(customer)["reference"]
    row = staff.locator("#waiting li").filter(has_text=reference)
    row.wait_for(timeout=15_000)
    shoot(staff, "staff-waiting")
    row.get_by_role("button", name="接聽").click()

    staff.locator("#log .user").filter(has_text="信用卡").first.wait_for()
    assert "123456" not in staff.locator("body").inner_text()
    assert staff.locator("#log .citation").count() >= 1
    customer.locator("#log .note").filter(has_text="真人").wait_for()
    wait_debug(customer, "!d.playing", 20_000)
    staff.locator("#text").fill("我係陳主任，已經幫你截停張卡。")
    staff.locator("#text").press("Enter")
    wait_debug(customer, "d.playing && d.playedMs > 300 && d.mouthMax > 0.2", 15_000)
    customer.locator("#log .person").filter(has_text="陳主任").wait_for()
    assert customer.locator("#log .person .who").first.inner_text() == "職員"
    staff.locator("#log .person").filter(has_text="陳主任").wait_for()
    shoot(customer, "widget-with-staff")
    wait_debug(customer, "!d.playing", 20_000)

    before = debug(customer)["lastReply"]
    ask(customer, "多謝你")
    staff.locator("#log .user").filter(has_text="多謝你").wait_for()
    shoot(staff, "staff-call")
    customer.wait_for_timeout(1_000)
    assert debug(customer)["lastReply"] == before  # the desk leaves the answer to the person
    assert "諗緊" not in customer.locator("#status").inner_text()

    staff.locator("#back_button").click()
    staff.locator("#notice").filter(has_text="已交回").wait_for()
    customer.locator("#log .note").filter(has_text="職員已經離開").wait_for()
    ask(customer, "轉數快收唔收費")
    wait_debug(customer, "d.lastReply.includes('轉數快') && d.playing", 15_000)


def test_a_wrong_key_opens_nothing_and_a_right_one_survives_a_reload(desk: Desk, browse: Any) -> None:
    page = browse("", go=False)
    enter(page, desk, "a guess")
    page.locator("#door_text").filter(has_text="密匙不正確").wait_for()
    assert page.locator("#desk").is_hidden() and page.evaluate("sessionStorage.length") == 0
    page.locator("#key").fill(STAFF_KEY)
    page.locator("#key").press("Enter")
    page.locator("#nobody").wait_for()
    page.reload()
    page.locator("#nobody").wait_for()
    assert page.evaluate("localStorage.length") == 0


def test_two_staff_one_call_and_a_customer_who_leaves(desk: Desk, browse: Any) -> None:
    customer = browse(desk.url)
    first, second = (customer.context.new_page() for _ in range(2))
    for page in (first, second):
        enter(page, desk)
    wait_debug(customer, "d.state === 'open'")
    customer.locator("#person").click()
    session_id = debug(customer)["sessionId"]
    reference = debug(customer)["reference"]
    for page in (first, second):
        page.locator("#waiting li").filter(has_text=reference).wait_for(timeout=15_000)
    first.locator("#waiting li").filter(has_text=reference).get_by_role("button").click()
    first.locator("#call").wait_for()
    second.evaluate("(id) => staff.join(id)", session_id)  # who clicked at the same moment
    second.locator("#notice").filter(has_text="另一位職員").wait_for()
    first.close()  # the caller waits again, and the other can take the call
    second.locator("#waiting li").filter(has_text=reference).get_by_role("button").click(timeout=15_000)
    second.locator("#call").wait_for()
    customer.locator("#close").click()
    second.locator("#notice").filter(has_text="客人已經離開").wait_for(timeout=25_000)
    assert second.locator("#call").is_hidden() and second.locator("#log li").count() == 0
