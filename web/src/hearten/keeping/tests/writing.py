"""A program that writes to a Hearten database without pause: numbered teams, each committed before it is said.

Usage: python writing.py. Prints a number once it is durable; ends when its input is closed.
"""

import os
import sys
import threading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")

import django

import hearten.config.settings  # noqa: F401 - the SQLite swap comes before Django

django.setup()

from hearten.people.models import Team  # noqa: E402


def main() -> None:
    """Write until nobody listens."""
    over = threading.Event()

    def until_closed() -> None:
        sys.stdin.read()
        over.set()

    threading.Thread(target=until_closed, daemon=True).start()
    number = 0
    while not over.is_set():
        number += 1
        Team.objects.create(name=f"Team {number}")
        print(number, flush=True)  # noqa: T201 - what the test listens to


if __name__ == "__main__":
    main()
