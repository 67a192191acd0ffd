"""Who does the chunks: this process itself, or one worker process for each core."""

import os
import selectors
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import Protocol

import msgspec

from hearten_ear.archive.messages import LENGTH, Answer, Broken, Hello, Look, Made, Request, Seen, Setup, Work
from hearten_ear.archive.shapes import Chunk, ScanFailed

#: What a worker process runs. The same paths as ours, so that it finds the same packages however we were started.
START = "import sys; sys.path[:] = {path!r}; from hearten_ear.archive.working import serve; serve()"
#: Chunks that a worker has been given: one in hand and one to go on with, so that it never waits for the coordinator.
_GIVEN = 2


class Crew(Protocol):
    """Scores chunks. Answers come in any order."""

    model: str

    def look(self, name: str) -> tuple[int, ...] | tuple[str, str]:
        """Give the row groups of a Parquet file, or why it cannot be read."""
        ...

    def make(self, chunks: Iterator[Chunk]) -> Iterator[tuple[Chunk, Made | Broken]]:
        """Turn chunks into parts, and say so for each when it is durable."""
        ...

    def close(self) -> None:
        """Send everybody home."""
        ...


class Alone:
    """The coordinator does the work itself: one core, one process."""

    def __init__(self, setup: Setup) -> None:
        # Arrow and a model are loaded only in the process that works with them.
        from hearten_ear.archive.working import Worker

        self._worker = Worker(setup)
        self.model = self._worker.model

    def look(self, name: str) -> tuple[int, ...] | tuple[str, str]:
        """Give the row groups of a Parquet file, or why it cannot be read."""
        return _groups(self._worker.look(name))

    def make(self, chunks: Iterator[Chunk]) -> Iterator[tuple[Chunk, Made | Broken]]:
        """Turn chunks into parts; while one goes to disk the next is scored."""
        given = deque((chunk, self._worker.start(chunk)) for chunk in _first(chunks))
        for chunk in chunks:
            given.append((chunk, self._worker.start(chunk)))
            before, made = given.popleft()
            yield before, made.result()
        for before, made in given:
            yield before, made.result()

    def close(self) -> None:
        """Nobody to send home."""


def _first(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    for chunk in chunks:
        yield chunk
        return


class Several:
    """One process for each core, spoken to through pipes."""

    def __init__(self, setup: Setup, cores: int) -> None:
        self._workers = [_Process() for _ in range(cores)]
        self.model = ""
        try:
            self._greet(setup)
        except ScanFailed:
            self.close()
            raise

    def _greet(self, setup: Setup) -> None:
        for worker in self._workers:
            worker.send(setup)
        for worker in self._workers:
            hello = worker.receive()
            if not isinstance(hello, Hello):
                raise ScanFailed("a worker process did not start; its own words stand above")
            self.model = hello.model

    def look(self, name: str) -> tuple[int, ...] | tuple[str, str]:
        """Give the row groups of a Parquet file, or why it cannot be read."""
        self._workers[0].send(Look(name))
        seen = self._workers[0].receive()
        if not isinstance(seen, Seen):
            raise ScanFailed(f"a worker process ended while it looked at {name}")
        return _groups(seen)

    def make(self, chunks: Iterator[Chunk]) -> Iterator[tuple[Chunk, Made | Broken]]:
        """Keep every worker busy until all chunks are done."""
        given: dict[int, Chunk] = {}
        with selectors.DefaultSelector() as ready:
            for worker in self._workers:
                ready.register(worker.answers, selectors.EVENT_READ, worker)
                for _ in range(_GIVEN):
                    worker.give_next(chunks, given)
            while given:
                for key, _ in ready.select():
                    worker = key.data
                    answer = worker.receive()
                    if not isinstance(answer, (Made, Broken)):
                        raise ScanFailed(f"a worker process ended ({worker.ended()})")
                    worker.give_next(chunks, given)
                    part = answer.done.part if isinstance(answer, Made) else answer.part
                    yield given.pop(part), answer

    def close(self) -> None:
        """Send everybody home, also from the middle of a chunk."""
        for worker in self._workers:
            worker.close()


class _Process:
    """A worker process."""

    def __init__(self) -> None:
        # One core and one arena of memory each: helper threads of others' libraries would only fight over them.
        environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
        start = START.format(path=sys.path)
        # Without buffers: an answer that lay in one of ours would no longer make the pipe ready, and be waited for.
        self._process = subprocess.Popen(  # noqa: S603 -- our own interpreter and our own words
            [sys.executable, "-c", start], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, bufsize=0
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("a process without pipes")
        self._requests, self.answers = self._process.stdin, self._process.stdout
        self._decoder = msgspec.msgpack.Decoder(Answer)

    def send(self, request: Request) -> None:
        body = msgspec.msgpack.encode(request)
        left = memoryview(LENGTH.pack(len(body)) + body)
        try:
            while left:  # a pipe takes what it has room for
                left = left[self._requests.write(left) or 0 :]
        except BrokenPipeError:
            raise ScanFailed(f"a worker process ended ({self.ended()})") from None

    def receive(self) -> Answer | None:
        """Wait for an answer; ``None`` when the process has ended, be it in the middle of one."""
        head = self._read(LENGTH.size)
        body = self._read(*LENGTH.unpack(head)) if head else None
        if not body:
            return None
        answer: Answer = self._decoder.decode(body)
        return answer

    def _read(self, size: int) -> bytes | None:
        """Read so many bytes and not one more; ``None`` where the pipe ends before."""
        found = bytearray()
        while len(found) < size:
            part = self.answers.read(size - len(found))
            if not part:
                return None
            found += part
        return bytes(found)

    def give_next(self, chunks: Iterator[Chunk], given: dict[int, Chunk]) -> None:
        chunk = next(chunks, None)
        if chunk is not None:
            given[chunk.part] = chunk
            self.send(Work(chunk))

    def ended(self) -> str:
        code = self._process.wait()
        return f"signal {-code}" if code < 0 else f"exit status {code}"

    def close(self) -> None:
        with suppress(BrokenPipeError):
            self._requests.close()
        self._process.wait()
        self.answers.close()


def _groups(seen: Seen) -> tuple[int, ...] | tuple[str, str]:
    return seen.problem or seen.groups


def crew(setup: Setup, cores: int) -> Crew:
    """Gather as many hands as there are cores."""
    return Alone(setup) if cores == 1 else Several(setup, cores)
