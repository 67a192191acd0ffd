"""Read the present."""

from datetime import datetime, timedelta

from hearten.people.models import Person
from hearten.staffing.models import Presence

STALE = timedelta(hours=4)  # a source that never said "ended" must not keep a moment waiting for ever
FORGOTTEN = timedelta(minutes=30)


def contacts_now(viewer: Person, *, now: datetime) -> int:
    """Say how many contacts the viewer has at this moment."""
    row = Presence.objects.filter(person=viewer, changed_at__gt=now - STALE).first()
    return row.contacts_now if row else 0


def level_just_met(viewer: Person, *, now: datetime) -> int:
    """Give the level of the viewer's present or last contact, 0 once half an hour has passed."""
    row = Presence.objects.filter(person=viewer, changed_at__gt=now - FORGOTTEN).first()
    return row.after_level if row else 0
