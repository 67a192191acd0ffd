"""Read the ledger: what was published, for everybody who works here. Marks are read by nobody."""

from dataclasses import dataclass
from datetime import date

from hearten.blocks import queries as blocks
from hearten.blocks.rules.shapes import Publication
from hearten.people.models import Person
from hearten.support.ledger import rules
from hearten.support.ledger.models import Month


@dataclass(frozen=True, slots=True)
class PublishedMonth:
    """A month as it was published, with its teams as they were then."""

    first_day: date
    teams: tuple[rules.Team, ...]
    publication: Publication


def months_for(_viewer: Person) -> list[date]:
    """Give the published months, newest first."""
    published = Month.objects.exclude(published_on=None).order_by("-first_day")
    return list(published.values_list("first_day", flat=True))


def month_for(viewer: Person, first_day: date) -> PublishedMonth | None:
    """Give one published month, or None."""
    month = Month.objects.filter(first_day=first_day).exclude(published_on=None).first()
    publication = blocks.publication_for(viewer, rules.TOPIC.format(first_day))
    if month is None or publication is None:
        return None
    return PublishedMonth(first_day, tuple(rules.Team(**team) for team in month.teams), publication)
