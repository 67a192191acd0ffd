"""The application the server runs: two raw branches for what must be cheap, and Django's pages behind a body cap."""

import logging
import os
from collections.abc import Awaitable, Callable
from typing import cast

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
_django = get_asgi_application()  # sets Django up, which the imports below need

from hearten.config.body_cap import Application, Message, Receive, Send, capped  # noqa: E402
from hearten.config.schedule import Schedule  # noqa: E402
from hearten.integrations import ingest  # noqa: E402
from hearten.live import stream  # noqa: E402
from hearten.live.hub import hub  # noqa: E402

log = logging.getLogger(__name__)
pages = capped(cast("Application", _django))
ingest_branch = cast("Application", ingest.application)
schedule = Schedule()


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Send a request to its branch."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif scope["type"] != "http":
        await send({"type": "websocket.close", "code": 1000})
    elif scope["path"] == "/live/":
        await stream.application(scope, receive, send)
    elif scope["path"].startswith("/ingest/"):
        await ingest_branch(scope, receive, send)
    else:
        await pages(scope, receive, send)


async def lifespan(receive: Receive, send: Send) -> None:
    """Start what runs beside the requests, and stop it in the other order."""
    await receive()
    try:
        await _start()
    except Exception as error:
        log.exception("Hearten could not start.")
        await send({"type": "lifespan.startup.failed", "message": type(error).__name__})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    for stop in (_stop_schedule, ingest.shutdown, hub.stop):
        await _calmly(stop)
    await send({"type": "lifespan.shutdown.complete"})


async def _start() -> None:
    hub.start()
    await ingest.startup()
    schedule.start()


async def _stop_schedule() -> None:
    schedule.stop()


async def _calmly(stop: Callable[[], Awaitable[None]]) -> None:
    """Stop one part; its failure must not keep the others from stopping."""
    try:
        await stop()
    except Exception:
        log.exception("A part of the server did not stop cleanly.")
