"""Keys that are made to be destroyed: one for a stretch of time, with which something is counted and then forgotten.

They lie in the key store beside the others and never in the database, so that what was computed with one leads nowhere
once it is gone. Destroying one takes it out of the store's own backups as well.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from hearten.seal import keystore
from hearten.seal.boxes import make_key

TABLE = "CREATE TABLE IF NOT EXISTS passing (name TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID"


def key_for(name: str) -> bytes:
    """Give the key of this name, made where there is none. 32 bytes; two who ask at once get the same."""
    with keystore.connected() as store:
        store.execute(TABLE)
        store.execute("INSERT OR IGNORE INTO passing VALUES (?, ?)", (name, make_key()))
        key: bytes = store.execute("SELECT key FROM passing WHERE name = ?", (name,)).fetchone()[0]
    return key


def find_key(name: str) -> bytes | None:
    """Give the key of this name, or None where it was never made or has been destroyed."""
    with keystore.connected() as store:
        store.execute(TABLE)
        row = store.execute("SELECT key FROM passing WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def destroy_key(name: str) -> None:
    """Destroy a key, here and in the store's own backups. Destroying it twice is destroying it once."""
    for file in [keystore.path(), *keystore.backups()]:
        if file.exists():
            _destroy_in(file, name)


def _destroy_in(file: Path, name: str) -> None:
    with keystore.connected(file) as store:
        store.execute(TABLE)
        store.execute("DELETE FROM passing WHERE name = ?", (name,))
    # As in erasing a person: the log may hold the page as it was, so it is emptied and the file written anew.
    with closing(sqlite3.connect(file, timeout=10, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
