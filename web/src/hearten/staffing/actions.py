"""Say what is so now; the last word counts."""

from datetime import datetime

from hearten.staffing.models import Presence


def contacts_changed(person_id: int, *, contacts_now: int, level: int, now: datetime) -> None:
    """Record how many contacts a person has now and the level, 0–3, of the one that changed."""
    Presence.objects.update_or_create(
        person_id=person_id,
        defaults={"contacts_now": contacts_now, "after_level": level, "changed_at": now},
    )


def forget_old(now: datetime) -> int:
    """Drop rows older than their lifetime. Gives how many."""
    return Presence.objects.filter(changed_at__lt=now - Presence.lifetime).delete()[0]
