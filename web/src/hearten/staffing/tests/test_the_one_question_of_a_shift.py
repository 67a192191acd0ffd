"""At most one unasked question a shift, none during a contact; and it is the same one until it is settled."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from hearten.people.models import Person
from hearten.staffing import actions, prompts
from hearten.staffing.models import Prompted, ShiftRole
from hearten.staffing.rules.prompting import decide_prompt

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
MORNING = NOW - timedelta(hours=4)


def decided(*offers: str, contacts: int = 0, settled: datetime | None = None, began: datetime | None = MORNING) -> str:
    return decide_prompt(offers, contacts_now=contacts, settled_at=settled, shift_began=began, now=NOW).because


def test_the_first_in_line_may_ask() -> None:
    found = decide_prompt(["plan", "note"], contacts_now=0, settled_at=None, shift_began=MORNING, now=NOW)
    assert (found.name, found.because) == ("plan", "free")


def test_nobody_is_asked_during_a_contact() -> None:
    assert decided("plan", contacts=1) == "in_contact"


def test_nobody_is_asked_twice_in_a_shift() -> None:
    assert decided("plan", settled=MORNING) == "asked_this_shift"
    assert decided("plan", settled=MORNING - timedelta(seconds=1)) == "free"


def test_without_a_planned_shift_half_a_day_is_one() -> None:
    assert decided("plan", settled=NOW - timedelta(hours=12), began=None) == "asked_this_shift"
    assert decided("plan", settled=NOW - timedelta(hours=12, seconds=1), began=None) == "free"


def test_with_nothing_to_ask_nobody_asks() -> None:
    assert decided() == "nothing_to_ask"


def test_offers_are_not_even_looked_at_where_none_may_be_shown() -> None:
    def offers() -> Iterator[str]:
        raise AssertionError("asked")
        yield ""

    assert decide_prompt(offers(), contacts_now=1, settled_at=None, shift_began=None, now=NOW).name == ""


@pytest.mark.django_db
class TestForAPerson:
    @pytest.fixture(autouse=True)
    def two_askers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(prompts, "_askers", {})
        prompts.provide("late", lambda viewer, now: True, order=20)
        prompts.provide("early", lambda viewer, now: viewer.name == "Ana", order=10)

    def test_it_is_the_turn_of_the_first_that_has_something_to_ask(self, ana: Person, mia: Person) -> None:
        assert prompts.turn(ana, now=NOW).name == "early"
        assert prompts.turn(mia, now=NOW).name == "late"

    def test_once_settled_nobody_asks_until_the_next_shift(self, ana: Person, mia: Person) -> None:
        for began in (MORNING, MORNING + timedelta(days=1)):
            actions.save_shift(
                key=uuid4(),
                person=ana,
                team=ana.team,
                role=ShiftRole.AGENT,
                starts_at=began,
                ends_at=began + timedelta(hours=8),
            )
        prompts.settle(ana, now=NOW)
        assert prompts.turn(ana, now=NOW + timedelta(hours=3)).because == "asked_this_shift"
        assert prompts.turn(ana, now=NOW + timedelta(days=1)).name == "early"
        assert prompts.turn(mia, now=NOW).name == "late"

    def test_none_during_a_contact(self, ana: Person) -> None:
        actions.contacts_changed(ana.pk, contacts_now=1, level=0, now=NOW)
        assert prompts.turn(ana, now=NOW).because == "in_contact"
        actions.contacts_changed(ana.pk, contacts_now=0, level=0, now=NOW)
        assert prompts.turn(ana, now=NOW).name == "early"

    def test_that_there_was_one_is_forgotten_within_a_day(self, ana: Person) -> None:
        prompts.settle(ana, now=NOW)
        actions.forget_old(NOW + timedelta(hours=23))
        assert Prompted.objects.count() == 1
        actions.forget_old(NOW + timedelta(hours=25))
        assert Prompted.objects.count() == 0
