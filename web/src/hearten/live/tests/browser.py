"""A browser for tests: speaks ASGI to the stream in the same process, as slowly as a test wants."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

from django.conf import settings
from django.test import Client

from hearten.live import stream
from hearten.live.hub import Pace, hub

QUICK = Pace(poll=0.05, heartbeat=0.2, recheck=0.1, life=30, nudge=0.2, tick=0.02, patience=0.1)


class Browser:
    """One request for the stream. ``frames`` are its frames as dictionaries, in order."""

    def __init__(self, client: Client | None, *, query: str = "", method: str = "GET", **headers: str) -> None:
        cookie = client.cookies.get(settings.SESSION_COOKIE_NAME) if client else None
        given = {"host": "localhost"} | {name.replace("_", "-"): value for name, value in headers.items()}
        if cookie:
            given["cookie"] = f"{settings.SESSION_COOKIE_NAME}={cookie.value}"
        self.scope: dict[str, Any] = {
            "type": "http",
            "method": method,
            "path": "/live/",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        }
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""
        self.is_reading = asyncio.Event()
        self.is_reading.set()
        self._left = asyncio.Event()

    def open(self) -> "Browser":
        self.task = asyncio.get_running_loop().create_task(stream.application(self.scope, self._receive, self._send))
        return self

    async def _receive(self) -> MutableMapping[str, Any]:
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        await self.is_reading.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        self.body += message.get("body", b"")

    async def leave(self) -> None:
        self._left.set()
        await self.task

    @property
    def frames(self) -> list[dict[str, Any]]:
        found = []
        for block in self.body.decode().split("\n\n")[:-1]:
            fields = dict(line.split(": ", 1) for line in block.split("\n"))
            found.append({"event": "message"} | fields | {"data": json.loads(fields["data"])})
        return found

    def events(self, name: str) -> list[dict[str, Any]]:
        return [frame for frame in self.frames if frame["event"] == name]

    @property
    def notices(self) -> list[tuple[int, str, str]]:
        """Durable notices as (seq, kind, object)."""
        found = [frame["data"] for frame in self.events("message") if "seq" in frame["data"]]
        return [(each["seq"], each["kind"], each["object"]) for each in found]

    @property
    def nudges(self) -> list[str]:
        return [frame["data"]["kind"] for frame in self.events("message") if "seq" not in frame["data"]]

    async def hears(self, enough: Callable[["Browser"], object], within: float = 3.0) -> None:
        """Wait until this browser has heard enough; fails with what it did hear."""
        try:
            async with asyncio.timeout(within):
                while not enough(self):  # noqa: ASYNC110 - any condition on what was heard
                    await asyncio.sleep(0.005)
        except TimeoutError:
            raise AssertionError(f"heard only: {self.status} {self.body!r}") from None


@asynccontextmanager
async def running_hub(pace: Pace) -> AsyncIterator[None]:
    usual, hub.pace = hub.pace, pace
    hub.start()
    try:
        yield
    finally:
        await hub.stop()
        hub.pace = usual


def play(scene: Callable[[], Coroutine[Any, Any, None]], pace: Pace = QUICK) -> None:
    """Run a scene with the hub under way."""

    async def with_hub() -> None:
        async with running_hub(pace):
            await scene()

    asyncio.run(with_hub())


async def in_thread[Answer](ask: Callable[..., Answer], *args: Any) -> Answer:
    """Do something with the database as a view would: in a thread that closes its connection."""
    return await hub.briefly(ask, *args)
