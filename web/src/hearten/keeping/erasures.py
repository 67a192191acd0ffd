"""The list of who was erased, outside the database: a restored backup is older than what was erased since."""

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings


def list_file() -> Path:
    """Give where the list is: one random key a line, no name."""
    return Path(settings.DATA) / "erasures.list"


def note(person: UUID) -> None:
    """Add a key and put it on disk. It comes first: what was begun is finished by a restore too."""
    if person in noted():
        return
    handle = os.open(list_file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(f"{person}\n")
        out.flush()
        os.fsync(out.fileno())


def noted() -> set[UUID]:
    """Give every key in the list."""
    return read(list_file())


def read(file: Path) -> set[UUID]:
    """Give the keys in such a file. Raises ValueError for a line that is no key: a damaged list must not pass."""
    if not file.exists():
        return set()
    return {UUID(line.strip()) for line in file.read_text(encoding="ascii").splitlines() if line.strip()}
