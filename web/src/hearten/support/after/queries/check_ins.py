"""Check-ins as the two people of each see them; nobody else sees any."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import FETCH_RAISE, Q, QuerySet

from hearten.people.models import Person
from hearten.support.after.calendars import as_calendar
from hearten.support.after.models import CheckIn, CheckInOffer, CheckInState
from hearten.support.after.rules.check_ins import LENGTH, Verb, may

IN_CALENDARS = (CheckInState.ACCEPTED, CheckInState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Talk:
    """A check-in as one of the two sees it."""

    check_in: CheckIn
    other: Person
    is_agent: bool

    @property
    def state(self) -> str:
        """Give the code of where it stands."""
        return self.check_in.state

    @property
    def may_answer(self) -> bool:
        """Say whether it waits for the viewer's yes or no."""
        return self._may("accept")

    @property
    def may_move(self) -> bool:
        """Say whether the viewer can still move it or call it off."""
        return self._may("move")

    @property
    def has_file(self) -> bool:
        """Say whether there is something for a calendar."""
        return self.state in IN_CALENDARS

    def _may(self, verb: Verb) -> bool:
        return may(verb, self.check_in.state, is_agent=self.is_agent)  # type: ignore[arg-type]


def check_ins_for(viewer: Person, *, now: datetime) -> list[Talk]:
    """Give the viewer's check-ins to come, and what was refused or called off within a day."""
    over = Q(state__in=[CheckInState.DECLINED, CheckInState.CANCELLED])
    shown = ~over | Q(changed_at__gt=now - timedelta(days=1))
    found = _of(viewer).filter(shown, starts_at__gt=now - LENGTH).order_by("starts_at", "pk")
    return [_as_talk(viewer, each) for each in found]


def check_in_for(viewer: Person, key: UUID, *, now: datetime) -> Talk | None:
    """Give one of the viewer's check-ins to come, or None."""
    found = _of(viewer).filter(key=key, starts_at__gt=now - LENGTH).first()
    return _as_talk(viewer, found) if found else None


def calendar_for(viewer: Person, key: UUID, *, now: datetime) -> tuple[str, bytes] | None:
    """Give ``(method, file)`` of a check-in for the viewer's calendar; None where nothing was agreed."""
    talk = check_in_for(viewer, key, now=now)
    if talk is None or not talk.has_file:
        return None
    return ("CANCEL" if talk.state == CheckInState.CANCELLED else "REQUEST"), as_calendar(talk.check_in)


def who_waits_for(viewer: Person, *, now: datetime) -> list[str]:
    """Name whoever asked the viewer for a check-in and has no answer yet."""
    asked = CheckIn.objects.filter(companion=viewer, state=CheckInState.ASKED, starts_at__gt=now)
    return list(dict.fromkeys(asked.order_by("agent__name").values_list("agent__name", flat=True)))


def is_offered(viewer: Person, *, now: datetime) -> bool:
    """Say whether check-ins are offered on the viewer's desk."""
    return CheckInOffer.objects.filter(person=viewer, at__gt=now - CheckInOffer.lifetime).exists()


def _of(viewer: Person) -> QuerySet[CheckIn]:
    theirs = CheckIn.objects.filter(Q(agent=viewer) | Q(companion=viewer))
    return theirs.select_related("agent", "companion").fetch_mode(FETCH_RAISE)


def _as_talk(viewer: Person, check_in: CheckIn) -> Talk:
    is_agent = check_in.agent_id == viewer.pk
    return Talk(check_in, check_in.companion if is_agent else check_in.agent, is_agent)
