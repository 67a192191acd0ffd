"""The web server inside ``hearten serve``: uvicorn, stopping at once with streams open."""

import contextlib
import errno
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from django.conf import settings

from hearten.config.http_limits import BoundedProtocol
from hearten.live.hub import hub

BACKLOG = 2048
OPEN_FILES = 65_536  # a thousand desks are a thousand descriptors, and 1,024 is the usual limit


class PortInUseError(Exception):
    """Another program listens at this address."""


class Server(uvicorn.Server):
    """Ends the streams before it waits for connections, and ends the process with status 0 when asked to stop."""

    def __init__(self, config: uvicorn.Config, when_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_ready = when_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._when_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        hub.end_all()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's signature
        # Its own handler keeps the signal and raises it again at the end: the status would say "killed".
        self.force_exit = self.should_exit
        self.should_exit = True


def listen(host: str, port: int) -> socket.socket:
    """Take the address before anything else. Raises PortInUseError, or OSError for an address that is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(BACKLOG)  # also says whether another program listens there already
    except OSError as error:
        sock.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUseError from error
        raise
    return sock


def allow_many_files() -> None:
    """Raise the limit of open files as far as the system lets us."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
        if soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def server_on(when_ready: Callable[[], None]) -> Server:
    """Make the server. No access log: it would hold who did what when. Nor does a header say what software this is."""
    config = uvicorn.Config(
        "hearten.config.asgi:application",
        http=BoundedProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=settings.TRUST_PROXY,
        backlog=BACKLOG,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=2,
    )
    return Server(config, when_ready)
