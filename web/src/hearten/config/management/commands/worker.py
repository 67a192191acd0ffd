"""hearten worker: the work beside the requests, in a process of its own."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from hearten.config.schedule import new_worker


class Command(BaseCommand):
    """See ``help``."""

    help = (
        "Do tasks, periodic work and deliveries in this process. `hearten serve` has a worker inside, so this is for "
        "several processes on PostgreSQL, with HEARTEN_WORKER=0 for serve. Ctrl-C stops it."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        asked_to_stop = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: asked_to_stop.set())
        worker = new_worker()
        worker.start()
        self.stdout.write("The worker is at work. Ctrl-C stops it.")
        asked_to_stop.wait()
        worker.stop(patience=5.0)
        self.stdout.write("The worker has stopped.")
