"""Read a request's body with a cap, gzip undone under the same cap."""

import zlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

SLICE = 65_536  # a member's rest is copied when it ends: never more than this
MEMBERS_MAX = 10_000  # a log of gzip files put end to end has some hundreds

Receive = Callable[[], Awaitable[dict[str, Any]]]


class RefusedError(Exception):
    """The request is answered with this status, code and sentence."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def too_large(limit: int) -> RefusedError:
    """Make the answer to a body over the cap."""
    return RefusedError(413, "too_large", f"A body here holds at most {limit:,} bytes, unpacked. Send it in parts.")


async def read_body(receive: Receive, headers: Mapping[str, str], limit: int) -> bytes:
    """Give the raw body: at most ``limit`` bytes. Raises :class:`RefusedError` without reading on."""
    length = headers.get("content-length", "")
    # Other digits than ASCII's count as such to Python, and int() refuses a few thousand of them.
    if length.isascii() and length.isdigit() and (len(length) > 12 or int(length) > limit):
        raise too_large(limit)
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RefusedError(400, "cut_off", "The connection ended before the body did.")
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise too_large(limit)
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def unpack(body: bytes, encoding: str, limit: int) -> bytes:
    """Undo ``Content-Encoding: gzip`` under the same cap, so that a small bomb stays small."""
    if encoding in {"", "identity"}:
        return body
    if encoding != "gzip":
        raise RefusedError(415, "encoding", "Content-Encoding may be gzip or absent.")
    try:
        return _gunzip(memoryview(body), limit)
    except zlib.error as error:
        raise RefusedError(400, "not_gzip", "The body is not valid gzip.") from error


def _gunzip(body: memoryview, limit: int) -> bytes:
    """Undo every member of a gzip body, in slices: thousands of tiny members must not cost a copy of the rest each."""
    out = bytearray()
    stream = zlib.decompressobj(wbits=31)
    members, place = 1, 0
    while place < len(body):
        if stream.eof:
            stream = zlib.decompressobj(wbits=31)
            members += 1
            if members > MEMBERS_MAX:
                raise RefusedError(400, "not_gzip", f"A gzip body may have at most {MEMBERS_MAX:,} members.")
        piece = body[place : place + SLICE]
        out += stream.decompress(piece, limit + 1 - len(out))
        if len(out) > limit:
            raise too_large(limit)
        place += len(piece) - len(stream.unused_data) - len(stream.unconsumed_tail)
    if len(body) and not stream.eof:
        raise RefusedError(400, "not_gzip", "The gzip body is cut off.")
    return bytes(out)
