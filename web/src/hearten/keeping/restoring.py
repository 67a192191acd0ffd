"""The way back from a backup: looked at first, the present kept aside, and erased again whoever was erased since."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection

from hearten.audit import actions as audit
from hearten.audit import queries as chain
from hearten.audit.rules import Broken, read_marks
from hearten.keeping import backups, erasing, erasures, manifest
from hearten.keeping.manifest import BadBackupError
from hearten.keeping.models import Erasure
from hearten.people.events import announce


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it. ``set_aside`` is the backup of what was there; ``broken`` the state of the audit chain."""

    made_at: datetime
    rows: int
    erased_again: int
    set_aside: Path | None
    broken: Broken | None


class WouldReplaceError(Exception):
    """There are people in this installation already; somebody has to say that they shall be replaced."""


def restore(
    folder: Path,
    *,
    now: datetime,
    identity: str = "",
    replace: bool = False,
    more_erased: frozenset[UUID] = frozenset(),
) -> Restored:
    """Put a backup in the place of what is there.

    In this order: the backup is read and checked whole; what is there is backed up beside it; the database is put in
    place and counted; newer migrations are applied; sessions of then are ended; whoever was erased since is erased
    again, by every list there is; the audit chain is told that it was taken back.
    """
    with backups.opened(folder, identity=identity) as (file, written, rows):
        _must_be_for_this_database(written)
        backups.program().check(file)
        erased = _erased_by_any_list(folder) | more_erased
        set_aside = None
        if not backups.is_empty():
            if not replace:
                raise WouldReplaceError
            set_aside, _ = backups.take(Path(settings.DATA) / "before-restore", now=now)
        _load(file, rows)
    call_command("migrate", interactive=False, verbosity=0)
    Session.objects.all().delete()
    again = erasing.replay(erased, now=now)
    for person in erased:
        erasures.note(person)
        Erasure.objects.get_or_create(person=person, defaults={"at": now})
    erasing.shred(now)
    audit.taken_back(now)
    announce(
        "backup.restored",
        made_at=written.made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        replayed=again,
        back_to=chain.head()[0],
    )
    broken = chain.verify(read_marks(written.anchor)).broken
    return Restored(written.made_at, sum(rows.values()), again, set_aside, broken)


def _must_be_for_this_database(written: manifest.Manifest) -> None:
    if written.database != connection.vendor:
        raise BadBackupError(f"It is a backup of {written.database}; this installation is set to {connection.vendor}.")


def _load(file: Path, rows: dict[str, int]) -> None:
    loaded = backups.program().load(file)
    wrong = [name for name, count in rows.items() if loaded.get(name) != count]
    if wrong:
        raise BadBackupError(f"After restoring, the rows of {', '.join(wrong)} are not those of the backup.")


def _erased_by_any_list(folder: Path) -> set[UUID]:
    """Give whoever was erased by the list beside the database, the present database and newer backups near this one."""
    erased = erasures.noted()
    if not backups.is_empty():
        erased |= set(Erasure.objects.values_list("person", flat=True))
    for written in manifest.all_in(folder.parent).values():
        erased |= set(written.erased)
    return erased
