"""From a hostile turn posted to the cue painted on the desk, in real Chromium: p50 and p99 over 200 cues.

    HEARTEN_CHROMIUM=/path/to/chromium python -m bench.painted

The clock starts before the POST is sent and stops in the frame after the one in which the cue stands in the page.
"""

import json
import os
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright
from web.tests.process.floor import Server

from bench.ingest import staged
from bench.rows import Row, percentile, show

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WATCH = """
window.painted = {};
new MutationObserver(() => {
  const cue = document.querySelector(".cue");
  if (!cue || window.painted[cue.id]) return;
  window.painted[cue.id] = -1;
  requestAnimationFrame(() => requestAnimationFrame(() => {
    window.painted[cue.id] = performance.timeOrigin + performance.now();
  }));
}).observe(document.body, { childList: true, subtree: true, attributes: true });
"""
PASSWORD = "seven quiet harbour lanterns"  # noqa: S105 - the cast's


@contextmanager
def at_her_desk(server: Server) -> Iterator[Callable[[str, int], float]]:
    """Open Ana's desk in Chromium. Gives a function that posts a hostile turn and returns the ms until painted."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["HEARTEN_CHROMIUM"], args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, bypass_csp=True)  # for the watching script
        url = f"http://127.0.0.1:{server.port}"
        page.goto(f"{url}/accounts/login/")
        page.get_by_label("E-mail").fill("ana@hearten.test")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.goto(f"{url}/desk/")
        page.wait_for_selector("body[data-live='live']")
        page.evaluate(WATCH)

        def post_and_wait(token: str, number: int) -> float:
            turn = {
                "conversation": "painted",
                "segment_id": str(number),
                "role": "customer",
                "text": "you are a useless idiot",
                "start_ms": number * 40_000,  # far enough apart in the contact that each raises a cue of its own
                "agent": "ana-7",
            }
            known = page.evaluate("Object.keys(window.painted).length")
            body, headers = json.dumps(turn).encode(), {"Authorization": f"Bearer {token}"}
            began = time.time()
            urllib.request.urlopen(urllib.request.Request(f"{url}/ingest/desk/", body, headers), timeout=10).close()
            page.wait_for_function(
                f"Object.values(window.painted).length > {known} && Object.values(window.painted).at(-1) > 0"
            )
            return float(page.evaluate("Object.values(window.painted).at(-1)")) - 1000 * began

        yield post_and_wait
        browser.close()


def measure(cues: int = 200) -> list[Row]:
    """Measure and give the rows."""
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        token = staged(server)
        took = []
        with at_her_desk(server) as post_and_wait:
            for number in range(cues + 5):
                one = post_and_wait(token, number)
                if number >= 5:  # the first ones warm the templates
                    took.append(one)
                time.sleep(0.06)
    group = f"turn posted → cue painted in Chromium, {len(took)} cues"
    return [Row(group, f"p{share * 100:.0f}", percentile(took, share), "ms") for share in (0.5, 0.95, 0.99)]


if __name__ == "__main__":
    show(measure())
