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


def in_the_making(folder: Path, name: str) -> Path:
    """Name a file that is not complete. The folder is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    # A worker of a killed run may be at its last instant: names of our own.
    return folder / f"{name}.{os.getpid()}.new"


def write_whole(path: Path, content: bytes, folder: Path) -> None:
    """Write a small file, by way of ``folder``, so that it has the old content or the new, and never a part of it."""
    made = in_the_making(folder, path.name)
    made.write_bytes(content)
    put_in_place(made, path)


def forget_unfinished(folder: Path) -> None:
    """Remove what a killed run had in the making."""
    for path in folder.glob("*.new"):
        path.unlink(missing_ok=True)
