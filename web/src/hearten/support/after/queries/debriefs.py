"""What a team looks at together. For the people of the team and whoever leads it; others have no way to it."""

from datetime import datetime
from uuid import UUID

from hearten.people.models import Person, Team
from hearten.support.after.models import Debrief
from hearten.support.after.rules.debrief import LENGTH


def team_of(viewer: Person) -> Team | None:
    """Give the team whose process the viewer looks at: their own, or the first one they lead."""
    return viewer.team or Team.objects.filter(lead=viewer).order_by("name").first()


def debriefs_for(viewer: Person, *, now: datetime) -> tuple[list[Debrief], list[Debrief]]:
    """Give ``(to come, held)`` of the viewer's team; what is going on is to come."""
    found = list(Debrief.objects.filter(team=team_of(viewer)).order_by("starts_at", "pk"))
    coming = [each for each in found if each.starts_at + LENGTH > now]
    return coming, [each for each in reversed(found) if each not in coming]


def debrief_for(viewer: Person, key: UUID | None) -> Debrief | None:
    """Give one debrief of the viewer's team, or None."""
    return Debrief.objects.filter(team=team_of(viewer), key=key).first() if key else None


def names_on_team(viewer: Person) -> list[str]:
    """Give the names that a text about the process does without."""
    team = team_of(viewer)
    return list(team.members.values_list("name", flat=True)) + ([team.lead.name] if team.lead else []) if team else []
