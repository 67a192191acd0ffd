"""One reader for each process: it reads new notices and hands them to the streams of this process.

Woken right after a commit in this process; a slow poll is the safety net for other processes. Nothing here runs per
stream: one task delivers, one beats the hearts, one asks whether the sessions still hold.
"""

import asyncio
import contextlib
import logging
import random
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import connection, connections

from hearten.live import frames
from hearten.live.queries import MOST_AT_ONCE, Told, read_since
from hearten.live.viewers import Ticket, still_good

log = logging.getLogger(__name__)

STREAMS_PER_PERSON = 8
FRAMES_WAITING = 600  # more than the 500 a browser may be behind; a slower reader is let go and comes back


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between things. Tests run faster."""

    poll: float = 1.0
    heartbeat: float = 30.0
    recheck: float = 5.0
    life: float = 600.0
    nudge: float = 2.0
    tick: float = 1.0
    patience: float = 2.0  # for a reader that does not take its last frame


class Stream:
    """One open browser: what waits to be sent to it. Filled by the hub, emptied by its own handler."""

    __slots__ = ("beat_at", "ended", "gives_up_at", "last", "life_over_at", "ready", "task", "ticket", "waiting")

    def __init__(self, ticket: Ticket, last: int, now: float, pace: Pace) -> None:
        self.ticket = ticket
        self.last = last
        self.waiting: deque[bytes] = deque()
        self.ready = asyncio.Event()
        self.ended = False
        self.task = asyncio.current_task()
        self.beat_at = now + pace.heartbeat
        # A jittered life keeps a thousand desks from coming back in the same second.
        self.life_over_at = now + pace.life * random.uniform(0.9, 1.0)  # noqa: S311 - spreads load, guards nothing
        self.gives_up_at = float("inf")

    def offer(self, frame: bytes) -> None:
        """Queue a frame, or let a browser go that has stopped reading: its notices are kept, and it comes back."""
        if self.ended:
            return
        if len(self.waiting) >= FRAMES_WAITING:
            self.waiting.clear()
            self.end()
            return
        self.waiting.append(frame)
        self.ready.set()

    def end(self, *last_words: bytes) -> None:
        """Finish: what waits is sent, then the response is complete."""
        if not self.ended:
            self.waiting.extend(last_words)
            self.ended = True
            self.ready.set()


@dataclass(slots=True)
class Audience:
    """The streams of one person. They all go on from the number of the one furthest behind."""

    streams: list[Stream] = field(default_factory=list)

    @property
    def cursor(self) -> int:
        return min(stream.last for stream in self.streams)


class Nudges:
    """Lets one nudge through at once and at most one more when the quiet time is over, for each person and kind."""

    def __init__(self, send: Callable[[int, str], None]) -> None:
        self._send = send
        self._asked_again: dict[tuple[int, str], bool] = {}

    def offer(self, person_id: int, kind: str, quiet: float) -> None:
        """Send now, or once when the quiet time is over."""
        key = (person_id, kind)
        if key in self._asked_again:
            self._asked_again[key] = True
            return
        self._send(person_id, kind)
        self._asked_again[key] = False
        asyncio.get_running_loop().call_later(quiet, self._quiet_is_over, key, quiet)

    def _quiet_is_over(self, key: tuple[int, str], quiet: float) -> None:
        if self._asked_again.pop(key):
            self.offer(*key, quiet)


def _briefly[Answer](ask: Callable[..., Answer], *args: Any) -> Answer:
    """Run in a thread that keeps no connection afterwards."""
    try:
        return ask(*args)
    finally:
        connections.close_all()


def _read_with_kept_connection(cursors: dict[int, int]) -> list[Told]:
    """Read in the reader's own thread. Its connection stays: when SQLite's last one closes, it rewrites the WAL."""
    try:
        return read_since(cursors)
    except Exception:
        connection.close()
        raise


class Hub:
    """The streams of this process, by person. All methods but ``wake`` and ``nudge`` belong to the event loop."""

    def __init__(self) -> None:
        self.pace = Pace()
        self._people: dict[int, Audience] = {}
        self._due: set[int] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self.closing = False

    # -- life

    @property
    def is_running(self) -> bool:
        return self._loop is not None

    def start(self) -> None:
        """Begin to read and to beat, in the running loop. Starting twice is starting once."""
        if self._loop is not None:
            return
        self.closing = False
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self._nudges = Nudges(self._send_nudge)
        self._reader = ThreadPoolExecutor(1, "live-reader")
        self._door = ThreadPoolExecutor(4, "live-door")
        chores: tuple[Callable[[], Coroutine[Any, Any, None]], ...] = (self._deliver, self._beat, self._recheck)
        self._tasks = [self._loop.create_task(self._for_ever(chore)) for chore in chores]

    async def stop(self) -> None:
        """End every stream and let go of threads and connections."""
        if self._loop is None:
            return
        self.end_all()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._loop.run_in_executor(self._reader, connections.close_all)
        self._reader.shutdown(wait=False, cancel_futures=True)
        self._door.shutdown(wait=False, cancel_futures=True)
        self._loop, self._tasks = None, []
        self._people.clear()
        self._due.clear()

    def end_all(self) -> None:
        """End every stream now and let no new one in: the server is about to stop."""
        self.closing = True
        for stream in self.streams():
            stream.end()

    async def _for_ever(self, chore: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Repeat a chore. A database that is down for a while must not end it."""
        while True:
            try:
                await chore()
            except Exception as error:  # noqa: BLE001 - whatever it was, the next round may go well
                # The text of a database error can quote values; the kind of error is enough to act on.
                log.warning("The live stream could not %s (%s); it tries again.", chore.__name__, type(error).__name__)
                await asyncio.sleep(self.pace.poll)

    async def briefly[Answer](self, ask: Callable[..., Answer], *args: Any) -> Answer:
        """Ask the database in a short thread context: no thread and no connection is held afterwards."""
        return await asyncio.get_running_loop().run_in_executor(self._door, partial(_briefly, ask, *args))

    # -- who listens

    def streams(self) -> list[Stream]:
        """Give all open streams."""
        return [stream for audience in self._people.values() for stream in audience.streams]

    def attach(self, stream: Stream) -> None:
        """Let a stream hear everything after its number, what was committed before this moment included."""
        audience = self._people.setdefault(stream.ticket.person_id, Audience())
        if len(audience.streams) >= STREAMS_PER_PERSON:
            audience.streams[0].end(frames.CROWDED)
            del audience.streams[0]
        audience.streams.append(stream)
        self._mark_due([stream.ticket.person_id])

    def detach(self, stream: Stream) -> None:
        """Forget a stream. Forgetting twice is forgetting once."""
        audience = self._people.get(stream.ticket.person_id)
        if audience is None or stream not in audience.streams:
            return
        audience.streams.remove(stream)
        if not audience.streams:
            del self._people[stream.ticket.person_id]

    # -- what there is to say

    def wake(self, person_ids: Iterable[int]) -> None:
        """Say from any thread, after the commit, that these people have notices."""
        here = [person_id for person_id in person_ids if person_id in self._people]
        if here:
            self._in_loop(self._mark_due, here)

    def nudge(self, person_ids: Iterable[int], kind: str) -> None:
        """Say from any thread that these people should look again at this kind of thing."""
        here = [person_id for person_id in person_ids if person_id in self._people]
        if here:
            self._in_loop(self._offer_nudges, here, kind)

    def _in_loop(self, tell: Callable[..., None], *args: Any) -> None:
        # A caller has committed and must not fail because the server stops in this very moment.
        with contextlib.suppress(RuntimeError):
            if (loop := self._loop) is not None:
                loop.call_soon_threadsafe(tell, *args)

    def _offer_nudges(self, person_ids: list[int], kind: str) -> None:
        for person_id in person_ids:
            self._nudges.offer(person_id, kind, self.pace.nudge)

    def _send_nudge(self, person_id: int, kind: str) -> None:
        audience = self._people.get(person_id)
        if audience is not None:
            frame = frames.nudge(kind)
            for stream in audience.streams:
                stream.offer(frame)

    def _mark_due(self, person_ids: Iterable[int]) -> None:
        self._due.update(person_ids)
        self._woken.set()

    # -- the chores

    async def _deliver(self) -> None:
        """Wait until somebody has notices, or for the next slow look at everybody; read once, hand out."""
        loop = asyncio.get_running_loop()
        look_at_all = loop.time()  # at once: after an error nothing else knows who was due
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(look_at_all):
                    await self._woken.wait()
            self._woken.clear()
            if loop.time() >= look_at_all:
                self._due.update(self._people)
                look_at_all = loop.time() + self.pace.poll
            due, self._due = self._due, set()
            cursors = {person_id: self._people[person_id].cursor for person_id in due if person_id in self._people}
            if not cursors:
                continue
            told = await loop.run_in_executor(self._reader, _read_with_kept_connection, cursors)
            self._hand_out(told, cursors)
            if len(told) >= MOST_AT_ONCE:
                self._mark_due(due)

    def _hand_out(self, told: list[Told], cursors: dict[int, int]) -> None:
        """Give each stream what it has not had.

        A stream that joined further back while the reader was reading waits for the next read, which begins where it
        stands: otherwise what lies between would be skipped.
        """
        for each in told:
            audience = self._people.get(each.person_id)
            if audience is None:
                continue
            frame = frames.notice(each)
            for stream in audience.streams:
                if cursors[each.person_id] <= stream.last < each.seq:
                    stream.offer(frame)
                    stream.last = each.seq

    async def _beat(self) -> None:
        """Send heartbeats, end old streams, and give up on those that do not take their last frame."""
        await asyncio.sleep(self.pace.tick)
        now = asyncio.get_running_loop().time()
        for stream in self.streams():
            if stream.ended:
                self._give_up_in_time(stream, now)
            elif now >= stream.life_over_at:
                stream.end(frames.AGAIN)
            elif now >= stream.beat_at:
                stream.beat_at = now + self.pace.heartbeat
                if not stream.waiting:  # who is behind has something to read already
                    stream.offer(frames.HEARTBEAT)

    def _give_up_in_time(self, stream: Stream, now: float) -> None:
        stream.gives_up_at = min(stream.gives_up_at, now + self.pace.patience)
        if now >= stream.gives_up_at and stream.task is not None:
            stream.task.cancel()

    async def _recheck(self) -> None:
        """End the streams whose session ended, was locked, or changed hands or roles."""
        await asyncio.sleep(self.pace.recheck)
        streams = self.streams()
        if not streams:
            return
        good = await self.briefly(still_good, {stream.ticket for stream in streams})
        for stream in streams:
            ticket = good.get(stream.ticket.session_key)
            if ticket is None:
                stream.end()
            else:
                stream.ticket = ticket


hub = Hub()
