"""Short words for the tests of listening: a customer says something, the batch is heard."""

from datetime import UTC, datetime
from typing import Any

from hearten.listening.actions import Outcome, hear
from hearten_ear.conversation import Channel, Party, Role, RoleBasis
from hearten_ear.segment import ContactEvent, Segment

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
INSULT = "you are a useless idiot"
THREAT = "I will find you and I will hurt you"
CALM = "I would like to know when my parcel comes"


def says(text: str, number: int = 1, *, role: Role = Role.CUSTOMER, contact: str = "c-1", **fields: Any) -> Segment:
    """Make a final segment said ``number`` × 10 s into the contact, on Ana's line unless told otherwise."""
    basis = fields.pop("basis", RoleBasis.DECLARED)
    fields = {"start_ms": number * 10_000, "agent_ref": "ana-7", "channel": Channel.VOICE, **fields}
    return Segment("desk", contact, str(number), Party(0, role, basis), text, **fields)


def event(kind: str, number: int, *, contact: str | None = "c-1", **fields: Any) -> ContactEvent:
    """Make a contact event with its own id."""
    return ContactEvent("desk", f"e{number}-{kind}", kind, conversation=contact, **fields)


def hear_now(*items: Segment | ContactEvent, agent_id: int | None = None, now: datetime = NOW) -> list[Outcome]:
    """Hear a batch in which ``ana-7`` is this person."""
    return hear(items, agents={("desk", "ana-7"): agent_id}, now=now)
