import os
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from web.tests.cast import PASSWORD

from hearten.people import actions
from hearten.people.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_an_administrators_first_day_with_a_passkey_under_the_strict_policy(
    live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the invitation to a passkey, lock, unlock, sign out everywhere and back in, with no script refused."""
    path = os.environ.get("HEARTEN_CHROMIUM", "")
    if not path:
        pytest.skip("HEARTEN_CHROMIUM names no browser; ./run test browser finds or installs one")
    from playwright.sync_api import expect, sync_playwright

    olu: Person = actions.make_administrator(email="olu@hearten.test", name="Olu")
    token = actions.invite(olu, by=None, now=timezone.now()).token
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in this thread
    refused: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
        page.on("pageerror", lambda error: refused.append(str(error)))
        cdp = page.context.new_cdp_session(page)
        cdp.send("WebAuthn.enable")
        cdp.send("WebAuthn.addVirtualAuthenticator", {"options": A_KEY})

        def at(name: str) -> str:
            return f"{live_server.url}{reverse(name)}"

        page.goto(f"{live_server.url}{reverse('people:accept_invitation', args=[token])}")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Save and go in").click()
        page.goto(at("people:people"))
        expect(page.get_by_role("heading", name="One more step")).to_be_visible()
        page.get_by_role("link", name="Add a passkey").click()
        page.get_by_label("Sign in with this key alone").check()
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
        page.goto(at("people:people"))
        expect(page.get_by_role("link", name="Invite somebody")).to_be_visible()

        page.goto(at("people:account"))
        page.get_by_role("button", name="Lock this desk").click()
        expect(page.get_by_role("button", name="Someone else")).to_be_visible()
        page.get_by_role("link", name="security key").click()
        page.get_by_role("button", name="Unlock with a passkey").click()
        page.wait_for_url(lambda url: "/accounts/" not in url)
        page.goto(at("people:account"))
        page.get_by_role("button", name="Sign out everywhere").click()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url(lambda url: "/accounts/" not in url)
        page.goto(at("people:people"))
        expect(page.get_by_role("link", name="Olu")).to_be_visible()
        browser.close()
    assert not refused
