"""The client against a real server on this machine."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, Self

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hearten.integrations.outgoing.client import ANSWER_MAX, Answer, NotSentError, post

Handle = Callable[[BaseHTTPRequestHandler], None]


class Receiving:
    """A server that does with each POST what the test says, and keeps what came."""

    def __init__(self, handle: Handle, context: ssl.SSLContext | None = None) -> None:
        self.came: list[tuple[str, dict[str, str], bytes]] = []
        came = self.came

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                came.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                with contextlib.suppress(OSError):
                    handle(self)

            def log_message(self, *_: object) -> None:
                pass

        class Quiet(HTTPServer):
            def handle_error(self, *_: object) -> None:
                pass

        self.server = Quiet(("127.0.0.1", 0), Handler)
        if context is not None:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)

    def post(self, body: bytes = b"{}", *, scheme: str = "http", name: str = "phone.test", **over: Any) -> Answer:
        defaults: dict[str, Any] = {
            "look_up": lambda *_: ["127.0.0.1"],
            "ports": frozenset({self.port}),
            "allow_inside": True,
        }
        return post(f"{scheme}://{name}:{self.port}/hook?a=1", body, {"webhook-id": "evt_1"}, **defaults | over)


def answering(status: int, body: bytes = b"", **headers: str) -> Handle:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("content-length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return handle


def test_a_body_arrives_as_it_is_with_its_headers() -> None:
    with Receiving(answering(200, b'{"state":"not_ready"}', retry_after="7")) as server:
        assert server.post(b'{"a":1}') == Answer(200, "7", b'{"state":"not_ready"}')
    [(path, headers, body)] = server.came
    assert (path, body) == ("/hook?a=1", b'{"a":1}')
    assert headers["host"] == f"phone.test:{server.port}"
    assert headers["webhook-id"] == "evt_1"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(status: int) -> None:
    with Receiving(answering(200)) as elsewhere:
        there = f"http://127.0.0.1:{elsewhere.port}/"
        with Receiving(answering(status, location=there)) as server:
            assert server.post().status == status
    assert elsewhere.came == []


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with Receiving(answering(200)) as proxy, Receiving(answering(204)) as server:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert server.post().status == 204
    assert proxy.came == []


def test_a_name_is_looked_up_once_so_that_a_second_answer_cannot_differ() -> None:
    asked: list[str] = []

    def changing(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    with Receiving(answering(200)) as server:
        assert server.post(look_up=changing).status == 200
    assert asked == ["phone.test"]


def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    with Receiving(answering(200)) as server:
        assert server.post(look_up=lambda *_: ["::1", "127.0.0.1"]).status == 200


def dripping(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for _ in range(100):
        request.wfile.write(b"x-drop: 1\r\n")
        time.sleep(0.1)


def silent(request: BaseHTTPRequestHandler) -> None:
    time.sleep(1.5)


@pytest.mark.parametrize("handle", [dripping, silent])
def test_an_answer_by_drops_or_none_at_all_ends_with_the_deadline(handle: Handle) -> None:
    with Receiving(handle) as server:
        began = time.monotonic()
        with pytest.raises(NotSentError, match="timed_out"):
            server.post(seconds=0.4)
        assert time.monotonic() - began < 1.2


def test_a_look_up_that_hangs_ends_with_the_deadline() -> None:
    may_end = threading.Event()

    def hanging(*_: object) -> list[str]:
        may_end.wait(5)
        return ["127.0.0.1"]

    with Receiving(answering(200)) as server, pytest.raises(NotSentError, match="timed_out"):
        server.post(look_up=hanging, seconds=0.2)
    may_end.set()


def endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(1000):
        request.wfile.write(b"x" * 65536)


def test_of_a_long_answer_only_the_beginning_is_read() -> None:
    with Receiving(endless) as server:
        answer = server.post()
    assert (answer.status, len(answer.body)) == (200, ANSWER_MAX)


def cut_off(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n")


def test_a_status_without_a_body_is_an_answer() -> None:
    with Receiving(cut_off) as server:
        assert server.post().status == 204


def not_http(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"220 mail.example ESMTP\r\n")


def test_what_does_not_speak_http_is_said_to_do_so() -> None:
    with Receiving(not_http) as server, pytest.raises(NotSentError, match="bad_answer"):
        server.post()


def test_nobody_there_and_an_unknown_name_have_codes_of_their_own() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # not listening
        port = taken.getsockname()[1]
        with pytest.raises(NotSentError, match="no_connection"):
            post(f"http://127.0.0.1:{port}/", b"", {}, ports=frozenset({port}), allow_inside=True)

    def unknown(*_: object) -> list[str]:
        raise socket.gaierror

    with pytest.raises(NotSentError, match="no_such_host"):
        post("https://nowhere.test/", b"", {}, ports=frozenset({443}), allow_inside=True, look_up=unknown)


def test_a_header_cannot_bring_another_one_along() -> None:
    with Receiving(answering(200)) as server:
        with pytest.raises(NotSentError, match="bad_answer"):
            post(
                f"http://127.0.0.1:{server.port}/", b"", {"a": "b\r\nx: y"},
                ports=frozenset({server.port}), allow_inside=True,
            )  # fmt: skip
        assert server.came == []


# -- TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of phone.test, signed by itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "phone.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("phone.test")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=True,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "phone.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file


@pytest.fixture
def secure(certificate: Path) -> Iterator[Receiving]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Receiving(answering(200), context) as server:
        yield server


def test_tls_asks_for_the_certificate_of_the_name_while_it_connects_to_the_address(
    secure: Receiving, certificate: Path
) -> None:
    trust = ssl.create_default_context(cafile=str(certificate))
    assert secure.post(scheme="https", trust=trust).status == 200
    assert len(secure.came) == 1


def test_a_certificate_of_another_name_is_refused_before_a_byte_is_sent(secure: Receiving, certificate: Path) -> None:
    trust = ssl.create_default_context(cafile=str(certificate))
    with pytest.raises(NotSentError, match="tls"):
        secure.post(scheme="https", name="other.test", trust=trust)
    assert secure.came == []


def test_a_certificate_of_nobody_we_know_is_refused(secure: Receiving) -> None:
    with pytest.raises(NotSentError, match="tls"):
        secure.post(scheme="https")
    assert secure.came == []
