"""The single page of "when this happens, that follows". Nothing else receives a signal."""

from typing import Any

from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.utils import timezone

from hearten.audit import actions as audit
from hearten.config import storage
from hearten.integrations import actions as integrations
from hearten.integrations.events import PhoneStateHeard, phone_state_heard
from hearten.listening.events import ContactsOver, contacts_over
from hearten.people import acting
from hearten.people.events import Deed, deed_done
from hearten.support import actions as support
from hearten.support.events import MomentBegan, MomentOver, moment_began, moment_over


@receiver(connection_created, dispatch_uid="read the storage settings back")
def connection_opened(connection: Any, **_: object) -> None:
    """A connection opens → its pragmas are read back."""
    storage.read_pragmas_back(connection)


@receiver(contacts_over, dispatch_uid="begin the moment that waited")
def contacts_are_over(event: ContactsOver, **_: object) -> None:
    """An agent's last contact ends → the moment that waited for it begins."""
    support.begin_waiting_moment(event.agent_id, after_level=event.level, now=timezone.now())


@receiver(moment_began, dispatch_uid="ask the phone system")
def a_moment_began(event: MomentBegan, **_: object) -> None:
    """A moment begins → the phone system is asked to make the agent Not Ready."""
    integrations.ask_phone_state(event.agent_id, until=event.covered_until, now=timezone.now())


@receiver(moment_over, dispatch_uid="release the phone system")
def a_moment_is_over(event: MomentOver, **_: object) -> None:
    """An agent is back → the phone system is asked nothing any more."""
    integrations.release_phone_state(event.agent_id)


@receiver(phone_state_heard, dispatch_uid="phone state to the moment")
def the_phone_answered(event: PhoneStateHeard, **_: object) -> None:
    """The phone system says Not Ready → the moment no longer asks the agent to set it."""
    support.phone_state_heard(event.agent_id, state=event.state, now=timezone.now())


@receiver(deed_done, dispatch_uid="record the deed")
def somebody_in_charge_did_something(event: Deed, **_: object) -> None:
    """Somebody in charge does something → it is recorded in the same transaction."""
    by = acting.who()
    audit.record(event.name, by=by.key if by else None, about=event.about, facts=event.facts, now=timezone.now())
