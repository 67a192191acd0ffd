"""Words found and copied with the keyboard alone, and a card printed in one's own words."""

import re

import pytest
from playwright.sync_api import Page, expect
from web.tests.journeys.conftest import Floor

pytestmark = pytest.mark.browser


def test_a_phrase_is_found_while_typing_chosen_by_arrow_and_copied_with_one_key(at_desk: Page, floor: Floor) -> None:
    at_desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    at_desk.goto(f"{floor.url}/words/")
    at_desk.keyboard.press("/")
    at_desk.keyboard.type("strongly as you like")
    found = at_desk.locator("#found [data-phrase]")
    expect(at_desk).to_have_url(re.compile("strongly.+as.+you.+like"))  # the answer to the last letter is here
    expect(found).to_have_count(1)
    at_desk.keyboard.press("ArrowDown")
    expect(found.first).to_have_attribute("data-chosen", "")
    at_desk.keyboard.press("c")
    expect(found.first.get_by_role("button")).to_contain_text("Copied")
    assert "leave me out of it" in at_desk.evaluate("navigator.clipboard.readText()")


def test_the_chosen_phrase_stays_chosen_when_something_else_on_the_page_is_read_anew(
    at_desk: Page, floor: Floor
) -> None:
    at_desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    at_desk.goto(f"{floor.url}/words/")
    at_desk.keyboard.press("/")
    for _ in range(3):
        at_desk.keyboard.press("ArrowDown")
    third = at_desk.locator("[data-phrase]").nth(2)
    expect(third).to_have_attribute("data-chosen", "")
    with at_desk.expect_response("**/moment/"):
        at_desk.evaluate("htmx.ajax('GET', '/moment/', {target: '#moment', swap: 'outerHTML'})")
    expect(third).to_have_attribute("data-chosen", "")
    at_desk.keyboard.press("c")
    expect(third.get_by_role("button")).to_contain_text("Copied")
    assert at_desk.evaluate("navigator.clipboard.readText()") == third.locator("a").inner_text()


def test_a_sheet_is_chosen_seen_and_taken_as_a_pdf(at_desk: Page, floor: Floor) -> None:
    at_desk.goto(f"{floor.url}/cards/")
    at_desk.get_by_label("The first minute is theirs.").check()
    at_desk.get_by_label("Print", exact=True).select_option("badges")
    at_desk.get_by_role("button", name="Show the sheet").click()
    sheet = at_desk.locator(".press-sheet img")
    expect(sheet).to_have_attribute("alt", "Say back what you heard. Then ask. The first minute is theirs. ")
    assert sheet.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    with at_desk.expect_download() as download:
        at_desk.get_by_role("link", name="PDF for printing").click()
    assert download.value.suggested_filename == "cards-badges-a4.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_the_corner_card_stays_while_a_cue_is_there_and_is_asked_for_again_when_none_is(at_desk: Page) -> None:
    at_desk.clock.install()
    at_desk.reload()
    card = at_desk.locator("[data-corner] img")
    expect(card).to_be_visible()
    assert card.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert card.get_attribute("alt")
    asked: list[str] = []
    at_desk.on("request", lambda request: asked.append(request.url) if "/cards/corner/" in request.url else None)
    at_desk.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<p class=cue>A cue</p>')")
    at_desk.clock.fast_forward(130_000)
    assert asked == []
    at_desk.evaluate("document.querySelector('.cue').remove()")
    with at_desk.expect_request("**/cards/corner/"):
        at_desk.clock.fast_forward(61_000)
