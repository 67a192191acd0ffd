"""What a backup says of itself, in a small file beside the data. It holds no row and no count of rows about people."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from hearten_ear.formats.json_door import BadJson, parse_json

NAME = "manifest.json"
LIMIT = 100_000_000


class BadBackupError(Exception):
    """This folder holds no backup that can be trusted; the message says what is wrong."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """``sha256`` is of ``file`` as it lies there; ``plain_sha256`` of the database before it was encrypted."""

    what: str = "hearten backup"
    format: int = 1
    hearten: str
    made_at: datetime
    database: str
    library: str
    file: str
    bytes: int
    sha256: str
    plain_sha256: str
    rows_file: str
    encrypted: bool
    migrations: dict[str, str]
    anchor: str
    erased: list[UUID]


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, last of all: a folder without one is no backup."""
    (folder / NAME).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))


def read(folder: Path) -> Manifest:
    """Read a manifest; raises :class:`BadBackupError` where it is not what it should be."""
    try:
        data = (folder / NAME).read_bytes()
        return msgspec.convert(parse_json(data, limit=LIMIT), Manifest, strict=False)
    except FileNotFoundError:
        raise BadBackupError(f"{folder} holds no {NAME}.") from None
    except (BadJson, msgspec.ValidationError) as error:
        raise BadBackupError(f"{folder / NAME} is damaged: {error}.") from None


def all_in(folder: Path) -> dict[Path, Manifest]:
    """Give every whole backup in a folder of backups, oldest first."""
    found = {}
    for path in sorted(folder.glob(f"*/{NAME}")):
        if path.parent.name.startswith("."):  # half a backup has a name like that
            continue
        try:
            found[path.parent] = read(path.parent)
        except BadBackupError:
            continue
    return dict(sorted(found.items(), key=lambda item: item[1].made_at))
