"""A program that writes through our own verbs, one commit after another, and says "ack N" when each has returned.

writer_at_work.py prepare            migrates, hires one agent, opens a source, and leaves a database at rest
writer_at_work.py JOURNAL SYNC COUNT writes COUNT commits in this journal mode at this sync level

Levels weaker than ours are for the controls; the gate that would refuse them is opened here. Run under strace by
``test_power_cut.py``; by turns a commit hears a batch of three turns, asks for a moment, or does what follows a bad
contact (``hard_day_commits.py``).
"""

import os
import sys
from datetime import datetime, timedelta
from uuid import UUID

import django

BATCH = 3


def weaken(journal: str, sync: str) -> None:
    from hearten.config import storage

    options = storage.sqlite_options

    def weakened() -> dict[str, object]:
        chosen = options()
        begun = f"PRAGMA journal_mode={journal};PRAGMA synchronous={sync};"
        # A small WAL: it is copied back and begun anew many times within a short run.
        rest = "PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;PRAGMA trusted_schema=OFF;PRAGMA wal_autocheckpoint=60"
        return chosen | {"init_command": begun + rest}

    storage.sqlite_options = weakened
    storage.EXPECTED["synchronous"] = {0, 1, 2, 3}


def prepare() -> None:
    from web.tests.durability.hard_day_commits import prepare_doors
    from web.tests.durability.opening import open_house

    open_house(1)
    prepare_doors()


def write(count: int) -> None:
    from django.utils import timezone
    from web.tests.durability.hard_day_commits import verbs_of_support

    from hearten.integrations.ingest.writer import Job, write
    from hearten.integrations.models import Source
    from hearten.people.models import Person
    from hearten.support.actions import ask_for_moment
    from hearten_ear.conversation import Party, Role, RoleBasis
    from hearten_ear.segment import Segment

    source, agent = Source.objects.get(), Person.objects.get(email="agent0@hearten.test")
    party = Party(0, Role.CUSTOMER, RoleBasis.DECLARED)

    def hear(number: int, now: datetime) -> None:
        items = [
            Segment(
                source.slug,
                f"c-{number % 4}",
                f"{number}-{part}",
                party,
                "you are a useless idiot",
                start_ms=number * 60_000 + part,
                agent_ref="agent-0",
            )
            for part in range(BATCH)
        ]
        write([Job(source.pk, items)], now=now)

    def moment(number: int, now: datetime) -> None:
        ask_for_moment(agent, key=UUID(int=number), now=now)

    verbs = [hear, moment, *verbs_of_support(agent)]
    for number in range(count):
        verbs[number % len(verbs)](number, timezone.now() + timedelta(seconds=number))
        os.write(1, b"ack %d\n" % number)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
    if sys.argv[1] != "prepare":
        weaken(sys.argv[1], sys.argv[2])
    django.setup()
    if sys.argv[1] == "prepare":
        prepare()
    else:
        write(int(sys.argv[3]))


if __name__ == "__main__":
    main()
