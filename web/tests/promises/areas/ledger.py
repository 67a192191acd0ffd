"""How often promises were kept: marks under a key, and a page that everybody reads."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from web.tests.promises.centre import Centre
from web.tests.promises.registry import Filler, address, declare_words, fact, parameter, plants

from hearten.blocks import actions as blocks
from hearten.people.models import Person
from hearten.support.ledger import actions, rules
from hearten.support.ledger.models import Mark, Month

declare_words(Month, open={"teams": "names and sizes of teams, on the page of the ledger"})
declare_words(
    Mark,
    kept="digest",
    coded={"team": "the key of a team"},
)


@plants(Mark)
def a_mark(person: Person, fill: Filler) -> None:
    month, _ = Month.objects.get_or_create(first_day=date(2026, 1, 1), defaults={"teams": []})
    Mark.objects.create(month=month, kind="moment", team="", state=1, **fill(Mark))


@fact("promises of every kind, kept and broken")
def promises(centre: Centre, now: datetime) -> None:
    for kind in rules.KINDS:
        for kept in (True, False, True):
            actions.count(kind, asker_id=centre.ana.pk, kept=kept, now=now)


def a_published_month(centre: Centre) -> dict[str, Any]:
    """A month of a larger centre, and the one it is, begun for everybody as the schedule does."""

    def make() -> Month:
        now = timezone.now()
        actions.open_month(now)
        first_day = (rules.month_of(now, now.tzinfo) - timedelta(days=1)).replace(day=1)  # type: ignore[arg-type]
        teams = [
            rules.Team(str(centre.harbour.key), "Harbour", 12, 1),
            rules.Team(str(centre.lantern.key), "Lantern", 4),
        ]
        marks = [rules.Marked("moment", team.key, kept=n > 2) for team in teams for n in range(team.seats)]
        publication = rules.publish_month(teams, marks)
        blocks.keep(publication, topic=rules.TOPIC.format(first_day), on=now.date())
        rows = [{"key": team.key, "name": team.name, "seats": team.seats, "readers": team.readers} for team in teams]
        return Month.objects.create(first_day=first_day, teams=rows, published_on=now.date())

    centre.once("published month", make)
    return {}


def months(centre: Centre) -> Iterable[str]:
    return ["2026-10", "nothing"]


address("ledger:ledger", objects=a_published_month)
parameter("month", months)
