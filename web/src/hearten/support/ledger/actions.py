"""The verbs of the ledger: begin a month, count a promise, publish what is over. Each may be called twice."""

from datetime import date, datetime

from django.db import transaction

from hearten.blocks import actions as blocks
from hearten.people.middleware import zone_of
from hearten.people.models import Person, Role, RoleGrant, Team
from hearten.seal import passing_keys
from hearten.support.ledger import rules
from hearten.support.ledger.models import Kind, Mark, Month, State


def open_month(now: datetime) -> Month:
    """Begin the month it is, with the roster of this moment; one that has begun stays as it is."""
    first_day = rules.month_of(now, zone_of(""))
    found = Month.objects.filter(first_day=first_day).first()
    return found or _begin(first_day)


def _begin(first_day: date) -> Month:
    key = passing_keys.key_for(rules.KEY_NAME.format(first_day))  # another file: not while the database waits
    roster = list(
        Person.objects.filter(is_active=True, team__isnull=False, grants__role=Role.AGENT)
        .values_list("key", "team__key", "pk")
        .order_by("pk")
    )
    leads = set(RoleGrant.objects.filter(role=Role.LEAD).values_list("person_id", flat=True))
    names = {str(team_key): name for team_key, name in Team.objects.values_list("key", "name")}
    teams = [
        {
            "key": team,
            "name": name,
            "seats": sum(str(at) == team for _key, at, _pk in roster),
            "readers": sum(str(at) == team and pk in leads for _key, at, pk in roster),
        }
        for team, name in sorted(names.items())
    ]
    marks = [
        (kind, rules.digest_of(key, person, kind), str(team)) for person, team, _pk in roster for kind in Kind.values
    ]
    with transaction.atomic():
        month, is_new = Month.objects.get_or_create(first_day=first_day, defaults={"teams": teams})
        if is_new:
            # In the order of their digests, which is none: row numbers must not lead back to people.
            Mark.objects.bulk_create(
                [Mark(month=month, kind=kind, digest=digest, team=team) for kind, digest, team in sorted(marks)],
                batch_size=500,
            )
    return month


def count(kind: str, *, asker_id: int, kept: bool, now: datetime) -> None:
    """Note that a promise was kept to somebody, or broken. Broken stays broken for the month; how often is not kept.

    Which team it counts for was settled when the month began: whoever came or changed teams since counts from the next
    month on. ``kind`` is one of ``Kind``; ValueError for another.
    """
    kind = Kind(kind).value
    person = Person.objects.filter(pk=asker_id).values_list("key", flat=True).first()
    month = open_month(now)
    key = passing_keys.find_key(rules.KEY_NAME.format(month.first_day))
    if person is None or key is None:
        return
    own = Mark.objects.filter(month=month, kind=kind, digest=rules.digest_of(key, person, kind))
    if kept:
        own.filter(state=State.NOT_ASKED).update(state=State.KEPT)
    else:
        own.exclude(state=State.BROKEN).update(state=State.BROKEN)


def keep_the_ledger(now: datetime) -> int:
    """Begin the month it is, publish those that are over, and destroy their keys. Gives how many were published."""
    current = open_month(now)
    published = 0
    for month in Month.objects.filter(first_day__lt=current.first_day, published_on=None).order_by("first_day"):
        _publish(month, now)
        published += 1
    # Also where the last run was cut off between publishing and this: a published month has no key.
    for month in Month.objects.exclude(published_on=None).order_by("-first_day")[:2]:
        if passing_keys.find_key(rules.KEY_NAME.format(month.first_day)) is not None:
            passing_keys.destroy_key(rules.KEY_NAME.format(month.first_day))
    return published


def _publish(month: Month, now: datetime) -> None:
    """Publish a month once and drop its marks, in one transaction; then destroy its key."""
    marks = month.marks.exclude(state=State.NOT_ASKED).values_list("kind", "team", "state")
    marked = [rules.Marked(kind, team, state == State.KEPT) for kind, team, state in marks]
    publication = rules.publish_month([rules.Team(**team) for team in month.teams], marked)
    today = now.astimezone(zone_of("")).date()
    with transaction.atomic():
        blocks.keep(publication, topic=rules.TOPIC.format(month.first_day), on=today)
        month.marks.all().delete()
        month.published_on = today
        month.save(update_fields=["published_on"])
    passing_keys.destroy_key(rules.KEY_NAME.format(month.first_day))
