"""Read who is here and who is on. The viewer comes first; what somebody may not see is not there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import FETCH_RAISE, Q, QuerySet

from hearten.people.models import Person, Role, Team
from hearten.staffing.models import Presence, Shift, ShiftFile, ShiftRole, Whereabouts
from hearten.staffing.rules.leading import Candidate, Leadership, who_leads

STALE = timedelta(hours=4)  # a source that never said "ended" must not keep a moment waiting for ever
FORGOTTEN = timedelta(minutes=30)


def contacts_now(viewer: Person, *, now: datetime) -> int:
    """Say how many contacts the viewer has at this moment."""
    row = Presence.objects.filter(person=viewer, changed_at__gt=now - STALE).first()
    return row.contacts_now if row else 0


def level_just_met(viewer: Person, *, now: datetime) -> int:
    """Give the level of the viewer's present or last contact, 0 once half an hour has passed."""
    row = Presence.objects.filter(person=viewer, changed_at__gt=now - FORGOTTEN).first()
    return row.after_level if row else 0


def word_of(viewer: Person, *, now: datetime) -> bool | None:
    """Give what the viewer last said of themselves: here, away, or nothing within twelve hours."""
    fresh = Whereabouts.objects.filter(person=viewer, changed_at__gt=now - Whereabouts.lifetime)
    return fresh.values_list("is_here", flat=True).first()


def may_plan(viewer: Person) -> bool:
    """Say whether the viewer plans shifts: administrators and leads do."""
    return viewer.has_role(Role.ADMIN, Role.LEAD)


def shifts_for(viewer: Person, *, since: datetime, until: datetime, team: Team | None = None) -> QuerySet[Shift]:
    """Give shifts that touch a stretch of time: all of them to those who plan, their own to everybody else."""
    found = Shift.objects.filter(starts_at__lt=until, ends_at__gt=since)
    if not may_plan(viewer):
        found = found.filter(person=viewer)
    if team is not None:
        found = found.filter(team=team)
    return found.select_related("person", "team").order_by("starts_at", "person__name", "pk").fetch_mode(FETCH_RAISE)


def shift_for(viewer: Person, key: str) -> Shift | None:
    """Give one shift to somebody who plans, or None."""
    if not may_plan(viewer):
        return None
    return Shift.objects.select_related("person", "team").filter(key=key).first()


def file_for(viewer: Person, key: str) -> ShiftFile | None:
    """Give a file that waits to be imported, to whoever uploaded it."""
    return ShiftFile.objects.filter(key=key, uploaded_by=viewer).first() if may_plan(viewer) else None


def on_shift(viewer: Person, *, now: datetime, team: Team | None = None) -> QuerySet[Shift]:
    """Give the shifts that run now: all of them to those who plan, their own to everybody else."""
    return shifts_for(viewer, since=now, until=now + timedelta(microseconds=1), team=team)


def own_shift(viewer: Person, *, now: datetime) -> Shift | None:
    """Give the viewer's shift that runs now and ends last, or None."""
    running = Shift.objects.filter(person=viewer, starts_at__lte=now, ends_at__gt=now)
    return running.select_related("team").order_by("-ends_at").first()


def shifts_are_planned(_viewer: Person) -> bool:
    """Say whether this centre plans shifts at all. Everybody may know."""
    return Shift.objects.exists()


@dataclass(frozen=True, slots=True)
class LeadNow:
    """A person to turn to now, until when, and why it is they, as codes."""

    person: Person
    until: datetime | None
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeadsNow:
    """Who leads now, in the order to turn to them; with nobody, the centre's number. ``because`` has codes."""

    people: tuple[LeadNow, ...]
    because: tuple[str, ...]
    number: str

    @property
    def first(self) -> LeadNow | None:
        """Give whom to turn to first."""
        return self.people[0] if self.people else None


def who_leads_now(viewer: Person, *, now: datetime, team: Team | None = None) -> LeadsNow:
    """Say who leads the viewer's team now, or another one: see :func:`hearten.staffing.rules.who_leads`.

    Who leads is known to everybody who works here; the viewer is never the answer to their own question.
    """
    team_id = team.pk if team else viewer.team_id
    found = leadership(team_id, but=viewer.pk, now=now)
    people = Person.objects.in_bulk([each.person_id for each in found.order])
    order = tuple(LeadNow(people[each.person_id], each.until, each.because) for each in found.order)
    return LeadsNow(order, found.because, found.number)


def leadership(team_id: int | None, *, but: int | None = None, now: datetime) -> Leadership:
    """Say who leads a team now, as numbers: for verbs that ask one after the other. Two queries."""
    candidates = list(_candidates(team_id, now))
    return who_leads(candidates, team_id=team_id, but=but, number=settings.CENTRE_NUMBER, now=now)


def _candidates(team_id: int | None, now: datetime) -> Iterator[Candidate]:
    shifts = Shift.objects.filter(
        role__in=[ShiftRole.LEAD, ShiftRole.DEPUTY], starts_at__lte=now, ends_at__gt=now, person__is_active=True
    )
    rows = [
        *shifts.values_list("person_id", "role", "team_id", "starts_at", "ends_at"),
        *(
            (lead_id, ShiftRole.LEAD.value, team_id, None, None)
            for lead_id in Team.objects.filter(pk=team_id or 0, lead__is_active=True).values_list("lead_id", flat=True)
        ),
    ]
    here, busy = _present([row[0] for row in rows], now)
    for person_id, role, of_team, starts_at, ends_at in rows:
        yield Candidate(person_id, role, of_team, starts_at, ends_at, here.get(person_id), person_id in busy)


def _present(people: list[int], now: datetime) -> tuple[dict[int, bool], set[int]]:
    """Give each one's own fresh word, and those who are in a contact."""
    said = Whereabouts.objects.filter(person_id__in=people, changed_at__gt=now - Whereabouts.lifetime)
    busy = Presence.objects.filter(person_id__in=people, contacts_now__gt=0, changed_at__gt=now - STALE)
    return dict(said.values_list("person_id", "is_here")), set(busy.values_list("person_id", flat=True))


def people_who_may_be_on(viewer: Person) -> QuerySet[Person]:
    """Give everybody who can have a shift, to those who plan."""
    if not may_plan(viewer):
        return Person.objects.none()
    return Person.objects.filter(is_active=True).filter(Q(grants__isnull=False)).distinct().order_by("name")


def teams_led_now(viewer: Person, *, now: datetime) -> list[int]:
    """Give the teams the viewer leads now: those that name them, and those of a shift as lead or deputy that runs."""
    leading = Shift.objects.filter(
        person=viewer, role__in=[ShiftRole.LEAD, ShiftRole.DEPUTY], starts_at__lte=now, ends_at__gt=now
    )
    named = Team.objects.filter(lead=viewer)
    found = {*named.values_list("pk", flat=True), *leading.exclude(team=None).values_list("team_id", flat=True)}
    return sorted(team_id for team_id in found if team_id is not None)


def can_be_reached(person_id: int, *, now: datetime) -> bool:
    """Say whether somebody could come now: on shift or here by their own word, not away, and in no contact."""
    word = (
        Whereabouts.objects.filter(person_id=person_id, changed_at__gt=now - Whereabouts.lifetime)
        .values_list("is_here", flat=True)
        .first()
    )
    busy = Presence.objects.filter(person_id=person_id, contacts_now__gt=0, changed_at__gt=now - STALE)
    if word is False or busy.exists():
        return False
    return word is True or Shift.objects.filter(person_id=person_id, starts_at__lte=now, ends_at__gt=now).exists()


def who_lead_them(person_id: int, *, now: datetime) -> list[int]:
    """Give who leads somebody's team now, by name of the team or by a shift that runs: those see who is away."""
    teams = Team.objects.filter(members=person_id)
    named = teams.exclude(lead=None).values_list("lead_id", flat=True)
    on = Shift.objects.filter(
        team__in=teams, role__in=[ShiftRole.LEAD, ShiftRole.DEPUTY], starts_at__lte=now, ends_at__gt=now
    )
    return sorted(
        {each for each in (*named, *on.values_list("person_id", flat=True)) if each is not None} - {person_id}
    )
