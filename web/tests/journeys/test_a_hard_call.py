"""A hard call, as Ana meets it."""

import pytest
from playwright.sync_api import Page, expect
from web.tests.cast import PASSWORD
from web.tests.journeys.conftest import Floor, Watched

pytestmark = pytest.mark.browser
INSULT = "you are a useless idiot"


def test_a_cue_arrives_by_itself_and_takes_no_focus(
    at_desk: Page, floor: Floor, contact: str, browser: Watched
) -> None:
    floor.says("good morning, it is about my bill", contact)
    expect(at_desk.locator(".contact")).to_have_count(1)
    at_desk.locator("#open-dock").focus()
    floor.says(INSULT, contact)
    cue = at_desk.locator(".cue")
    expect(cue).to_contain_text("Heard: an insult")
    expect(cue.locator("q u")).to_contain_text("idiot")
    assert at_desk.evaluate("document.activeElement.id") == "open-dock"
    assert not browser.complaints


def test_she_opens_a_way_out_copies_it_and_puts_the_cue_away(at_desk: Page, floor: Floor, contact: str) -> None:
    at_desk.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=floor.url)
    floor.says(INSULT, contact)
    at_desk.locator(".cue").wait_for()
    at_desk.keyboard.press("2")
    way = at_desk.locator(".way[open]")
    expect(way).to_have_count(1)
    words = way.locator(".say").inner_text()
    way.get_by_role("button", name="Copy").click()
    assert at_desk.evaluate("navigator.clipboard.readText()") == words
    # A later refresh leaves open what she opened.
    floor.says("I am waiting", contact)
    at_desk.wait_for_timeout(2600)
    expect(at_desk.locator(".way[open]")).to_have_count(1)
    at_desk.keyboard.press("d")
    expect(at_desk.locator(".cue")).to_have_count(0)


def test_an_agents_own_words_raise_nothing(at_desk: Page, floor: Floor, contact: str) -> None:
    floor.says("you called me a useless idiot", contact, role="agent")
    floor.says("I will find you and I will hurt you", contact, role="unknown", role_basis="guess")
    expect(at_desk.locator(".not-heard")).to_contain_text("Not listening: who speaks is unknown")
    expect(at_desk.locator(".cue")).to_have_count(0)


def test_the_desk_says_which_language_it_does_not_hear(at_desk: Page, floor: Floor, contact: str) -> None:
    floor.says("eres un idiota", contact, language="es")
    expect(at_desk.locator(".not-heard")).to_contain_text("Not listening: Spanish")


def test_several_chats_stand_side_by_side_and_the_one_she_opened_stays_open(
    at_desk: Page, floor: Floor, contact: str
) -> None:
    others = [f"{contact}-b", f"{contact}-c"]
    for name, queue in zip([contact, *others], ("Refunds", "Parcels", "Contracts"), strict=True):
        floor.says("hello", name, channel="chat", queue=queue)
    expect(at_desk.locator(".contact")).to_have_count(3)
    at_desk.locator(".contact", has_text="Refunds").click()
    expect(at_desk.locator(".contact[aria-current]")).to_contain_text("Refunds")
    floor.says(INSULT, others[0])
    expect(at_desk.get_by_text("A cue waits here")).to_be_visible()
    expect(at_desk.locator(".contact[aria-current]")).to_contain_text("Refunds")
    at_desk.locator(".contact", has_text="Parcels").click()
    expect(at_desk.locator(".cue")).to_contain_text("an insult")
    floor.happens("held", others[1])
    expect(at_desk.locator(".contact", has_text="Contracts")).to_contain_text("On hold")
    for name in others:
        floor.happens("ended", name)


def test_somebody_in_danger_comes_before_every_way_out(at_desk: Page, floor: Floor, contact: str) -> None:
    floor.says("I can't go on, I want to end my life", contact)
    cue = at_desk.locator(".cue.is-safeguarding")
    expect(cue).to_contain_text("First:")
    shown = cue.locator(".cue-steps:visible")
    expect(shown).to_have_count(1)
    steps, ways = shown.bounding_box(), cue.locator(".ways").bounding_box()
    assert steps is not None
    assert ways is not None
    assert steps["y"] < ways["y"]


def test_cues_can_be_off_and_on_again(at_desk: Page, floor: Floor, contact: str) -> None:
    floor.says(INSULT, contact)
    at_desk.locator(".cue").wait_for()
    at_desk.get_by_role("button", name="Not for 30 minutes").click()
    expect(at_desk.locator(".cues-off")).to_contain_text("Only you know")
    expect(at_desk.locator(".cue")).to_have_count(0)
    at_desk.get_by_role("button", name="Show cues again").click()
    expect(at_desk.locator(".cue")).to_contain_text("an insult")


def test_mia_meets_nothing_of_anas(browser: Watched, floor: Floor, contact: str) -> None:
    page = browser.sign_in("mia")
    page.goto(f"{floor.url}/desk/")
    floor.says(INSULT, contact)
    page.wait_for_timeout(1500)
    expect(page.locator(".cue")).to_have_count(0)
    expect(page.locator(".contact")).to_have_count(0)


def test_the_dock_shows_the_same_at_320_pixels_and_nothing_is_cut(browser: Watched, floor: Floor, contact: str) -> None:
    page = browser.sign_in()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{floor.url}/desk/dock/")
    floor.says(INSULT, contact)
    expect(page.locator(".cue")).to_contain_text("an insult")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    button = page.get_by_role("button", name="I need a moment")
    expect(button).to_be_in_viewport(ratio=1)


def test_one_key_locks_the_desk_and_the_password_opens_it(at_desk: Page, floor: Floor) -> None:
    at_desk.goto(f"{floor.url}/desk/dock/")
    at_desk.keyboard.press("l")
    at_desk.get_by_role("button", name="Unlock").wait_for()
    at_desk.goto(f"{floor.url}/desk/")
    expect(at_desk.get_by_role("button", name="Unlock")).to_be_visible()
    expect(at_desk.get_by_role("heading", name="Desk")).to_have_count(0)
    at_desk.get_by_label("Password").fill(PASSWORD)
    at_desk.get_by_role("button", name="Unlock").click()
    expect(at_desk.get_by_role("heading", name="Desk")).to_be_visible()


def test_locking_one_page_takes_customers_words_off_every_page(
    at_desk: Page, floor: Floor, browser: Watched, contact: str
) -> None:
    dock = browser.open()
    dock.goto(f"{floor.url}/desk/dock/")
    floor.says(INSULT, contact)
    expect(dock.locator(".cue")).to_contain_text("idiot")
    at_desk.keyboard.press("l")
    at_desk.get_by_role("button", name="Unlock").wait_for()
    expect(dock.locator("body")).not_to_contain_text("idiot")
    expect(dock.get_by_role("button", name="Unlock")).to_be_visible()


def test_a_shared_desk_changes_hands(at_desk: Page, floor: Floor, browser: Watched) -> None:
    at_desk.keyboard.press("l")
    at_desk.get_by_role("button", name="Someone else").click()
    at_desk.wait_for_url("**/accounts/login/**")
    page = browser.sign_in("mia")
    expect(page.locator(".viewer-name")).to_contain_text("Mia")


def test_keys_do_nothing_while_she_types_or_when_she_switched_them_off(at_desk: Page, floor: Floor) -> None:
    at_desk.goto(f"{floor.url}/account/")
    field = at_desk.get_by_label("Name", exact=False).first
    field.focus()
    at_desk.keyboard.press("m")
    expect(at_desk.get_by_role("button", name="I need a moment")).to_be_visible()
    at_desk.goto(f"{floor.url}/desk/settings/")
    at_desk.get_by_label("Single keys work on the desk").uncheck()
    at_desk.get_by_role("button", name="Save").click()
    at_desk.wait_for_url("**/desk/")
    at_desk.keyboard.press("m")
    at_desk.wait_for_timeout(400)
    expect(at_desk.get_by_role("button", name="I need a moment")).to_be_visible()
    at_desk.goto(f"{floor.url}/desk/settings/")
    at_desk.get_by_label("Single keys work on the desk").check()
    at_desk.get_by_role("button", name="Save").click()
    at_desk.wait_for_url("**/desk/")
