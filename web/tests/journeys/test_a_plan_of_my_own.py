"""Ana is thrown by a contact, makes a plan of her own, and the next contact of that kind shows it to her."""

import pytest
from playwright.sync_api import Page, expect
from web.tests.journeys.conftest import Floor, Watched

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_notes_yet")]
INSULT = "you are a useless idiot"
PASSPHRASE = "maple quartz heron velvet tundra lilac"
ACT = "say once: I want to help, and I need us to speak respectfully"


def set_up(page: Page, floor: Floor) -> None:
    page.goto(f"{floor.url}/gameplan/")
    page.get_by_role("link", name="Set up my sealed notes").click()
    page.get_by_label("New passphrase").fill(PASSPHRASE)
    page.get_by_label("The same once more").fill(PASSPHRASE)
    page.get_by_label("I know that nobody can open my notes").check()
    page.get_by_role("main").locator("button.primary").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("code")


def close(page: Page, floor: Floor) -> None:
    page.goto(f"{floor.url}/sealed/")
    page.get_by_role("button", name="Close them").click()
    page.goto(f"{floor.url}/desk/")
    page.wait_for_selector("body[data-live='live']")


def draw_the_road(page: Page) -> None:
    page.get_by_role("link", name="Draw the roadmap").click()
    expect(page.locator(".road-wide")).to_be_visible()
    page.get_by_label("What was it about?").fill("A call about a parcel")
    page.get_by_label("Where did it go off course?").fill("they call me names")
    page.get_by_label("What do you want to do there instead?").fill("stay calm")
    before = page.locator(".road-wide .road-turn").get_attribute("cx")
    page.get_by_label("How far along the road it went off course").fill("30")
    assert page.locator(".road-wide .road-turn").get_attribute("cx") != before
    page.get_by_role("button", name="Keep and seal it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A call about a parcel")
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.locator(".road-narrow")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1440, "height": 900})


def make_it_a_plan(page: Page) -> None:
    page.get_by_role("link", name="Make it a plan").click()
    page.get_by_role("button", name="Keep the plan").click()
    expect(page.get_by_role("main")).to_contain_text("Feelings do not come when they are called")
    page.get_by_label("then I").fill(ACT)
    page.get_by_role("button", name="Keep it", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("At the next cue that calls it up")


def test_from_what_threw_her_to_her_own_plan_at_the_next_cue(
    at_desk: Page, floor: Floor, contact: str, browser: Watched
) -> None:
    page = at_desk
    set_up(page, floor)
    close(page, floor)

    # One press beside the cue, her notes closed.
    floor.says("good morning", contact)
    floor.says(INSULT, contact)
    page.locator(".cue").get_by_role("button", name="Note it for myself").click()
    expect(page.locator(".cue")).to_contain_text("Noted for you, sealed")
    floor.happens("ended", contact)

    # When there is time: open, read it, draw the other road, make it one sentence.
    page.goto(f"{floor.url}/gameplan/")
    page.get_by_role("link", name="Open them").click()
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_role("link", name="An insult").click()
    expect(page.get_by_role("main")).to_contain_text("useless idiot")
    draw_the_road(page)
    make_it_a_plan(page)

    # The next contact of that kind, her notes closed again: her own words first.
    close(page, floor)
    floor.says(INSULT, f"{contact}-next")
    plan, phrase = page.locator(".cue-plan"), page.locator(".cue-phrase")
    expect(plan).to_have_text(ACT)
    above, below = plan.bounding_box(), phrase.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] < below["y"]
    floor.happens("ended", f"{contact}-next")

    # Asked once, afterwards; one press, and nobody but her sees what helps.
    question = page.locator(".shift-question")
    expect(question).to_contain_text("Did your plan fire?")
    with page.expect_response("**/gameplan/plans/fired/") as answered:
        question.get_by_role("button", name="I did it, and it helped").click()
    assert "Only you see what helps you" in answered.value.text()
    expect(question).to_have_count(0)
    assert not browser.complaints
