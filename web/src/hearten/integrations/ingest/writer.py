"""Group commit: one thread writes what all requests of a moment brought in one transaction.

A request is answered only when its items are on disk. While one transaction is being synced, the next requests gather;
so the disk's pace sets the size of a group, never the number of senders.
"""

import asyncio
import contextlib
import logging
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from msgspec import structs

from hearten.integrations import actions
from hearten.integrations.models import Source
from hearten.listening import actions as listening
from hearten.listening.actions import Outcome
from hearten.staffing.customers import hash_of
from hearten_ear.engine import load_engine
from hearten_ear.segment import ContactEvent, Segment

log = logging.getLogger(__name__)

CHUNK = 500
GROUP_MAX = 5_000
BACKLOG_MAX = 50_000
PATIENCE_SECONDS = 12.0  # more than one wait of SQLite for its lock, so that a lock of ten seconds is waited out
OTHER_BODY = Outcome(
    "rejected", "delivery_conflict", "This webhook-id was used before with another body. Use a new id for new content."
)


class UnavailableError(Exception):
    """The database would not take the batch in time. Nothing of it was written; sending it again is safe."""


@dataclass(slots=True, eq=False)
class Job:
    """One request's items, and where its answer goes."""

    source_id: int
    items: Sequence[Segment | ContactEvent]
    delivery_id: str = ""
    body: bytes = b""
    outcomes: list[Outcome] = field(default_factory=list)
    error: Exception | None = None
    done: asyncio.Future[None] | None = None

    def __post_init__(self) -> None:
        """Put a keyed hash in the place of each customer's id: nothing behind this door ever meets one."""
        if any(item.customer_ref for item in self.items):
            self.items = [_with_hash(item) for item in self.items]


def _with_hash(item: Segment | ContactEvent) -> Segment | ContactEvent:
    if not item.customer_ref:
        return item
    return structs.replace(item, customer_ref=hash_of(item.source, item.customer_ref))


def write(jobs: Sequence[Job], *, now: datetime) -> None:
    """Write a group in one transaction and fill in each job's outcomes."""
    readings = iter(listening.score([item for job in jobs for item in job.items]))
    scored = {id(job): [next(readings) for _ in job.items] for job in jobs}
    with transaction.atomic():  # takes the write lock, which nobody holds while they think
        taken = [job for job in jobs if _take_delivery(job, now)]
        agents = _agents_of(taken, now)
        items = [item for job in taken for item in job.items]
        known = [reading for job in taken for reading in scored[id(job)]]
        outcomes = iter(listening.hear(items, agents=agents, now=now, readings=known))
        for job in taken:
            job.outcomes = [next(outcomes) for _ in job.items]
            _hear_agent_states(job, agents)
        Source.objects.filter(pk__in={job.source_id for job in taken}).update(heard_at=now)


def _take_delivery(job: Job, now: datetime) -> bool:
    if not job.delivery_id or actions.take_delivery(job.source_id, job.delivery_id, job.body, now=now):
        return True
    job.outcomes = [OTHER_BODY] * len(job.items)
    return False


def _agents_of(jobs: Sequence[Job], now: datetime) -> dict[tuple[str, str], int | None]:
    wanted: dict[int, set[str]] = {}
    slugs: dict[int, str] = {}
    for job in jobs:
        for item in job.items:
            slugs[job.source_id] = item.source
            if item.agent_ref:
                wanted.setdefault(job.source_id, set()).add(item.agent_ref)
    agents: dict[tuple[str, str], int | None] = {}
    for source_id, refs in wanted.items():
        known = dict(_matched(source_id, sorted(refs)))
        if refs - known.keys():
            actions.note_agents(source_id, sorted(refs - known.keys()), now=now)
        agents |= {(slugs[source_id], ref): known.get(ref) for ref in refs}
    return agents


def _matched(source_id: int, refs: Sequence[str]) -> Iterator[tuple[str, int | None]]:
    """Give each known agent id of a source with the person it is matched with. By hand: each group of senders asks."""
    with connection.cursor() as cursor:
        for start in range(0, len(refs), CHUNK):
            part = refs[start : start + CHUNK]
            marks = ",".join(["%s"] * len(part))
            cursor.execute(
                "SELECT external_id, person_id FROM integrations_agentidentity"  # noqa: S608 - marks only
                f" WHERE source_id = %s AND external_id IN ({marks})",
                [source_id, *part],
            )
            yield from cursor.fetchall()


def _hear_agent_states(job: Job, agents: dict[tuple[str, str], int | None]) -> None:
    for item, outcome in zip(job.items, job.outcomes, strict=True):
        if isinstance(item, ContactEvent) and item.kind == "agent_state" and outcome.status == "accepted":
            agent_id = agents.get((item.source, item.agent_ref or ""))
            if agent_id is not None and item.state:
                actions.hear_phone_state(agent_id, item.state)


def write_patiently(jobs: Sequence[Job], *, patience: float = PATIENCE_SECONDS) -> None:
    """Write a group; wait out a locked or lost database; if one job spoils the group, write each alone."""
    deadline = time.monotonic() + patience
    pause = 0.05
    while True:
        try:
            write(jobs, now=timezone.now())
        except (OperationalError, InterfaceError) as error:
            connection.close()
            if time.monotonic() + pause > deadline:
                log.warning("The database took no writes for %.0f s: %s", patience, error)
                return _fail(jobs, UnavailableError())
            time.sleep(pause)
            pause *= 2
        except Exception as error:
            if len(jobs) > 1:
                for job in jobs:
                    write_patiently([job], patience=patience)
                return None
            log.exception("A batch could not be written; nothing of it was.")
            return _fail(jobs, error)
        else:
            return None


def _fail(jobs: Sequence[Job], error: Exception) -> None:
    for job in jobs:
        job.error = error


class Writer:
    """The thread, and the queue in front of it."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._waiting = 0
        self._since = self._gathered_at = 0.0  # no item that waits now has waited for longer
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread."""
        self._thread = threading.Thread(target=self._run, name="hearten-writer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, then end the thread."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join(timeout=PATIENCE_SECONDS)
            self._thread = None

    async def submit(self, job: Job) -> None:
        """Hand a job over and wait until it is durable, or raise :class:`UnavailableError`."""
        with self._lock:
            # One large file is taken when nothing else waits, or it would be told to come again for ever.
            is_full = self._waiting and self._waiting + len(job.items) > BACKLOG_MAX
            if is_full or self._thread is None:
                raise UnavailableError
            self._since = self._since if self._waiting else time.monotonic()
            self._waiting += len(job.items)
        job.done = asyncio.get_running_loop().create_future()
        self._jobs.put(job)
        await job.done
        if job.error is not None:
            raise job.error

    def _run(self) -> None:
        with contextlib.suppress(Exception):  # what is wrong with it shows where it is needed; the thread must live
            load_engine()  # what the first sender of a day need not wait for
        while (job := self._jobs.get()) is not None:
            group = self._gather(job)
            try:
                write_patiently([each for each in group if each is not None])
            finally:
                self._settle([each for each in group if each is not None])
            if None in group:
                break
        connection.close()

    def _gather(self, first: Job) -> list[Job | None]:
        group: list[Job | None] = [first]
        count = len(first.items)
        while count < GROUP_MAX:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            group.append(job)
            if job is None:
                break
            count += len(job.items)
        self._gathered_at = time.monotonic()
        return group

    def backlog(self) -> tuple[int, float]:
        """Give how many items are not durable yet, and for how many seconds the oldest has waited at most."""
        with self._lock:
            return self._waiting, time.monotonic() - self._since if self._waiting else 0.0

    def _settle(self, jobs: list[Job]) -> None:
        with self._lock:
            self._waiting -= sum(len(job.items) for job in jobs)
            self._since = self._gathered_at
        for loop in {job.done.get_loop() for job in jobs if job.done}:
            loop.call_soon_threadsafe(_wake, [job for job in jobs if job.done and job.done.get_loop() is loop])


def _wake(jobs: list[Job]) -> None:
    for job in jobs:
        if job.done is not None and not job.done.done():
            job.done.set_result(None)
