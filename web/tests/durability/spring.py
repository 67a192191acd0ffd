"""A parent that has loaded Hearten and forks a real server whenever it is asked to.

A kill costs the server all it held in memory, as ever; what is spared is reading the program again, some 2 s of each
restart. Lines on standard input: ``start`` forks and answers with the process id, ``reap`` waits for the end of the
server and answers with its status. The end of the input ends the server. PORT says where to listen, PACE is as in
``process/hastened_serve.py``, PLANT names faults from ``plants.py`` that the proofs must find.
"""

import json
import os
import signal
import sys

import django


def load() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
    django.setup()
    from web.tests.durability.plants import plant

    import hearten.config.asgi  # noqa: F401 - read before the fork
    from hearten.config.urls import urlpatterns  # noqa: F401 - likewise
    from hearten.live.hub import Pace, hub
    from hearten_ear.engine import load_engine

    load_engine()
    hub.pace = Pace(**json.loads(os.environ.get("PACE", "{}")))
    plant(os.environ.get("PLANT", ""))


def serve() -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["hearten", "serve", "--port", os.environ["PORT"]])


def fork() -> int:
    pid = os.fork()
    if pid == 0:
        os.dup2(2, 1)  # what the server says goes to its log, not into the answers
        os.close(0)
        try:
            serve()
        except SystemExit as left:
            os._exit(int(left.code or 0))
        os._exit(0)
    return pid


def main() -> None:
    load()
    pid = 0
    for line in sys.stdin:
        if line.strip() == "start":
            assert not pid, "a second server would be forgotten, and live on"
            pid = fork()
            sys.stdout.write(f"{pid}\n")
        else:
            sys.stdout.write(f"{os.waitpid(pid, 0)[1]}\n")
            pid = 0
        sys.stdout.flush()
    if pid:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
