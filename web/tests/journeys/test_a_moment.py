"""A moment, with the line up and with the line down."""

import re

import pytest
from playwright.sync_api import Page, expect
from web.tests.journeys.conftest import Floor, Watched

pytestmark = pytest.mark.browser
COVERED = re.compile(r"Covered until \d\d:\d\d")


def test_one_key_one_press_no_question(at_desk: Page, browser: Watched) -> None:
    at_desk.keyboard.press("m")
    moment = at_desk.locator("#moment")
    expect(moment).to_contain_text(COVERED)
    expect(moment).to_contain_text("Phone not confirmed: set Not Ready")
    expect(moment.locator("input:not([type=hidden]), select, textarea")).to_have_count(0)
    at_desk.get_by_role("button", name="I'm back").click()
    expect(at_desk.get_by_role("button", name="I need a moment")).to_be_visible()
    assert not browser.complaints


def test_breathing_is_one_tap_away_and_never_imposed(at_desk: Page) -> None:
    at_desk.keyboard.press("m")
    circle = at_desk.locator(".breath")
    expect(circle).to_be_hidden()
    at_desk.get_by_text("Breathing guide, if you want it").click()
    expect(circle).to_be_visible()


def test_what_can_wait_asks_nothing_of_somebody_who_is_away(at_desk: Page) -> None:
    at_desk.keyboard.press("m")
    expect(at_desk.get_by_role("button", name="I'm back")).to_be_visible()
    asked = "document.querySelector('#calls').insertAdjacentHTML('beforeend', '<p class=can-wait>Sam asks</p>')"
    at_desk.evaluate(asked)
    expect(at_desk.get_by_text("Sam asks")).to_be_hidden()
    at_desk.get_by_role("button", name="I'm back").click()
    expect(at_desk.get_by_text("Sam asks")).to_be_visible()


def test_the_phone_system_confirms(at_desk: Page, floor: Floor) -> None:
    at_desk.keyboard.press("m")
    at_desk.get_by_text("Phone not confirmed").wait_for()
    floor.send({"event": "agent_state", "event_id": "phone-1", "agent": "ana-7", "state": "not_ready"})
    expect(at_desk.locator("#moment")).to_contain_text("Your phone is on Not Ready")


def test_during_a_contact_it_waits_for_the_end(at_desk: Page, floor: Floor, contact: str) -> None:
    floor.says("good morning", contact)
    at_desk.locator(".contact").wait_for()
    at_desk.keyboard.press("m")
    expect(at_desk.locator("#moment")).to_contain_text("Yours when this contact ends")
    floor.happens("wrap_up", contact)
    expect(at_desk.locator("#moment")).to_contain_text(COVERED)


def test_offline_it_says_not_sent_and_goes_out_once_when_the_line_is_back(at_desk: Page, floor: Floor) -> None:
    at_desk.context.set_offline(True)
    at_desk.keyboard.press("m")
    line = at_desk.locator("[data-not-sent]")
    expect(line).to_be_visible()
    expect(line).to_contain_text("Not sent yet")
    expect(at_desk.locator("#moment")).not_to_contain_text("Covered until")
    at_desk.context.set_offline(False)
    expect(at_desk.locator("#moment")).to_contain_text(COVERED, timeout=15_000)
    expect(at_desk.locator("[data-not-sent]")).to_have_count(0)


def test_what_waits_in_a_browser_is_not_given_to_the_next_person(at_desk: Page, floor: Floor, browser: Watched) -> None:
    at_desk.context.set_offline(True)
    at_desk.keyboard.press("m")
    expect(at_desk.locator("[data-not-sent]")).to_be_visible()
    kept = at_desk.evaluate("localStorage.getItem('hearten.moments-not-sent')")
    at_desk.context.clear_cookies()
    at_desk.context.set_offline(False)
    at_desk.wait_for_url("**/accounts/login/**")  # the desk notices by itself that nobody is signed in any more
    page = browser.sign_in("mia")
    page.goto(f"{floor.url}/desk/")
    page.wait_for_timeout(6000)
    expect(page.get_by_role("button", name="I need a moment")).to_be_visible()
    assert page.evaluate("localStorage.getItem('hearten.moments-not-sent')") == kept
    page.goto("about:blank")
    page.context.clear_cookies()
    page = browser.sign_in("ana")
    page.goto(f"{floor.url}/desk/")
    expect(page.locator("#moment")).to_contain_text(COVERED, timeout=15_000)


def test_it_is_the_same_on_every_tab(at_desk: Page, browser: Watched, floor: Floor) -> None:
    other = browser.open()
    other.goto(f"{floor.url}/account/")
    at_desk.keyboard.press("m")
    expect(other.locator("#moment")).to_contain_text(COVERED)


def test_the_button_stands_at_the_same_place_on_every_page(at_desk: Page, floor: Floor) -> None:
    places = set()
    for path in ("/desk/", "/desk/settings/", "/account/", "/nowhere/"):
        at_desk.goto(f"{floor.url}{path}")
        box = at_desk.get_by_role("button", name="I need a moment").bounding_box()
        assert box is not None
        places.add((round(box["x"]), round(box["y"]), round(box["width"])))
    assert len(places) == 1
