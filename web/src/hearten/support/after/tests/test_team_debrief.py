"""A team's look at its process: free to join, about nobody; what is not scheduled is refused, with the source."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from web.tests.cast import signed_in

from hearten.people.models import Person
from hearten.support.after.actions import debriefs as actions
from hearten.support.after.actions.forgetting import forget_old
from hearten.support.after.models import Debrief

from .conftest import NOW, text_of

KEY = UUID("33333333-3333-4333-8333-333333333333")
PAGE = "/after/debriefs/"
FOUND = {"meant": "One warning", "happened": "Three warnings, then the end.", "keep": "", "change": "One is enough."}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def form(**fields: str) -> dict[str, str]:
    return {
        "key": str(KEY),
        "part": "contact",
        "starts_at": "2026-11-25T15:00",
        "about": "process",
        "joining": "free",
    } | fields


def called(client: Client) -> Debrief:
    assert client.post(PAGE, form()).status_code == 302
    return Debrief.objects.get()


def test_anybody_of_the_team_calls_one_and_the_team_and_its_lead_see_it(
    ana_client: Client, tom_client: Client, mia_client: Client
) -> None:
    called(ana_client)
    ana_client.post(PAGE, form())  # a retry calls it once
    assert Debrief.objects.count() == 1
    for client in (ana_client, tom_client):
        assert "How contacts that turn are ended or passed on" in text_of(client.get(PAGE)).split('id="call"')[0]
    assert 'id="coming"' not in text_of(mia_client.get(PAGE))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"about": "feelings"}, ["It is about how people feel, in a group."]),
        ({"joining": "expected"}, ["People are expected to come."]),
        ({"about": "feelings", "joining": "expected"}, ["It is about how people feel", "People are expected to come."]),
    ],
)
@pytest.mark.parametrize("name", ["ana", "tom"])
def test_what_is_about_feelings_or_compulsory_is_refused_with_the_source(
    name: str, wrong: dict[str, str], told: list[str], request: pytest.FixtureRequest
) -> None:
    answer = signed_in(request.getfixturevalue(name)).post(PAGE, form(**wrong))
    page = text_of(answer)
    assert answer.status_code == 422
    assert "This is not scheduled" in page
    for words in (*told, "CD000560", "2.51", "1.24 to 5.09", "What helps instead"):
        assert words in page
    assert not Debrief.objects.exists()


def test_no_verb_schedules_one_either(harbour: object) -> None:
    for about, joining in (("feelings", "free"), ("process", "expected")):
        with pytest.raises(actions.Refused):
            actions.call_debrief(
                harbour,  # type: ignore[arg-type]
                key=KEY, part="contact", starts_at=NOW, about=about, joining=joining,
            )  # fmt: skip
    assert not Debrief.objects.exists()


def test_why_is_on_a_page_of_its_own(ana_client: Client) -> None:
    page = text_of(ana_client.get("/after/why-not/"))
    assert "Cochrane Database of Systematic Reviews" in page
    assert "/after/why-not/" in text_of(ana_client.get("/after/"))


def test_nothing_in_it_can_hold_a_person(ana_client: Client) -> None:
    called(ana_client)
    related = {field.related_model for field in Debrief._meta.get_fields() if field.is_relation}
    assert Person not in related
    assert {field.name for field in Debrief._meta.get_fields()}.isdisjoint({"attendees", "joined", "called_by", "by"})
    assert "attend" not in text_of(ana_client.get(PAGE)).lower()


def test_the_team_writes_down_what_it_found(
    ana_client: Client, tom_client: Client, clock: time_machine.Traveller
) -> None:
    made = called(ana_client)
    sent = {"key": str(made.key)} | FOUND
    assert ana_client.post(f"{PAGE}found/", sent).status_code == 302
    clock.move_to(NOW + timedelta(days=2))
    page = text_of(signed_in(Person.objects.get(name="Tom")).get(PAGE))
    assert "One is enough." in page


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Ana waited too long.", "This names Ana."),
        ("Tom's warning came late", "This names Tom."),
        ("I felt alone", "how somebody here felt"),
    ],
)
def test_names_and_feelings_are_kept_out_and_what_was_typed_stays(
    ana_client: Client, tom: Person, words: str, told: str
) -> None:
    made = called(ana_client)
    answer = ana_client.post(f"{PAGE}found/", {"key": str(made.key)} | FOUND | {"keep": words})
    assert answer.status_code == 422
    assert told in text_of(answer)
    made.refresh_from_db()
    assert made.change == ""


@pytest.mark.parametrize("name", ["mia", "olu", "pia", "lena"])
def test_another_team_has_no_way_to_it(name: str, ana_client: Client, request: pytest.FixtureRequest) -> None:
    made = called(ana_client)
    person = request.getfixturevalue(name)
    client = signed_in(person)
    if person.name == "Lena":  # she is of Harbour: hers it is
        assert client.get(f"{PAGE}found/?debrief={made.key}").status_code == 200
        return
    assert client.get(f"{PAGE}found/?debrief={made.key}").status_code == 404
    assert client.post(f"{PAGE}found/", {"key": str(made.key)} | FOUND).status_code == 404
    assert client.post(f"{PAGE}off/", {"key": str(made.key)}).status_code == 404
    assert Debrief.objects.get().change == ""


@pytest.mark.parametrize("key", ["", "nothing", "44444444-4444-4444-8444-444444444444"])
def test_what_is_not_there_is_not_found(ana_client: Client, key: str) -> None:
    assert ana_client.get(f"{PAGE}found/?debrief={key}").status_code == 404
    assert ana_client.post(f"{PAGE}off/", {"key": key}).status_code == 404


def test_anybody_of_the_team_calls_it_off(ana_client: Client, tom_client: Client) -> None:
    made = called(ana_client)
    assert tom_client.post(f"{PAGE}off/", {"key": str(made.key)}).status_code == 302
    assert not Debrief.objects.exists()


def test_without_a_team_there_is_nothing_to_look_at(olu_client: Client) -> None:
    assert "You are in no team" in text_of(olu_client.get(PAGE))
    assert olu_client.post(PAGE, form()).status_code == 404


def test_after_a_year_it_is_gone(ana_client: Client) -> None:
    called(ana_client)
    forget_old(NOW + timedelta(days=360))
    assert Debrief.objects.exists()
    forget_old(NOW + timedelta(days=367))
    assert not Debrief.objects.exists()
