"""A real server in a process of its own, and raw clients of its stream."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).parent


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def without_safe_sqlite(folder: Path) -> dict[str, str]:
    """Give an environment in which the pysqlite3 wheel is not to be had, so that the fallback runs."""
    folder.mkdir()
    (folder / "pysqlite3.py").write_text("raise ImportError('left out, so that the fallback runs')\n")
    return {"PYTHONPATH": str(folder)}


class Server:
    """``hearten serve`` on a port and a folder of its own; SQLite, whatever the suite itself runs on."""

    def __init__(self, data: Path, **pace: float) -> None:
        self.data = data
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None
        dropped = {"HEARTEN_DATABASE_URL", "HEARTEN_DEMO"}
        self.env = {name: value for name, value in os.environ.items() if name not in dropped}
        self.env |= {"HEARTEN_DATA": str(data), "PACE": json.dumps(pace), "PYTHONUNBUFFERED": "1"}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process and self.process.poll() is None:
            self.kill()

    def start(self, within: float = 30.0) -> None:
        command = [sys.executable, str(HERE / "hastened_serve.py"), "--port", str(self.port)]
        self.output = self.data / "output.txt"
        with self.output.open("a") as output:
            self.process = subprocess.Popen(command, env=self.env, stdout=output, stderr=output, text=True)
        until = time.monotonic() + within
        while self.status_of("/live/") != 401:
            if time.monotonic() > until or self.process.poll() is not None:
                raise AssertionError(f"the server did not start: {self.output.read_text()}")
            time.sleep(0.05)

    def status_of(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=2) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            return 0

    def kill(self) -> None:
        """As a power cut for the process: nothing is said, nothing is flushed."""
        assert self.process
        self.process.kill()
        self.process.wait(10)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Ask to stop; give the exit status and the seconds it took."""
        assert self.process
        began = time.monotonic()
        self.process.send_signal(how)
        return self.process.wait(20), time.monotonic() - began

    def at_work(self, *arguments: object) -> str:
        """Run ``people_at_work.py`` beside the server."""
        command = [sys.executable, str(HERE / "people_at_work.py"), *map(str, arguments)]
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, check=True, timeout=120)
        return done.stdout

    def sign_in(self, count: int) -> list[tuple[int, str]]:
        """Give (person id, session key) of new people."""
        lines = self.at_work("sign_in", count).split("\n")[:-1]
        return [(int(person_id), key) for person_id, key in (line.split() for line in lines)]


class Listener:
    """A browser that comes back by itself with the last number it heard, as EventSource does."""

    def __init__(self, port: int, session_key: str) -> None:
        self.port = port
        self.session_key = session_key
        self.last: str | None = None
        self.heard: list[dict[str, Any]] = []
        self.resets = 0
        self.greetings = 0
        self.endings: list[str] = []  # "clean" where the server finished the response, else "cut"

    async def listen_for_ever(self, pause: float = 0.05) -> None:
        while True:
            try:
                await self.listen_once()
            except OSError:
                self.endings.append("cut")
            await asyncio.sleep(pause)

    async def listen_once(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        resume = f"Last-Event-ID: {self.last}\r\n" if self.last else ""
        cookie = f"Cookie: sessionid={self.session_key}\r\n"
        writer.write(f"GET /live/?after=0 HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}{resume}\r\n".encode())
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head.split(b"\r\n", 1)[0]:
                raise OSError(head)
            await self._read_chunks(reader)
            self.endings.append("clean")
        except asyncio.IncompleteReadError as error:
            raise OSError from error
        finally:
            writer.close()

    async def _read_chunks(self, reader: asyncio.StreamReader) -> None:
        text = b""
        while size := int(await reader.readuntil(b"\r\n"), 16):
            text += (await reader.readexactly(size + 2))[:-2]
            *blocks, text = text.split(b"\n\n")
            for block in blocks:
                self._take(dict(line.split(": ", 1) for line in block.decode().split("\n")))
        await reader.readexactly(2)

    def _take(self, frame: dict[str, str]) -> None:
        event = frame.get("event", "message")
        self.greetings += event == "hello"
        self.resets += event == "reset"
        if event == "message":
            self.heard.append(json.loads(frame["data"]))
        self.last = frame.get("id", self.last)
