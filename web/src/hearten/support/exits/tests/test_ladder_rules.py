"""Which ladder a contact is on, which step is next, when an exit is done: decided on plain data."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.integrations.outgoing.catalogue import ABOUT_A_CONTACT, COVERED, EXIT_ASKED, EventType, Field, data_of
from hearten.staffing.contacts import ContactInHand, Heard
from hearten.support.exits.rules import (
    DANGER,
    Chosen,
    Said,
    choose_case,
    fill_gaps,
    gaps_in,
    in_danger,
    is_done,
    lay_ladder,
)
from hearten.words.bundle import bundled
from hearten.words.rules import ways_out
from hearten.words.shapes import CHANNELS, KINDS, WayOut

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
INSULT = ways_out("insult", 2, "voice")
HEARD = st.builds(
    Heard, st.sampled_from(KINDS), st.integers(0, 3), st.integers(0, 600).map(lambda seconds: NOW + seconds * SECOND)
)


def heard(kind: str, level: int, seconds: int = 0) -> Heard:
    return Heard(kind, level, NOW + seconds * SECOND)


def case(*things: Heard, chosen: Chosen | None = None) -> tuple[str, int, str]:
    found = choose_case(things, chosen)
    return found.kind, found.level, found.because


# --- which ladder


def test_where_nothing_was_heard_the_general_ladder_waits() -> None:
    assert case() == ("any", 0, "nothing_heard")


def test_the_hardest_thing_of_two_minutes_counts_and_a_danger_before_it() -> None:
    assert case(heard("insult", 2), heard("frustration", 1, 60)) == ("insult", 2, "heard")
    assert case(heard("insult", 2), heard("rambling", 0, 300)) == ("rambling", 0, "heard")
    assert case(heard("distress", 0), heard("insult", 3, 600)) == ("distress", 0, "heard")


def test_what_she_picked_stays_until_something_as_hard_or_a_danger_comes() -> None:
    picked = Chosen("demand", 1, NOW)
    assert case(heard("insult", 2, -9), chosen=picked) == ("demand", 1, "chosen")
    assert case(heard("frustration", 0, 9), chosen=picked) == ("demand", 1, "chosen")
    assert case(heard("insult", 2, 9), chosen=picked) == ("insult", 2, "heard")
    assert case(heard("distress", 0, 9), chosen=Chosen("insult", 3, NOW)) == ("distress", 0, "heard")


@given(
    st.lists(HEARD, max_size=8), st.none() | st.builds(Chosen, st.sampled_from(KINDS), st.integers(0, 3), st.just(NOW))
)
def test_whatever_happens_there_is_a_ladder_in_every_channel(things: list[Heard], chosen: Chosen | None) -> None:
    found = choose_case(things, chosen)
    for channel in CHANNELS:
        rungs = lay_ladder(ways_out(found.kind, found.level, channel, house=bundled()), [])
        assert rungs
        assert [rung.is_next for rung in rungs] == [True, *[False] * (len(rungs) - 1)]


@given(st.lists(HEARD, max_size=8))
def test_a_danger_is_named_whatever_comes_after_it(things: list[Heard]) -> None:
    named = in_danger(things, choose_case(things, None))
    assert set(named) == {each.kind for each in things} & set(DANGER)


# --- which step


def test_the_step_after_the_last_one_said_is_next() -> None:
    rungs = lay_ladder(INSULT, [Said("insult-limit", "limit")])
    assert [(rung.is_said, rung.is_next) for rung in rungs] == [(True, False), (False, True), (False, False)]


def test_a_step_may_be_passed_over() -> None:
    rungs = lay_ladder(INSULT, [Said("insult-warning", "warning")])
    assert [rung.is_next for rung in rungs] == [False, False, True]


def test_nobody_warns_twice_in_one_contact() -> None:
    rungs = lay_ladder(INSULT, [Said("demand-limit", "limit"), Said("demand-warning", "warning")])
    assert [(rung.is_said, rung.is_next) for rung in rungs] == [(True, False), (True, False), (False, True)]


def test_a_question_asked_on_another_ladder_is_another_question() -> None:
    ladder = ways_out("rambling", 0, "voice")
    assert not any(rung.is_said for rung in lay_ladder(ladder, [Said("demand-yes-no", "yes_no")]))


WAYS = st.lists(
    st.builds(WayOut, st.sampled_from("abcdef"), st.sampled_from(["limit", "warning", "closing"]), *[st.just("x")] * 3),
    max_size=6,
    unique_by=lambda way: way.id,
)
SAYINGS = st.lists(st.builds(Said, st.sampled_from("abcdef"), st.sampled_from(["ask", "warning"])), max_size=6)


@given(WAYS, SAYINGS)
def test_at_most_one_step_is_next_and_it_was_not_said(ways: list[WayOut], said: list[Said]) -> None:
    rungs = lay_ladder(ways, said)
    following = [rung for rung in rungs if rung.is_next]
    assert len(following) <= 1
    assert not any(rung.is_said for rung in following)
    assert [rung.way for rung in rungs] == ways
    assert {rung.leads_to for rung in rungs if rung.way.purpose == "closing"} <= {"end"}


# --- when it is done


@pytest.mark.parametrize(
    ("state", "confirmed", "done"),
    [
        ("live", False, False),
        ("held", False, False),
        ("wrap_up", False, True),
        ("ended", False, True),
        ("live", True, True),
    ],
)
def test_an_exit_is_done_when_the_contact_is_over_or_somebody_said_so(state: str, confirmed: bool, done: bool) -> None:
    contact = ContactInHand(uuid4(), "desk", "c-1", "voice", "", "en", state, 2, "")
    assert is_done(contact, confirmed_at=NOW if confirmed else None) is done
    assert is_done(None, confirmed_at=None), "a contact that is somebody else's by now was passed on"


# --- the letter


def test_known_gaps_are_filled_and_open_ones_are_named_once() -> None:
    text = fill_gaps("On [date]: [what happened]. [date], [what happened].", {"date": "3 March"})
    assert text == "On 3 March: [what happened]. 3 March, [what happened]."
    assert gaps_in(text) == ["what happened"]


# --- what may be told of a contact


@pytest.mark.parametrize("event", [EXIT_ASKED, COVERED])
def test_what_is_told_of_a_contact_names_no_agent_and_no_time(event: EventType) -> None:
    assert set(event.fields.values()) <= ABOUT_A_CONTACT
    assert not event.names_agent


def test_an_event_about_a_contact_cannot_be_given_a_person_or_a_time() -> None:
    for extra in (Field.AGENT, Field.TIME):
        with pytest.raises(ValueError, match="names a"):
            EventType("x", {"contact": Field.CONTACT, "more": extra})


@pytest.mark.parametrize(
    "given_data",
    [
        {"contact": "", "action": "end", "to": ""},
        {"contact": "c-1", "action": "shout", "to": ""},
        {"contact": "c-1", "action": "forward", "to": "two words"},
        {"contact": "c-1", "action": "forward", "to": "x" * 121},
        {"contact": "c-1", "action": "end", "to": "", "why": "insult"},
    ],
)
def test_nothing_but_ids_codes_and_addresses_leaves(given_data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"this is not|carries"):
        data_of(EXIT_ASKED, given_data)
    with pytest.raises(ValueError, match="this is not"):
        data_of(COVERED, {"contact": "c-1", "code": "insult"})
