"""One POST to one address: the name is looked up once, every address judged, and that very address connected to.

No redirects, no proxy of the environment, nothing of the answer kept but a status, Retry-After and a short body.
"""

import io
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Protocol, cast

from hearten.integrations.outgoing.addresses import BadAddressError, Target, choose, parse_target

SECONDS = 15.0  # for everything together: looking up, connecting, sending, and the answer
ANSWER_MAX = 16_384  # bytes

Resolve = Callable[[str, int], list[str]]


class NotSentError(Exception):
    """Nothing, or nothing usable, came back: the receiver may have got it all the same. ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered."""

    status: int
    retry_after: str = ""
    body: bytes = b""


class Post(Protocol):
    """How events are sent; a test may have its own."""

    def __call__(
        self, url: str, body: bytes, headers: Mapping[str, str], *, ports: frozenset[int], allow_inside: bool
    ) -> Answer:
        """Send one body. Raises :class:`NotSentError`."""
        ...


def resolve(host: str, port: int) -> list[str]:
    """Look a name up. Odd ways to write an IPv4 address (octal, one number) come back in their plain form."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    ports: frozenset[int],
    allow_inside: bool,
    seconds: float = SECONDS,
    look_up: Resolve = resolve,
    trust: ssl.SSLContext | None = None,
) -> Answer:
    """Send one body and give the answer, whatever its status. Raises :class:`NotSentError`."""
    deadline = Deadline(seconds)
    try:
        target = parse_target(url, ports=ports, allow_inside=allow_inside)
        addresses = choose(_look_up_in_time(look_up, target, deadline), allow_inside=allow_inside)
        with _connect(addresses, target, deadline, trust) as sock:
            sock.settimeout(deadline.left())
            sock.sendall(_request(target, body, headers))
            return _read_answer(sock, deadline)
    except BadAddressError as error:
        raise NotSentError(error.code) from None
    except TimeoutError:
        raise NotSentError("timed_out") from None
    except ssl.SSLError:
        raise NotSentError("tls") from None
    except (HTTPException, ValueError):
        raise NotSentError("bad_answer") from None
    except OSError:
        raise NotSentError("no_connection") from None


class Deadline:
    """The time by which all must be over."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self) -> float:
        """Give the seconds left. Raises TimeoutError where there are none."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def _look_up_in_time(look_up: Resolve, target: Target, deadline: Deadline) -> list[str]:
    """Look up in a thread: the system's own patience is half a minute and more, and cannot be set."""
    found: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found.put(look_up(target.host, target.port))
        except (OSError, UnicodeError):
            found.put([])

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    try:
        return found.get(timeout=deadline.left())
    except queue.Empty:
        raise TimeoutError from None


def _connect(addresses: list[str], target: Target, deadline: Deadline, trust: ssl.SSLContext | None) -> socket.socket:
    sock = _reach_one_of(addresses, target.port, deadline)
    if not target.is_tls:
        return sock
    try:
        sock.settimeout(deadline.left())
        # The certificate must be the name's, although the address was connected to.
        return (trust or ssl.create_default_context()).wrap_socket(sock, server_hostname=target.host)
    except BaseException:
        sock.close()
        raise


def _reach_one_of(addresses: list[str], port: int, deadline: Deadline) -> socket.socket:
    failure: OSError = OSError("no address")
    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(deadline.left())
            sock.connect((address, port))
        except OSError as error:
            sock.close()
            failure = error
        else:
            return sock
    raise failure


def _request(target: Target, body: bytes, headers: Mapping[str, str]) -> bytes:
    lines = {"host": target.host_header, "content-length": str(len(body)), "connection": "close", **headers}
    if any(sign in f"{name}{value}" for name, value in lines.items() for sign in "\r\n"):
        raise ValueError("a header holds a line end")
    head = f"POST {target.path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return head.encode("ascii") + b"\r\n" + body


class _InTime(io.RawIOBase):
    """Reads a socket, each time with what is left of the deadline: an answer by drops does not last longer."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._sock.settimeout(self._deadline.left())
        return self._sock.recv_into(buffer)

    def makefile(self, *_: object) -> io.BufferedReader:
        """Be what ``HTTPResponse`` takes for a socket."""
        return io.BufferedReader(self)


def _read_answer(sock: socket.socket, deadline: Deadline) -> Answer:
    response = HTTPResponse(cast("socket.socket", _InTime(sock, deadline)), method="POST")
    response.begin()
    # A status is an answer, even where the body is cut off or never ends.
    return Answer(response.status, response.getheader("retry-after", "") or "", _beginning_of(response))


def _beginning_of(response: HTTPResponse) -> bytes:
    try:
        return response.read(ANSWER_MAX)
    except (OSError, HTTPException):
        return b""
