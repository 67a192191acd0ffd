"""What listening announces. ``config/reactions.py`` alone listens."""

from dataclasses import dataclass

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class ContactsOver:
    """So many contacts of an agent are over, and so many are still under way. ``level`` is their peak, 0–3."""

    agent_id: int
    over: int
    under_way: int
    level: int


@dataclass(frozen=True, slots=True)
class ContactFellSilent:
    """Nobody said that contacts of an agent were over; they are taken to be, hours later. ``level`` is their peak."""

    agent_id: int
    level: int


contact_fell_silent = Signal()  # sent with event=ContactFellSilent(...), inside the transaction that ended them
contacts_over = Signal()  # sent with event=ContactsOver(...), inside the transaction that ended the contacts
