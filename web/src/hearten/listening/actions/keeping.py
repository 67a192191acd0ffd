"""Put contacts on the right desk later, end what went silent, and forget what has had its time."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from hearten.listening.actions.batch import UNDER_WAY
from hearten.listening.events import ContactFellSilent, ContactsOver, contact_fell_silent, contacts_over
from hearten.listening.models import Contact, ContactState, Cue, HeardEvent
from hearten.live import actions as live
from hearten.staffing import actions as staffing

SILENT_AFTER = timedelta(hours=2)
LET_GO = "\x1f"  # an id no source can send, so that the contact is matched with nobody again


def assign_contacts(source: str, agent_ref: str, person_id: int | None, *, now: datetime) -> int:
    """Give the contacts of a source's agent id that nobody has to the person it is now matched with. Gives how many.

    What was on somebody's desk stays theirs: matching an id anew must not show one person's contacts to another.
    """
    if person_id is None:
        return 0
    with transaction.atomic():
        contacts = Contact.objects.filter(source=source, agent_ref=agent_ref, agent=None)
        Cue.objects.filter(contact__in=contacts, agent=None).update(agent_id=person_id)
        count = contacts.update(agent_id=person_id)
        if count:
            _settle(person_id, level=0, now=now)
            live.tell(person_id, "contact")
    return count


def let_go(person_id: int) -> None:
    """Take a person's contacts and cues off their desk for good: somebody else may be about to sign in as them."""
    with transaction.atomic():
        Cue.objects.filter(agent_id=person_id).delete()
        Contact.objects.filter(agent_id=person_id).update(agent_id=None, agent_ref=LET_GO)
        live.tell(person_id, "contact")


def close_silent_contacts(now: datetime) -> int:
    """End contacts whose source has said nothing for two hours, so that nothing waits for them. Gives how many."""
    silent = Contact.objects.filter(heard_at__lt=now - SILENT_AFTER).exclude(state=ContactState.ENDED)
    with transaction.atomic():
        agents = set(silent.exclude(agent=None).values_list("agent_id", flat=True))
        # A contact in wrap-up was said to be over; of one that was under way nobody has been told yet.
        under_way = Cue.objects.filter(contact__in=silent.filter(state__in=UNDER_WAY), withdrawn=False)
        peaks = dict(under_way.values_list("contact__agent").annotate(Max("level")).order_by())
        count = silent.update(state=ContactState.ENDED, ended_at=now)
        for agent_id in sorted(agents):
            _settle(agent_id, level=0, now=now)
            if peaks.get(agent_id):
                contact_fell_silent.send(Contact, event=ContactFellSilent(agent_id, peaks[agent_id]))
    return count


def _settle(person_id: int, *, level: int, now: datetime) -> None:
    under_way = Contact.objects.filter(agent_id=person_id, state__in=UNDER_WAY).count()
    staffing.contacts_changed(person_id, contacts_now=under_way, level=level, now=now)
    if under_way == 0:
        contacts_over.send(Contact, event=ContactsOver(person_id, 0, under_way, level))


def forget_old(now: datetime) -> int:
    """Delete contacts, with their cues and spans, and event keys after 30 days. Gives how many rows."""
    contacts, _ = Contact.objects.filter(heard_at__lt=now - Contact.lifetime).delete()
    events, _ = HeardEvent.objects.filter(at__lt=now - HeardEvent.lifetime).delete()
    return contacts + events
