"""The worker: one thread that takes what is due and gives each piece a thread of its own, as many as each duty allows.

Run inside ``hearten serve``, by ``hearten worker``, or both, in as many processes as one likes.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from django.db import connection, connections
from django.utils import timezone

from hearten.work import bell, lease
from hearten.work.lease import Leased

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. A killed worker delays what it held by one lease; a living one renews three times within it."""

    poll: float = 1.0
    lease: float = 60.0
    renew: float = 15.0


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A row that was taken, and what is to be done about it. ``run`` marks the row itself."""

    row: Leased
    run: Callable[[], object]


class Duty(Protocol):
    """A kind of work. ``width`` pieces of it may be under way at once in one process."""

    name: str
    width: int

    def take(self, limit: int, *, now: datetime, lease: timedelta) -> list[Piece]:
        """Take at most so many pieces by lease."""
        ...


@dataclass(slots=True)
class Worker:
    """Does its duties until it is stopped. Threads are daemons: to be cut off is to be killed, which loses nothing."""

    duties: Sequence[Duty]
    pace: Pace = field(default_factory=Pace)
    clock: Callable[[], datetime] = timezone.now
    _bell: threading.Event = field(default_factory=threading.Event)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _under_way: dict[threading.Thread, tuple[Duty, Piece]] = field(default_factory=dict)
    _foreman: threading.Thread | None = None
    _renewed_at: float = 0.0

    def start(self) -> None:
        """Begin, in threads."""
        self._stopping.clear()
        self._foreman = threading.Thread(target=self._until_stopped, name="worker", daemon=True)
        self._foreman.start()

    def stop(self, patience: float = 1.0) -> None:
        """Take nothing more; what is under way has this many seconds in all to finish."""
        self._stopping.set()
        self._bell.set()
        until = time.monotonic() + patience
        for thread in (self._foreman, *tuple(self._under_way)):
            if thread is not None:
                thread.join(max(0.0, until - time.monotonic()))

    def _until_stopped(self) -> None:
        bell.hang(self._bell)
        try:
            while not self._stopping.is_set():
                self._bell.clear()
                self._look()
                self._bell.wait(self.pace.poll)
        finally:
            bell.take_down(self._bell)
            connections.close_all()

    def _look(self) -> None:
        """Take what is due and hold on to what is under way. A database that is down must not end the worker."""
        try:
            self._renew()
            for duty in self.duties:
                self._take(duty)
        except Exception as error:  # noqa: BLE001 - whatever it was, the next look may go well
            # The text of a database error can quote values; the kind of error is enough to act on.
            log.warning("The worker could not look for work (%s); it looks again.", type(error).__name__)
            connections.close_all()
        if connection.vendor != "sqlite":
            connections.close_all()  # back to the pool, whose few connections the pages need; SQLite's costs nothing

    def _take(self, duty: Duty) -> None:
        busy = sum(1 for each, _ in tuple(self._under_way.values()) if each is duty)
        if self._stopping.is_set() or busy >= duty.width:
            return
        for piece in duty.take(duty.width - busy, now=self.clock(), lease=timedelta(seconds=self.pace.lease)):
            thread = threading.Thread(target=self._do, args=(piece,), name=duty.name, daemon=True)
            self._under_way[thread] = (duty, piece)
            thread.start()

    def _do(self, piece: Piece) -> None:
        try:
            piece.run()
        except Exception as error:  # noqa: BLE001 - the lease runs out and the piece is taken again
            log.error("A piece of work could not be finished (%s); it is taken again.", type(error).__name__)  # noqa: TRY400
        finally:
            connections.close_all()
            self._under_way.pop(threading.current_thread(), None)
            self._bell.set()

    def _renew(self) -> None:
        if not self._under_way or time.monotonic() - self._renewed_at < self.pace.renew:
            return
        self._renewed_at = time.monotonic()
        until = self.clock() + timedelta(seconds=self.pace.lease)
        lease.renew([piece.row for _, piece in tuple(self._under_way.values())], until=until)
