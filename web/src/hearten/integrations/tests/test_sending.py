"""Sending to a real HTTP server in this process, signed as any source would."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from hearten.integrations.actions import new_secret
from hearten.integrations.rules import check_standard, check_token, token_hash
from hearten.integrations.sending import NotReachedError, Sender, item_of, item_of_event
from hearten_ear.conversation import Channel, Party, Role, RoleBasis
from hearten_ear.formats.wire import decode_item
from hearten_ear.segment import ContactEvent, Segment

SECRET = new_secret()
ITEM = {"conversation": "c", "segment_id": "s", "role": "customer", "text": "Größe “42”"}


class Server(HTTPServer):
    """Answers what the test wants, and keeps what came."""

    status = 202
    answer: bytes = json.dumps({"accepted": 1, "results": [{"item": 1, "status": "accepted"}]}).encode()

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[tuple[str, dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.send_header("content-length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in the library
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def test_what_is_sent_passes_our_own_check_of_signatures(server: Server) -> None:
    answer = Sender(server.url, "demo", secret=SECRET).send([ITEM])
    path, headers, body = server.got[0]
    assert path == "/ingest/demo/"
    assert json.loads(body) == [ITEM]
    assert check_standard(headers, body, [SECRET], now=datetime.now(UTC)).genuine
    assert (answer.accepted, answer.results[0].status) == (1, "accepted")


def test_a_token_takes_the_place_of_a_signature(server: Server) -> None:
    Sender(server.url, "demo", token="letmein").send([ITEM])
    scheme, _, token = server.got[0][1]["authorization"].partition(" ")
    assert scheme == "Bearer"
    assert check_token(token, token_hash("letmein")).genuine
    assert "webhook-signature" not in server.got[0][1]


def test_a_retry_keeps_its_delivery_id(server: Server) -> None:
    sender = Sender(server.url, "demo", secret=SECRET)
    for _ in range(2):
        sender.send([ITEM], delivery_id="msg_one")
    assert [headers["webhook-id"] for _, headers, _ in server.got] == ["msg_one", "msg_one"]


def test_a_busy_server_may_be_asked_again(server: Server) -> None:
    server.status = 503
    with pytest.raises(NotReachedError, match="busy"):
        Sender(server.url, "demo", secret=SECRET).send([ITEM])


def test_a_refusal_says_why(server: Server) -> None:
    server.status, server.answer = 401, b'{"code": "wrong_signature", "message": "Not this source."}'
    answer = Sender(server.url, "demo", secret=SECRET).send([ITEM])
    assert answer.was_refused
    assert (answer.code, answer.message) == ("wrong_signature", "Not this source.")


def test_a_page_of_some_proxy_is_a_refusal_too(server: Server) -> None:
    server.status, server.answer = 502, b"<html>Bad gateway</html>"
    answer = Sender(server.url, "demo", secret=SECRET).send([ITEM])
    assert (answer.code, answer.message) == ("502", "The server answered 502.")


def test_another_program_at_that_address_is_not_taken_for_hearten(server: Server) -> None:
    server.status, server.answer = 200, b"<html>Hello</html>"
    answer = Sender(server.url, "demo", secret=SECRET).send([ITEM])
    assert answer.was_refused
    assert "not Hearten" in answer.message


def test_nobody_there_is_said_with_the_address(server: Server) -> None:
    url = server.url
    server.shutdown()
    server.server_close()
    with pytest.raises(NotReachedError, match="/ingest/demo/"):
        Sender(url, "demo", secret=SECRET, timeout=2).send([ITEM])


@pytest.mark.parametrize("url", ["file:///etc/passwd", "127.0.0.1:8000", "ftp://example.com"])
def test_only_web_addresses_are_taken(url: str) -> None:
    with pytest.raises(ValueError, match="http"):
        Sender(url, "demo", secret=SECRET)


def test_without_secret_and_token_nothing_is_sent() -> None:
    with pytest.raises(ValueError, match="token"):
        Sender("http://127.0.0.1:1", "demo")


def test_a_segment_travels_and_arrives_the_same() -> None:
    party = Party(0, Role.CUSTOMER, RoleBasis.CHANNEL)
    sent_at = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
    segment = Segment(
        "demo", "c", "s", party, "Hello.", 2, order=4, start_ms=10, end_ms=20, sent_at=sent_at, language="en",
        channel=Channel.CHAT, queue="Billing", agent_ref="ana",
    )  # fmt: skip
    assert decode_item(item_of(segment), "item 1", source="demo") == segment


def test_an_event_travels_and_arrives_the_same() -> None:
    event = ContactEvent("demo", "e", "held", "c", "ana", order=3, channel=Channel.VOICE, language="en")
    assert decode_item(item_of_event(event), "item 1", source="demo") == event
