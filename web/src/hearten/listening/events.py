"""What listening announces. ``config/reactions.py`` alone listens."""

from dataclasses import dataclass

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class ContactsOver:
    """An agent's last live contact ended: what waited for it may begin. ``level`` is the peak of the one that ended."""

    agent_id: int
    level: int


contacts_over = Signal()  # sent with event=ContactsOver(...), inside the transaction that ended the contact
