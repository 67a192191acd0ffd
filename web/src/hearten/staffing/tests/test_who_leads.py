"""Whom to turn to now, in which order, and why."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hearten.staffing import labels
from hearten.staffing.rules import Candidate, Leadership, who_leads

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
HARBOUR, LANTERN = 1, 2
TOM, LENA, NOOR = 11, 12, 13


def on(person: int, role: str = "lead", team: int | None = HARBOUR, *, ends: int = 4, **fields: Any) -> Candidate:
    return Candidate(person, role, team, NOW - timedelta(hours=1), NOW + timedelta(hours=ends), **fields)


def asked(*candidates: Candidate, but: int | None = None, number: str = "0800 1") -> Leadership:
    return who_leads(candidates, team_id=HARBOUR, but=but, number=number, now=NOW)


def test_the_lead_on_shift_comes_before_the_deputy_and_leads_of_other_teams() -> None:
    found = asked(on(NOOR, team=LANTERN), on(LENA, "deputy"), on(TOM))
    assert [each.person_id for each in found.order] == [TOM, LENA, NOOR]
    assert [each.because[0] for each in found.order] == ["lead_on_shift", "deputy_stands_in", "lead_of_another_team"]
    assert found.because == ("lead_on_shift",)


def test_who_said_that_they_are_away_is_not_asked() -> None:
    found = asked(on(TOM, is_here=False), on(LENA, "deputy"))
    assert [each.person_id for each in found.order] == [LENA]


def test_whoever_is_in_a_contact_stands_after_whoever_is_not() -> None:
    found = asked(on(TOM, in_contact=True), on(LENA))
    assert [each.person_id for each in found.order] == [LENA, TOM]
    assert "in_a_contact" in found.order[1].because


def test_nobody_on_shift_is_answered_by_the_centres_number() -> None:
    assert asked() == Leadership((), ("nobody_on_shift", "centre_number"), "0800 1")
    assert asked(number="").because == ("nobody_on_shift", "no_number")
    assert asked(on(TOM, is_here=False)).because == ("all_away", "centre_number")


def test_nobody_is_the_answer_to_their_own_question() -> None:
    assert asked(on(TOM), but=TOM).first is None


def test_a_teams_lead_without_a_shift_counts_when_they_say_they_are_here() -> None:
    silent = Candidate(TOM, "lead", HARBOUR, None, None)
    here = Candidate(TOM, "lead", HARBOUR, None, None, is_here=True)
    assert asked(silent).first is None
    first = asked(here).first
    assert first is not None
    assert first.because == ("here_without_shift", "here")


def test_a_shift_begins_with_its_first_instant_and_is_over_at_its_last() -> None:
    begins = Candidate(TOM, "lead", HARBOUR, NOW, NOW + timedelta(hours=1))
    over = Candidate(TOM, "lead", HARBOUR, NOW - timedelta(hours=1), NOW)
    assert asked(begins).first is not None
    assert asked(over).first is None


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        person_id=st.integers(1, 5),
        role=st.sampled_from(["lead", "deputy"]),
        team_id=st.sampled_from([HARBOUR, LANTERN, None]),
        starts_at=st.one_of(st.none(), st.integers(-5, 5).map(lambda hours: NOW + timedelta(hours=hours))),
        ends_at=st.integers(-5, 9).map(lambda hours: NOW + timedelta(hours=hours)),
        is_here=st.sampled_from([True, False, None]),
        in_contact=st.booleans(),
    ),
    max_size=8,
)


@given(CANDIDATES, st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_found_does_not_matter(candidates: list[Candidate], random: object) -> None:
    shuffled = list(candidates)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert asked(*candidates) == asked(*shuffled)


@given(CANDIDATES)
def test_there_is_always_an_answer_and_each_stands_in_it_once(candidates: list[Candidate]) -> None:
    found = asked(*candidates)
    people = [each.person_id for each in found.order]
    assert len(people) == len(set(people))
    assert bool(people) != bool(found.number)
    for each in found.order:
        assert any(who.person_id == each.person_id and who.is_here is not False for who in candidates)


@given(CANDIDATES)
def test_every_reason_has_its_words(candidates: list[Candidate]) -> None:
    found = asked(*candidates)
    assert {*found.because, *(code for each in found.order for code in each.because)} <= set(labels.WORDS)
