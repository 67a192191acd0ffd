"""When check-ins are proposed and who may do what with one; what a team may look at; how a review is written. Pure."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten.support.after.rules.check_ins import WHICH, a_month_after, instant, is_far_enough, may, propose
from hearten.support.after.rules.debrief import decide_debrief, names_in, speaks_of_feelings
from hearten.support.after.rules.review import QUESTIONS, read_review, write_review

VIENNA = ZoneInfo("Europe/Vienna")
FIRST, LAST = datetime(2026, 1, 1), datetime(2036, 12, 1)  # noqa: DTZ001 - what hypothesis asks for
MOMENTS = st.datetimes(FIRST, LAST).map(lambda at: at.replace(tzinfo=UTC))
ZONES = st.sampled_from(["Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])


def wall(*parts: int) -> datetime:
    """A wall clock: a time without a zone."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def test_three_days_later_is_the_same_time_of_day_on_the_next_half_hour() -> None:
    at = datetime(2026, 11, 24, 13, 7, tzinfo=UTC)
    assert propose("days", now=at, zone=VIENNA) == wall(2026, 11, 27, 14, 30)


def test_a_month_later_is_the_same_day_or_the_last_one_of_a_shorter_month() -> None:
    assert a_month_after(date(2026, 11, 24)) == date(2026, 12, 24)
    assert a_month_after(date(2026, 12, 24)) == date(2027, 1, 24)
    assert a_month_after(date(2027, 1, 31)) == date(2027, 2, 28)
    assert a_month_after(date(2028, 1, 31)) == date(2028, 2, 29)


@settings(max_examples=300, deadline=None)
@given(MOMENTS, ZONES, st.sampled_from(WHICH))
def test_what_is_proposed_can_always_be_chosen(now: datetime, zone: str, which: str) -> None:
    at = instant(propose(which, now=now, zone=ZoneInfo(zone)), ZoneInfo(zone))  # type: ignore[arg-type]
    assert at is not None
    assert is_far_enough(at, now=now)
    least, most = (timedelta(hours=70), timedelta(hours=75)) if which == "days" else (timedelta(27), timedelta(33))
    assert least < at - now < most


def test_the_night_shift_is_not_offered_the_hour_that_the_clocks_skip() -> None:
    at = datetime(2026, 3, 26, 1, 10, tzinfo=UTC)  # 02:10 in Vienna, three days before the change
    assert propose("days", now=at, zone=VIENNA) == wall(2026, 3, 29, 3, 30)


def test_an_hour_that_is_skipped_is_no_time_and_of_a_repeated_one_it_is_the_first() -> None:
    assert instant(wall(2026, 3, 29, 2, 30), VIENNA) is None
    assert instant(wall(2026, 10, 25, 2, 30), VIENNA) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("verb", ["accept", "decline", "move", "cancel"])
@pytest.mark.parametrize("state", ["asked", "accepted", "declined", "cancelled"])
@pytest.mark.parametrize("is_agent", [True, False])
def test_who_may_do_what(verb: str, state: str, is_agent: bool) -> None:
    expected = {
        "accept": state == "asked" and not is_agent,
        "decline": state == "asked" and not is_agent,
        "move": state in {"asked", "accepted"},
        "cancel": state in {"asked", "accepted"},
    }[verb]
    assert may(verb, state, is_agent=is_agent) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("about", "joining", "because"),
    [
        ("process", "free", None),
        ("feelings", "free", ("feelings",)),
        ("process", "expected", ("compulsory",)),
        ("feelings", "expected", ("feelings", "compulsory")),
        ("anything else", "whatever", ("feelings", "compulsory")),
    ],
)
def test_only_a_voluntary_look_at_the_process_can_be_held(
    about: str, joining: str, because: tuple[str, ...] | None
) -> None:
    refusal = decide_debrief(about, joining)
    assert (refusal.because if refusal else None) == because


def test_people_of_the_team_are_found_by_their_first_names_and_words_are_not_taken_for_them() -> None:
    team = ["Rose Miller", "Will", "Tom"]
    assert names_in("Rose's call went on. “Tom” ended it.", team) == ["Rose Miller", "Tom"]
    assert names_in("The queue rose, and it will again.", team) == []
    assert names_in("Tomorrow we ask Willa.", team) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I felt small.", True),
        ("We all feel that way", True),
        ("She felt ignored", True),
        ("The customer felt ignored.", False),
        ("We ended the call after the warning.", False),
        ("The felt pads are worn.", False),
    ],
)
def test_how_people_here_felt_is_noticed_and_the_customer_is_not(text: str, found: bool) -> None:
    assert speaks_of_feelings(text) is found


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(QUESTIONS), st.text(max_size=80).map(lambda text: text.replace("\r", ""))))
def test_a_review_is_read_as_it_was_written(answers: dict[str, str]) -> None:
    expected = {question: answers.get(question, "").strip() for question in QUESTIONS}
    assert read_review(write_review(answers)) == expected


def test_no_answer_is_taken_for_a_question() -> None:
    answers = {"meant": "keep\nchange\n  happened", "change": "meant"}
    assert read_review(write_review(answers)) == {"happened": "", "keep": ""} | answers
