"""Reading people and teams. The viewer comes first; what somebody may not see is not there."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import FETCH_RAISE, Count, Exists, OuterRef, Q, QuerySet

from hearten.people.models import Invitation, Person, Role, RoleGrant, Team


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list of people is narrowed to. Empty fields narrow nothing."""

    words: str = ""
    team: str = ""
    role: str = ""


def people_for(viewer: Person, narrowing: Narrowing, *, now: datetime) -> QuerySet[Person]:
    """Give everybody an administrator looks after, with ``invited`` and ``can_sign_in``; nobody to others."""
    if not viewer.has_role(Role.ADMIN):
        return Person.objects.none()
    found = Person.objects.select_related("team").prefetch_related("grants").order_by("-is_active", "name", "pk")
    if narrowing.words:
        found = found.filter(Q(name__icontains=narrowing.words) | Q(email__icontains=narrowing.words))
    if narrowing.team:
        found = found.filter(team__key=narrowing.team)
    if narrowing.role:
        found = found.filter(Exists(RoleGrant.objects.filter(person=OuterRef("pk"), role=narrowing.role)))
    open_ones = Invitation.objects.filter(person=OuterRef("pk"), used_at=None, revoked_at=None, expires_at__gt=now)
    return found.annotate(invited=Exists(open_ones)).fetch_mode(FETCH_RAISE)


def person_for(viewer: Person, key: str) -> Person | None:
    """Give one person an administrator looks after, or None."""
    if not viewer.has_role(Role.ADMIN):
        return None
    return Person.objects.select_related("team").prefetch_related("grants").filter(key=key).first()


def invitation_of(viewer: Person, person: Person, *, now: datetime) -> Invitation | None:
    """Give a person's open invitation, for the administrator."""
    if not viewer.has_role(Role.ADMIN):
        return None
    open_ones = Invitation.objects.filter(person=person, used_at=None, revoked_at=None, expires_at__gt=now)
    return open_ones.order_by("-created_at").first()


def teams_for(viewer: Person) -> QuerySet[Team]:
    """Give all teams with lead and number of active members, for the administrator."""
    if not viewer.has_role(Role.ADMIN):
        return Team.objects.none()
    active = Count("members", filter=Q(members__is_active=True))
    return Team.objects.select_related("lead").annotate(people=active).order_by("name").fetch_mode(FETCH_RAISE)


def team_for(viewer: Person, key: str) -> Team | None:
    """Give one team, for the administrator."""
    return teams_for(viewer).filter(key=key).first()


def all_teams() -> QuerySet[Team]:
    """Give every team by name; team names are known to all who work here."""
    return Team.objects.order_by("name")


def possible_leads() -> QuerySet[Person]:
    """Give the active people who hold the lead's role."""
    return Person.objects.filter(is_active=True, grants__role=Role.LEAD).order_by("name")


def there_is_an_administrator() -> bool:
    """Say whether anybody can sign in as administrator: without one, the sign-in page says how to make the first."""
    grants = RoleGrant.objects.filter(role=Role.ADMIN, person__is_active=True)
    return grants.exclude(person__password__startswith=UNUSABLE_PASSWORD_PREFIX).exists()


def address_is_taken(email: str) -> bool:
    """Say whether somebody has this address."""
    return Person.objects.filter(email=email).exists()


def team_name_is_taken(name: str, *, but: Team | None) -> bool:
    """Say whether another team has this name, in any case."""
    others = Team.objects.exclude(pk=but.pk) if but else Team.objects.all()
    return others.filter(name__iexact=name).exists()
