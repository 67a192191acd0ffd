"""A caller who has been warned: known again by a hash, for 90 days, until an appeal; and the letter about it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hearten.audit.models import Entry
from hearten.integrations import actions as integrations
from hearten.integrations.models import Source
from hearten.listening.models import Contact
from hearten.listening.tests.hearing import INSULT, hear_now, says
from hearten.people.models import Person
from hearten.staffing.customers import hash_of
from hearten.support.exits import actions
from hearten.support.exits.models import CallerMark, CallerNotice, Ladder

pytestmark = pytest.mark.django_db
WARNED = "This caller has been warned before."
REF = "4711"


@pytest.fixture
def desk(db: None) -> Source:
    return integrations.make_source(slug="desk", name="Desk", now=timezone.now()).source


def rings(agent: Person, name: str, customer: str = REF) -> Contact:
    known = hash_of("desk", customer) if customer else None
    hear_now(says(INSULT, contact=name, customer_ref=known), agent_id=agent.pk, now=timezone.now())
    return Contact.objects.get(external_id=name)


def press(client: Client, name: str, contact: Contact, **form: str) -> str:
    url = reverse(f"exits:{name}", args=[contact.key])
    return str(client.post(url, form, headers={"HX-Request": "true"}).content.decode())


def ladder(client: Client, contact: Contact) -> str:
    return str(client.get(reverse("exits:ladder", args=[contact.key])).content.decode())


class TestAMark:
    def test_is_offered_once_something_was_said_and_set_by_a_person_alone(
        self, ana: Person, ana_client: Client
    ) -> None:
        contact = rings(ana, "c-1")
        assert "Note that this caller was warned" not in ladder(ana_client, contact)
        page = press(ana_client, "take_step", contact, case="insult.2", step="insult-warning")
        assert "Note that this caller was warned" in page
        assert not CallerMark.objects.exists(), "saying a warning is no mark"
        for _ in range(2):
            page = press(ana_client, "mark", contact)
        assert "the next colleague sees" in page
        assert WARNED not in page, "her own mark of now tells her nothing new"
        assert CallerMark.objects.count() == 1

    def test_is_seen_by_the_next_agent_and_never_whose_it_is(
        self, ana: Person, mia: Person, ana_client: Client, mia_client: Client
    ) -> None:
        press(ana_client, "mark", rings(ana, "c-1"))
        page = ladder(mia_client, self.taken_by(mia, "c-2"))
        assert WARNED in page
        assert "Ana" not in page
        assert {field.name for field in CallerMark._meta.fields} == {"id", "key", "customer", "on"}

    def test_is_not_seen_for_another_caller_or_none(self, ana: Person, ana_client: Client) -> None:
        press(ana_client, "mark", rings(ana, "c-1"))
        assert WARNED not in ladder(ana_client, rings(ana, "c-2", "4712"))
        assert WARNED not in ladder(ana_client, rings(ana, "c-3", ""))

    def test_can_be_taken_back_in_the_contact_and_older_ones_stay(self, ana: Person, ana_client: Client) -> None:
        press(ana_client, "mark", rings(ana, "c-1"))
        second = rings(ana, "c-2")
        press(ana_client, "mark", second)
        assert WARNED in press(ana_client, "unmark", second)
        assert CallerMark.objects.count() == 1

    def test_needs_a_customer_the_source_has_told(self, ana: Person, ana_client: Client) -> None:
        contact = rings(ana, "c-1", "")
        page = press(ana_client, "mark", contact)
        assert "Note that" not in page
        assert not CallerMark.objects.exists()

    def test_is_gone_after_ninety_days(self, ana: Person, ana_client: Client) -> None:
        press(ana_client, "mark", rings(ana, "c-1"))
        actions.forget_old(timezone.now() + timedelta(days=89))
        assert CallerMark.objects.exists()
        actions.forget_old(timezone.now() + timedelta(days=92))
        assert not CallerMark.objects.exists()

    def test_leads_to_nobody_after_a_day(self, ana: Person, ana_client: Client) -> None:
        press(ana_client, "mark", rings(ana, "c-1"))
        actions.forget_old(timezone.now() + timedelta(hours=25))
        assert not Ladder.objects.exists()

    def taken_by(self, mia: Person, name: str) -> Contact:
        return rings(mia, name)


class TestAnAppeal:
    def send(self, client: Client, customer: str = REF) -> Any:
        return client.post(reverse("exits:appeal"), {"source": "desk", "customer": customer}, follow=True)

    def test_removes_every_mark_of_the_caller(
        self, ana: Person, ana_client: Client, tom_client: Client, desk: Source
    ) -> None:
        for name in ("c-1", "c-2"):
            press(ana_client, "mark", rings(ana, name))
        other = rings(ana, "c-3", "4712")
        press(ana_client, "mark", other)
        assert "Removed." in self.send(tom_client).content.decode()
        assert [mark.customer for mark in CallerMark.objects.all()] == [hash_of("desk", "4712")]
        assert "Nothing is noted" in self.send(tom_client).content.decode()
        deed = Entry.objects.get(deed="caller.unmarked")
        assert (deed.facts, deed.about) == ("{}", None)

    def test_is_for_leads_and_administrators(self, ana_client: Client, olu_client: Client, desk: Source) -> None:
        assert ana_client.get(reverse("exits:appeal")).status_code == 404
        assert self.send(olu_client).status_code == 200

    @pytest.mark.parametrize("form", [{}, {"source": "nowhere", "customer": "1"}, {"source": "desk", "customer": " "}])
    def test_asks_again_where_something_is_missing(self, tom_client: Client, desk: Source, form: Any) -> None:
        assert tom_client.post(reverse("exits:appeal"), form).status_code == 422


@pytest.fixture
def left(ana: Person, ana_client: Client) -> Contact:
    contact = rings(ana, "c-1")
    press(ana_client, "leave", contact, key=str(uuid4()), action="end")
    press(ana_client, "done", contact)
    return contact


class TestALetter:
    def test_begins_as_the_centres_own_with_the_facts_filled_in_and_the_way_to_appeal(
        self, ana_client: Client, left: Contact
    ) -> None:
        page = ana_client.get(reverse("exits:notice", args=[left.key])).content.decode()
        assert "(c-1)" in page
        assert "[date]" not in page
        assert "[what was said or done, in plain words]" in page
        assert "tell us within 30 days" in page
        assert not CallerNotice.objects.exists(), "looking writes nothing"

    def test_is_kept_as_its_writer_has_it_and_names_open_gaps(self, ana_client: Client, left: Contact) -> None:
        url = reverse("exits:notice", args=[left.key])
        for text in ("Dear [name]", "Dear [name], please [how to go on]"):
            page = ana_client.post(url, {"subject": "About", "text": text}, follow=True).content.decode()
        assert "There are still 2 gaps" in page
        assert CallerNotice.objects.count() == 1
        assert b"Dear [name]" in ana_client.get(reverse("exits:print_notice", args=[left.key])).content
        ana_client.post(reverse("exits:drop_notice", args=[left.key]))
        assert ana_client.get(reverse("exits:print_notice", args=[left.key])).status_code == 404

    def test_is_nobody_elses(self, ana_client: Client, mia_client: Client, tom_client: Client, left: Contact) -> None:
        url = reverse("exits:notice", args=[left.key])
        ana_client.post(url, {"subject": "About", "text": "Dear customer"})
        for client in (mia_client, tom_client):
            assert client.get(url).status_code == 404
            assert client.post(url, {"subject": "x", "text": "y"}).status_code == 404

    def test_is_never_sent(self, ana_client: Client, left: Contact, mailoutbox: list[Any]) -> None:
        ana_client.post(reverse("exits:notice", args=[left.key]), {"subject": "About", "text": "Dear customer"})
        assert mailoutbox == []

    def test_needs_a_contact_that_was_left(self, ana: Person, ana_client: Client) -> None:
        contact = rings(ana, "c-9")
        assert ana_client.get(reverse("exits:notice", args=[contact.key])).status_code == 404
