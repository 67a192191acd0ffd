"""Who is asked when a hand goes up, and who next. What was said, who speaks and how often are not looked at."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hearten.staffing.rules.leading import Leading

ANSWER_WITHIN = timedelta(seconds=60)
#: What the ledger of promises calls in time: the first one asked, or the next.
IN_TIME = 2 * ANSWER_WITHIN
ELSEWHERE = "lead_of_another_team"
BUDDY = "buddy"


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody to be asked, and what makes them the one: a rank of ``who_leads``, or ``buddy``."""

    person_id: int
    because: str


def choose_next(leads: Sequence[Leading], *, buddy: int | None, asked: Collection[int]) -> Ask | None:
    """Choose who is asked next: the lead on shift, the agent's buddy, then any lead on shift. None: nobody is left.

    ``leads`` stand in the order of ``who_leads``; ``buddy`` is one who accepted and can be reached now. Nobody is asked
    twice; who leads is looked up anew each time, so somebody who has just come on is found.
    """
    return next((ask for ask in _in_order(leads, buddy) if ask.person_id not in asked), None)


def _in_order(leads: Sequence[Leading], buddy: int | None) -> Iterator[Ask]:
    own = [each for each in leads if each.because[0] != ELSEWHERE]
    others = [each for each in leads if each.because[0] == ELSEWHERE]
    for each in own[:1]:
        yield Ask(each.person_id, each.because[0])
    if buddy is not None:
        yield Ask(buddy, BUDDY)
    for each in [*own[1:], *others]:
        yield Ask(each.person_id, each.because[0])


def was_in_time(raised_at: datetime, first_answered_at: datetime | None, closed_at: datetime) -> bool | None:
    """Say whether somebody said in time that they were coming. None where the hand was taken back before that time."""
    if first_answered_at is None:
        return None if closed_at - raised_at < IN_TIME else False
    return first_answered_at - raised_at < IN_TIME
