"""A whole, consistent copy of a PostgreSQL database while others write, by the database's own programs, and back."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction

from hearten.keeping.manifest import BadBackupError

FILE = "database.pgdump"


class NoProgramError(Exception):
    """pg_dump or pg_restore is not on this machine."""


def library() -> str:
    """Name the database that was copied."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"


def dump(target: Path) -> dict[str, int]:
    """Write a copy by pg_dump. Rows by table are counted in the very snapshot that is dumped."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        rows = _count(cursor)
        _run(
            "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"
        )
    target.chmod(0o600)
    check(target)
    return rows


def check(file: Path) -> dict[str, int]:
    """Read a whole copy through pg_restore, which checks what is packed; raises BadBackupError."""
    try:
        _run("pg_restore", "-f", os.devnull, str(file), connect=False)
    except subprocess.CalledProcessError:
        raise BadBackupError("The database in it is damaged.") from None
    return {}


def load(source: Path) -> dict[str, int]:
    """Put a copy in the place of the live database; gives the rows by table as they then are."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connections.close_all()
    _run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(source))
    with connection.cursor() as cursor:
        return _count(cursor)


def _count(cursor: Any) -> dict[str, int]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    tables = [name for (name,) in cursor.fetchall()]
    rows = {}
    for table in tables:
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a name the database gave
        rows[table] = cursor.fetchone()[0]
    return rows


def _run(program: str, *arguments: str, connect: bool = True) -> None:
    """Run one of PostgreSQL's programs. The password goes by the environment: arguments are seen by all processes."""
    path = shutil.which(program)
    if path is None:
        raise NoProgramError(program)
    there = connection.settings_dict
    known = {"PGHOST": there["HOST"], "PGPORT": there["PORT"], "PGUSER": there["USER"], "PGPASSWORD": there["PASSWORD"]}
    surroundings = os.environ | {name: str(value) for name, value in known.items() if value}
    target = ["-d", str(there["NAME"])] if connect else []
    subprocess.run([path, *target, *arguments], env=surroundings, check=True, capture_output=True)  # noqa: S603 - found on the PATH, arguments of our own
