"""Leads offer times, agents book one of today's; no topic; who came is gone the day after."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from web.tests.cast import signed_in

from hearten.people.models import Person
from hearten.support.after.actions import doors as actions
from hearten.support.after.actions.forgetting import forget_old
from hearten.support.after.models import DoorSlot

from .conftest import NOW, text_of

MINE = "/after/door/mine/"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def slot(tom: Person) -> DoorSlot:
    """A quarter of an hour of Tom's, in an hour."""
    actions.open_door(tom, starts_at=NOW + HOUR, minutes=15, times=1)
    return DoorSlot.objects.get()


def book(person: Person, slot: DoorSlot) -> int:
    return signed_in(person).post(f"/after/door/{slot.key}/book/").status_code


def test_a_lead_opens_a_row_of_times(tom_client: Client) -> None:
    form = {"starts_at": "2026-11-24T14:00", "minutes": "15", "times": "3"}
    for _ in range(2):  # a retry opens nothing twice
        tom_client.post(MINE, form)
    starts = DoorSlot.objects.order_by("starts_at").values_list("starts_at", flat=True)
    assert [f"{at:%H:%M}" for at in starts] == ["14:00", "14:15", "14:30"]
    assert text_of(tom_client.get(MINE)).count("free") >= 3


def test_times_that_run_into_each_other_are_left_out(tom: Person) -> None:
    actions.open_door(tom, starts_at=NOW + HOUR, minutes=30, times=1)
    assert actions.open_door(tom, starts_at=NOW + HOUR - timedelta(minutes=15), minutes=15, times=4) == 2
    assert DoorSlot.objects.count() == 3


@pytest.mark.parametrize(
    "wrong", [{"starts_at": ""}, {"starts_at": "2026-11-24T08:00"}, {"minutes": "7"}, {"times": "0"}, {"times": "99"}]
)
def test_what_cannot_be_opened_is_said(tom_client: Client, wrong: dict[str, str]) -> None:
    answer = tom_client.post(MINE, {"starts_at": "2026-11-24T14:00", "minutes": "15", "times": "3"} | wrong)
    assert answer.status_code == 422
    assert not DoorSlot.objects.exists()


def test_an_agent_books_with_one_press_and_names_no_topic(ana: Person, ana_client: Client, slot: DoorSlot) -> None:
    page = text_of(ana_client.get("/after/"))
    part = page[page.index('id="doors"') :]
    part = part[: part.index("</section>")]
    assert "Book" in part
    assert "textarea" not in part
    assert 'type="text"' not in part
    assert book(ana, slot) == 302
    assert "Yours" in text_of(ana_client.get("/after/"))
    assert {field.name for field in DoorSlot._meta.get_fields()}.isdisjoint({"topic", "reason", "note", "booked_at"})


def test_who_booked_is_seen_by_that_lead_alone(
    ana: Person, mia: Person, tom: Person, lena: Person, olu: Person, pia: Person, slot: DoorSlot
) -> None:
    book(ana, slot)
    assert "Ana" in text_of(signed_in(tom).get(MINE))
    for person in (mia, lena, olu, pia):
        page = text_of(signed_in(person).get("/after/"))
        assert str(slot.key) not in page
        assert "Ana" not in page[page.index("<main") :]
    assert "Ana" not in text_of(signed_in(lena).get(MINE))


def test_of_two_who_book_at_once_one_gets_it_and_the_other_is_told(ana: Person, mia: Person, slot: DoorSlot) -> None:
    book(ana, slot)
    page = text_of(signed_in(mia).post(f"/after/door/{slot.key}/book/", follow=True))
    assert "Somebody was faster." in page
    slot.refresh_from_db()
    assert slot.booked_by == ana
    assert book(ana, slot) == 302  # pressing twice is pressing once


def test_only_times_of_today_that_are_to_come_can_be_booked(ana: Person, tom: Person) -> None:
    actions.open_door(tom, starts_at=NOW + timedelta(days=1), minutes=15, times=1)
    tomorrow = DoorSlot.objects.get()
    assert str(tomorrow.key) not in text_of(signed_in(ana).get("/after/"))
    assert book(ana, tomorrow) == 404
    DoorSlot.objects.update(starts_at=NOW - HOUR, ends_at=NOW + HOUR)
    assert book(ana, tomorrow) == 404


def test_the_agent_gives_it_back_without_a_word_and_another_can_have_it(
    ana: Person, mia: Person, slot: DoorSlot
) -> None:
    book(ana, slot)
    assert signed_in(mia).post(f"/after/door/{slot.key}/give-back/").status_code == 404
    assert signed_in(ana).post(f"/after/door/{slot.key}/give-back/").status_code == 302
    assert book(mia, slot) == 302
    slot.refresh_from_db()
    assert slot.booked_by == mia


def test_the_lead_takes_it_back_and_whoever_had_booked_it_sees_that(
    ana: Person, mia: Person, tom: Person, lena: Person, slot: DoorSlot
) -> None:
    book(ana, slot)
    assert signed_in(lena).post(f"/after/door/{slot.key}/withdraw/").status_code == 404
    assert signed_in(tom).post(f"/after/door/{slot.key}/withdraw/").status_code == 302
    assert "Taken back by the lead" in text_of(signed_in(ana).get("/after/"))
    assert str(slot.key) not in text_of(signed_in(mia).get("/after/"))
    assert book(mia, slot) == 404


def test_the_day_after_nobody_knows_who_came(
    ana: Person, tom: Person, slot: DoorSlot, clock: time_machine.Traveller
) -> None:
    book(ana, slot)
    tomorrow = (NOW + timedelta(days=1)).replace(hour=0, minute=1)
    clock.move_to(tomorrow)
    assert "Ana" not in text_of(signed_in(tom).get(MINE))  # out of sight at midnight
    forget_old(tomorrow + timedelta(hours=1))
    assert not DoorSlot.objects.exists()


@pytest.mark.parametrize("name", ["ana", "olu", "pia", "ravi"])
def test_only_leads_open_doors(name: str, request: pytest.FixtureRequest) -> None:
    assert signed_in(request.getfixturevalue(name)).get(MINE).status_code == 404


def test_a_lead_does_not_book_and_other_roles_have_no_button(tom: Person, olu: Person, slot: DoorSlot) -> None:
    assert book(tom, slot) == 404
    assert book(olu, slot) == 404
    assert "/book/" not in text_of(signed_in(olu).get("/after/"))
