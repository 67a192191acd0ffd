"""How what comes afterwards is forgotten: by the schedule, and at once where somebody else may sign in."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from hearten.support.after.actions import check_ins, debriefs, doors
from hearten.support.after.models import CheckIn, CheckInOffer, DoorSlot


def forget_old(now: datetime) -> int:
    """Delete check-ins and open doors that are over, and debriefs of a year ago. Gives how many rows went."""
    return check_ins.forget_old(now) + doors.forget_old(now) + debriefs.forget_old(now)


def let_go(person_id: int) -> None:
    """Forget whom a person talks with: somebody else may be about to sign in as them. Calendars keep what they have."""
    with transaction.atomic():
        CheckIn.objects.filter(Q(agent_id=person_id) | Q(companion_id=person_id)).delete()
        CheckInOffer.objects.filter(person_id=person_id).delete()
        DoorSlot.objects.filter(booked_by_id=person_id).update(booked_by=None)
