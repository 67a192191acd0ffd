"""Making a backup, looking at one, and letting old ones go.

A backup is a folder named by its time: the database, how many rows each table has, and a manifest, written last. The
first two are encrypted where a recipient is set; the server then cannot read its own backups. Keys and secrets are in
none: a key that is backed up with its data shreds nothing.
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from uuid import UUID

import msgspec
import pyrage
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from hearten.audit import queries as audit
from hearten.audit.rules import write_mark
from hearten.keeping import erasures, manifest, postgresql, sqlite
from hearten.keeping.manifest import BadBackupError, Manifest
from hearten.keeping.models import Backup, Erasure
from hearten.keeping.rules import backup_is_due, backups_to_drop
from hearten.people.events import announce
from hearten.people.models import Person
from hearten_ear.formats.json_door import BadJson, parse_json

NAMED = "%Y-%m-%dT%H%M%S.%fZ"
ROWS = "rows.json"
KEPT = timedelta(days=30)  # what was erased is gone from every backup within this time
CHUNK = 1_048_576


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup just made."""

    folder: Path
    manifest: Manifest
    seconds: float


class CannotDecryptError(Exception):
    """The backup is encrypted, and no key was given or it is not the right one."""


def program() -> ModuleType:
    """Give the module that copies the database in use."""
    return sqlite if connection.vendor == "sqlite" else postgresql


def default_folder() -> Path:
    """Give where backups go: HEARTEN_BACKUPS, or a folder beside the database."""
    return Path(settings.BACKUPS) if settings.BACKUPS else Path(settings.DATA) / "backups"


def back_up(folder: Path, *, now: datetime, recipient: str = "") -> Taken:
    """Make one backup, note it, and record it as a deed. Raises whatever went wrong, after noting its kind."""
    began = time.monotonic()
    try:
        made, written = take(folder, now=now, recipient=recipient)
    except Exception as error:
        Backup.objects.create(at=now, seconds=time.monotonic() - began, error=type(error).__name__[:80])
        raise
    taken = Taken(made, written, time.monotonic() - began)
    Backup.objects.create(at=now, seconds=taken.seconds, bytes=written.bytes, encrypted=written.encrypted)
    announce("backup.made", bytes=written.bytes, encrypted=written.encrypted)
    return taken


def take(folder: Path, *, now: datetime, recipient: str = "") -> tuple[Path, Manifest]:
    """Write a checked backup into a new folder below ``folder``; gives it with its manifest.

    Everything is written under a name that starts with a dot and gets its own name at the end, when it is on disk.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    final = folder / now.astimezone(UTC).strftime(NAMED)
    draft = folder / f".{final.name}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    try:
        written = _fill(draft, now=now, recipient=recipient)
        _sync(draft)
        draft.rename(final)
        _sync_folder(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return final, written


def _fill(draft: Path, *, now: datetime, recipient: str) -> Manifest:
    copy = program()
    # Read before the copy: the copy then holds at least this much, and a restore can be held to it.
    mark, erased = write_mark(audit.mark_now(now)), _erased()
    plain = draft / copy.FILE
    rows = copy.dump(plain)
    rows_file = draft / ROWS
    rows_file.write_bytes(msgspec.json.encode(rows))
    rows_file.chmod(0o600)
    plain_sha256 = _digest(plain)
    if recipient:
        plain, rows_file = _encrypted(plain, recipient), _encrypted(rows_file, recipient)
    written = Manifest(
        hearten=version("hearten"),
        made_at=now,
        database=connection.vendor,
        library=copy.library(),
        file=plain.name,
        bytes=plain.stat().st_size,
        sha256=_digest(plain),
        plain_sha256=plain_sha256,
        rows_file=rows_file.name,
        encrypted=bool(recipient),
        migrations=_migrations(),
        anchor=mark,
        erased=sorted(erased),
    )
    manifest.write(draft, written)
    return written


def _erased() -> set[UUID]:
    return {*erasures.noted(), *Erasure.objects.values_list("person", flat=True)}


def _migrations() -> dict[str, str]:
    """Give the last migration of each app that this database has had."""
    applied = MigrationRecorder(connection).applied_migrations()
    last: dict[str, str] = {}
    for app, name in applied:
        last[app] = max(name, last.get(app, ""))
    return dict(sorted(last.items()))


def _encrypted(file: Path, recipient: str) -> Path:
    target = file.with_name(f"{file.name}.age")
    try:
        to = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise ValueError("HEARTEN_BACKUP_RECIPIENT is no age recipient: it begins with age1.") from None
    pyrage.encrypt_file(str(file), str(target), [to])
    target.chmod(0o600)
    file.unlink()
    return target


def _digest(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    for file in folder.iterdir():
        handle = os.open(file, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


@contextlib.contextmanager
def opened(folder: Path, *, identity: str = "") -> Iterator[tuple[Path, Manifest, dict[str, int]]]:
    """Check a backup and give the plain database, the manifest and the rows by table, for a while.

    ``identity`` is the text of an age key file. Raises BadBackupError, or CannotDecryptError.
    """
    written = manifest.read(folder)
    file = folder / written.file
    if not file.exists() or _digest(file) != written.sha256:
        raise BadBackupError(f"{written.file} is not the file that was written.")
    with tempfile.TemporaryDirectory(prefix="hearten-restore-") as scratch:
        rows_file = folder / written.rows_file
        if written.encrypted:
            file = _decrypted(file, Path(scratch), identity)
            rows_file = _decrypted(rows_file, Path(scratch), identity)
            if _digest(file) != written.plain_sha256:
                raise BadBackupError("What it decrypts to is not the database that was written.")
        yield file, written, _rows(rows_file)


def _decrypted(file: Path, scratch: Path, identity: str) -> Path:
    keys = [line for line in identity.splitlines() if line.startswith("AGE-SECRET-KEY-")]
    target = scratch / file.name.removesuffix(".age")
    try:
        pyrage.decrypt_file(str(file), str(target), [pyrage.x25519.Identity.from_str(key) for key in keys])
    except (pyrage.DecryptError, pyrage.IdentityError):
        raise CannotDecryptError from None
    target.chmod(0o600)
    return target


def _rows(file: Path) -> dict[str, int]:
    try:
        return msgspec.convert(parse_json(file.read_bytes(), limit=CHUNK), dict[str, int])
    except (OSError, BadJson, msgspec.ValidationError):
        raise BadBackupError(f"{ROWS} is missing or damaged.") from None


def forget_old(folder: Path, *, now: datetime) -> int:
    """Delete backups that have had their time; gives how many. What is no backup of ours is left alone."""
    found = {written.made_at: path for path, written in manifest.all_in(folder).items()}
    drop = backups_to_drop(found, keep_for=KEPT, now=now)
    for made_at in drop:
        shutil.rmtree(found[made_at])
    return len(drop)


def back_up_when_due(now: datetime) -> Taken | None:
    """Make the backup of the schedule: where a folder is set, every HEARTEN_BACKUP_MINUTES."""
    if not settings.BACKUPS:
        return None
    last = Backup.objects.filter(error="").order_by("-at").values_list("at", flat=True).first()
    if not backup_is_due(last, every=timedelta(minutes=settings.BACKUP_MINUTES), now=now):
        return None
    taken = back_up(default_folder(), now=now, recipient=settings.BACKUP_RECIPIENT)
    forget_old(default_folder(), now=now)
    return taken


def forget_notes(now: datetime) -> int:
    """Delete notes about backups that were made long ago."""
    return Backup.objects.filter(at__lt=now - Backup.lifetime).delete()[0]


def is_empty() -> bool:
    """Say whether the database in use holds nobody yet."""
    try:
        return not Person.objects.exists()
    except DatabaseError:  # no table yet
        return True
