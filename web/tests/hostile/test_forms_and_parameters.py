"""Goal G-15, the pages: whatever is sent to an address as a form, parameter or header, it is never a 5xx, nor slow."""

import random
import time
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.db import transaction
from django.test import Client
from web.tests.hostile.nasty import HEADERS, VALUES, body
from web.tests.promises import registry
from web.tests.promises.centre import Centre, open_centre
from web.tests.promises.crawl import url_of
from web.tests.promises.registry import Route, routes

from hearten.people.models import Role, RoleGrant
from hearten.people.session_store import could_be_ours

registry.load()
SLOWEST_S = 2.0
ON_COMMIT, NIGHTLY = 2, 60
ALSO = ["next", "page", "open", "after", "csrfmiddlewaretoken", "from"]
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore")]  # a warning of a library is no 5xx


class Names(HTMLParser):
    """Collects the names of the fields of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("name")
        if tag in {"input", "select", "textarea", "button"} and name:
            self.found.add(name)


@pytest.fixture
def centre(db: None) -> Centre:
    """The centre of the promises, where Ana, whose things these are, may do everything."""
    centre = open_centre()
    RoleGrant.objects.filter(person=centre.ana).delete()
    RoleGrant.objects.bulk_create(RoleGrant(person=centre.ana, role=role) for role in Role)
    return centre


def client_of(centre: Centre) -> Client:
    client = Client()
    client.force_login(centre.ana)
    return client


def names_on(client: Client, url: str) -> set[str]:
    """Name the fields of the page at an address."""
    answer = client.get(url)
    names = Names()
    if answer.status_code == 200 and "html" in answer.headers.get("Content-Type", ""):
        names.feed(answer.content.decode())
    return names.found


class Fuzz:
    """Throws things at addresses; ``faults`` is what came of it that may not."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.sent, self.slowest = dice, 0, 0.0
        self.faults: list[str] = []

    def send(self, client: Client, method: str, url: str, **what: Any) -> None:
        """Send one request and judge what came back."""
        began = time.thread_time()
        try:
            with transaction.atomic():
                answer = client.generic(method, url, **what)
                transaction.set_rollback(True)
        except Exception as error:  # noqa: BLE001 - every one of them would have been a 500
            self.faults.append(f"{method} {url[:200]} {str(what)[:400]}: {type(error).__name__}: {str(error)[:200]}")
        else:
            if answer.status_code >= 500:
                self.faults.append(f"{method} {url[:200]} {str(what)[:400]}: {answer.status_code}")
        took = time.thread_time() - began
        if took > SLOWEST_S:
            self.faults.append(f"{method} {url[:200]} {str(what)[:200]}: {took:.1f} s")
        self.slowest = max(self.slowest, took)
        self.sent += 1

    def route(self, route: Route, centre: Centre, count: int) -> None:
        """Throw a count of forms, and some parameters and headers, at one address."""
        url, client = url_of(route, centre), client_of(centre)
        form = route.address.form_for(centre)
        names = sorted(names_on(client, url) | set(form) | set(ALSO))
        for _ in range(count):
            content, kind = body(names, form, self.dice)
            self.send(client_of(centre), "POST", url, data=content, content_type=kind)
        asked = [*(route.policy.params if route.policy else ()), *ALSO]
        for _ in range(count // 3 + len(asked) // 2):
            query = "&".join(
                f"{self.dice.choice(asked)}={quote_from_bytes(self.dice.choice(VALUES))}" for _ in range(2)
            )
            self.send(client, "GET", f"{url}?{query}")
        for headers in self.dice.sample(HEADERS, min(len(HEADERS), max(2, count // 3))):
            for method in ("GET", "POST"):
                self.send(self.dice.choice((client, Client())), method, url, headers=headers)


def walk(centre: Centre, fuzz: Fuzz, count: int) -> None:
    """Throw at every address of the house."""
    for route in routes():
        fuzz.route(route, centre, count)


def test_no_form_parameter_or_header_breaks_a_page(centre: Centre) -> None:
    fuzz = Fuzz(random.Random("commit"))
    walk(centre, fuzz, ON_COMMIT)
    assert not fuzz.faults, "\n".join(fuzz.faults[:20])


@pytest.mark.parametrize("headers", HEADERS, ids=range(len(HEADERS)))
def test_no_header_breaks_a_page_of_anybody(centre: Centre, headers: dict[str, str]) -> None:
    fuzz = Fuzz(random.Random(1))
    for url in ("/desk/", "/accounts/login/", "/people/", "/live/poll", "/no-such-page/"):
        for client in (client_of(centre), Client()):
            fuzz.send(client, "GET", url, headers=headers)
    assert not fuzz.faults, fuzz.faults[0]


@pytest.mark.slow
def test_no_form_parameter_or_header_breaks_a_page_by_night(centre: Centre) -> None:
    day = datetime.now(UTC).date().isoformat()
    fuzz = Fuzz(random.Random(day))
    walk(centre, fuzz, NIGHTLY)
    print(  # noqa: T201
        f"\n{day} pages: {fuzz.sent:,} hostile requests to {len(routes())} addresses, {len(fuzz.faults)} faults, "
        f"slowest {fuzz.slowest * 1000:.0f} ms"
    )
    assert not fuzz.faults, "\n".join(fuzz.faults[:20])


def test_a_view_that_stumbles_over_a_field_is_found(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hearten.support.forms.MomentForm.is_valid", lambda self: int(self.data.get("key", "0")) > 0)
    fuzz = Fuzz(random.Random(1))
    fuzz.route(next(route for route in routes() if route.name == "support:ask_for_moment"), centre, 10)
    assert "ValueError" in fuzz.faults[0]


def test_a_made_up_session_opens_no_stream_and_breaks_nothing(centre: Centre) -> None:
    client = client_of(centre)
    real = client.cookies["sessionid"].value
    for made_up in ("abcdefghij\x00klmnop", f"{real}\x00", f"{real[:-1]}é", " " * 32, "'; --" * 7):
        client.cookies["sessionid"] = made_up
        assert client.get("/desk/").status_code == 302
        assert could_be_ours(made_up) is False
    assert could_be_ours(real)


def test_a_secret_with_a_nul_is_kept_without_it(centre: Centre) -> None:
    url = f"/sources/{centre.source.key}/secret/"
    assert client_of(centre).post(url, {"secret": "a\x00b"}).status_code == 302
    centre.source.refresh_from_db()
    assert centre.source.next_secret == "ab"
