"""Choosing a buddy, and saying yes or no to being one; how a hand reaches a person."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.live import actions as live
from hearten.people.models import Person
from hearten.support.models import Buddy, Reaching

KIND = "buddy"  # of the notice


def choose_buddy(agent: Person, buddy: Person, *, now: datetime) -> None:
    """Ask somebody to be one's buddy; it holds once they say yes. One's own choice of before ends."""
    with transaction.atomic():
        before = Buddy.objects.select_for_update().filter(agent=agent).first()
        if before is not None and before.buddy_id == buddy.pk:
            return
        if before is not None:
            before.delete()
        Buddy.objects.create(agent=agent, buddy=buddy, asked_at=now)
        told = {agent.pk, buddy.pk} | ({before.buddy_id} if before else set())
        live.tell_many([(person_id, KIND, "") for person_id in sorted(told)])


def accept_buddy(viewer: Person, key: UUID, *, now: datetime) -> bool:
    """Say yes to somebody who asked. False where nobody asked the viewer."""
    with transaction.atomic():
        asked = Buddy.objects.select_for_update().filter(key=key, buddy=viewer).first()
        if asked is not None and asked.accepted_at is None:
            asked.accepted_at = now
            asked.save(update_fields=["accepted_at"])
            live.tell_many([(asked.agent_id, KIND, ""), (viewer.pk, KIND, "")])
    return asked is not None


def end_buddy(viewer: Person, key: UUID) -> bool:
    """Say no, or stop: either of the two may, at any time, without a word. False where the viewer is neither."""
    with transaction.atomic():
        pair = Buddy.objects.select_for_update().filter(key=key).first()
        if pair is None or viewer.pk not in {pair.agent_id, pair.buddy_id}:
            return False
        pair.delete()
        live.tell_many([(pair.agent_id, KIND, ""), (pair.buddy_id, KIND, "")])
    return True


def set_reaching(viewer: Person, *, browser: bool, sound: bool) -> None:
    """Settle how a hand that goes up reaches the viewer beyond the page."""
    with transaction.atomic():
        Reaching.objects.update_or_create(person=viewer, defaults={"browser": browser, "sound": sound})
        live.tell(viewer.pk, "hand-up")
