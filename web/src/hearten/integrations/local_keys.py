"""A note that the demo centre leaves in its data folder: where it listens and what its source signs with.

It lets ``hearten replay`` find the demo on this machine, and marks the folder as one that may be emptied.
"""

import os
from pathlib import Path

import msgspec

NAME = "demo-source.json"


class LocalKeys(msgspec.Struct, frozen=True):
    """Address, source and secret of a demo centre on this machine."""

    url: str
    source: str
    secret: str


def is_demo_folder(folder: Path) -> bool:
    """Say whether a demo centre lives in this data folder."""
    return (folder / NAME).is_file()


def read_keys(folder: Path) -> LocalKeys | None:
    """Give the note of a demo centre in this data folder, or None."""
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=LocalKeys)
    except (OSError, msgspec.DecodeError):
        return None


def write_keys(folder: Path, keys: LocalKeys) -> None:
    """Keep the note, readable by its owner only."""
    handle = os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(msgspec.json.encode(keys))


def empty_demo_folder(folder: Path) -> None:
    """Delete the demo's database. Does nothing in a folder without the demo's note."""
    if not is_demo_folder(folder):
        return
    for file in folder.glob("hearten.sqlite3*"):
        file.unlink()
    (folder / NAME).unlink()
