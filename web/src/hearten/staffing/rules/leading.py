"""Who leads now, and why: leads on shift, deputies, leads of other teams; nobody means the centre's number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

LEAD, DEPUTY = "lead", "deputy"
RANK = {"lead_on_shift": 0, "deputy_stands_in": 1, "here_without_shift": 2, "lead_of_another_team": 3}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may lead: a shift as lead or deputy, or the team's own lead without one.

    ``is_here`` is their own word: true, false, or null where they said nothing. ``in_contact`` is so now. A candidate
    without shift has null for both times.
    """

    person_id: int
    role: str
    team_id: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    is_here: bool | None = None
    in_contact: bool = False


@dataclass(frozen=True, slots=True)
class Leading:
    """One who leads now. ``because`` has codes: the rank, then ``here`` or ``away``, and ``in_a_contact``."""

    person_id: int
    until: datetime | None
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leadership:
    """The answer: who to turn to, in order. With nobody, ``number`` is the answer and ``because`` says why.

    Codes: ``lead_on_shift``, ``deputy_stands_in``, ``here_without_shift``, ``lead_of_another_team``, ``all_away``,
    ``nobody_on_shift``; then ``centre_number`` or ``no_number``.
    """

    order: tuple[Leading, ...]
    because: tuple[str, ...]
    number: str = ""

    @property
    def first(self) -> Leading | None:
        """Give whom to turn to first."""
        return self.order[0] if self.order else None


def who_leads(
    candidates: Iterable[Candidate], *, team_id: int | None, but: int | None = None, number: str, now: datetime
) -> Leadership:
    """Choose who leads a team now. The same input gives the same answer, in whatever order the candidates come.

    Whoever said that they are away is left out: it is their word. Those in a contact stand after those who are not,
    within a rank. ``but`` is somebody who cannot be the answer: the one who asks. ``number`` is the centre's own.
    """
    present = [each for each in candidates if each.person_id != but and _is_on(each, now)]
    here = [each for each in present if each.is_here is not False]
    ranked = sorted(((_rank(each, team_id), each) for each in here), key=_place)
    best: dict[int, Leading] = {}
    for rank, each in ranked:
        best.setdefault(each.person_id, _leading(rank, each))
    if best:
        order = tuple(best.values())
        return Leadership(order, (order[0].because[0],))
    why = "all_away" if present else "nobody_on_shift"
    return Leadership((), (why, "centre_number" if number else "no_number"), number)


def _is_on(each: Candidate, now: datetime) -> bool:
    if each.starts_at is None or each.ends_at is None:
        return each.is_here is True
    return each.starts_at <= now < each.ends_at


def _rank(each: Candidate, team_id: int | None) -> str:
    if each.starts_at is None:
        return "here_without_shift"
    if each.team_id != team_id:
        return "lead_of_another_team"
    return "lead_on_shift" if each.role == LEAD else "deputy_stands_in"


def _place(ranked: tuple[str, Candidate]) -> tuple[int, bool, bool, float, int]:
    rank, each = ranked
    # Of two alike the one who stays longer: a request should not meet somebody who is leaving.
    stays = each.ends_at.timestamp() if each.ends_at else 0.0
    return RANK[rank], each.in_contact, each.is_here is None, -stays, each.person_id


def _leading(rank: str, each: Candidate) -> Leading:
    said = ("here",) if each.is_here else ()
    busy = ("in_a_contact",) if each.in_contact else ()
    return Leading(each.person_id, each.ends_at, (rank, *said, *busy))
