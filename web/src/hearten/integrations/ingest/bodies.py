"""Read a request's body with a cap, gzip undone under the same cap."""

import zlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

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
    if length.isdigit() and int(length) > limit:
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
    out = bytearray()
    while body:
        stream = zlib.decompressobj(wbits=31)
        try:
            out += stream.decompress(body, limit + 1 - len(out))
        except zlib.error as error:
            raise RefusedError(400, "not_gzip", "The body is not valid gzip.") from error
        if len(out) > limit:
            raise too_large(limit)
        if not stream.eof:
            raise RefusedError(400, "not_gzip", "The gzip body is cut off.")
        body = stream.unused_data
    return bytes(out)
