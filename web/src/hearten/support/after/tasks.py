"""Mail about check-ins, sent by the worker: a calendar file to each of the two, and no words of anybody's."""

from django.conf import settings
from django.tasks import task
from django.utils.translation import gettext as _

from hearten.people import mail
from hearten.people.calendar_mail import CalendarMail
from hearten.support.after.calendars import TITLE, as_calendar, method_of
from hearten.support.after.models import CheckIn, CheckInState

FILE = "1-1.ics"


@task
def send_check_in(check_in_id: int, sequence: int) -> None:
    """Mail a check-in as it stands; nothing, where it has changed since: the later mail says what holds.

    Harmless when run twice: calendars know the meeting by its UID and sequence.
    """
    check_in = CheckIn.objects.select_related("agent", "companion").filter(pk=check_in_id, sequence=sequence).first()
    sendable = {CheckInState.ACCEPTED, CheckInState.CANCELLED}
    if check_in is None or check_in.state not in sendable or not mail.is_set_up():
        return
    calendar, method = as_calendar(check_in), method_of(check_in)
    body = _("Cancelled.") if method == "CANCEL" else _("In your calendar. You can move it or call it off in Hearten.")
    for person in (check_in.agent, check_in.companion):
        CalendarMail(
            method=method,
            calendar=calendar,
            filename=FILE,
            subject=TITLE,
            body=body,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[person.email],
        ).send()
