"""Tom plans a queue from a file, sees what moments cost, and reads the page of promises that everybody reads."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from web.tests.journeys.conftest import ROOT, Floor, Watched

pytestmark = pytest.mark.browser
DAY = "Date;Interval;Calls;AHT\n" + "".join(
    f"2026-11-25;{hour:02}:{m};40;300\n" for hour in (9, 10) for m in ("00", "30")
)


@pytest.fixture
def planning(browser: Watched, floor: Floor) -> Page:
    """Tom's browser, his second step done."""
    program = [sys.executable, str(Path(__file__).with_name("planner.py"))]
    env = {**floor.server.env, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(program, env=env, capture_output=True, text=True, check=True, timeout=60)
    browser.context.add_cookies([{"name": "sessionid", "value": done.stdout, "url": floor.url}])
    browser.page.goto(f"{floor.url}/interval-plan/")
    return browser.page


def test_a_forecast_becomes_a_plan_with_room_for_moments(planning: Page, browser: Watched, floor: Floor) -> None:
    page = planning
    expect(page.get_by_role("heading", name="No queue is planned yet")).to_be_visible()
    page.get_by_role("link", name="Plan a queue").click()
    page.get_by_label("Queue").fill("Parcels")
    page.get_by_label("Length of an interval").select_option("30")
    page.get_by_label("Moments planned, per 100 hours of work").fill("30")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Import a forecast").click()
    file = {"name": "day.csv", "mimeType": "text/csv", "buffer": DAY.encode()}
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator("dl.facts")).to_contain_text("4")
    page.get_by_role("button", name="Import it").click()
    page.goto(page.url.partition("?")[0] + "?day=2026-11-25")
    page.get_by_role("link", name="Type an interval").click()
    page.get_by_label("Interval begins").fill("2026-11-25T09:00")
    page.get_by_label("Contacts expected in it").fill("40")
    page.get_by_label("Average handling time, in seconds").fill("300")
    page.get_by_label("Staff planned").fill("9")
    page.get_by_role("button", name="Save").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="09:00"))
    expect(row).to_contain_text("nobody planned")
    expect(page.get_by_text("A moment is granted at once, whatever stands here.")).to_be_visible()
    expect(page.locator("svg.price")).to_be_visible()
    page.goto(f"{floor.url}/promises-kept/")
    expect(page.get_by_role("heading", name="No month has been published yet")).to_be_visible()
    assert not browser.complaints
