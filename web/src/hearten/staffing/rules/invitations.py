"""Meetings as iCalendar (RFC 5545, sent as RFC 5546 and 6047 say): what a calendar needs to know, and nothing else.

No description and no place: calendars are shared, so a meeting says when and with whom. Its title is neutral.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress
from icalendar.enums import CLASS, CUTYPE, PARTSTAT, ROLE, STATUS, TRANSP

PRODUCT = "-//Hearten//Meetings//EN"
Method = Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who meets."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as it stands. ``uid`` never changes; ``sequence`` rises with every change, cancelling included.

    ``starts_at`` and ``ends_at`` are aware; ``zone`` is where its wall clock hangs. ``changed_at`` is when it last
    changed. The organizer is one of those who meet.
    """

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    organizer: Guest
    guests: tuple[Guest, ...]
    changed_at: datetime


def invitation(meeting: Meeting, method: Method) -> bytes:
    """Write a meeting as a calendar file: REQUEST to put it into calendars, CANCEL to take it out again."""
    calendar = Calendar.new(prodid=PRODUCT, method=method, calscale="GREGORIAN")
    calendar.pop("UID")  # made up anew by the library each time; the meeting has its own
    calendar.add_component(_event(meeting, cancelled=method == "CANCEL"))
    # Rules of a zone from the year before to the year after: old ones would make the file long, and mean nothing.
    around = date(meeting.starts_at.year - 1, 1, 1), date(meeting.starts_at.year + 2, 1, 1)
    calendar.add_missing_timezones(*around)
    written: bytes = calendar.to_ical()
    return written


def _event(meeting: Meeting, *, cancelled: bool) -> Event:
    return Event.new(
        uid=meeting.uid,
        sequence=meeting.sequence,
        stamp=meeting.changed_at,
        start=meeting.starts_at.astimezone(meeting.zone),
        end=meeting.ends_at.astimezone(meeting.zone),
        summary=meeting.title,
        classification=CLASS.PRIVATE,
        status=STATUS.CANCELLED if cancelled else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT if cancelled else TRANSP.OPAQUE,
        organizer=vCalAddress.new(meeting.organizer.email, cn=_plain(meeting.organizer.name)),
        attendees=list(_attendees(meeting.guests)),
    )


def _attendees(guests: Iterable[Guest]) -> Iterable[vCalAddress]:
    """Both have said yes in Hearten, so no calendar needs to ask them again."""
    for guest in guests:
        yield vCalAddress.new(
            guest.email,
            cn=_plain(guest.name),
            cutype=CUTYPE.INDIVIDUAL,
            role=ROLE.REQ_PARTICIPANT,
            partstat=PARTSTAT.ACCEPTED,
            rsvp=False,
        )


def _plain(name: str) -> str:
    """Give a name on one line without quotation marks and control characters, which a parameter cannot hold."""
    printable = "".join(each if each.isprintable() else " " for each in name.replace('"', "'"))
    return " ".join(printable.split())
