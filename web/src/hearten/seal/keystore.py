"""The key store: a file of its own, apart from the main database and from its backups.

A key that is backed up with its data shreds nothing when it is deleted. So wrapped private keys and the server's keys
of desk cards live in ``settings.KEY_STORE``, a SQLite file with the main database's pragmas, and its own backups are
kept for seven days at most. A person is named here by ``Person.key``.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from hearten.seal.boxes import Wraps, make_key

BACKUPS_KEPT = timedelta(days=7)
BACKUP_NAME = "keys-{:%Y%m%d-%H%M%S}.sqlite3"
TABLES = """
CREATE TABLE IF NOT EXISTS seals (
    person TEXT PRIMARY KEY, by_passphrase BLOB NOT NULL, by_code BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cards (person TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID;
"""
EXPECTED: dict[str, set[str | int]] = {
    "journal_mode": {"wal", "delete"},
    "synchronous": {2, 3},
    "secure_delete": {1},
    "trusted_schema": {0},
}


def path() -> Path:
    """Give the place of the file."""
    return Path(settings.KEY_STORE["NAME"])


@contextmanager
def connected(file: Path | None = None) -> Iterator[sqlite3.Connection]:
    """Open the store for one short piece of work, and commit it."""
    file = file or path()
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(file, timeout=10, isolation_level=None)) as connection:
        _settle(connection)
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def _settle(connection: sqlite3.Connection) -> None:
    for pragma in settings.KEY_STORE["INIT"].split(";"):
        connection.execute(pragma)
    found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in EXPECTED}
    wrong = {name: value for name, value in found.items() if value not in EXPECTED[name]}
    if wrong:
        raise ImproperlyConfigured(f"The key store did not take these settings: {wrong}. Nothing was written.")
    connection.executescript(TABLES)


def keep_seal(person: str, wraps: Wraps) -> None:
    """Keep a person's wraps, in the place of older ones."""
    with connected() as store:
        store.execute("INSERT OR REPLACE INTO seals VALUES (?, ?, ?)", (person, wraps.by_passphrase, wraps.by_code))


def seal_of(person: str) -> Wraps | None:
    """Give a person's wraps, or None."""
    with connected() as store:
        row = store.execute("SELECT by_passphrase, by_code FROM seals WHERE person = ?", (person,)).fetchone()
    return Wraps(*row) if row else None


def make_card_key(person: str) -> bytes:
    """Give the server's key of a person's desk cards, made where there is none."""
    with connected() as store:
        store.execute("INSERT OR IGNORE INTO cards VALUES (?, ?)", (person, make_key()))
        key: bytes = store.execute("SELECT key FROM cards WHERE person = ?", (person,)).fetchone()[0]
    return key


def card_key_of(person: str) -> bytes | None:
    """Give the server's key of a person's desk cards, or None."""
    with connected() as store:
        row = store.execute("SELECT key FROM cards WHERE person = ?", (person,)).fetchone()
    return row[0] if row else None


def erase(person: str) -> None:
    """Delete every key of a person, here and in the store's own backups. What they opened is then noise."""
    for file in [path(), *backups()]:
        if file.exists():
            _erase_in(file, person)


def _erase_in(file: Path, person: str) -> None:
    with connected(file) as store:
        store.execute("DELETE FROM seals WHERE person = ?", (person,))
        store.execute("DELETE FROM cards WHERE person = ?", (person,))
    # The log may hold the page as it was: it is emptied, and the file written anew.
    with closing(sqlite3.connect(file, timeout=10, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def backups() -> list[Path]:
    """Give the store's backups, oldest first."""
    return sorted(Path(settings.KEY_STORE["BACKUPS"]).glob("keys-*.sqlite3"))


def back_up(now: datetime) -> Path:
    """Write and check a backup, and delete those older than seven days. Harmless when run twice."""
    folder = Path(settings.KEY_STORE["BACKUPS"])
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / BACKUP_NAME.format(now)
    half = target.with_suffix(".half")
    half.unlink(missing_ok=True)
    with connected():
        pass  # makes the store where nobody has used it yet
    with closing(sqlite3.connect(path(), timeout=10)) as source:
        source.execute("VACUUM INTO ?", (str(half),))
    half.chmod(0o600)
    check(half)
    half.rename(target)
    forget_old_backups(now)
    return target


def check(file: Path) -> dict[str, int]:
    """Give the number of rows per table of a store or a backup; raise ValueError where the file is damaged."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            verdict: Any = connection.execute("PRAGMA integrity_check").fetchone()[0]
            counts = {table: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in COUNTED}  # noqa: S608 - two names of our own
    except sqlite3.DatabaseError as error:
        raise ValueError(f"{file.name} is no key store, or a damaged one.") from error
    if verdict != "ok":
        raise ValueError(f"{file.name} is damaged.")
    return counts


COUNTED = ("seals", "cards")


def forget_old_backups(now: datetime) -> int:
    """Delete backups older than seven days by the date in their names; give their number."""
    oldest = BACKUP_NAME.format(now - BACKUPS_KEPT)
    gone = [file for file in backups() if file.name < oldest]
    for file in gone:
        for each in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
            each.unlink(missing_ok=True)
    return len(gone)
