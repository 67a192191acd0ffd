"""Erasing a person: keys first, then rows, then what is left of them in freed pages of the file."""

import logging
import time
from datetime import datetime
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import connection, transaction

from hearten.keeping import erasures, fates
from hearten.keeping.models import Erasure, ErasureRequest
from hearten.people.actions import LastAdministrator
from hearten.people.events import announce
from hearten.people.models import Person, Role, RoleGrant
from hearten.seal import actions as seal

log = logging.getLogger(__name__)
CHECKPOINT_TRIES = 40
CHECKPOINT_PAUSE = 0.25  # seconds; readers of a moment ago keep the log from being emptied


class CouldNotShredError(Exception):
    """Rows are deleted, but the file could not be written anew yet; the schedule tries again."""


def erase(person: Person, *, now: datetime, on_request: bool = False) -> None:
    """Delete everything that leads to a person, for good. Doing it again, after a kill too, is harmless.

    ``on_request`` is the person's own wish, which is nobody's deed to record. Raises LastAdministrator where nobody
    could look after the installation any more. :func:`shred` must follow, outside of any transaction.
    """
    _keep_an_administrator(person)
    key = person.key
    erasures.note(key)
    seal.erase(person)
    with transaction.atomic():
        _end_sessions(person)
        _unlink_and_delete(person)
        Erasure.objects.update_or_create(person=key, defaults={"at": now, "shredded_at": None})
        if not on_request:
            announce("person.erased", key)


def _unlink_and_delete(person: Person) -> None:
    models = [(model, fates.fate_of(model)) for model in fates.every_model()]
    for what in (fates.UNLINK, fates.DELETE):
        for model, fate in models:
            for path, decided in fate.people if fate else ():
                if decided != what or path == fates.OWN:
                    continue
                rows = model._base_manager.filter(**{path: person})  # noqa: SLF001 - every row, whatever a manager hides
                if what == fates.UNLINK:
                    rows.update(**{path: None})
                else:
                    rows.delete()
    Person.objects.filter(pk=person.pk).delete()


def _end_sessions(person: Person) -> None:
    """Sessions name their person inside of what is signed, so each has to be opened."""
    theirs = [row.pk for row in Session.objects.iterator() if row.get_decoded().get("_auth_user_id") == str(person.pk)]
    Session.objects.filter(pk__in=theirs).delete()


def _keep_an_administrator(leaving: Person) -> None:
    admins = RoleGrant.objects.filter(role=Role.ADMIN, person__is_active=True)
    if admins.filter(person=leaving).exists() and not admins.exclude(person=leaving).exists():
        raise LastAdministrator


def shred(now: datetime) -> None:
    """Write the database file anew, so that freed pages and the log hold nothing of what was deleted.

    Needs a moment without a transaction in this thread. Raises CouldNotShredError where readers do not let go.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            _empty_the_log()
        else:
            for table in _tables_about_people():
                cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(table)}")
    Erasure.objects.filter(shredded_at=None).update(shredded_at=now)


def _empty_the_log() -> None:
    for _ in range(CHECKPOINT_TRIES):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = cursor.fetchone()[0]
        if not busy:
            return
        time.sleep(CHECKPOINT_PAUSE)
    raise CouldNotShredError


def _tables_about_people() -> list[str]:
    about = [model for model in fates.every_model() if (fate := fates.fate_of(model)) and fate.people]
    about.append(Session)
    return sorted({model._meta.db_table for model in about})  # noqa: SLF001 - Django's documented door


def ask_for_erasure(person: Person, *, now: datetime) -> ErasureRequest:
    """Note that a person wants to be erased half an hour from now. Asking twice is asking once."""
    _keep_an_administrator(person)
    request, _is_new = ErasureRequest.objects.get_or_create(
        person=person, defaults={"asked_at": now, "due_at": now + ErasureRequest.way_back}
    )
    return request


def take_back_erasure(person: Person) -> None:
    """Forget that a person wanted to be erased."""
    ErasureRequest.objects.filter(person=person).delete()


def erase_due(now: datetime) -> int:
    """Erase who asked for it and has not taken it back; finish what a kill interrupted. Gives how many were erased."""
    due = list(Person.objects.filter(pk__in=ErasureRequest.objects.filter(due_at__lte=now).values("person")))
    erased = 0
    for person in due:
        try:
            erase(person, now=now, on_request=True)
        except LastAdministrator:
            take_back_erasure(person)
            log.warning("The last administrator asked to be erased; nothing was done.")
        else:
            erased += 1
    if Erasure.objects.filter(shredded_at=None).exists():
        shred(now)
    return erased


def replay(keys: set[UUID], *, now: datetime) -> int:
    """Erase again whoever of these a restored backup brought back. Gives how many there were."""
    back = list(Person.objects.filter(key__in=keys))
    for person in back:
        erase(person, now=now, on_request=True)
    return len(back)
