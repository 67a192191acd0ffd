"""Fair words to myself: Mia hears what she says to herself, says it anew, is reminded once; what she vents burns."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from web.tests.journeys.conftest import Floor, Watched

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_notes_yet")]
SAID = "I should have known. I'm such an idiot."
NOW = "I could not know it, and I asked in the end."
CANARY = "zebrafish"


@pytest.fixture
def mia(chromium: Browser, floor: Floor) -> Iterator[Watched]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(10_000)
    watched = Watched(context, floor)
    watched.sign_in("mia")
    yield watched
    context.close()


def set_up_sealed_notes(page: Page, floor: Floor) -> None:
    """Take the passphrase that is suggested."""
    page.goto(f"{floor.url}/sealed/set-up/")
    words = page.locator("code").first.inner_text()
    page.locator("[name=new]").fill(words)
    page.locator("[name=again]").fill(words)
    page.locator("[name=understood]").check()
    page.get_by_role("button", name="Seal my notes with it").click()
    expect(page.get_by_text("recovery code").first).to_be_visible()


def test_she_says_it_anew_and_is_reminded_once(mia: Watched, floor: Floor) -> None:
    page = mia.page
    set_up_sealed_notes(page, floor)
    page.goto(f"{floor.url}/self-talk/")
    page.get_by_role("link", name="Write down what I said to myself").click()
    page.get_by_label("What did you say to yourself?").fill(SAID)
    page.get_by_role("button", name="Look at these words").click()

    suggested = page.locator(".suggested")
    expect(suggested.locator("li")).to_have_count(2)
    expect(suggested).to_contain_text("I'm such an idiot")
    expect(page.locator(".questions dd")).to_have_count(5)
    expect(page.get_by_label("Labelling")).not_to_be_checked()  # suggested, never chosen for her
    expect(page.get_by_label("What did you say to yourself?")).to_have_value(SAID)
    page.get_by_label("Labelling").check()
    page.get_by_label("How would you say it now?").fill(NOW)
    page.get_by_label("A little lighter").check()
    page.get_by_role("button", name="Keep and seal it").click()
    expect(page.get_by_role("heading", name="Kept and sealed")).to_be_visible()

    page.get_by_role("link", name="To my notes").click()
    page.get_by_role("link", name=re.compile("I should have known")).click()
    expect(page.locator(".now")).to_contain_text(NOW)
    page.get_by_text("Remind me of the new words").click()
    expect(page.get_by_label("The line")).to_have_value(NOW)
    page.get_by_role("button", name="Keep it as a desk card").click()

    page.goto(f"{floor.url}/desk/")
    line = page.locator(".own-line")
    expect(line).to_contain_text(NOW)
    line.get_by_role("button", name="Read. Put it away").click()
    expect(line).to_have_count(0)
    page.reload()
    expect(page.locator(".own-line")).to_have_count(0)
    assert not mia.complaints


def test_what_she_vents_is_sent_nowhere_and_burns(mia: Watched, floor: Floor, tmp_path: Path) -> None:
    page = mia.page
    sent: list[str] = []

    def remember(request: Request) -> None:
        sent.append(f"{request.url} {request.post_data or ''}")

    page.goto(f"{floor.url}/self-talk/vent/")
    page.clock.install()
    page.on("request", remember)
    field = page.get_by_label("Say it")
    field.fill(f"I hate this {CANARY} of a queue")
    page.clock.run_for(90_000)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"0:(29|30|31)"))
    page.clock.run_for(40_000)
    expect(page.get_by_role("heading", name="It is gone. One question:")).to_be_visible()
    expect(page.locator("[data-question]:not([hidden])")).to_have_count(1)
    assert page.evaluate("document.getElementById('vent-field').value") == ""
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])")
    assert CANARY not in kept
    assert not any(CANARY in each for each in sent)

    page.goto(f"{floor.url}/self-talk/vent/")
    page.get_by_label("Say it").fill(CANARY)
    page.goto(f"{floor.url}/self-talk/")
    page.go_back()
    assert page.evaluate("document.getElementById('vent-field').value") == ""
    assert not mia.complaints
