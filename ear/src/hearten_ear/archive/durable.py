"""Files that are whole or absent, whatever happens to the process or the power."""

import os
from pathlib import Path


def force_to_disk(path: Path) -> None:
    """Wait until a file's bytes, or a folder's names, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(made: Path, final: Path) -> None:
    """Give a file that is complete its final name, replacing what had it; all or nothing."""
    force_to_disk(made)
    made.replace(final)
    force_to_disk(final.parent)


def write_whole(path: Path, content: bytes) -> None:
    """Write a small file so that it has the old content or the new, and never a part of it."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    beside.write_bytes(content)
    put_in_place(beside, path)
