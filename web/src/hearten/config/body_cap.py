"""Counts the bytes of a request before Django spools them to disk.

Past the limit the sender gets 413 and the application ``http.disconnect``, so that no view runs and nothing more is
kept. ``/live/`` and ``/ingest/`` do not pass here: the first reads no body, the second has limits of its own.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

PAGE = 256_000  # forms and JSON
OTHER = 1_000_000  # anything else
FILE = 100_000_000  # whole conversations, handed in as files
FILE_ROUTES = (re.compile(r"/sources/[^/]+/files/"),)
PAGE_TYPES = ("application/x-www-form-urlencoded", "application/json")
TAKE_IN_VAIN = 2.0  # seconds in which the rest of a refused body is thrown away, so that the sender reads the answer
ANSWER = b"This is larger than what is taken here.\n"


def limit_for(path: str, content_type: str) -> int:
    """Say how many bytes a body at this address may have."""
    if any(route.fullmatch(path) for route in FILE_ROUTES):
        return FILE
    return PAGE if content_type.partition(";")[0].strip().lower() in PAGE_TYPES else OTHER


def capped(app: Application) -> Application:
    """Wrap an application so that it never meets a body past its limit."""

    async def with_cap(scope: Message, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        limit = limit_for(scope["path"], headers.get(b"content-type", b"").decode("latin-1"))
        if _announced(headers) > limit:
            await _refuse(receive, send)
            return
        body = CountedBody(limit, receive, send)
        await app(scope, body.receive, body.send)
        if body.is_over:
            await _refuse(receive, send)

    return with_cap


def _announced(headers: dict[bytes, bytes]) -> int:
    """Read Content-Length; the server has refused one that is no number."""
    given = headers.get(b"content-length", b"0")
    return int(given) if given.isdigit() else 0


class CountedBody:
    """Passes the body on until it is too long; then the application sees its sender leave, and says nothing more."""

    def __init__(self, limit: int, receive: Receive, send: Send) -> None:
        self._left = limit
        self._receive = receive
        self._send = send
        self._has_answered = False
        self.is_over = False

    async def receive(self) -> Message:
        """Give the next part of the body, or the end."""
        if self.is_over:
            return {"type": "http.disconnect"}
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0 and not self._has_answered:
            self.is_over = True
            return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        """Pass the answer on, unless the body was too long: then 413 is the answer."""
        if not self.is_over:
            self._has_answered = True
            await self._send(message)


async def _refuse(receive: Receive, send: Send) -> None:
    """Answer 413, then throw the rest away for a moment: a connection cut at once may lose the answer on its way."""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(ANSWER)),
        (b"connection", b"close"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": ANSWER, "more_body": True})
    until = time.monotonic() + TAKE_IN_VAIN
    try:
        async with asyncio.timeout(TAKE_IN_VAIN):
            while time.monotonic() < until:
                message = await receive()
                if message["type"] == "http.disconnect" or not message.get("more_body"):
                    break
    except TimeoutError:
        pass
    await send({"type": "http.response.body", "body": b""})
