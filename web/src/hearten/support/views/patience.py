"""Asking the database once more: who presses for a moment or for help waits out a lock, and gets no error."""

from collections.abc import Callable

from django.db import OperationalError, connection


def patiently(ask: Callable[[], object]) -> None:
    """Ask once more after the ten seconds that SQLite waits for its lock: the browser's key makes it one request."""
    try:
        ask()
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        connection.close()
        ask()
