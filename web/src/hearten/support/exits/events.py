"""What exits announce. ``config/reactions.py`` alone listens."""

from dataclasses import dataclass

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class ExitTaken:
    """An agent left a contact; ``level`` is what the customer did, 0-3. For the moment that is offered."""

    agent_id: int
    level: int


@dataclass(frozen=True, slots=True)
class ExitSettled:
    """The day of an exit is over. ``covered`` says whether whoever scores and plans has been told of its cover."""

    agent_id: int
    covered: bool


@dataclass(frozen=True, slots=True)
class ExitAsked:
    """The phone system should ``end`` a contact, or ``forward`` it to an address. Names no agent."""

    source: str
    contact: str
    action: str
    to: str


@dataclass(frozen=True, slots=True)
class ContactCovered:
    """A contact counts for no score and no target. Names no agent and no reason."""

    source: str
    contact: str


exit_taken = Signal()  # sent with event=ExitTaken(...), inside the transaction
exit_settled = Signal()  # sent with event=ExitSettled(...), inside the transaction that forgets the exit
exit_asked = Signal()  # sent with event=ExitAsked(...), inside the transaction
contact_covered = Signal()  # sent with event=ContactCovered(...), inside the transaction
