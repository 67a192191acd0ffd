"""Apply what a source says about the state of a contact, in the source's own order."""

from hearten.listening.actions.batch import UNDER_WAY, Batch, ContactInHand
from hearten.listening.models import ContactState
from hearten_ear.segment import ContactEvent

STATES = {
    "started": ContactState.LIVE,
    "held": ContactState.HELD,
    "resumed": ContactState.LIVE,
    "transferred": ContactState.LIVE,
    "wrap_up": ContactState.WRAP_UP,
    "ended": ContactState.ENDED,
}
# Where the source numbers nothing, the order of a contact's life stands in: what comes late does not turn time back.
RANK = {ContactState.LIVE: 0, ContactState.HELD: 0, ContactState.WRAP_UP: 1, ContactState.ENDED: 2}


def apply_event(contact: ContactInHand, event: ContactEvent, batch: Batch) -> None:
    """Move a contact to its next state; an event older than the state it would replace only describes the contact."""
    first_agent = contact.agent_id is None
    contact.describe(event, batch)
    if not is_newer(contact, event):
        return
    _move(contact, event, batch)
    if event.agent_ref and event.agent_ref != contact.agent_ref:
        contact.give_to(event.agent_ref, event.source, batch)
    if first_agent or contact.agent_id is not None:
        batch.tell(contact.agent_id, "contact", contact.key)


def is_newer(contact: ContactInHand, event: ContactEvent) -> bool:
    """Say whether an event comes after the contact's present state."""
    if event.order is not None and contact.state_order is not None:
        return event.order > contact.state_order
    return RANK[STATES[event.kind]] >= RANK[ContactState(contact.state)]


def _move(contact: ContactInHand, event: ContactEvent, batch: Batch) -> None:
    was_under_way = contact.state in UNDER_WAY
    contact.moved = True
    contact.state = STATES[event.kind]
    contact.state_order = event.order if event.order is not None else contact.state_order
    contact.ended_at = batch.now_kept if contact.state == ContactState.ENDED else None
    if contact.agent_id is not None:
        over = batch.presence.setdefault(contact.agent_id, [])
        if was_under_way and contact.state not in UNDER_WAY:
            over.append(contact)
