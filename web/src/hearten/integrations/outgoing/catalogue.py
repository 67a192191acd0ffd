"""The events that leave Hearten, and all that each may carry. Pure.

There is no kind of field for words, so no customer's words can leave. A type that names an agent carries nothing else
but times, and a type that names a contact names no agent: no cue, no level, no reason can be added to either without
this module refusing to load.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any


class Field(Enum):
    """What a field of an event may hold."""

    AGENT = "the agent's id at the receiver's source"
    TIME = "a time"
    CONTACT = "the contact's id at the receiver's source"
    ACTION = "end or forward"
    ADDRESS = "an address from the centre's own list, or empty"
    CODE = "covered"


ABOUT_A_CONTACT = frozenset({Field.CONTACT, Field.ACTION, Field.ADDRESS, Field.CODE})
ACTIONS = ("end", "forward")
COVERED_CODE = "covered"  # the one code for whatever is covered, so that it tells nothing
ADDRESS_SHAPE = re.compile(r"[\w+*#.:@/-]{0,120}", re.ASCII)


@dataclass(frozen=True, slots=True, eq=False)
class EventType:
    """A kind of event. The name never changes its meaning; a new meaning is a new version."""

    name: str
    fields: Mapping[str, Field]

    def __post_init__(self) -> None:
        if self.names_agent and set(self.fields.values()) - {Field.AGENT, Field.TIME}:
            raise ValueError(f"{self.name} names an agent: it may carry times, and nothing about a contact")
        if self.names_contact and set(self.fields.values()) - ABOUT_A_CONTACT:
            raise ValueError(f"{self.name} names a contact: it may carry what becomes of it, and no time")

    @property
    def names_agent(self) -> bool:
        """Say whether the receiver learns which agent it is about. Only where it must act on that agent."""
        return Field.AGENT in self.fields.values()

    @property
    def names_contact(self) -> bool:
        """Say whether it is about one contact. Such an event is deleted as soon as it has been delivered."""
        return Field.CONTACT in self.fields.values()


MOMENT_STARTED = EventType("hearten.support.moment_started.v1", {"agent": Field.AGENT, "until": Field.TIME})
MOMENT_OVER = EventType("hearten.support.moment_over.v1", {"agent": Field.AGENT})
TIME_COVERED = EventType(
    "hearten.support.time_covered.v1", {"agent": Field.AGENT, "since": Field.TIME, "until": Field.TIME}
)
EXIT_ASKED = EventType(
    "hearten.support.exit_asked.v1", {"contact": Field.CONTACT, "action": Field.ACTION, "to": Field.ADDRESS}
)
COVERED = EventType("hearten.support.covered.v1", {"contact": Field.CONTACT, "code": Field.CODE})
TEST = EventType("hearten.outgoing.test.v1", {})

#: Those a receiver may be subscribed to. The test goes to any, when an administrator asks for it.
OFFERED = (MOMENT_STARTED, MOMENT_OVER, TIME_COVERED, EXIT_ASKED, COVERED)
#: Names of the types that are about one contact.
ABOUT_CONTACTS = frozenset(each.name for each in OFFERED if each.names_contact)


def data_of(event: EventType, given: Mapping[str, Any]) -> dict[str, str]:
    """Write the fields as they travel. Raises ValueError for a field too many, too few, or of another kind."""
    if given.keys() != event.fields.keys():
        raise ValueError(f"{event.name} carries {sorted(event.fields)}, not {sorted(given)}")
    return {name: _written(event.fields[name], value) for name, value in given.items()}


def _written(field: Field, value: Any) -> str:
    if field is Field.TIME and isinstance(value, datetime) and value.tzinfo is not None:
        return rfc3339(value)
    if field in {Field.AGENT, Field.CONTACT} and isinstance(value, str) and 0 < len(value) <= 200:
        return value
    if (field is Field.ACTION and value in ACTIONS) or (field is Field.CODE and value == COVERED_CODE):
        return str(value)
    if field is Field.ADDRESS and isinstance(value, str) and ADDRESS_SHAPE.fullmatch(value):
        return value
    raise ValueError(f"this is not {field.value}")


def rfc3339(at: datetime) -> str:
    """Write a time as CloudEvents does, in UTC and whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
