"""The verbs of the pathways page. Each may be called twice and acts once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from hearten.people.events import announce
from hearten.people.models import Person, Role
from hearten.support.after.models import Acknowledgement, PathwayVersion
from hearten.support.after.pathways import FIRST, shipped
from hearten.support.after.rules.pathway import digest
from hearten.work.turns import Turn, wait_for


class SavedBeside(Exception):  # noqa: N818 - named for what is wrong
    """Somebody else has saved a version since this one was begun."""


def may_change_pathway(person: Person) -> bool:
    """Say who looks after the procedure: administrators and people partners."""
    return person.has_role(Role.ADMIN, Role.PEOPLE_PARTNER)


def change_pathway(by: Person, *, key: UUID, text: str, because: str, begun_at: int, now: datetime) -> PathwayVersion:
    """Save a version, for everybody to read from now on. ``begun_at`` is the number of the version it was made from.

    Raises :class:`SavedBeside` where that is no longer the newest. The same key again gives what it made then.
    """
    with transaction.atomic():
        wait_for(Turn.PATHWAY)
        if made := PathwayVersion.objects.filter(key=key).first():
            return made
        newest = PathwayVersion.objects.aggregate(newest=Max("number"))["newest"] or FIRST
        if newest != begun_at:
            raise SavedBeside
        made = PathwayVersion.objects.create(key=key, number=newest + 1, text=text, because=because, by=by, at=now)
        announce("pathway.changed", made.key, version=made.number)
        return made


def acknowledge_pathway(person: Person, *, of: str, now: datetime) -> bool:
    """Note which words a person says to have read; False, and nothing noted, where the page has other words by now."""
    newest = PathwayVersion.objects.order_by("-number").values_list("text", flat=True).first()
    if of != digest(newest if newest is not None else shipped()):
        return False
    Acknowledgement.objects.update_or_create(person=person, defaults={"of": of, "on": now.date()})
    return True
