"""Settling how long moments are: each change is a new version, and the earlier ones stay to be read."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from hearten.people.events import announce
from hearten.people.models import Team
from hearten.support.models import MomentVersion
from hearten.work.turns import Turn, wait_for


def settle_moments(
    team: Team | None,
    *,
    usual_minutes: int,
    after_abuse_minutes: int,
    offer_from: int,
    follows_centre: bool = False,
    now: datetime,
) -> MomentVersion:
    """Make a version for the centre (no team) or for a team. Settling what holds already changes nothing."""
    of_this = MomentVersion.objects.filter(team=team)
    parts = {
        "usual_minutes": usual_minutes,
        "after_abuse_minutes": after_abuse_minutes,
        "offer_from": offer_from,
        "follows_centre": follows_centre and team is not None,
    }
    with transaction.atomic():
        wait_for(Turn.MOMENT_VERSIONS)
        newest = of_this.order_by("-number").first()
        if newest is not None and all(getattr(newest, name) == value for name, value in parts.items()):
            return newest
        number = (of_this.aggregate(Max("number"))["number__max"] or 0) + 1
        version = MomentVersion.objects.create(team=team, number=number, since=now, **parts)
        announce("setting.changed", team.key if team else None, setting="moments", fields=sorted(parts))
    return version
