"""Moments for a viewer: their own; and, for who leads, who is away now and until when. Nothing of before."""

from dataclasses import dataclass
from datetime import datetime

from hearten.people.models import Person
from hearten.staffing import queries as staffing
from hearten.support.models import Moment, MomentOffer


def open_moment_for(viewer: Person) -> Moment | None:
    """Give the viewer's own waiting or running moment."""
    return Moment.objects.filter(agent=viewer, ended_at=None).order_by("-asked_at").first()


def offer_for(viewer: Person, *, now: datetime) -> bool:
    """Say whether a moment is offered to the viewer."""
    return MomentOffer.objects.filter(agent=viewer, offered_at__gt=now - MomentOffer.lifetime).exists()


@dataclass(frozen=True, slots=True)
class AwayNow:
    """Somebody who is away at this moment, and until when that is covered."""

    name: str
    team: str
    until: datetime


def away_now(viewer: Person, *, now: datetime) -> list[AwayNow]:
    """Give who of the teams that the viewer leads now is away, by name. Not since when, not how often, not why."""
    teams = staffing.teams_led_now(viewer, now=now)
    open_ones = Moment.objects.filter(agent__team__in=teams, ended_at=None).exclude(began_at=None)
    rows = open_ones.values_list("agent__name", "agent__team__name", "covered_until").order_by("agent__name", "pk")
    return [AwayNow(name, team, until) for name, team, until in rows if until is not None]
