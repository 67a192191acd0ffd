"""A real server, a real Chromium, and a source that speaks."""

import json
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from web.tests.cast import PASSWORD
from web.tests.chromium import browser_path
from web.tests.process.floor import Server

ROOT = Path(__file__).parents[3]
numbers = count(1)


class Floor:
    """The centre of a journey: its server, and the source its contacts come from."""

    def __init__(self, server: Server, token: str) -> None:
        self.server, self.token = server, token
        self.url = f"http://127.0.0.1:{server.port}"

    def send(self, *items: dict[str, Any]) -> dict[str, Any]:
        """Send items and give the answer."""
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{self.url}/ingest/desk/",
            data=json.dumps(list(items)).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=15) as answer:  # noqa: S310
            return dict(json.load(answer))

    def says(self, text: str, contact: str, *, agent: str = "ana-7", role: str = "customer", **more: Any) -> None:
        """Let somebody say something in a contact."""
        number = next(numbers)
        item = {"conversation": contact, "segment_id": str(number), "role": role, "text": text, "agent": agent}
        answer = self.send({**item, "channel": "voice", "start_ms": number * 4000, **more})
        assert answer["accepted"] == 1, answer

    def happens(self, event: str, contact: str, **more: Any) -> None:
        """Let a contact change its state."""
        self.send({"event": event, "event_id": f"e{next(numbers)}", "conversation": contact, **more})


@pytest.fixture(scope="session")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    browser_path()
    server = Server(tmp_path_factory.mktemp("floor"))
    with server:
        env = {**server.env, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("stage.py"))],
            env=env,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        yield Floor(server, json.loads(done.stdout)["token"])


class Watched:
    """A page whose console must stay clean."""

    def __init__(self, context: BrowserContext, floor: Floor) -> None:
        self.context, self.floor = context, floor
        self.complaints: list[str] = []
        self.page = self.open()

    def open(self) -> Page:
        """Open another tab of the same browser."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        return page

    def sign_in(self, name: str = "ana") -> Page:
        """Sign in as one of the cast, by the form."""
        self.page.goto(f"{self.floor.url}/accounts/login/")
        self.page.get_by_label("E-mail").fill(f"{name}@hearten.test")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(f"{self.floor.url}/**")
        return self.page


@pytest.fixture
def browser(chromium: Browser, floor: Floor) -> Iterator[Watched]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(10_000)
    watched = Watched(context, floor)
    yield watched
    context.close()


@pytest.fixture(autouse=True)
def clean_desk(floor: Floor) -> None:
    """Let every journey begin on an empty desk: an ended contact would stay in sight for some minutes."""
    with closing(sqlite3.connect(floor.server.data / "hearten.sqlite3", timeout=10)) as database, database:
        for table in ("listening_cue", "listening_heardsegment", "listening_contact", "listening_desksettings"):
            database.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        for table in ("support_moment", "support_momentoffer", "support_after_checkinoffer"):
            database.execute(f"DELETE FROM {table}")  # noqa: S608
        for table in ("integrations_phonerequest", "staffing_presence"):
            database.execute(f"DELETE FROM {table}")  # noqa: S608


@pytest.fixture
def at_desk(browser: Watched, floor: Floor) -> Page:
    """Ana at her desk, live, with nothing left from before."""
    page = browser.sign_in()
    page.goto(f"{floor.url}/desk/")
    page.wait_for_selector("body[data-live='live']")
    return page


NOTES = ("seal_sealednote", "seal_deskcard", "seal_seal", "staffing_prompted", "gameplan_gameplansettings")


@pytest.fixture
def no_notes_yet(floor: Floor) -> None:
    """Nobody has sealed notes, whatever a journey before this one wrote: the floor is one for all of them."""
    with closing(sqlite3.connect(floor.server.data / "hearten.sqlite3", timeout=10)) as database, database:
        for table in NOTES:
            database.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names


@pytest.fixture
def contact() -> str:
    """A contact of this journey alone."""
    return f"c-{next(numbers)}"
