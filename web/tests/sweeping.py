"""Lets the flush between transactional tests through: the audit chain refuses to be emptied, in tests too."""

from collections.abc import Iterator
from importlib import import_module

import pytest


def is_transactional(request: pytest.FixtureRequest) -> bool:
    """Say whether Django empties every table after this test."""
    marker = request.node.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server", "django_db_reset_sequences"} & set(request.fixturenames)
    return bool(asked) or bool(marker and marker.kwargs.get("transaction"))


def empty_the_chain() -> None:
    """Take the triggers away, delete, and put them back."""
    from django.db import connection

    made = import_module("hearten.audit.migrations.0001_initial")
    away, back = (
        (made.SQLITE_AWAY, made.SQLITE) if connection.vendor == "sqlite" else (made.POSTGRESQL_AWAY, made.POSTGRESQL)
    )
    with connection.cursor() as cursor:
        for statement in [*away, "DELETE FROM audit_entry", *back]:
            cursor.execute(statement)


@pytest.fixture(autouse=True)
def chain_is_swept(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty the chain before the flush; other tests are rolled back and pay nothing."""
    if not is_transactional(request):
        yield
        return
    request.getfixturevalue("_django_db_helper")  # torn down after this fixture: that is the flush
    yield
    from hearten.audit.models import Entry

    if Entry.objects.exists():
        empty_the_chain()
