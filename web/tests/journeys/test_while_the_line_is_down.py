"""G-06 in a browser: a press while the line is down is queued once, shown as not sent, and sent once, again and again.

And with the stream alone down: a page that asks hears of hands and cues all the same.
"""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect
from web.tests.journeys.conftest import Floor, Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROUNDS = 50  # of each button: a hundred presses in all
PRESSES = [
    ("m", "support_moment", "[data-not-sent]", "hearten.moments-not-sent", "I'm back"),
    ("h", "support_handup", "[data-hand-not-sent]", "hearten.hands-not-sent", "Take it back"),
]
STREAM = re.compile(r"/live/(\?|$)")  # asking is another address


@contextmanager
def offline(page: Page) -> Iterator[None]:
    """Nothing leaves the browser."""
    page.context.set_offline(True)
    yield
    page.context.set_offline(False)


def rows(floor: Floor, table: str) -> int:
    with closing(sqlite3.connect(floor.server.data / "hearten.sqlite3", timeout=10)) as database:
        count: int = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - our own names
        return count


def wait_until(page: Page, expression: str, value: int) -> None:
    """Wait for what the page says, by asking: its content policy lets nobody evaluate anything inside."""
    end = time.monotonic() + 15
    while page.evaluate(expression) != value:
        assert time.monotonic() < end, f"{expression} is {page.evaluate(expression)}"
        page.wait_for_timeout(50)


@pytest.fixture(autouse=True)
def nobody_has_a_hand_up(floor: Floor) -> None:
    with closing(sqlite3.connect(floor.server.data / "hearten.sqlite3", timeout=10)) as database, database:
        for table in ("support_asked", "support_handup"):
            database.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names


@pytest.mark.parametrize(("key", "table", "line", "store", "undo"), PRESSES, ids=["moment", "hand"])
def test_each_press_is_queued_once_shown_as_not_sent_and_sent_once(
    at_desk: Page, floor: Floor, key: str, table: str, line: str, store: str, undo: str
) -> None:
    kept = f"JSON.parse(localStorage.getItem('{store}') ?? '[]').length"
    before = rows(floor, table)
    for number in range(1, ROUNDS + 1):
        with offline(at_desk):
            at_desk.keyboard.press(key)
            wait_until(at_desk, kept, 1)
            expect(at_desk.locator(line)).to_be_visible()
            at_desk.keyboard.press(key)  # in a hurry: it is kept once all the same
            assert at_desk.evaluate(kept) == 1
        back = at_desk.locator("#moment, #hand").get_by_role("button", name=undo, exact=True)
        expect(back).to_be_visible(timeout=15_000)
        wait_until(at_desk, kept, 0)
        assert rows(floor, table) == before + number
        back.click()
        expect(back).to_have_count(0)


def test_with_the_stream_down_a_page_hears_of_hands_and_cues_by_asking(
    at_desk: Page, floor: Floor, chromium: Browser, contact: str
) -> None:
    with closing(sqlite3.connect(floor.server.data / "hearten.sqlite3", timeout=10)) as database, database:
        database.execute("DELETE FROM staffing_whereabouts")
        database.execute(
            "INSERT INTO staffing_whereabouts (person_id, is_here, changed_at)"
            " SELECT id, 1, strftime('%Y-%m-%d %H:%M:%f', 'now') FROM people_person WHERE name = 'Tom'"
        )
    context = chromium.new_context(locale="en-GB")
    context.set_default_timeout(10_000)
    page = Watched(context, floor).sign_in("tom")
    for each in (page, at_desk):
        each.route(STREAM, lambda route: route.abort())
    page.goto(f"{floor.url}/account/")
    at_desk.reload()
    for each in (page, at_desk):
        expect(each.locator("[data-not-live]").first).to_be_visible(timeout=20_000)
    floor.says("you are a useless idiot", contact)
    expect(at_desk.locator(".cue")).to_contain_text("an insult", timeout=15_000)
    at_desk.keyboard.press("h")
    expect(at_desk.locator("#hand")).to_contain_text("Tom has been asked")
    expect(page.locator("#calls")).to_contain_text("Ana has a hand up", timeout=15_000)
    page.get_by_role("button", name="I am coming").click()
    expect(at_desk.locator("#hand")).to_contain_text("Tom is coming", timeout=15_000)
    context.close()
