"""The key of the chain: in a file of its own beside the database, never in it, readable by its owner only."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from django.conf import settings


def key_file() -> Path:
    """Give where the key is kept when no setting names one."""
    return Path(settings.DATA) / "audit.key"


def chain_key() -> bytes:
    """Give the key of the chain, making it once. Several machines share one by the setting HEARTEN_AUDIT_KEY."""
    if settings.AUDIT_KEY:
        return settings.AUDIT_KEY.encode()
    return kept_key(key_file())


def kept_key(file: Path) -> bytes:
    """Give the key in a file of its own, making it once. For keys that must not lie in the database."""
    if not file.exists():
        _make(file)
    return file.read_bytes().strip()


def _make(file: Path) -> None:
    """Write a whole file, then give it its name: another process never reads half a key."""
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=".key-")  # mkstemp makes it 0600
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_hex(32))
        out.flush()
        os.fsync(out.fileno())
    with contextlib.suppress(FileExistsError):  # another process was first, and its key is the key
        os.link(draft, file)
    Path(draft).unlink()
