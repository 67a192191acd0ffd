"""Open doors: offered by leads, booked by agents, given back by either. There is no topic to name."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearten.live import actions as live
from hearten.people.models import Person
from hearten.support.after.models import DoorSlot

NOTICE = "door"


def open_door(lead: Person, *, starts_at: datetime, minutes: int, times: int) -> int:
    """Offer a row of slots, one after the other. Those that run into an earlier one are left out. Gives how many."""
    length = timedelta(minutes=minutes)
    made = 0
    with transaction.atomic():
        for number in range(times):
            begins = starts_at + number * length
            made += _offer(lead, begins, begins + length)
        live.tell(lead.pk, NOTICE)
    return made


def _offer(lead: Person, begins: datetime, ends: datetime) -> bool:
    mine = DoorSlot.objects.filter(lead=lead)
    if mine.filter(withdrawn=False, starts_at__lt=ends, ends_at__gt=begins).exists():
        return False
    fresh = {"ends_at": ends, "withdrawn": False, "booked_by": None}
    DoorSlot.objects.update_or_create(lead=lead, starts_at=begins, defaults=fresh)
    return True


def book_door(agent: Person, key: UUID, *, until: datetime, now: datetime) -> bool | None:
    """Take a slot of today: True where it is the agent's now, False where somebody was faster, None without such a one.

    ``until`` is the end of the agent's day.
    """
    slot = DoorSlot.objects.filter(key=key, withdrawn=False, starts_at__gt=now, starts_at__lt=until).first()
    if slot is None or slot.lead_id == agent.pk:
        return None
    with transaction.atomic():
        free = DoorSlot.objects.filter(pk=slot.pk, booked_by=None, withdrawn=False)
        if free.update(booked_by=agent):
            live.tell_many([(slot.lead_id, NOTICE, ""), (agent.pk, NOTICE, "")])
            return True
    return slot.booked_by_id == agent.pk


def give_back(agent: Person, key: UUID) -> bool:
    """Free a slot that the agent booked. Nobody asks why. False where it is not theirs."""
    slot = DoorSlot.objects.filter(key=key, booked_by=agent).first()
    if slot is None:
        return False
    with transaction.atomic():
        DoorSlot.objects.filter(pk=slot.pk, booked_by=agent).update(booked_by=None)
        live.tell_many([(slot.lead_id, NOTICE, ""), (agent.pk, NOTICE, "")])
    return True


def withdraw(lead: Person, key: UUID) -> bool:
    """Take a slot back; whoever had booked it is told. False where it is not this lead's."""
    with transaction.atomic():
        slot = DoorSlot.objects.select_for_update().filter(key=key, lead=lead).first()
        if slot is None:
            return False
        slot.withdrawn = True
        slot.save(update_fields=["withdrawn"])
        told = {lead.pk} | ({slot.booked_by_id} if slot.booked_by_id else set())
        live.tell_many([(person_id, NOTICE, "") for person_id in sorted(told)])
    return True


def forget_old(now: datetime) -> int:
    """Delete slots half a day after their end, booked or not: the day after nobody knows who came."""
    return DoorSlot.objects.filter(ends_at__lt=now - DoorSlot.lifetime).delete()[0]
