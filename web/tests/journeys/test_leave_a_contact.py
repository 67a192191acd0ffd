"""An abusive contact, as Ana leaves it: the words, the warning, the end, covered, and a moment if she wants one."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect
from web.tests.journeys.conftest import Floor, Watched

pytestmark = pytest.mark.browser
INSULT = "you are a useless idiot"
TABLES = ("ladder", "exit", "cover", "callermark", "callernotice", "helpline")


@pytest.fixture(autouse=True)
def nothing_left(floor: Floor) -> Iterator[None]:
    yield
    with closing(sqlite3.connect(floor.server.data / "hearten.sqlite3", timeout=10)) as database, database:
        for table in TABLES:
            database.execute(f"DELETE FROM support_exits_{table}")  # noqa: S608 - our own names


def rows(floor: Floor, sql: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(floor.server.data / "hearten.sqlite3", timeout=10)) as database:
        return [tuple(row) for row in database.execute(sql)]


def test_from_the_insult_to_the_cover_and_the_offer_of_a_moment(
    at_desk: Page, floor: Floor, contact: str, browser: Watched
) -> None:
    floor.says(INSULT, contact, customer_ref="4711")
    cue = at_desk.locator(".cue")
    expect(cue).to_contain_text("Heard: an insult")
    at_desk.keyboard.press("1")
    cue.get_by_role("button", name="I have said it").click()
    # The desk remembers the step and opens the next one by itself.
    following = at_desk.locator(".way.is-next")
    expect(following).to_contain_text("Warn once")
    expect(following).to_have_attribute("open", "")
    expect(following.locator(".say")).to_contain_text("I'll end the call")
    floor.says(INSULT, contact)
    following.get_by_role("button", name="I have said it").click()
    expect(at_desk.locator(".way.is-said")).to_have_count(2)
    at_desk.get_by_role("button", name="Note that this caller was warned").click()
    expect(at_desk.get_by_role("button", name="Take it back")).to_be_visible()
    at_desk.locator(".way.is-next").get_by_role("button", name="End this contact").click()
    expect(at_desk.get_by_text("Not confirmed by the phone system: end it there")).to_be_visible()
    assert rows(floor, "SELECT source, external_id FROM support_exits_cover") == [("desk", contact)]
    floor.happens("ended", contact)
    expect(at_desk.get_by_text("Ended, and covered.").first).to_be_visible()
    expect(at_desk.locator("#left-today")).to_be_visible()
    expect(at_desk.get_by_text("A moment before the next contact")).to_be_visible()
    assert not browser.complaints


def test_the_next_agent_sees_that_the_caller_was_warned_and_the_words_again_from_the_first(
    at_desk: Page, floor: Floor, contact: str
) -> None:
    with closing(sqlite3.connect(floor.server.data / "hearten.sqlite3", timeout=10)) as database, database:
        floor.says("good morning", contact, customer_ref="4712")
        database.execute(
            "INSERT INTO support_exits_callermark (key, customer, 'on')"
            " SELECT hex(randomblob(16)), customer, date('now') FROM listening_contact WHERE external_id = ?",
            [contact],
        )
    floor.says(INSULT, contact)
    expect(at_desk.get_by_text("This caller has been warned before.")).to_be_visible()
    expect(at_desk.locator(".way.is-said")).to_have_count(0)


def test_she_prepares_a_letter_and_nothing_sends_it(at_desk: Page, floor: Floor, contact: str) -> None:
    floor.says(INSULT, contact)
    at_desk.locator(".cue").wait_for()
    at_desk.keyboard.press("3")
    at_desk.get_by_role("button", name="End this contact").click()
    at_desk.get_by_role("button", name="It is done").click()
    at_desk.get_by_role("link", name="Prepare a notice to the caller").click()
    expect(at_desk.get_by_label("Text")).to_contain_text(contact)
    at_desk.get_by_role("button", name="Keep").click()
    expect(at_desk.get_by_text("There are still 3 gaps")).to_be_visible()
    expect(at_desk.locator("#letter-text")).to_contain_text("tell us within 30 days")


def test_without_any_cue_she_finds_the_ways_out_and_danger_comes_first(
    browser: Watched, floor: Floor, contact: str
) -> None:
    page = browser.sign_in()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{floor.url}/desk/dock/")
    floor.says("good morning", contact)
    page.locator(".other-ladder summary").click()
    page.get_by_label("What is happening").select_option("distress.0")
    page.get_by_role("button", name="Show the ways out").click()
    steps, ways = page.locator(".danger"), page.locator(".ways")
    expect(steps).to_contain_text("Stay with them")
    above, below = steps.bounding_box(), ways.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] < below["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert not browser.complaints
