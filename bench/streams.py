"""What an open desk costs: memory, threads and database handles of the server with many raw streams.

    python -m bench.streams [STREAMS]

Starts a server of its own in a temporary folder, on SQLite. Linux only: it reads /proc. Goals (G-14): at most 30 KB a
stream, no thread and no database handle for any of them, all freed within 30 seconds.
"""

import asyncio
import itertools
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from web.tests.process.floor import Listener, Server

ATTEMPTS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Reading:
    """What the server's process holds at one moment."""

    resident_kb: int
    threads: int
    sockets: int
    database_handles: int  # SQLite keeps a few for the next connection: they do not grow with the streams

    @classmethod
    def of(cls, pid: int) -> "Reading":
        """Read /proc."""
        proc = Path(f"/proc/{pid}")
        status = dict(line.split(":", 1) for line in (proc / "status").read_text().splitlines())
        targets = [target for file in (proc / "fd").iterdir() if (target := _target(file))]
        handles = [target for target in targets if target.endswith(".sqlite3")]
        sockets = [target for target in targets if target.startswith("socket:")]
        return cls(int(status["VmRSS"].split()[0]), int(status["Threads"]), len(sockets), len(handles))


def _target(file: Path) -> str:
    try:
        return str(file.readlink())
    except OSError:  # closed between listing and reading
        return ""


async def open_all(listeners: list[Listener]) -> list[asyncio.Task[None]]:
    """Open every stream, a hundred at a time, and wait until each has been greeted."""
    gate = asyncio.Semaphore(ATTEMPTS_AT_ONCE)

    async def open_one(listener: Listener) -> asyncio.Task[None]:
        async with gate:
            task = asyncio.create_task(listener.listen_once())
            while not listener.greetings:  # noqa: ASYNC110 - what a raw client has heard has no event
                await asyncio.sleep(0.005)
            return task

    return await asyncio.gather(*(open_one(listener) for listener in listeners))


async def tell_and_time(server: Server, person: int, listener: Listener, count: int) -> list[float]:
    """Write from another process and time how far apart the notices are heard: the slow poll shows in it."""
    writing = asyncio.create_task(asyncio.to_thread(server.at_work, "tell", person, count, 0.05))
    heard_at: list[float] = []
    while len(heard_at) < count:
        if len(listener.heard) > len(heard_at):
            heard_at += [time.monotonic()] * (len(listener.heard) - len(heard_at))
        await asyncio.sleep(0.001)
    await writing
    return [later - earlier for earlier, later in itertools.pairwise(heard_at)]


async def freed_after(pid: int, before: Reading, within: float = 30.0) -> float:
    """Give the seconds until the server holds no more sockets than before."""
    began = time.monotonic()
    while Reading.of(pid).sockets > before.sockets and time.monotonic() - began < within:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    return time.monotonic() - began


async def measure(server: Server, count: int) -> None:
    """Print the readings before, with and after the streams."""
    assert server.process
    pid = server.process.pid
    people = server.sign_in(count)
    warm_up = [Listener(server.port, key) for _, key in people[:20]]
    for task in await open_all(warm_up):
        task.cancel()
    await asyncio.sleep(1)
    before = Reading.of(pid)
    listeners = [Listener(server.port, key) for _, key in people]
    began = time.monotonic()
    tasks = await open_all(listeners)
    print(f"{count} streams opened in {time.monotonic() - began:.1f} s")
    await asyncio.sleep(3)
    during = Reading.of(pid)
    print(f"before  {before}\nduring  {during}")
    print(f"a stream costs {(during.resident_kb - before.resident_kb) / count:.1f} KB resident memory")
    gaps = await tell_and_time(server, people[0][0], listeners[0], 60)
    print(f"told by another process every 0.05 s: heard at most {max(gaps):.2f} s apart")
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print(f"freed after {await freed_after(pid, before):.1f} s\nafter   {Reading.of(pid)}")


def main() -> None:
    """Measure with as many streams as asked for, a thousand by default."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        asyncio.run(measure(server, count))


if __name__ == "__main__":
    main()
