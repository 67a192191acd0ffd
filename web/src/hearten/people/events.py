"""The one announcement that every folder above may make: somebody in charge did something."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.dispatch import Signal

Fact = str | int | bool | list[str]


@dataclass(frozen=True, slots=True)
class Deed:
    """Somebody in charge did something. Announced inside the transaction of the act.

    ``name`` is one of ``hearten.audit.deeds.DEEDS``, ``about`` the random key of what was acted on. ``facts`` are codes
    and numbers: never a name, never a word that somebody wrote.
    """

    name: str
    about: UUID | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccessReset:
    """A person who was here before set a new password by a link that somebody else made for them."""

    person_id: int


access_reset = Signal()  # sent with event=AccessReset(...), inside the transaction
deed_done = Signal()  # sent with event=Deed(...), inside the transaction


def announce(name: str, about: UUID | None = None, **facts: Fact) -> None:
    """Say that somebody in charge did this. Only verbs that administrators and leads use say it."""
    deed_done.send(Deed, event=Deed(name, about, facts))
