"""The centre in which the promises are tested: one person for each role, and Ana, whose things the others ask for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from web.tests.cast import hire

from hearten.integrations import actions as integrations
from hearten.integrations.ingest.writer import Job, write
from hearten.integrations.models import Source
from hearten.people.models import Person, Role, Team
from hearten_ear.conversation import Channel, Party, RoleBasis
from hearten_ear.conversation import Role as Speaker
from hearten_ear.segment import ContactEvent, Segment

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
NOBODY = UUID("00000000-0000-4000-8000-000000000000")
SAID = "you are a useless idiot"
CALM = "I would like to know when my parcel comes"

#: Everybody who may ask. "owner" is Ana; the others ask for what is hers.
ROLES = (
    "anonymous",
    "owner",
    "peer",
    "agent elsewhere",
    "own lead",
    "other lead",
    "host",
    "people partner",
    "admin",
    "worker rep",
)
OTHERS = tuple(role for role in ROLES if role != "owner")


@dataclass(slots=True)
class Centre:
    """Two teams, their people and a source that knows three agents, one of them matched with nobody."""

    people: dict[str, Person]
    harbour: Team
    lantern: Team
    source: Source
    token: str
    made: dict[str, Any] = field(default_factory=dict)

    @property
    def ana(self) -> Person:
        """The person whose things these are."""
        return self.people["owner"]

    def viewer(self, role: str) -> Person | AnonymousUser:
        """Give who asks in this role."""
        return self.people.get(role) or AnonymousUser()

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Make an object the first time it is asked for."""
        if name not in self.made:
            self.made[name] = make()
        return self.made[name]

    def hear(self, *items: Segment | ContactEvent, now: datetime) -> None:
        """Take in what the source sends, as the ingest writer does."""
        write([Job(self.source.pk, list(items))], now=now)


def open_centre(*, now: datetime | None = None) -> Centre:
    """Open the centre in an empty database."""
    now = now or timezone.now()
    harbour, lantern = Team.objects.create(name="Harbour"), Team.objects.create(name="Lantern")
    people = {
        "owner": hire("Ana", harbour, Role.AGENT),
        "peer": hire("Noor", harbour, Role.AGENT),
        "agent elsewhere": hire("Mia", lantern, Role.AGENT),
        "own lead": hire("Tom", harbour, Role.LEAD),
        "other lead": hire("Lena", lantern, Role.LEAD),
        "host": hire("Hana", lantern, Role.AGENT, Role.HOST),
        "people partner": hire("Pia", None, Role.PEOPLE_PARTNER),
        "admin": hire("Olu", None, Role.ADMIN),
        "worker rep": hire("Ravi", None, Role.WORKER_REP),
    }
    for team, lead in ((harbour, "own lead"), (lantern, "other lead")):
        team.lead = people[lead]
        team.save()
    made = integrations.make_source(slug="desk", name="Desk", now=now)
    for ref, who in (("ana-7", "owner"), ("mia-3", "agent elsewhere"), ("noor-1", "peer")):
        integrations.link_agent(made.source, ref, people[who], now=now)
    integrations.note_agents(made.source.pk, ["nobody-9"], now=now)
    return Centre(people, harbour, lantern, made.source, made.token)


def says(text: str, number: int, *, contact: str, agent: str, **fields: Any) -> Segment:
    """Make a final turn of a customer on an agent's line."""
    party = Party(0, Speaker.CUSTOMER, RoleBasis.DECLARED)
    fields = {"start_ms": number * 10_000, "agent_ref": agent, "channel": Channel.VOICE, **fields}
    return Segment("desk", contact, str(number), party, text, **fields)


def told(kind: str, *, contact: str, agent: str | None = None) -> ContactEvent:
    """Make an event of a contact."""
    return ContactEvent("desk", f"{contact}-{kind}", kind, conversation=contact, agent_ref=agent)


def hold_contact(centre: Centre, contact: str, agent: str, *texts: str, began: datetime) -> None:
    """Let a whole contact happen, from its start to its end, within four minutes."""
    centre.hear(told("started", contact=contact, agent=agent), now=began)
    turns = [says(text, number, contact=contact, agent=agent) for number, text in enumerate(texts, 1)]
    centre.hear(*turns, now=began + timedelta(minutes=2))
    centre.hear(told("ended", contact=contact), now=began + timedelta(minutes=4))
