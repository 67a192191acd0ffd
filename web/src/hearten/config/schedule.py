"""What is done again and again while the server runs: the one list, and the small runner inside ``hearten serve``.

Every entry may run in several processes at once and must be harmless when run twice.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.db import connections
from django.utils import timezone

from hearten.integrations import actions as integrations
from hearten.listening import actions as listening
from hearten.live.actions import forget_old
from hearten.staffing import actions as staffing
from hearten.support import actions as support

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Periodic:
    """Something to do every so often. ``run`` is given the time."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


def clear_sessions(_now: datetime) -> None:
    """Delete sessions that have expired."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


PERIODIC: list[Periodic] = [
    Periodic("forget notices older than an hour", timedelta(minutes=10), forget_old),
    Periodic("clear expired sessions", timedelta(hours=1), clear_sessions),
    Periodic("end contacts that went silent", timedelta(minutes=10), listening.close_silent_contacts),
    Periodic("forget contacts older than 30 days", timedelta(hours=6), listening.forget_old),
    Periodic("forget moments 24 hours after the return", timedelta(minutes=15), support.forget_old),
    Periodic("forget who was in a contact", timedelta(hours=1), staffing.forget_old),
    Periodic("forget deliveries of yesterday", timedelta(hours=1), integrations.forget_old),
]


class Schedule:
    """Runs each entry in a thread of its own, one run of an entry at a time; an error is logged and stops nothing."""

    def __init__(self, entries: Iterable[Periodic] = PERIODIC, *, first_after: float = 5.0) -> None:
        self._entries = entries
        self._first_after = first_after  # seconds: the first minutes of a server belong to the people
        self._stop = threading.Event()
        self._runs: dict[str, threading.Thread] = {}
        self._clock: threading.Thread | None = None

    def start(self) -> None:
        """Begin. Threads are daemons: a run that is cut off by the end is rolled back like one that was killed."""
        self._stop.clear()
        self._clock = threading.Thread(target=self._tick, name="schedule", daemon=True)
        self._clock.start()

    def stop(self, patience: float = 1.0) -> None:
        """End; a run that is under way has this many seconds in all to finish."""
        self._stop.set()
        until = time.monotonic() + patience
        for thread in (self._clock, *self._runs.values()):
            if thread is not None:
                thread.join(max(0.0, until - time.monotonic()))

    def _tick(self) -> None:
        entries = list(self._entries)
        due = {entry.name: time.monotonic() + self._first_after for entry in entries}
        while entries and not self._stop.wait(max(0.0, min(due.values()) - time.monotonic())):
            now = time.monotonic()
            for entry in entries:
                if due[entry.name] <= now:
                    due[entry.name] = now + entry.every.total_seconds()
                    self._begin(entry)

    def _begin(self, entry: Periodic) -> None:
        running = self._runs.get(entry.name)
        if running is not None and running.is_alive():
            return
        self._runs[entry.name] = threading.Thread(target=run_once, args=(entry,), name=entry.name, daemon=True)
        self._runs[entry.name].start()


def run_once(entry: Periodic) -> bool:
    """Do one entry now, in this thread; say whether it went well. Closes this thread's connections."""
    try:
        entry.run(timezone.now())
    except Exception as error:  # noqa: BLE001 - whatever it was, the other entries must go on
        # A database error can quote values: its kind is logged, its words are not.
        log.error("Could not %s (%s); it is tried again in %s.", entry.name, type(error).__name__, entry.every)  # noqa: TRY400
        return False
    finally:
        connections.close_all()
    return True
