"""Open doors: what an agent can book today, and what a lead has offered. Who booked is that lead's to see alone."""

from datetime import datetime

from django.db.models import FETCH_RAISE, Q, QuerySet

from hearten.people.models import Person
from hearten.support.after.models import DoorSlot


def doors_for(viewer: Person, *, now: datetime, until: datetime) -> list[DoorSlot]:
    """Give today's slots that are free or the viewer's own booking; ``until`` is the end of the viewer's day.

    One that the viewer had booked and the lead took back stays in sight until its time. Own lead first.
    """
    free = Q(booked_by=None, withdrawn=False) & ~Q(lead=viewer)
    found = DoorSlot.objects.filter(free | Q(booked_by=viewer), ends_at__gt=now, starts_at__lt=until)
    found = found.filter(lead__is_active=True).select_related("lead").fetch_mode(FETCH_RAISE)
    own_lead = viewer.team.lead_id if viewer.team else None
    return sorted(found, key=lambda slot: (slot.lead_id != own_lead, slot.starts_at, slot.pk))


def own_doors(lead: Person, *, since: datetime) -> QuerySet[DoorSlot]:
    """Give what a lead has offered from the beginning of today on, with who comes."""
    mine = DoorSlot.objects.filter(lead=lead, withdrawn=False, starts_at__gte=since)
    return mine.select_related("booked_by").order_by("starts_at").fetch_mode(FETCH_RAISE)
