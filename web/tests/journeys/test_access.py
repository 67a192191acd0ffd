"""Every page for everybody: axe finds nothing, in light and dark, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from web.tests.journeys.conftest import Floor, Watched

pytestmark = pytest.mark.browser

PAGES = {
    "": ["/accounts/login/", "/offline/", "/accounts/password/reset/", "/invitation/nothing/"],
    "ana": [
        "/desk/",
        "/desk/dock/",
        "/desk/settings/",
        "/account/",
        "/moment/breathing/",
        "/promises/",
        "/sealed/",
        "/nowhere/",
        "/style/",
    ],
    "olu": [
        "/people/",
        "/people/add/",
        "/people/import/",
        "/teams/",
        "/teams/add/",
        "/sources/",
        "/sources/new/",
        "/accounts/security/",
        "/outgoing/",
        "/health/",
        "/audit/",
        "/groups/",
    ],
    "tom": ["/", "/account/", "/shifts/", "/words/"],
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("who", PAGES, ids=lambda name: name or "anonymous")
def test_axe_finds_nothing(chromium: Browser, floor: Floor, who: str, width: int, scheme: str) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",  # a cue that is still rising has no settled contrast
        bypass_csp=True,  # axe is put into the page
    )
    context.set_default_timeout(10_000)
    watched = Watched(context, floor)
    if who:
        watched.sign_in(who)
        if who == "ana":
            floor.says("you are a useless idiot", f"axe-{width}-{scheme}")
    found = []
    for path in PAGES[who]:
        watched.page.goto(f"{floor.url}{path}")
        results = Axe().run(watched.page)
        found += [f"{path}: {each['id']} {each['nodes'][0]['html'][:120]}" for each in results.response["violations"]]
        assert watched.page.evaluate("document.documentElement.scrollWidth") <= width, path
    if who == "ana":
        floor.happens("ended", f"axe-{width}-{scheme}")
    context.close()
    assert not found
