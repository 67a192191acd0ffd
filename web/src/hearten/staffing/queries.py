"""Read the present."""

from datetime import datetime, timedelta

from hearten.people.models import Person
from hearten.staffing.models import Presence

STALE = timedelta(hours=4)  # a source that never said "ended" must not keep a moment waiting for ever
FORGOTTEN = timedelta(minutes=30)


def is_in_contact(viewer: Person, *, now: datetime) -> bool:
    """Say whether the viewer has a contact at this moment."""
    return Presence.objects.filter(person=viewer, contacts_now__gt=0, changed_at__gt=now - STALE).exists()


def level_just_met(viewer: Person, *, now: datetime) -> int:
    """Give the level of the viewer's present or last contact, 0 once half an hour has passed."""
    row = Presence.objects.filter(person=viewer, changed_at__gt=now - FORGOTTEN).first()
    return row.after_level if row else 0
