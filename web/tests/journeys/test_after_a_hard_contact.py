"""After a hard contact: a review of what was done, and a talk with somebody Ana chooses, in both calendars."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect
from web.tests.journeys.conftest import Floor, Watched

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_notes_yet")]
WORDS = "I waited too long before the warning."


@pytest.fixture
def mia(chromium: Browser, floor: Floor) -> Iterator[Watched]:
    """Mia, in a browser of her own."""
    context = chromium.new_context(viewport={"width": 390, "height": 800}, locale="en-GB")
    context.set_default_timeout(10_000)
    yield Watched(context, floor)
    context.close()


def set_up_sealed_notes(page: Page) -> None:
    """Take the passphrase that is suggested."""
    words = page.locator("code").first.inner_text()
    page.get_by_label("Passphrase", exact=True).or_(page.locator("[name=new]")).first.fill(words)
    page.locator("[name=again]").fill(words)
    page.locator("[name=understood]").check()
    page.get_by_role("button", name="Seal my notes with it").click()
    expect(page.get_by_text("recovery code").first).to_be_visible()


def test_she_writes_a_review_and_a_talk_is_in_both_calendars(
    at_desk: Page, floor: Floor, contact: str, browser: Watched, mia: Watched, tmp_path: Path
) -> None:
    floor.says("you are a useless idiot", contact)
    at_desk.locator(".cue").wait_for()
    floor.happens("ended", contact)
    offer = at_desk.locator(".after-offer")
    expect(offer).to_contain_text("That was a hard contact")

    offer.get_by_role("link", name="Write a review").click()
    set_up_sealed_notes(at_desk)
    at_desk.goto(f"{floor.url}/after/reviews/new/")
    at_desk.get_by_label("What happened?").fill(WORDS)
    at_desk.get_by_label("What do you change?").fill("Warn at the first insult.")
    at_desk.get_by_role("button", name="Keep and seal it").click()
    at_desk.get_by_role("link", name=WORDS).click()
    expect(at_desk.get_by_text("Warn at the first insult.").first).to_be_visible()
    expect(at_desk.get_by_text("Only you, unlocked.").first).to_be_visible()

    at_desk.goto(f"{floor.url}/after/")
    at_desk.get_by_role("link", name="Ask somebody").click()
    at_desk.get_by_label("With whom").select_option(label="Mia, Lantern")
    at_desk.get_by_role("button", name="Ask", exact=True).click()
    expect(at_desk.locator(".talk").filter(has_text="with Mia")).to_have_count(2)

    hers = mia.sign_in("mia")
    hers.goto(f"{floor.url}/account/")
    expect(hers.locator("footer")).to_contain_text("Ana would like a 1:1 with you.")
    hers.get_by_role("link", name="Answer", exact=True).click()
    hers.get_by_role("button", name="Yes").first.click()

    agreed = at_desk.locator(".talk").filter(has_text="Agreed")
    expect(agreed).to_have_count(1)  # by itself: the page is live
    with at_desk.expect_download() as download:
        agreed.get_by_role("link", name="Into your calendar").click()
    file = tmp_path / "1-1.ics"
    download.value.save_as(file)
    calendar = Calendar.from_ical(file.read_bytes())
    (event,) = calendar.events
    assert (str(calendar["METHOD"]), str(event["SUMMARY"]), int(str(event["SEQUENCE"]))) == ("REQUEST", "1:1", 0)
    assert {str(guest) for guest in event.attendees} == {"mailto:ana@hearten.test", "mailto:mia@hearten.test"}

    agreed.get_by_role("button", name="Call it off").click()
    expect(at_desk.locator(".talk").filter(has_text="Called off")).to_have_count(1)
    with at_desk.expect_download() as download:
        at_desk.get_by_role("link", name=re.compile("Take it out")).click()
    download.value.save_as(file)
    calendar = Calendar.from_ical(file.read_bytes())
    assert str(calendar["METHOD"]) == "CANCEL"
    assert (calendar.events[0]["UID"], int(str(calendar.events[0]["SEQUENCE"]))) == (event["UID"], 1)
    assert not browser.complaints
    assert not mia.complaints


def test_help_stands_at_the_same_place_of_every_page_and_opens_the_procedure(at_desk: Page, floor: Floor) -> None:
    places = set()
    for path in ("/desk/", "/account/", "/after/", "/nowhere/"):
        at_desk.goto(f"{floor.url}{path}")
        box = at_desk.get_by_role("link", name="When a contact goes wrong").bounding_box()
        assert box is not None
        places.add((round(box["x"]), round(box["y"])))
    assert len(places) == 1
    at_desk.get_by_role("link", name="When a contact goes wrong").click()
    at_desk.get_by_role("button", name="I have read this version").click()
    expect(at_desk.get_by_text(re.compile("You read version 1 on"))).to_be_visible()
