"""One at a time: who numbers a row after the newest one waits until the writer before has committed."""

from enum import IntEnum

from django.db import connection
from django.db.transaction import TransactionManagementError


class Turn(IntEnum):
    """What is numbered in order, with the number of its advisory lock on PostgreSQL."""

    AUDIT = 7_220_114
    WORDS = 7_220_115
    MOMENT_VERSIONS = 7_220_116
    PATHWAY = 7_220_117


def wait_for(turn: Turn) -> None:
    """Let one writer at a time read which number is the newest; held until the caller's transaction ends.

    SQLite has one writer at a time anyway: its transactions take the write lock as they begin. Raises
    TransactionManagementError outside a transaction, where the turn would be over at once.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("A turn lasts as long as a transaction: begin one first.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [turn])
