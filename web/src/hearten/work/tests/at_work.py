"""A process of its own: ``at_work.py enqueue FROM COUNT SECONDS`` or ``at_work.py work LEASE`` (until it is killed)."""

import os
import signal
import sys
from importlib import import_module
from pathlib import Path

import django


def enqueue(first: int, count: int, seconds: float) -> None:
    from django.db import transaction

    errands = import_module("errands")

    with transaction.atomic():
        for number in range(first, first + count):
            errands.deliver.enqueue(number, seconds)


def work(lease: float) -> None:
    from hearten.config import schedule
    from hearten.work.worker import Pace

    worker = schedule.new_worker(Pace(poll=0.05, lease=lease, renew=lease / 4), first_after=0)
    worker.start()
    sys.stdout.write("at work\n")
    sys.stdout.flush()
    signal.pause()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
    sys.path.insert(0, str(Path(__file__).parent))
    django.setup()
    if sys.argv[1] == "enqueue":
        enqueue(int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
    else:
        work(float(sys.argv[2]))
