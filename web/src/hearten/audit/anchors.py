"""Anchors outside the database: a file in HEARTEN_DATA that only grows, one sealed line each."""

import os
from pathlib import Path

from django.conf import settings

from hearten.audit.rules import Mark, read_marks, write_mark


def anchor_file() -> Path:
    """Give the file the anchors are kept in."""
    return Path(settings.DATA) / "audit.anchors"


def note(mark: Mark) -> None:
    """Add a mark to the file and put it on disk."""
    handle = os.open(anchor_file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(write_mark(mark) + "\n")
        out.flush()
        os.fsync(out.fileno())


def noted() -> list[Mark]:
    """Give every mark in the file."""
    file = anchor_file()
    return read_marks(file.read_text(encoding="ascii", errors="replace")) if file.exists() else []
