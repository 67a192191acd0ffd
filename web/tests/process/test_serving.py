"""``hearten serve`` as it is really started, killed, stopped and started again."""

import asyncio
import contextlib
import http.client
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hearten.config.storage import wal_is_safe

from .floor import HERE, Listener, Server, without_safe_sqlite

#: The library that Python carries, whatever was put in its place for this run.
SQLITE_OF_PYTHON = tuple(
    map(
        int,
        subprocess.run(
            [sys.executable, "-c", "import sqlite3; print(sqlite3.sqlite_version)"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split("."),
    )
)

pytestmark = pytest.mark.process


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path, poll=0.1) as running:
        yield running


async def heard(listener: Listener, count: int, within: float = 20.0) -> None:
    async with asyncio.timeout(within):
        while len(listener.heard) < count:  # noqa: ASYNC110 - what a raw client has heard has no event
            await asyncio.sleep(0.02)


async def greeted(listeners: list[Listener], within: float = 20.0) -> None:
    async with asyncio.timeout(within):
        while not all(listener.greetings for listener in listeners):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def listening(*listeners: Listener):  # type: ignore[no-untyped-def]
    tasks = [asyncio.create_task(listener.listen_for_ever()) for listener in listeners]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def test_it_says_calmly_what_runs_and_how_to_begin(server: Server) -> None:
    assert server.stop()[0] == 0
    said = server.output.read_text()
    assert f"is ready at http://127.0.0.1:{server.port}/" in said
    assert "SQLite" in said
    assert "hearten first_admin" in said
    assert said.endswith("Hearten has stopped.\n")


@pytest.mark.skipif(
    wal_is_safe(SQLITE_OF_PYTHON), reason="this Python's own SQLite is safe with WAL, so there is no fallback to run"
)
def test_it_runs_and_is_backed_up_on_an_old_sqlite_without_the_wheel(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.env |= without_safe_sqlite(tmp_path / "without")
    with server:
        assert "DELETE and EXTRA: safe" in server.output.read_text()
        [(_, key)] = server.sign_in(1)
        assert key
        command = [
            sys.executable,
            "-c",
            "from hearten.cli import main; main()",
            "backup",
            "--to",
            str(tmp_path / "backups"),
        ]
        done = subprocess.run(command, env=server.env, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
    assert list((tmp_path / "backups").iterdir())


def test_a_port_in_use_gets_one_sentence(server: Server) -> None:
    command = [sys.executable, str(HERE / "hastened_serve.py"), "--port", str(server.port)]
    second = subprocess.run(command, env=server.env, capture_output=True, text=True, check=False, timeout=30)
    assert second.returncode == 1
    said = second.stderr.strip()
    assert said.endswith(f"Port {server.port} is in use by another program; choose another with --port.")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_within_three_seconds_with_fifty_streams_open(how: signal.Signals, server: Server) -> None:
    listeners = [Listener(server.port, key) for _, key in server.sign_in(50)]

    async def scene() -> tuple[int, float]:
        async with listening(*listeners):
            await greeted(listeners)
            return await asyncio.to_thread(server.stop, how)

    status, seconds = asyncio.run(scene())
    assert status == 0
    assert seconds <= 3
    assert [listener.endings[0] for listener in listeners] == ["clean"] * 50
    assert "ERROR" not in server.output.read_text()


def test_kills_and_restarts_lose_no_notice_and_double_none(server: Server) -> None:
    [(ana, key)] = server.sign_in(1)
    listener = Listener(server.port, key)
    count = 60

    async def scene() -> None:
        async with listening(listener):
            await greeted([listener])
            writing = asyncio.create_task(asyncio.to_thread(server.at_work, "tell", ana, count, 0.05))
            for stop in (server.kill, server.stop):
                await heard(listener, len(listener.heard) + 5)
                await asyncio.to_thread(stop)
                await asyncio.to_thread(server.start)
            await writing
            await heard(listener, count)
            await asyncio.sleep(0.3)

    asyncio.run(scene())
    assert [each["seq"] for each in listener.heard] == list(range(1, count + 1))
    assert [each["object"] for each in listener.heard] == [str(number) for number in range(count)]
    assert listener.greetings >= 3
    assert listener.resets == 0


# -- bodies


def bytes_written_by(server: Server) -> int:
    assert server.process
    facts = dict(line.split(": ") for line in Path(f"/proc/{server.process.pid}/io").read_text().splitlines())
    return int(facts["wchar"])


def test_an_announced_gigabyte_is_refused_before_it_is_sent(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.putrequest("POST", "/accounts/login/")
    connection.putheader("Content-Length", str(10**9))
    connection.putheader("Content-Type", "application/x-www-form-urlencoded")
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="only Linux tells how much a process has written")
def test_a_gigabyte_without_a_length_is_refused_and_not_written(server: Server) -> None:
    before = bytes_written_by(server)
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as sock:
        sock.sendall(b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        with contextlib.suppress(OSError):  # the server may hang up while we still send
            for _ in range(1000):
                sock.sendall(chunk)
        assert sock.recv(100).startswith(b"HTTP/1.1 413 ")
    assert bytes_written_by(server) - before < 10_000_000
    assert server.status_of("/accounts/login/") == 200
