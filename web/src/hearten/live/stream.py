"""GET /live/: the stream of one browser, as a raw ASGI application.

It passes no middleware and no URL table, so it checks host, origin and session itself. The session is read in a short
thread context; after that a stream holds neither a thread nor a connection.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from hearten.live import frames
from hearten.live.hub import Hub, Stream, hub
from hearten.live.queries import resume_for
from hearten.live.rules import Resume
from hearten.live.viewers import Ticket, ticket_for
from hearten.people.policy import SIGNED_IN, policy
from hearten.people.session_store import could_be_ours

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

UNKNOWN = -1  # a number that is none: the browser looks at everything again
STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A small answer instead of a stream."""

    status: int
    body: bytes
    header: tuple[bytes, bytes] | None = None


NOT_SIGNED_IN = Refusal(401, b"Sign in first.\n")
STOPPING = Refusal(503, b"The server is stopping.\n", (b"retry-after", b"3"))
NO_DATABASE = Refusal(503, b"The database does not answer.\n", (b"retry-after", b"3"))


@policy(GET=SIGNED_IN, params=("after",), idle=True)
async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Answer one request for the stream; a signed-out browser gets 401."""
    hub.start()
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    answer = _refusal_before_session(scope["method"], headers)
    if answer is None:
        try:
            opened = await hub.briefly(_open, _session_key(headers), _after(scope, headers))
        except (OperationalError, InterfaceError):
            await _refuse(NO_DATABASE, send)
            return
        if opened is None:
            answer = NOT_SIGNED_IN
        elif not hub.closing:
            await _answer(opened, scope["method"], receive, send)
            return
        else:
            answer = STOPPING
    await _refuse(answer, send)


def _refusal_before_session(method: str, headers: dict[str, str]) -> Refusal | None:
    """Say no to what no session could make right."""
    host = headers.get("host", "")
    if not _is_our_host(host):
        return Refusal(400, b"This host is not known here.\n")
    if method not in ("GET", "HEAD"):
        return Refusal(405, b"Only GET.\n", (b"allow", b"GET, HEAD"))
    if not _is_our_page(host, headers):
        return Refusal(403, b"Only pages of this installation.\n")
    return STOPPING if hub.closing else None


def _is_our_host(host: str) -> bool:
    allowed = settings.ALLOWED_HOSTS
    if settings.DEBUG and not allowed:
        allowed = [".localhost", "127.0.0.1", "[::1]"]
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def _is_our_page(host: str, headers: dict[str, str]) -> bool:
    """Only our own pages may hold a stream open with somebody's cookie."""
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or _netloc(origin) == host.lower() or origin in settings.CSRF_TRUSTED_ORIGINS


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # "http://[" is no address
        return ""


def _session_key(headers: dict[str, str]) -> str:
    key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
    return key if could_be_ours(key) else ""


def _after(scope: Message, headers: dict[str, str]) -> int | None:
    """Read the last number the browser has heard: of a stream that broke, or else of the page."""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("after", [None])[-1]
    given = headers.get("last-event-id", asked)
    if given is None:
        return None
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else UNKNOWN


def _open(session_key: str, after: int | None) -> tuple[Ticket, Resume] | None:
    found = ticket_for(session_key) if session_key else None
    if found is None:
        return None
    ticket, person = found
    return ticket, resume_for(person, after, now=timezone.now())


async def _answer(opened: tuple[Ticket, Resume], method: str, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
    if method == "HEAD":
        await send({"type": "http.response.body", "body": b""})
        return
    stream = _greet(hub, *opened)
    watcher = asyncio.ensure_future(_until_gone(stream, receive))
    hub.attach(stream)
    try:
        await _push(stream, send)
    except asyncio.CancelledError:
        if not stream.ended:  # not given up by the hub, but cancelled by the server
            raise
    finally:
        hub.detach(stream)
        watcher.cancel()


def _greet(by: Hub, ticket: Ticket, resume: Resume) -> Stream:
    """Make the stream with its first frames in it."""
    stream = Stream(ticket, resume.start, asyncio.get_running_loop().time(), by.pace)
    retry_ms = random.randint(1000, 3000)  # noqa: S311 - after a restart browsers come back spread out
    stream.offer(frames.hello(resume.start, ticket.person_key, by.pace.heartbeat, retry_ms))
    if resume.reset:
        stream.offer(frames.reset(resume.start))
    return stream


async def _push(stream: Stream, send: Send) -> None:
    """Send what waits until the stream ends. A slow reader holds up this handler alone."""
    while not stream.ended or stream.waiting:
        await stream.ready.wait()
        stream.ready.clear()
        body = b"".join(stream.waiting)
        stream.waiting.clear()
        if body:
            await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _until_gone(stream: Stream, receive: Receive) -> None:
    """End the stream when its browser has left."""
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.waiting.clear()
    stream.end()


async def _refuse(answer: Refusal, send: Send) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(answer.body)),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if answer.header:
        headers.append(answer.header)
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
