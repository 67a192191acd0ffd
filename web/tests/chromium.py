"""One Chromium for all journeys of a run: Playwright allows one of its loops at a time."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def browser_path() -> str:
    """Give the Chromium that ./run found, or skip."""
    path = os.environ.get("HEARTEN_CHROMIUM", "")
    if not path:
        pytest.skip("HEARTEN_CHROMIUM names no browser; ./run test browser finds or installs one")
    return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = browser_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
