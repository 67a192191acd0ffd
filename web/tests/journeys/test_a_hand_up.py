"""A hand goes up, somebody comes; and the same with the line down."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, expect
from web.tests.journeys.conftest import Floor, Watched

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def nobody_has_a_hand_up(floor: Floor) -> None:
    with closing(sqlite3.connect(floor.server.data / "hearten.sqlite3", timeout=10)) as database, database:
        for table in ("support_asked", "support_handup", "support_reaching", "staffing_whereabouts"):
            database.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names


def here(floor: Floor) -> None:
    """Let Tom be here without a shift, by his own word on a dock."""
    with closing(sqlite3.connect(floor.server.data / "hearten.sqlite3", timeout=10)) as database, database:
        database.execute(
            "INSERT INTO staffing_whereabouts (person_id, is_here, changed_at)"
            " SELECT id, 1, strftime('%Y-%m-%d %H:%M:%f', 'now') FROM people_person WHERE name = 'Tom'"
        )


def test_a_hand_goes_up_by_one_key_and_the_lead_answers_with_one_press(
    at_desk: Page, floor: Floor, chromium: Browser
) -> None:
    here(floor)
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(10_000)
    tom = Watched(context, floor)
    page = tom.sign_in("tom")
    page.goto(f"{floor.url}/account/")  # any page: without a second step of signing in, most of a lead's are shut
    page.wait_for_selector("body[data-live='live']")

    at_desk.keyboard.press("h")
    own = at_desk.locator("#hand")
    expect(own).to_contain_text("Tom has been asked")
    expect(own.locator("input:not([type=hidden]), select, textarea")).to_have_count(0)
    expect(page.locator("#calls")).to_contain_text("Ana has a hand up", timeout=2000)
    page.get_by_role("button", name="I am coming").click()
    expect(own).to_contain_text("Tom is coming")
    expect(page.locator("#calls")).to_contain_text("You are coming to Ana")

    at_desk.get_by_role("button", name="Done, hand down").click()
    expect(at_desk.get_by_role("button", name="Hand up")).to_be_visible()
    expect(page.locator("#calls li")).to_have_count(0)
    assert not tom.complaints
    context.close()


def test_offline_it_says_not_sent_can_be_taken_back_and_goes_out_once(at_desk: Page, floor: Floor) -> None:
    at_desk.context.set_offline(True)
    at_desk.keyboard.press("h")
    line = at_desk.locator("[data-hand-not-sent]")
    expect(line).to_be_visible()
    expect(line).to_contain_text("Not sent yet")
    at_desk.keyboard.press("h")
    assert at_desk.evaluate("JSON.parse(localStorage.getItem('hearten.hands-not-sent')).length") == 1
    line.get_by_role("button", name="Take it back").click()
    expect(line).to_be_hidden()
    at_desk.keyboard.press("h")
    expect(line).to_be_visible()
    at_desk.context.set_offline(False)
    expect(at_desk.locator("#hand")).to_contain_text("Nobody who could come is here", timeout=15_000)
    with closing(sqlite3.connect(floor.server.data / "hearten.sqlite3", timeout=10)) as database:
        assert database.execute("SELECT count(*) FROM support_handup").fetchone() == (1,)
    assert at_desk.evaluate("localStorage.getItem('hearten.hands-not-sent')") is None


@pytest.mark.parametrize("is_offered", [False, True], ids=["", "with a moment offered"])
def test_the_two_buttons_fit_side_by_side_in_the_dock(at_desk: Page, floor: Floor, is_offered: bool) -> None:
    with closing(sqlite3.connect(floor.server.data / "hearten.sqlite3", timeout=10)) as database, database:
        database.execute("DELETE FROM support_momentoffer")
        if is_offered:
            database.execute(
                "INSERT INTO support_momentoffer (agent_id, offered_at)"
                " SELECT id, strftime('%Y-%m-%d %H:%M:%f', 'now') FROM people_person WHERE name = 'Ana'"
            )
    at_desk.set_viewport_size({"width": 320, "height": 640})
    at_desk.goto(f"{floor.url}/desk/dock/")
    expect(at_desk.locator(".offer")).to_have_count(int(is_offered))
    moment = at_desk.get_by_role("button", name="I need a moment").bounding_box()
    hand = at_desk.get_by_role("button", name="Hand up").bounding_box()
    assert moment is not None
    assert hand is not None
    assert moment["y"] == hand["y"]
    assert moment["height"] == hand["height"] >= 44
    assert hand["x"] + hand["width"] <= 320
