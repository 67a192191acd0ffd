"""Invitations, opened by the library's parser as a calendar would open them. Pure."""

import os
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from hearten.staffing.rules.invitations import Guest, Meeting, Method, invitation

ANA, TOM = Guest("Ana", "ana@hearten.test"), Guest("Tom", "tom@hearten.test")
numbers = count()
CHANGED = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
FIRST, LAST = datetime(2026, 1, 1), datetime(2036, 12, 1)  # noqa: DTZ001 - what hypothesis asks for
ZONES = ["Europe/Vienna", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"]
SHARED = Path(os.environ.get("HEARTEN_SHARED") or Path(__file__).resolve().parents[6] / "shared")


def meeting(starts_at: datetime, zone: str = "Europe/Vienna", *, sequence: int = 0, ana: Guest = ANA) -> Meeting:
    return Meeting(
        uid="7d1c2c52-6a38-4a43-9d0e-1f6f2b8a9c11",
        sequence=sequence,
        title="1:1",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=20),
        zone=ZoneInfo(zone),
        organizer=ana,
        guests=(ana, TOM),
        changed_at=CHANGED,
    )


def opened(made: Meeting, method: Method = "REQUEST") -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(invitation(made, method))
    (event,) = calendar.events
    assert not calendar.errors
    assert not event.errors
    return calendar, event


NOON = datetime(2026, 11, 27, 13, 0, tzinfo=UTC)


def test_a_request_says_when_with_whom_and_nothing_else() -> None:
    calendar, event = opened(meeting(NOON))
    assert calendar["METHOD"] == "REQUEST"
    assert calendar["VERSION"] == "2.0"
    assert (str(event["SUMMARY"]), str(event["STATUS"]), str(event["CLASS"])) == ("1:1", "CONFIRMED", "PRIVATE")
    assert event["UID"] == "7d1c2c52-6a38-4a43-9d0e-1f6f2b8a9c11"
    assert event["SEQUENCE"] == 0
    assert event.stamp == CHANGED
    assert event["ORGANIZER"] == "mailto:ana@hearten.test"
    assert [str(guest) for guest in event.attendees] == ["mailto:ana@hearten.test", "mailto:tom@hearten.test"]
    assert {"DESCRIPTION", "LOCATION", "CATEGORIES", "COMMENT", "CONTACT", "URL"}.isdisjoint(event)


def test_both_have_said_yes_already_and_are_not_asked_again() -> None:
    _, event = opened(meeting(NOON))
    assert {(guest.params["PARTSTAT"], guest.params["RSVP"]) for guest in event.attendees} == {("ACCEPTED", "FALSE")}


def test_a_cancellation_keeps_the_uid_and_raises_the_sequence() -> None:
    _, before = opened(meeting(NOON))
    calendar, event = opened(meeting(NOON, sequence=1), "CANCEL")
    assert calendar["METHOD"] == "CANCEL"
    assert event["UID"] == before["UID"]
    assert int(str(event["SEQUENCE"])) > int(str(before["SEQUENCE"]))
    assert str(event["STATUS"]) == "CANCELLED"


def test_the_same_meeting_is_written_alike_twice() -> None:
    assert invitation(meeting(NOON), "REQUEST") == invitation(meeting(NOON), "REQUEST")


def test_the_wall_clock_hangs_in_its_zone_and_the_zone_is_spelled_out() -> None:
    calendar, event = opened(meeting(NOON))
    assert event["DTSTART"].params["TZID"] == "Europe/Vienna"
    assert event.start.strftime("%H:%M") == "14:00"
    assert [zone["TZID"] for zone in calendar.timezones] == ["Europe/Vienna"]


@settings(max_examples=60, deadline=None)
@given(
    st.datetimes(FIRST, LAST).map(lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)),
    st.sampled_from(ZONES),
)
def test_a_calendar_that_knows_no_zones_of_its_own_reads_the_same_instant(starts_at: datetime, zone: str) -> None:
    written = invitation(meeting(starts_at, zone), "REQUEST")
    unheard_of = f"Nowhere-{next(numbers)}".encode()  # the parser remembers the zones it has met
    elsewhere = written.replace(zone.encode(), unheard_of) if zone != "UTC" else written
    (event,) = Calendar.from_ical(elsewhere).events
    repeated = starts_at.astimezone(ZoneInfo(zone)).fold == 1
    if not repeated:  # the second of a repeated hour cannot be written as a wall clock: RFC 5545, 3.3.5
        assert event.start == starts_at
        assert isinstance(event.end, datetime)
        assert event.end.utcoffset() is not None


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        (date(2026, 3, 28), "10:00"),
        (date(2026, 3, 29), "10:00"),
        (date(2026, 10, 24), "10:00"),
        (date(2026, 10, 25), "10:00"),
    ],
)
def test_ten_in_vienna_is_ten_on_both_sides_of_the_change_of_clocks(day: date, clock: str) -> None:
    starts_at = datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo("Europe/Vienna")).astimezone(UTC)
    _, event = opened(meeting(starts_at))
    assert isinstance(event.start, datetime)
    assert event.start.strftime("%H:%M") == clock
    assert event.start.astimezone(UTC) == starts_at


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=60).filter(lambda name: name.strip()))
def test_no_name_can_add_a_line_or_a_property(name: str) -> None:
    made = meeting(NOON, ana=Guest(name, "ana@hearten.test"))
    calendar = Calendar.from_ical(invitation(made, "REQUEST"))
    (event,) = calendar.events
    assert sorted(event) == sorted(opened(meeting(NOON))[1])
    assert str(event["SUMMARY"]) == "1:1"


def test_lines_are_folded_and_end_as_the_standard_says() -> None:
    written = invitation(meeting(NOON, ana=Guest("Kraftfahrzeughaftpflicht" * 8, "ana@hearten.test")), "REQUEST")
    lines = written.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75


def test_it_has_the_shape_of_invitations_that_others_write() -> None:
    """What a zoned event of the library's own regression files has, ours has as well."""
    sample = SHARED / "samples" / "icalendar" / "calendars" / "america_new_york.ics"
    if not sample.exists():
        pytest.skip("the shared samples are not on this machine")
    theirs = Calendar.from_ical(sample.read_bytes())
    ours, event = opened(meeting(NOON, "America/New_York"))
    (their_zone,), (our_zone,) = theirs.timezones, ours.timezones
    assert str(our_zone["TZID"]) == "America/New_York"
    assert {part.name for part in our_zone.subcomponents} == {part.name for part in their_zone.subcomponents}
    their_event = theirs.events[0]
    assert {"DTSTART", "DTEND", "SUMMARY", "UID", "DTSTAMP"} & set(their_event) <= set(event)
    both = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert both.astimezone(our_zone.to_tz()).utcoffset() == both.astimezone(ZoneInfo("America/New_York")).utcoffset()
