"""From a hostile turn posted to the cue painted on the desk, in real Chromium: p50 and p99 over 200 cues.

    HEARTEN_CHROMIUM=/usr/bin/chromium python bench/painted.py [CUES]

The clock starts before the POST is sent and stops in the frame after the one in which the cue stands in the page.
"""

import json
import os
import statistics
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")

from bench.ingest import percentile, staged
from playwright.sync_api import sync_playwright
from web.tests.process.floor import Server

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


def main() -> None:
    """Measure and print."""
    cues = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server, sync_playwright() as playwright:
        token = staged(server)
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
        took = []
        for number in range(cues + 5):
            body = json.dumps(
                {
                    "conversation": "painted",
                    "segment_id": str(number),
                    "role": "customer",
                    "text": "you are a useless idiot",
                    "start_ms": number * 40_000,  # far enough apart in the contact that each raises a cue of its own
                    "agent": "ana-7",
                }
            ).encode()
            known = page.evaluate("Object.keys(window.painted).length")
            request = urllib.request.Request(f"{url}/ingest/desk/", body, {"Authorization": f"Bearer {token}"})
            began = time.time()
            urllib.request.urlopen(request, timeout=10).close()
            page.wait_for_function(
                f"Object.values(window.painted).length > {known} && Object.values(window.painted).at(-1) > 0"
            )
            if number >= 5:  # the first ones warm the templates
                took.append(page.evaluate("Object.values(window.painted).at(-1)") - 1000 * began)
            page.wait_for_timeout(60)
        browser.close()
    p50, p95, p99 = (percentile(took, share) for share in (0.5, 0.95, 0.99))
    print(f"turn posted → cue painted, {len(took)} cues: p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms,")
    print(f"mean {statistics.mean(took):.0f} ms, longest {max(took):.0f} ms")


if __name__ == "__main__":
    main()
