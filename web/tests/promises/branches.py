"""Asking the raw branches of the server, ``/live/`` and ``/ingest/``, through the application that the server runs."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from web.tests.promises.browser import Answer, Browser

from hearten.config import asgi
from hearten.integrations import ingest
from hearten.integrations.ingest.application import book
from hearten.live.hub import Pace, hub

QUIET = 0.25  # seconds without a new byte: the stream has said what it had to say
QUICK = Pace(poll=0.05, heartbeat=30, recheck=5, life=600, nudge=0.05, tick=0.5, patience=0.2)


class Exchange:
    """One request to a branch. A stream is left once everything has been quiet for a while."""

    def __init__(
        self,
        browser: Browser | None,
        method: str,
        path: str,
        *,
        query: str = "",
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.method, self.url = method, path + (f"?{query}" if query else "")
        given = {"host": "localhost"} | dict(headers or {})
        if browser is not None and browser.session_key:
            given["cookie"] = f"{settings.SESSION_COOKIE_NAME}={browser.session_key}"
        self.scope: dict[str, Any] = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        }
        self.to_send = body
        self.status = 0
        self.headers: tuple[tuple[str, str], ...] = ()
        self.body = b""
        self._sent = False
        self._left = asyncio.Event()

    async def go(self) -> None:
        """Ask, and read until the answer is complete."""
        await asgi.application(self.scope, self._receive, self._send)

    async def _receive(self) -> Any:
        if not self._sent:
            self._sent = True
            return {"type": "http.request", "body": self.to_send, "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = tuple(sorted((name.decode(), value.decode()) for name, value in message["headers"]))
        self.body += message.get("body", b"")

    def leave(self) -> None:
        """Close the browser."""
        self._left.set()

    @property
    def answer(self) -> Answer:
        """What came back, in the shape of a page's."""
        return Answer(self.method, self.url, False, self.status, self.headers, self.body)


def ask_all(asked: Iterable[Exchange]) -> list[Answer]:
    """Ask everything side by side in a server of its own, and leave when nothing comes any more."""
    exchanges = list(asked)

    async def scene() -> None:
        usual, hub.pace = hub.pace, QUICK
        book.read_at = float("-inf")  # who may send is read anew: this is another database than the test before
        hub.start()
        await ingest.startup()
        tasks = [asyncio.create_task(each.go()) for each in exchanges]
        heard = -1
        while heard != (heard := sum(len(each.body) for each in exchanges)) or not any(e.status for e in exchanges):  # noqa: ASYNC110 - silence sets no event
            await asyncio.sleep(QUIET)
        for each in exchanges:
            each.leave()
        await asyncio.gather(*tasks)
        await ingest.shutdown()
        await hub.stop()
        hub.pace = usual

    asyncio.run(scene())
    return [each.answer for each in exchanges]
