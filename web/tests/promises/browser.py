"""A browser for the promises: it asks as one role, and writes down all that came back."""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from hearten.people.models import Person

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WRITES = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
BOOKKEEPING = {"django_session", "people_cache"}  # that somebody is here, and how often a door was tried
LINKS = re.compile(r"""\b(?:href|src|action|hx-get|data-[a-z-]*url|data-src)=["']([^"'#]+)""")
MASK = re.compile(rb"\b[A-Za-z0-9]{64}\b")  # Django writes the CSRF token anew, masked, into every page
RANDOM_KEY = re.compile(rb"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")  # the moment at the foot has one
NONCE = re.compile(rb"nonce(?:=\"|-)[A-Za-z0-9_-]{20,}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, with what it cost: SQL statements, steps of SQLite's machine, and tables written to."""

    method: str
    url: str
    htmx: bool
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    queries: int = 0
    steps: int = 0
    wrote: frozenset[str] = frozenset()

    @property
    def shape(self) -> tuple[int, int, bytes]:
        """What must not tell "not yours" from "not there"."""
        body = NONCE.sub(b"nonce", MASK.sub(b"token", self.body))
        return self.status, len(self.body), RANDOM_KEY.sub(b"key", body)

    @property
    def everything(self) -> bytes:
        """Headers and body in one piece, to be searched."""
        return b"\n".join([*(f"{name}: {value}".encode() for name, value in self.headers), b"", self.body])

    def links(self) -> Iterator[str]:
        """Give the addresses of this installation that the page leads to, static files aside."""
        kind = dict(self.headers).get("Content-Type", "")
        found = [value for name, value in self.headers if name in {"Location", "HX-Redirect"}]
        if kind.startswith("text/html"):
            found += LINKS.findall(self.body.decode())
        for link in found:
            whole = urljoin(f"http://testserver{self.url}", unescape(link))
            parts = urlsplit(whole)
            if parts.netloc == "testserver" and not parts.path.startswith(settings.STATIC_URL):
                yield parts.path + (f"?{parts.query}" if parts.query else "")


class Counted:
    """Counts what the database is asked while it is entered."""

    def __init__(self) -> None:
        self.queries = self.steps = 0
        self.wrote: set[str] = set()

    def _statement(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.queries += 1
        result = execute(sql, params, many, context)
        if (found := WRITES.match(sql)) and context["cursor"].rowcount != 0:
            self.wrote.add(found[1])
        return result

    def _step(self) -> int:
        self.steps += 1
        return 0

    @contextmanager
    def counting(self, *, steps: bool) -> Iterator[None]:
        """Count statements; and, on SQLite, every instruction that it carries out for them."""
        connection.ensure_connection()
        raw = connection.connection if steps and connection.vendor == "sqlite" else None
        if raw is not None:
            raw.set_progress_handler(self._step, 1)
        try:
            with connection.execute_wrapper(self._statement):
                yield
        finally:
            if raw is not None:
                raw.set_progress_handler(None, 1)


class Browser:
    """A browser of one person, or of nobody. Each question starts from the same cookies."""

    def __init__(self, person: Person | None = None, *, count_steps: bool = False) -> None:
        self.client = Client(raise_request_exception=False)
        self.count_steps = count_steps
        if person is not None:
            self.client.force_login(person)
            self._prove_just_now(person)
        self._kept = self.client.cookies.copy()

    def _prove_just_now(self, person: Person) -> None:
        """As after signing in by the form: pages about one's own security ask for a recent proof."""
        session = self.client.session
        proof = {"method": "password", "at": time.time(), "reauthenticated": True}
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [proof]
        session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(person.pk)
        session.save()

    @property
    def session_key(self) -> str:
        """The cookie's value, empty for nobody."""
        cookie = self._kept.get(settings.SESSION_COOKIE_NAME)
        return cookie.value if cookie else ""

    def ask(self, method: str, url: str, form: Mapping[str, Any] | None = None, *, htmx: bool = False) -> Answer:
        """Ask once, and undo whatever that did, a session begun included: every question meets the same house."""
        with transaction.atomic():
            answer = self._ask(method, url, form, htmx=htmx)
            transaction.set_rollback(True)
        return answer

    def _ask(self, method: str, url: str, form: Mapping[str, Any] | None, *, htmx: bool) -> Answer:
        self.client.cookies = self._kept.copy()
        headers = {"HX-Request": "true"} if htmx else {}
        given: dict[str, Any] = {"headers": headers}
        if method == "POST":
            given["data"] = form or {}
        counted = Counted()
        with counted.counting(steps=self.count_steps):
            response: Any = getattr(self.client, method.lower())(url, **given)
            body = response.getvalue() if response.streaming else response.content
        headers_got = tuple(sorted((name, value) for name, value in response.headers.items()))
        cookies = tuple(("Set-Cookie", morsel.OutputString()) for _, morsel in sorted(response.cookies.items()))
        return Answer(
            method,
            url,
            htmx,
            response.status_code,
            headers_got + cookies,
            body,
            counted.queries,
            counted.steps,
            frozenset(counted.wrote - BOOKKEEPING),
        )
