"""Goal G-19 in real Chromium: scripts in everything that has words, on every page that shows them, stay words."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route
from web.tests.chromium import browser_path
from web.tests.hostile.scripts import scripts
from web.tests.process.floor import Server

ROOT = Path(__file__).resolve().parents[3]
ON_COMMIT, NIGHTLY = 40, 300
WATCH = """
  window.hits = [];
  for (const name of ["alert", "confirm", "prompt"]) window[name] = () => window.hits.push(name);
  document.addEventListener("securitypolicyviolation", (event) =>
    window.hits.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
# Whatever came alive: an element of ours from somebody's words, or a handler, which no page of ours has.
ALIVE = """() => [...document.querySelectorAll("*")].filter((each) =>
  each.hasAttribute("x55") || each.hasAttribute("X55") ||
  [...each.attributes].some((one) =>
    one.name.startsWith("on") || (/^\\s*javascript:/i.test(one.value) && one.name != "value"))
).map((each) => each.outerHTML.slice(0, 200))"""
pytestmark = pytest.mark.browser


class Watched:
    """A browser that notices whatever comes alive."""

    def __init__(self, chromium: Browser, url: str, session: str) -> None:
        self.context = chromium.new_context(locale="en-GB")
        self.context.set_default_timeout(20_000)
        self.context.add_init_script(WATCH)
        self.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
        self.url, self.hits, self.seen = url, [], 0  # type: ignore[var-annotated]
        self.page = self.context.new_page()
        self.page.on("dialog", lambda dialog: (self.hits.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.page.on("request", lambda request: self._ask(request.url))

    def _ask(self, url: str) -> None:
        # A script that reached the server as words of a query is no request of its own.
        if not url.startswith((self.url, "data:")) or url.partition("?")[0].endswith("/x55"):
            self.hits.append(f"request {url}")

    def look(self, shown: str = "") -> None:
        """Gather what came alive on the page as it stands, and make sure that the words are there."""
        self.page.wait_for_timeout(150)
        self.hits += [f"{self.page.url}: {hit}" for hit in self.page.evaluate("window.hits")]
        self.hits += [f"{self.page.url}: {element}" for element in self.page.evaluate(ALIVE)]
        content = self.page.content().lower()
        self.seen += content.count("x55")
        assert shown in content, self.page.url

    def visit(self, path: str, shown: str = "") -> None:
        """Open a page and look."""
        answer = self.page.goto(self.url + path, wait_until="load")
        assert not shown or (answer and answer.status == 200), path
        self.look(shown)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    browser_path()
    with Server(tmp_path) as running:
        yield running


def stage(server: Server, chosen: list[str]) -> dict[str, str]:
    """Put the scripts in; give what is needed to see them."""
    program = str(Path(__file__).with_name("stage_scripts.py"))
    env = {**server.env, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, program],
        input=json.dumps(chosen),
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout))


def walk(watched: Watched, staged: dict[str, str], chosen: list[str]) -> None:
    """Visit every page that shows words of people and sources."""
    of_one = (f"/people/{staged['person']}/", f"/sources/{staged['source']}/", f"/invitation/{staged['invitation']}/")
    for path in ("/desk/", "/desk/dock/", "/desk/now/", "/people/", "/teams/", "/people/add/", "/sources/", *of_one):
        watched.visit(path, "x55")
    for path in ("/account/", "/shifts/", "/outgoing/", "/audit/", "/words/", "/accounts/security/", "/teams/add/"):
        watched.visit(path)
    for script in chosen[:: max(1, len(chosen) // 25)]:
        for path in ("/people/?words=", "/desk/?open=", "/accounts/reauthenticate/?next=", "/no-such-page/"):
            watched.visit(path + quote(script, safe=""))


def fill_forms(watched: Watched, staged: dict[str, str], chosen: list[str]) -> None:
    """Send scripts by the forms that show them again: refused names, mappings, roles, and the name of a file."""
    page = watched.page
    for script in chosen[:: max(1, len(chosen) // 8)]:
        watched.visit(f"/sources/{staged['source']}/")
        for name in ("roles", "signature", "mapping"):
            page.locator(f"[name={name}]").fill(json.dumps({script: script, "fields": {script: script}}))
        page.locator("[name=zone]").fill(script[:64])
        submit(page, "[name=mapping]")
        watched.look("x55")
        watched.visit(f"/sources/{staged['source']}/files/")
        page.set_input_files(
            "[name=file]", {"name": script.replace("/", "_"), "mimeType": "x/y", "buffer": b"nonsense"}
        )
        page.locator("[name=agent]").fill(script)
        submit(page, "[name=file]")
        watched.look()


def submit(page: Page, field: str) -> None:
    """Send the form a field is in, past what the browser itself would refuse."""
    with page.expect_navigation():
        page.locator(field).evaluate("(field) => { field.form.noValidate = true; field.form.requestSubmit(); }")


def try_everywhere(server: Server, chromium: Browser, count: int) -> tuple[Watched, list[str]]:
    chosen = scripts(count)
    staged = stage(server, chosen)
    watched = Watched(chromium, f"http://127.0.0.1:{server.port}", staged["session"])
    try:
        walk(watched, staged, chosen)
        fill_forms(watched, staged, chosen)
    finally:
        watched.context.close()
    return watched, chosen


def test_forty_scripts_stay_words_everywhere(server: Server, chromium: Browser) -> None:
    watched, _ = try_everywhere(server, chromium, ON_COMMIT)
    assert watched.hits == []
    assert watched.seen > ON_COMMIT * 5


@pytest.mark.slow
def test_three_hundred_scripts_stay_words_everywhere(server: Server, chromium: Browser) -> None:
    watched, chosen = try_everywhere(server, chromium, NIGHTLY)
    day = datetime.now(UTC).date().isoformat()
    print(f"\n{day} Chromium: {len(chosen)} scripts, seen {watched.seen:,} times as words, {len(watched.hits)} alive")  # noqa: T201
    assert watched.hits == []


@pytest.mark.parametrize("policy", ["", "script-src 'none'; img-src 'none'"], ids=["no policy", "a policy"])
def test_a_page_that_does_not_escape_is_found(chromium: Browser, policy: str) -> None:
    watched = Watched(chromium, "http://127.0.0.1:9", "none")
    html = "<!doctype html><html><body>" + "<p>".join(scripts(3)) + "</body></html>"

    def fulfil(route: Route) -> None:
        headers: dict[str, Any] = {"Content-Security-Policy": policy} if policy else {}
        route.fulfill(body=html, headers={"Content-Type": "text/html", **headers})

    watched.page.route("**/planted", fulfil)
    watched.visit("/planted")
    watched.context.close()
    assert any("script-src" in hit or hit.endswith("alert") for hit in watched.hits)
    assert any("onerror" in hit for hit in watched.hits)


def test_the_scripts_are_as_many_as_is_said() -> None:
    assert len(set(scripts(NIGHTLY))) == NIGHTLY
