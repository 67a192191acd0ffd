"""Bodies past their limit, fed in pieces and without a length."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from hearten.config.body_cap import FILE, OTHER, PAGE, Message, Receive, Send, capped, limit_for

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("path", "content_type", "limit"),
    [
        ("/moment/", FORM, PAGE),
        ("/moment/", "Application/JSON; charset=utf-8", PAGE),
        ("/moment/", "multipart/form-data; boundary=x", OTHER),
        ("/moment/", "", OTHER),
        ("/sources/0b7e/files/", "multipart/form-data; boundary=x", FILE),
        ("/sources/0b7e/files/more/", FORM, PAGE),
    ],
)
def test_the_limit_depends_on_what_is_sent_and_where(path: str, content_type: str, limit: int) -> None:
    assert limit_for(path, content_type) == limit


class Exchange:
    """One request whose body comes in pieces; notes what the application met and what was answered."""

    def __init__(self, pieces: Iterator[bytes], *, length: int | None = None, path: str = "/moment/") -> None:
        headers = [(b"content-type", FORM.encode())]
        headers += [(b"content-length", b"%d" % length)] if length is not None else []
        self.scope: Message = {"type": "http", "path": path, "headers": headers}
        self._pieces = pieces
        self.taken = 0
        self.met: list[Message] = []
        self.answered: list[Message] = []

    async def receive(self) -> Message:
        piece = next(self._pieces, None)
        self.taken += len(piece or b"")
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    async def send(self, message: Message) -> None:
        self.answered.append(message)

    async def reads_all(self, _scope: Message, receive: Receive, send: Send) -> None:
        """An application that reads its body to the end and answers, whatever it met."""
        while True:
            self.met.append(await receive())
            if self.met[-1]["type"] == "http.disconnect" or not self.met[-1].get("more_body"):
                break
        await answer(send)

    async def reads_on(self, _scope: Message, receive: Receive, send: Send) -> None:
        """An application that asks for more although its sender has left."""
        while (await receive())["type"] != "http.disconnect":
            pass
        taken = self.taken
        self.met = [await receive(), await receive()]
        assert self.taken == taken
        await answer(send)

    async def answers_early(self, _scope: Message, receive: Receive, send: Send) -> None:
        """An application that answers first and reads afterwards."""
        await answer(send)
        while (await receive()).get("more_body"):
            pass

    def play(self, app: Any) -> int:
        async def once() -> None:
            await capped(app)(self.scope, self.receive, self.send)

        asyncio.run(once())
        starts = [each["status"] for each in self.answered if each["type"] == "http.response.start"]
        assert len(starts) == 1
        assert not self.answered[-1].get("more_body")
        return int(starts[0])


async def answer(send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


def pieces(count: int, size: int = 1000) -> Iterator[bytes]:
    return (b"x" * size for _ in range(count))


def test_a_body_at_the_limit_passes_whole() -> None:
    exchange = Exchange(pieces(PAGE // 1000))
    assert exchange.play(exchange.reads_all) == 200
    assert sum(len(each.get("body", b"")) for each in exchange.met) == PAGE


def test_one_byte_more_is_413_and_the_application_sees_its_sender_leave() -> None:
    exchange = Exchange(iter([*pieces(PAGE // 1000), b"x"]))
    assert exchange.play(exchange.reads_all) == 413
    assert exchange.met[-1] == {"type": "http.disconnect"}
    assert sum(len(each.get("body", b"")) for each in exchange.met) <= PAGE


def test_an_announced_length_past_the_limit_never_reaches_the_application() -> None:
    exchange = Exchange(pieces(3), length=PAGE + 1)
    assert exchange.play(exchange.reads_all) == 413
    assert exchange.met == []


def test_a_length_that_lies_does_not_help() -> None:
    exchange = Exchange(pieces(PAGE // 1000 + 2), length=10)
    assert exchange.play(exchange.reads_all) == 413


def test_an_application_that_asks_for_more_gets_nothing_and_reads_nothing() -> None:
    exchange = Exchange(pieces(PAGE // 1000 + 5))
    assert exchange.play(exchange.reads_on) == 413
    assert exchange.met == [{"type": "http.disconnect"}] * 2


def test_a_sender_that_has_left_is_not_waited_for() -> None:
    exchange, asked = Exchange(iter(())), list[Message]()

    async def gone() -> Message:
        asked.append({"type": "http.disconnect"})
        return asked[-1]

    async def once() -> None:
        await capped(exchange.reads_all)(
            {**exchange.scope, "headers": [(b"content-length", b"9000000")]}, gone, exchange.send
        )

    asyncio.run(once())
    assert len(asked) == 1


def test_an_endless_body_is_thrown_away_for_a_moment_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hearten.config.body_cap.TAKE_IN_VAIN", 0.1)
    exchange = Exchange(iter(lambda: b"x" * 1000, b""))
    assert exchange.play(exchange.reads_all) == 413


def test_an_answer_already_given_stands() -> None:
    exchange = Exchange(pieces(PAGE // 1000 + 2))
    assert exchange.play(exchange.answers_early) == 200
