"""A team's debrief of the process: called, called off, and what it found. No person stands in any of it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from hearten.people.models import Team
from hearten.support.after.models import Debrief
from hearten.support.after.rules.debrief import decide_debrief
from hearten.support.after.rules.review import QUESTIONS


class Refused(Exception):  # noqa: N818 - named as the page speaks of it
    """This is not scheduled, by nobody and for nobody. ``because`` has the codes of the reasons."""

    def __init__(self, because: tuple[str, ...]) -> None:
        super().__init__(", ".join(because))
        self.because = because


def call_debrief(team: Team, *, key: UUID, part: str, starts_at: datetime, about: str, joining: str) -> Debrief:
    """Put a debrief on the team's page. Raises :class:`Refused` for one about feelings, or one people must join."""
    refusal = decide_debrief(about, joining)
    if refusal is not None:
        raise Refused(refusal.because)
    values = {"team": team, "part": part, "starts_at": starts_at}
    made: Debrief = Debrief.objects.get_or_create(key=uuid5(key, str(team.key)), defaults=values)[0]
    return made


def write_down(team: Team, key: UUID, answers: Mapping[str, str]) -> bool:
    """Keep what the team found, for the whole team to read. False where there is no such debrief."""
    kept = {question: answers.get(question, "") for question in QUESTIONS}
    return bool(Debrief.objects.filter(team=team, key=key).update(**kept))


def call_off(team: Team, key: UUID) -> bool:
    """Take a debrief from the team's page; anybody of the team may."""
    return bool(Debrief.objects.filter(team=team, key=key).delete()[0])


def forget_old(now: datetime) -> int:
    """Delete debriefs a year after they were held."""
    return Debrief.objects.filter(starts_at__lt=now - Debrief.lifetime).delete()[0]
