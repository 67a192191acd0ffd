"""Makes SQLite keep what it was told: a safe library, pragmas set on each connection and read back.

Why each pragma: trust decision in ``docs/decisions``. WAL in SQLite 3.7.0 to 3.51.2 can lose commits when a WAL is
reset; three patch lines carry the mending, and 3.52.0 was withdrawn.
"""

import contextlib
import functools
import importlib
import sqlite3  # noqa: F401 - so that it is in sys.modules to be replaced
import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured

EXPECTED: dict[str, set[Any]] = {
    "journal_mode": {"wal", "delete", "memory"},
    "synchronous": {2, 3},
    "foreign_keys": {1},
    "secure_delete": {1},
    "trusted_schema": {0},
    "busy_timeout": {10000},
}

COLUMNS, VARIABLES = 2, 9  # SQLite's numbers of its limits on columns and on values in one statement


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Say whether this SQLite version can be trusted with write-ahead logging."""
    if version == (3, 52, 0):
        return False
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def load_safe_sqlite() -> None:
    """Put the ``pysqlite3`` wheel in the place of a ``sqlite3`` that is too old. Comes before Django's import."""
    if wal_is_safe(sys.modules["sqlite3"].sqlite_version_info):
        return
    try:
        newer = importlib.import_module("pysqlite3")
    except ImportError:
        return
    if not wal_is_safe(newer.sqlite_version_info):
        return
    sys.modules["sqlite3"] = newer
    sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")


def journal_and_sync(version: tuple[int, ...]) -> tuple[str, str]:
    """Choose the journal mode and the sync level that lose nothing on this version."""
    return ("WAL", "FULL") if wal_is_safe(version) else ("DELETE", "EXTRA")


def limits_told() -> dict[str, Any]:
    """Give the wheel's connections the ``getlimit`` that Django 6.1 asks for and that the wheel lacks.

    The figures are those of SQLite's own default builds since 3.32; the wheel's are not lower.
    """
    library = sys.modules["sqlite3"]
    if hasattr(library.Connection, "getlimit"):
        return {}
    vars(library).update(SQLITE_LIMIT_COLUMN=COLUMNS, SQLITE_LIMIT_VARIABLE_NUMBER=VARIABLES)
    limits = {COLUMNS: 2000, VARIABLES: 32766}

    class Connection(library.Connection):  # type: ignore[name-defined,misc]
        """A connection that knows how many columns and values one statement takes."""

        def getlimit(self, category: int) -> int:
            """Give one of SQLite's run-time limits."""
            return limits[category]

    return {"factory": Connection}


@functools.cache
def schema_can_be_distrusted(library: Any) -> bool:
    """Say whether this SQLite takes ``trusted_schema=OFF`` and our tables at once.

    Older ones (3.40 of Debian 12 among them) count ``json_valid``, which Django puts in the checks of JSON columns,
    among the functions that a distrusted schema may not call: not even the first table would be made. Asked of the
    library itself: its version does not tell, for it depends on how it was built.
    """
    with contextlib.closing(library.connect(":memory:")) as connection:
        connection.execute("PRAGMA trusted_schema=OFF")
        try:
            connection.execute("CREATE TABLE asked (it TEXT CHECK (json_valid(it)))")
            connection.execute("INSERT INTO asked VALUES ('{}')")
        except library.OperationalError:
            return False
    return True


def sqlite_options() -> dict[str, Any]:
    """Give the ``OPTIONS`` for Django's SQLite backend."""
    distrust = ";PRAGMA trusted_schema=OFF" if schema_can_be_distrusted(sys.modules["sqlite3"]) else ""
    journal, sync = journal_and_sync(sys.modules["sqlite3"].sqlite_version_info)
    return limits_told() | {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": (
            f"PRAGMA journal_mode={journal};PRAGMA synchronous={sync};PRAGMA foreign_keys=ON;"
            f"PRAGMA secure_delete=ON{distrust}"
        ),
    }


def read_pragmas_back(connection: Any) -> None:
    """Stop unless the connection really has the pragmas we asked for; a mis-nested option is silent otherwise."""
    if connection.vendor != "sqlite":
        return
    raw = connection.connection
    found = {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in EXPECTED}
    wrong = {name: value for name, value in found.items() if value not in EXPECTED[name]}
    if not schema_can_be_distrusted(sys.modules["sqlite3"]):
        wrong.pop("trusted_schema", None)
    if wrong:
        raise ImproperlyConfigured(f"SQLite did not take these settings: {wrong}. Nothing was written.")


def running_on_fallback() -> bool:
    """Say whether the quiet note about DELETE+EXTRA should be shown."""
    return not wal_is_safe(sys.modules["sqlite3"].sqlite_version_info)
