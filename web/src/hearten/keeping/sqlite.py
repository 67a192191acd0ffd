"""A whole, consistent copy of a SQLite database while others write, and the way back."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection, connections

from hearten.keeping.manifest import BadBackupError

FILE = "database.sqlite3"
PATIENCE = 30.0  # seconds to wait for a lock


def live_file() -> Path:
    """Give the file the application works on."""
    return Path(connection.settings_dict["NAME"])


def library() -> str:
    """Name the library that writes the copy."""
    return f"SQLite {sqlite3.sqlite_version}"


def dump(target: Path) -> dict[str, int]:
    """Write a copy by VACUUM INTO, which reads one moment of the database and holds nothing that was deleted.

    Gives the number of rows by table, counted in the copy after it was checked.
    """
    with closing(sqlite3.connect(live_file(), timeout=PATIENCE, isolation_level=None)) as source:
        if "trusted_schema=OFF" in connection.settings_dict["OPTIONS"].get("init_command", ""):
            source.execute("PRAGMA trusted_schema=OFF")
        source.execute("VACUUM INTO ?", (str(target),))
    target.chmod(0o600)
    return check(target)


def check(file: Path) -> dict[str, int]:
    """Read every page of a copy, check its foreign keys, and give the rows by table. Raises BadBackupError."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as copy:
            verdict = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            dangling = copy.execute("PRAGMA foreign_key_check").fetchone()
            names = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            tables = sorted(name for (name,) in names.fetchall())
            rows = {name: copy.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608 - names the database gave
    except sqlite3.DatabaseError as error:
        raise BadBackupError(f"The database in it cannot be read ({type(error).__name__}).") from None
    if verdict != "ok" or dangling is not None:
        raise BadBackupError("The database in it is damaged.")
    return rows


def load(source: Path) -> dict[str, int]:
    """Put a copy in the place of the live database, as one transaction that other connections see whole or not.

    Gives the number of rows by table as they then are.
    """
    connections.close_all()
    live = live_file()
    live.parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro&immutable=1", uri=True)) as copy,
        closing(sqlite3.connect(live, timeout=PATIENCE)) as target,
    ):
        live.chmod(0o600)
        copy.backup(target)
        names = [name for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        return {name: target.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 - as above
