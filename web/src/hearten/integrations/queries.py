"""The only way to read sources and agent ids: for administrators; and what the phone system is asked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from hearten.integrations.models import AgentIdentity, PhoneRequest, Source
from hearten.people.models import Person, Role


def sources_for(viewer: Person) -> QuerySet[Source]:
    """Give all sources with how many of their agent ids are matched with nobody. None to anyone but administrators."""
    if not viewer.has_role(Role.ADMIN):
        return Source.objects.none()
    return Source.objects.annotate(unmatched=Count("agents", filter=Q(agents__person=None))).order_by("name")


def source_for(viewer: Person, key: UUID) -> Source | None:
    """Give one source."""
    return sources_for(viewer).filter(key=key).first()


def agents_for(viewer: Person, source: Source) -> QuerySet[AgentIdentity]:
    """Give a source's agent ids, the unmatched first."""
    if not viewer.has_role(Role.ADMIN):
        return AgentIdentity.objects.none()
    return (
        AgentIdentity.objects.filter(source=source)
        .select_related("person")
        .order_by(F("person__name").asc(nulls_first=True), "external_id")
    )


def identity_for(viewer: Person, key: UUID) -> AgentIdentity | None:
    """Give one agent id."""
    if not viewer.has_role(Role.ADMIN):
        return None
    return AgentIdentity.objects.filter(key=key).select_related("source").first()


def agents_to_match(viewer: Person) -> QuerySet[Person]:
    """Give the people a source's agent id may stand for."""
    if not viewer.has_role(Role.ADMIN):
        return Person.objects.none()
    return Person.objects.filter(is_active=True, grants__role=Role.AGENT).order_by("name").distinct()


@dataclass(frozen=True, slots=True)
class PhoneStateWanted:
    """An agent, by a source's id, whom the phone system should make Not Ready until a time."""

    source: str
    agent_ref: str
    until: datetime


def phone_states_wanted() -> list[PhoneStateWanted]:
    """Give what the phone systems are asked for now: for the systems, not for a person to look at."""
    requests = PhoneRequest.objects.values_list(
        "person__identities__source__slug", "person__identities__external_id", "until"
    )
    return [PhoneStateWanted(source, ref, until) for source, ref, until in requests if source is not None]


def source_names() -> list[tuple[str, str]]:
    """Give the slug and the name of each source, for forms that ask where a number comes from."""
    return list(Source.objects.order_by("name").values_list("slug", "name"))
