"""What the demo centre has agreed on for a raised hand and for moments. All of it is made up."""

from collections.abc import Mapping
from datetime import datetime

from hearten.people.models import Person, Team
from hearten.support import actions, queries


def set_up(people: Mapping[str, Person], second_team: Team, now: datetime) -> None:
    """Give Ana a buddy who said yes, let somebody ask her, and settle longer moments for one team. Twice is once."""
    if queries.buddy_of(people["ana"]) is None:
        actions.choose_buddy(people["ana"], people["noor"], now=now)
        pair = queries.buddy_of(people["ana"])
        if pair is not None:
            actions.accept_buddy(people["noor"], pair.key, now=now)
        actions.choose_buddy(people["sam"], people["ana"], now=now)
    actions.settle_moments(second_team, usual_minutes=8, after_abuse_minutes=15, offer_from=2, now=now)
