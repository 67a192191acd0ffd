"""A program whose eight processes read and then write through our verbs, again and again, all at the same time.

contender.py COUNT   lets each do COUNT things. Prints JSON: for each process what failed, how long each thing took in
seconds, and what was done. PLANT=deferred lets SQLite take the write lock only at the first write, as Django does
unless told otherwise.
"""

import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import django

PROCESSES = 8
CONTACTS = 2  # of each process; the source, the agents' notices and the agents themselves are shared by all


def defer() -> None:
    from hearten.config import storage

    options = storage.sqlite_options
    storage.sqlite_options = lambda: options() | {"transaction_mode": "DEFERRED"}


def things_to_do(number: int) -> list[Callable[[int], list[str]]]:
    """Give verbs that read before they write: a moment, a batch of turns with a cue, a notice."""
    from django.utils import timezone

    from hearten.integrations.ingest.writer import Job, write
    from hearten.integrations.models import Source
    from hearten.live.actions import tell
    from hearten.people.models import Person
    from hearten.support.actions import ask_for_moment
    from hearten_ear.conversation import Party, Role, RoleBasis
    from hearten_ear.segment import Segment

    source, people = Source.objects.get(), list(Person.objects.order_by("pk"))
    party = Party(0, Role.CUSTOMER, RoleBasis.DECLARED)

    def moment(_turn: int) -> list[str]:
        key = uuid4()
        ask_for_moment(people[number % len(people)], key=UUID(int=key.int), now=timezone.now())
        return [f"moment {key}"]

    def batch(turn: int) -> list[str]:
        items = [
            Segment(
                source.slug,
                f"c-{number}-{contact}",
                uuid4().hex,
                party,
                "you are a useless idiot",
                start_ms=turn * 31_000,
                agent_ref=f"agent-{contact}",
            )
            for contact in range(CONTACTS)
        ]
        write([Job(source.pk, items)], now=timezone.now())
        return [f"segment {item.conversation} {item.segment_id}" for item in items]

    def notice(turn: int) -> list[str]:
        tell(people[turn % len(people)].pk, "desk")
        return []

    return [moment, batch, notice]


def contend(number: int, count: int) -> dict[str, Any]:
    verbs, failed, took, done = things_to_do(number), [], [], []
    for turn in range(count):
        began = time.perf_counter()
        try:
            done += verbs[(number + turn) % len(verbs)](turn)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
            failed.append(f"{type(error).__name__}: {error}")
        took.append(time.perf_counter() - began)
    return {"failed": failed, "took": took, "done": done}


def take_part(number: int, count: int, barrier: Any, answers: Any) -> None:
    from django.db import connection

    things_to_do(number)  # reads all that is read once, on a connection of this process
    connection.ensure_connection()
    barrier.wait(60)
    answers.put(contend(number, count))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
    if os.environ.get("PLANT") == "deferred":
        defer()
    django.setup()

    from hearten_ear.engine import load_engine

    load_engine()  # once for all, as before a fork no connection is open
    fork = multiprocessing.get_context("fork")
    barrier, answers = fork.Barrier(PROCESSES), fork.SimpleQueue()
    rivals = [
        fork.Process(target=take_part, args=(number, int(sys.argv[1]), barrier, answers)) for number in range(PROCESSES)
    ]
    for rival in rivals:
        rival.start()
    sys.stdout.write(json.dumps([answers.get() for _ in rivals]))
    for rival in rivals:
        rival.join()


if __name__ == "__main__":
    main()
