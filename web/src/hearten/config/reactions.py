"""The single page of "when this happens, that follows". Nothing else receives a signal."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.utils import timezone

from hearten.audit import actions as audit
from hearten.config import storage
from hearten.integrations import actions as integrations
from hearten.integrations.channels import actions as channels
from hearten.integrations.events import (
    CoverDelivered,
    ExitConfirmed,
    PhoneStateHeard,
    cover_delivered,
    exit_confirmed,
    phone_state_heard,
)
from hearten.integrations.outgoing import contacts, phone
from hearten.listening import actions as listening
from hearten.listening.events import ContactFellSilent, ContactsOver, contact_fell_silent, contacts_over
from hearten.people import acting
from hearten.people.events import AccessReset, Deed, access_reset, deed_done
from hearten.support import actions as support
from hearten.support.after.actions import check_ins
from hearten.support.after.actions import forgetting as afterwards
from hearten.support.after.events import CheckInOffered, check_in_offered
from hearten.support.events import (
    HandAsks,
    HandClosed,
    MomentBegan,
    MomentGranted,
    MomentMissed,
    MomentOver,
    MomentWaits,
    hand_asks,
    hand_closed,
    moment_began,
    moment_granted,
    moment_missed,
    moment_over,
    moment_waits,
)
from hearten.support.exits import actions as exits
from hearten.support.exits.events import (
    ContactCovered,
    ExitAsked,
    ExitSettled,
    ExitTaken,
    contact_covered,
    exit_asked,
    exit_settled,
    exit_taken,
)
from hearten.support.ledger import actions as ledger
from hearten.support.rules import was_at_once

WAITS_AT_MOST = timedelta(hours=1)  # how long the phone system is asked for while nobody knows when contacts end


@receiver(connection_created, dispatch_uid="read the storage settings back")
def connection_opened(connection: Any, **_: object) -> None:
    """A connection opens → its pragmas are read back."""
    storage.read_pragmas_back(connection)


@receiver(contacts_over, dispatch_uid="begin the moment that waited")
def contacts_are_over(event: ContactsOver, **_: object) -> None:
    """Contacts of an agent end → the moment that waited for them begins."""
    support.contacts_over(
        event.agent_id, over=event.over, under_way=event.under_way, after_level=event.level, now=timezone.now()
    )


@receiver(contacts_over, dispatch_uid="offer check-ins")
def a_hard_contact_is_over(event: ContactsOver, **_: object) -> None:
    """Contacts of an agent end, one of them hostile → check-ins with somebody they choose are offered on the desk."""
    check_ins.offer_check_ins(event.agent_id, after_level=event.level, now=timezone.now())


@receiver(contact_fell_silent, dispatch_uid="offer check-ins late")
def a_hard_contact_fell_silent(event: ContactFellSilent, **_: object) -> None:
    """Nobody said that a hostile contact was over → check-ins are offered now, and the promise counts as broken."""
    check_ins.offer_check_ins(event.agent_id, after_level=event.level, in_time=False, now=timezone.now())


@receiver(moment_waits, dispatch_uid="ask the phone system for no more contacts")
def a_moment_waits(event: MomentWaits, **_: object) -> None:
    """A moment waits for the contacts of now → the phone system is asked to send no further one."""
    now = timezone.now()
    integrations.ask_phone_state(event.agent_id, until=now + WAITS_AT_MOST, now=now)
    phone.tell_moment_started(event.agent_id, until=now + WAITS_AT_MOST, now=now)


@receiver(moment_began, dispatch_uid="ask the phone system")
def a_moment_began(event: MomentBegan, **_: object) -> None:
    """A moment begins → the phone system is asked to make the agent Not Ready."""
    now = timezone.now()
    integrations.ask_phone_state(event.agent_id, until=event.covered_until, now=now)
    phone.tell_moment_started(event.agent_id, until=event.covered_until, now=now)


@receiver(moment_over, dispatch_uid="release the phone system")
def a_moment_is_over(event: MomentOver, **_: object) -> None:
    """An agent is back → the phone system is asked nothing any more."""
    now = timezone.now()
    integrations.release_phone_state(event.agent_id)
    phone.tell_moment_over(event.agent_id, now=now)
    if event.covered is not None:
        since, until = event.covered
        phone.tell_time_covered(event.agent_id, since=since, until=until, now=now)


@receiver(hand_asks, dispatch_uid="tell whoever is asked by their channels")
def somebody_is_asked_to_come(event: HandAsks, **_: object) -> None:
    """Somebody is asked to come to a hand → they are told by mail and chat, too, where they switched that on."""
    channels.tell(event.person_id, now=timezone.now())


@receiver(phone_state_heard, dispatch_uid="phone state to the moment")
def the_phone_answered(event: PhoneStateHeard, **_: object) -> None:
    """The phone system says Not Ready → the moment no longer asks the agent to set it."""
    support.phone_state_heard(event.agent_id, state=event.state, now=timezone.now())


@receiver(exit_asked, dispatch_uid="ask the phone system to end or pass on")
def an_exit_is_asked(event: ExitAsked, **_: object) -> None:
    """An agent leaves a contact → the phone system is asked to end it or pass it on."""
    contacts.ask_exit(event.source, event.contact, action=event.action, to=event.to, now=timezone.now())


@receiver(exit_taken, dispatch_uid="offer a moment after an exit")
def somebody_left_a_contact(event: ExitTaken, **_: object) -> None:
    """An agent leaves a contact → a moment is offered."""
    support.offer_moment(event.agent_id, now=timezone.now())


@receiver(exit_confirmed, dispatch_uid="the phone system left the contact")
def an_exit_is_confirmed(event: ExitConfirmed, **_: object) -> None:
    """The phone system says that it is done → the desk no longer asks the agent to do it there."""
    exits.exit_confirmed(event.source, event.contact, now=timezone.now())


@receiver(contact_covered, dispatch_uid="tell of a covered contact")
def a_contact_is_covered(event: ContactCovered, **_: object) -> None:
    """A contact is covered → quality and workforce management are told, where they take events."""
    if contacts.tell_covered(event.source, event.contact, now=timezone.now()):
        exits.goes_by_event(event.source, event.contact)


@receiver(cover_delivered, dispatch_uid="a cover was delivered")
def a_cover_is_delivered(event: CoverDelivered, **_: object) -> None:
    """A cover has arrived → it is deleted here."""
    exits.delivered_by_event(event.source, event.contact)


@receiver(deed_done, dispatch_uid="record the deed")
def somebody_in_charge_did_something(event: Deed, **_: object) -> None:
    """Somebody in charge does something → it is recorded in the same transaction."""
    by = acting.who()
    audit.record(event.name, by=by.key if by else None, about=event.about, facts=event.facts, now=timezone.now())


@receiver(access_reset, dispatch_uid="clear a desk before another can read it")
def access_was_reset(event: AccessReset, **_: object) -> None:
    """A password is set by somebody's link → what was on that desk, and a moment, are gone first."""
    listening.let_go(event.person_id)
    support.let_go(event.person_id)
    exits.let_go(event.person_id)
    afterwards.let_go(event.person_id)


# --- the ledger of promises: granted first and counted after the commit, so that no count stands in the way


def _count(kind: str, asker_id: int, *, kept: bool) -> None:
    transaction.on_commit(lambda: ledger.count(kind, asker_id=asker_id, kept=kept, now=timezone.now()), robust=True)


@receiver(moment_granted, dispatch_uid="count a moment granted")
def a_moment_was_granted(event: MomentGranted, **_: object) -> None:
    """A moment is granted → the ledger counts whether that was at once, by the clock of the commit."""

    def count() -> None:
        now = timezone.now()
        ledger.count("moment", asker_id=event.agent_id, kept=was_at_once(event.pressed_at, now), now=now)

    transaction.on_commit(count, robust=True)


@receiver(moment_missed, dispatch_uid="count a moment that never began")
def a_moment_was_missed(event: MomentMissed, **_: object) -> None:
    """A moment never began → a promise was broken."""
    _count("moment", event.agent_id, kept=False)


@receiver(hand_closed, dispatch_uid="count a hand that is down")
def a_hand_is_down(event: HandClosed, **_: object) -> None:
    """A hand is down → the ledger counts whether somebody came in time."""
    if event.in_time is not None:
        _count("help", event.agent_id, kept=event.in_time)


@receiver(check_in_offered, dispatch_uid="count that check-ins were offered")
def check_ins_were_offered(event: CheckInOffered, **_: object) -> None:
    """Check-ins are offered after a hard contact → the ledger counts whether that was in time."""
    _count("check_in", event.agent_id, kept=event.in_time)


@receiver(exit_settled, dispatch_uid="count an exit covered")
def an_exit_is_settled(event: ExitSettled, **_: object) -> None:
    """An exit is a day old → the ledger counts whether its cover has reached those who score and plan."""
    _count("exit", event.agent_id, kept=event.covered)
