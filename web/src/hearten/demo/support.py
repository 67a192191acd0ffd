"""What the demo centre has to show of planning and of promises kept: figures, all of them invented."""

from datetime import datetime, timedelta
from math import pi, sin
from uuid import UUID, uuid5

from hearten.blocks import actions as blocks
from hearten.people.middleware import zone_of
from hearten.people.models import Team
from hearten.support.ledger import rules
from hearten.support.ledger.models import Month
from hearten.support.price import actions as price
from hearten.support.price.models import QueuePlan
from hearten.support.price.rules.reading import Expected

PLANS = UUID("0b0a9f0e-5f0c-4d4e-8f0a-5a2f6f1c7d11")  # the namespace of the demo's plans
SIZES = (21, 18, 6)  # people on the invented roster of each team
BROKEN = {"moment": 0, "help": 2, "exit": 12, "check_in": 3}  # one in so many had it broken; 0 is nobody


def plan_a_day(team: Team, now: datetime) -> None:
    """Plan the team's calls for the day it is and the next, where nobody did: a morning, a noon and an evening."""
    key = uuid5(PLANS, team.name)
    begins = now.astimezone(zone_of("")).replace(hour=0, minute=0, second=0, microsecond=0)
    if QueuePlan.objects.filter(key=key, intervals__starts_at__gte=begins).exists():
        return
    plan = price.save_plan(key=key, name=f"{team.name} calls", team=team, patience=150, moments_per_100_hours=25)
    price.expect(plan, [_quarter(begins, number) for number in range(28, 2 * 96) if 28 <= number % 96 < 84])


def _quarter(begins: datetime, number: int) -> Expected:
    of_day = number % 96
    busy = 0.35 + 0.65 * sin(pi * (of_day - 28) / 56) ** 2
    contacts = round(64 * busy)
    erlangs = contacts * 290 / 900
    return Expected(begins + number * timedelta(minutes=15), contacts, 290, round(erlangs + 0.7 * erlangs**0.5))


def publish_last_month(now: datetime) -> None:
    """Publish invented promises of the month before, by the rule of groups."""
    first_day = (rules.month_of(now, zone_of("")) - timedelta(days=1)).replace(day=1)
    if Month.objects.filter(first_day=first_day).exists():
        return
    names = Team.objects.order_by("name").values_list("key", "name")
    teams = [rules.Team(str(key), name, size) for (key, name), size in zip(names, SIZES, strict=False)]
    marks = [
        rules.Marked(kind, team.key, kept=not one_in or n % one_in > 0)
        for kind, one_in in BROKEN.items()
        for team in teams
        for n in range(team.seats)
    ]
    publication = rules.publish_month(teams, marks)
    blocks.keep(publication, topic=rules.TOPIC.format(first_day), on=rules.month_after(first_day))
    rows = [{"key": team.key, "name": team.name, "seats": team.seats, "readers": 0} for team in teams]
    Month.objects.create(first_day=first_day, teams=rows, published_on=rules.month_after(first_day))
