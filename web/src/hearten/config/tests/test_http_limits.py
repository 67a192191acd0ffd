"""The head of a request, endless or never finished, against the server's protocol on a real socket."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
import uvicorn
from uvicorn.server import ServerState

from hearten.config import http_limits
from hearten.config.body_cap import Message, Receive, Send
from hearten.config.http_limits import HEAD_BYTES, BoundedProtocol

Scene = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
REQUEST = b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n"


async def echo_length(_scope: Message, receive: Receive, send: Send) -> None:
    length, more = 0, True
    while more:
        message = await receive()
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    body = b"%d" % length
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


def play(scene: Scene) -> None:
    async def main() -> None:
        config = uvicorn.Config(echo_length, log_config=None, ws="none")
        config.load()
        state = ServerState()
        server = await asyncio.get_running_loop().create_server(
            lambda: BoundedProtocol(config, state, {}), "127.0.0.1", 0
        )
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        try:
            await asyncio.wait_for(scene(reader, writer), 10)
        finally:
            writer.close()
            server.close()
            await asyncio.sleep(0)

    asyncio.run(main())


async def answer_of(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    return head.split(b" ")[1] + b" " + await reader.readexactly(length)


def test_ordinary_requests_pass_one_after_another_with_large_bodies() -> None:
    async def scene(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for length in (0, 3 * HEAD_BYTES, 5):
            writer.write(REQUEST % length + b"x" * length)
            assert await answer_of(reader) == b"200 %d" % length

    play(scene)


@pytest.mark.parametrize("length", [HEAD_BYTES + 1, 3 * HEAD_BYTES, 900_000])
def test_a_large_body_that_comes_in_one_piece_with_its_head_is_no_head(length: int) -> None:
    async def scene(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(5):
            writer.write(REQUEST % length + b"x" * length)
            await writer.drain()
            assert await answer_of(reader) == b"200 %d" % length

    play(scene)


def test_a_read_that_ends_a_message_is_not_counted_as_a_head() -> None:
    async def scene(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        length = 4 * HEAD_BYTES
        writer.write(REQUEST % length + b"x" * 10)
        await asyncio.sleep(0.05)  # the head in one read, nearly all of the body in the next
        writer.write(b"x" * (length - 10))
        assert await answer_of(reader) == b"200 %d" % length
        writer.write(REQUEST % 2 + b"xx")
        assert await answer_of(reader) == b"200 2"

    play(scene)


@pytest.mark.parametrize("endless", [b"X-More: 1\r\n", b"x"])
def test_an_endless_head_is_refused(endless: bytes) -> None:
    async def scene(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"GET / HTTP/1.1\r\nHost: here\r\nX-Long: ")
        for _ in range(5):
            writer.write(endless * (HEAD_BYTES // 4 // len(endless)))
            await asyncio.sleep(0.05)
        assert (await answer_of(reader)).startswith(b"400 ")
        assert await reader.read() == b""

    play(scene)


@pytest.mark.parametrize("first", [b"", b"GET / HTTP/1.1\r\nHost: he", REQUEST % 0])
def test_a_head_that_never_comes_to_an_end_is_hung_up_on(first: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_limits, "HEAD_SECONDS", 0.2)

    async def scene(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        if first == REQUEST % 0:  # a complete request, then half of another
            assert await answer_of(reader) == b"200 0"
            await asyncio.sleep(0.3)
            writer.write(b"GET / HT")
        assert await asyncio.wait_for(reader.read(), 2) == b""

    play(scene)
