"""A check-in as a calendar sees it: when, with whom, and a title that says nothing."""

from hearten.people.middleware import zone_of
from hearten.people.models import Person
from hearten.staffing.rules.invitations import Guest, Meeting, Method, invitation
from hearten.support.after.models import CheckIn, CheckInState
from hearten.support.after.rules.check_ins import LENGTH

TITLE = "1:1"  # the same in every language, and the same as any other talk between two


def method_of(check_in: CheckIn) -> Method:
    """Say whether calendars are to take the meeting in, or out again."""
    return "CANCEL" if check_in.state == CheckInState.CANCELLED else "REQUEST"


def as_calendar(check_in: CheckIn) -> bytes:
    """Write a check-in, with both of its people at hand, as a calendar file."""
    agent, companion = _guest(check_in.agent), _guest(check_in.companion)
    meeting = Meeting(
        uid=str(check_in.key),
        sequence=check_in.sequence,
        title=TITLE,
        starts_at=check_in.starts_at,
        ends_at=check_in.starts_at + LENGTH,
        zone=zone_of(check_in.zone),
        organizer=agent,
        guests=(agent, companion),
        changed_at=check_in.changed_at,
    )
    return invitation(meeting, method_of(check_in))


def _guest(person: Person) -> Guest:
    return Guest(person.name, person.email)
