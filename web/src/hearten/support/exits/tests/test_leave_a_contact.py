"""An agent leaves a contact that has turned: words step by step, then the end, and nobody asks why."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hearten.integrations.models import OutgoingEvent, Source
from hearten.integrations.outgoing.actions import make_receiver
from hearten.integrations.outgoing.catalogue import COVERED, EXIT_ASKED
from hearten.listening.models import Contact
from hearten.listening.tests.hearing import CALM, INSULT, THREAT, event, hear_now, says
from hearten.live.models import Notice
from hearten.people.models import Person
from hearten.support.exits import actions
from hearten.support.exits.events import ExitTaken, exit_taken
from hearten.support.exits.models import Cover, Destination, Exit, Ladder
from hearten.support.queries import moments

pytestmark = pytest.mark.django_db
MaxQueries = Callable[[int], AbstractContextManager[None]]


@pytest.fixture
def contact(ana: Person) -> Contact:
    hear_now(says(CALM, 1), says(INSULT, 2), agent_id=ana.pk, now=timezone.now())
    return Contact.objects.get()


def press(client: Client, name: str, contact: Contact, **form: str) -> Any:
    url = reverse(f"exits:{name}", args=[contact.key])
    return client.post(url, form, headers={"HX-Request": "true"})


def ladder(client: Client, contact: Contact) -> str:
    return str(client.get(reverse("exits:ladder", args=[contact.key])).content.decode())


def end(client: Client, contact: Contact, **form: str) -> Any:
    return press(client, "leave", contact, **{"key": str(uuid4()), "action": "end", **form})


def test_the_ladder_of_what_was_heard_stands_on_the_desk(ana_client: Client, contact: Contact) -> None:
    page = ana_client.get(reverse("listening:now")).content.decode()
    assert page.index("Set the limit") < page.index("Warn once") < page.index("End this contact")
    assert f"slot-exits-ladder-{contact.key}" in page


def test_the_desk_remembers_a_step_and_shows_the_next(ana_client: Client, contact: Contact, ana: Person) -> None:
    answer = press(ana_client, "take_step", contact, case="insult.2", step="insult-limit").content.decode()
    assert answer.count("is-said") == 1
    assert answer.index("is-said") < answer.index("is-next") < answer.index("Warn once")
    assert ladder(ana_client, contact).count("is-said") == 1
    assert Ladder.objects.get().said == [["insult-limit", "limit"]]
    assert Notice.objects.filter(person=ana, kind="exit").exists()


def test_a_step_pressed_twice_is_one_step_and_can_be_taken_back(ana_client: Client, contact: Contact) -> None:
    for _ in range(2):
        press(ana_client, "take_step", contact, case="insult.2", step="insult-limit")
    assert len(Ladder.objects.get().said) == 1
    press(ana_client, "unsay", contact, case="insult.2", step="insult-limit")
    assert Ladder.objects.get().said == []


@pytest.mark.parametrize(
    "form",
    [{}, {"case": "insult.2"}, {"case": "insult.2", "step": "any-close"}, {"case": "joy.2", "step": "insult-limit"}],
)
def test_a_step_that_is_not_on_the_ladder_is_refused(
    ana_client: Client, contact: Contact, form: dict[str, str]
) -> None:
    assert press(ana_client, "take_step", contact, **form).status_code == 422
    assert not Ladder.objects.exists()


def test_ending_covers_the_contact_and_says_what_to_do_until_the_phone_confirms(
    ana_client: Client, contact: Contact
) -> None:
    page = end(ana_client, contact).content.decode()
    assert "Not confirmed by the phone system: end it there" in page
    assert "It is covered already" in page
    assert Cover.objects.get().external_id == "c-1"
    assert {field.name for field in Cover._meta.fields} == {
        "id",
        "source",
        "external_id",
        "at",
        "to_file",
        "to_event",
        "batch",
    }, "a cover names no person and no reason"


def test_the_end_of_the_contact_confirms_it(ana: Person, ana_client: Client, contact: Contact) -> None:
    end(ana_client, contact)
    hear_now(event("ended", 9), agent_id=ana.pk, now=timezone.now())
    assert "Ended, and covered." in ladder(ana_client, contact)


def test_her_own_word_confirms_it_too(ana_client: Client, contact: Contact) -> None:
    end(ana_client, contact)
    assert "Ended, and covered." in press(ana_client, "done", contact).content.decode()
    first = Exit.objects.get().confirmed_at
    press(ana_client, "done", contact)
    assert Exit.objects.get().confirmed_at == first


def test_a_contact_that_is_over_is_covered_without_asking_the_phone_system(
    ana: Person, ana_client: Client, contact: Contact
) -> None:
    hear_now(event("ended", 9), agent_id=ana.pk, now=timezone.now())
    assert "Ended, and covered." in end(ana_client, contact).content.decode()
    assert Exit.objects.get().confirmed_at is not None


def test_one_key_is_one_exit_and_one_contact_is_one_cover(ana_client: Client, contact: Contact) -> None:
    key = str(uuid4())
    for _ in range(3):
        end(ana_client, contact, key=key)
    end(ana_client, contact)
    assert (Exit.objects.count(), Cover.objects.count()) == (1, 1)


def test_leaving_is_announced_once_for_the_moment_that_follows(
    ana: Person, ana_client: Client, contact: Contact
) -> None:
    announced: list[ExitTaken] = []

    def listen(event: ExitTaken, **_: object) -> None:
        announced.append(event)

    exit_taken.connect(listen)
    try:
        end(ana_client, contact)
        end(ana_client, contact)
    finally:
        exit_taken.disconnect(listen)
    assert announced == [ExitTaken(ana.pk, 2)]


def test_a_moment_is_offered_even_where_nothing_hostile_was_heard(ana: Person, ana_client: Client) -> None:
    hear_now(says(CALM), agent_id=ana.pk, now=timezone.now())
    assert not moments.offer_for(ana, now=timezone.now())
    end(ana_client, Contact.objects.get())
    assert moments.offer_for(ana, now=timezone.now())
    assert "A moment before the next contact" in ana_client.get("/desk/").content.decode()


def test_passing_on_needs_somebody_of_the_centres_list(ana_client: Client, contact: Contact) -> None:
    form = {"action": "forward", "to": str(uuid4())}
    assert end(ana_client, contact, **form).status_code == 422
    assert end(ana_client, contact, **form | {"to": ""}).status_code == 422
    assert not Exit.objects.exists()
    line = Destination.objects.create(name="Duty desk", address="7001")
    page = end(ana_client, contact, action="forward", to=str(line.key)).content.decode()
    assert "pass it on there, to Duty desk (7001)" in page


@pytest.fixture
def phone(db: None) -> Source:
    source = Source.objects.create(slug="desk", name="Desk", secret="s", token_hash="h", created_at=timezone.now())
    make_receiver(
        name="Phone",
        url="https://phone.example.com/",
        source=source,
        event_types=[EXIT_ASKED.name, COVERED.name],
        now=timezone.now(),
    )
    return source


def test_the_phone_system_is_asked_and_told_nothing_of_the_agent(
    ana: Person, ana_client: Client, contact: Contact, phone: Source
) -> None:
    end(ana_client, contact)
    asked = OutgoingEvent.objects.get(type=EXIT_ASKED.name)
    assert asked.data == {"contact": "c-1", "action": "end", "to": ""}
    covered = OutgoingEvent.objects.get(type=COVERED.name)
    assert covered.data == {"contact": "c-1", "code": "covered"}
    assert {(each.person_id, each.subject) for each in (asked, covered)} == {(None, "")}


def test_a_contact_that_could_not_be_passed_on_is_ended_instead(
    ana_client: Client, contact: Contact, phone: Source
) -> None:
    line = Destination.objects.create(name="Duty desk", address="7001")
    end(ana_client, contact, action="forward", to=str(line.key))
    end(ana_client, contact)
    asked = OutgoingEvent.objects.filter(type=EXIT_ASKED.name).order_by("pk")
    assert [each.data["action"] for each in asked] == ["forward", "end"]
    assert [each.deliveries.get().state for each in asked] == ["replaced", "waiting"]
    assert (Exit.objects.get().action, Cover.objects.count()) == ("end", 1)


def test_danger_comes_before_the_ways_out_whatever_is_heard_after_it(
    ana: Person, ana_client: Client, contact: Contact
) -> None:
    hear_now(says(THREAT, 3), says(INSULT, 30), agent_id=ana.pk, now=timezone.now())
    page = ladder(ana_client, contact)
    assert page.index("A threat was made") < page.index("Ways out")


def test_she_may_say_herself_what_is_happening(ana: Person, ana_client: Client) -> None:
    hear_now(says(CALM), agent_id=ana.pk, now=timezone.now())
    contact = Contact.objects.get()
    assert "ways-out" not in ladder(ana_client, contact)
    page = press(ana_client, "pick", contact, case="distress.0").content.decode()
    assert page.index("The customer may be in danger") < page.index("Ask if they are safe")
    assert press(ana_client, "pick", contact, case="joy.9").status_code == 422


def test_what_is_not_hers_is_not_there(mia_client: Client, contact: Contact) -> None:
    for name in ("pick", "take_step", "unsay", "leave", "done", "put_away"):
        assert press(mia_client, name, contact, case="insult.2", step="insult-limit").status_code == 404
    assert mia_client.get(reverse("exits:ladder", args=[contact.key])).status_code == 404


def test_without_scripts_she_comes_back_to_her_desk(ana_client: Client, contact: Contact) -> None:
    form = {"key": str(uuid4()), "action": "end"}
    answer: Any = ana_client.post(reverse("exits:leave", args=[contact.key]), form)
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/?open={contact.key}")


def test_what_she_left_stays_in_sight_until_she_puts_it_away(ana_client: Client, contact: Contact) -> None:
    end(ana_client, contact)
    press(ana_client, "done", contact)
    page = ana_client.get(reverse("exits:recent")).content.decode()
    assert "Contacts you left today" in page
    assert "Contacts you left today" not in press(ana_client, "put_away", contact).content.decode()


def test_after_a_day_nothing_says_that_she_left_anything(ana_client: Client, contact: Contact) -> None:
    press(ana_client, "take_step", contact, case="insult.2", step="insult-limit")
    end(ana_client, contact)
    actions.forget_old(timezone.now() + timedelta(hours=25))
    assert (Exit.objects.count(), Ladder.objects.count(), Cover.objects.count()) == (0, 0, 1)
    actions.forget_old(timezone.now() + timedelta(days=31))
    assert not Cover.objects.exists()


def test_the_ladder_costs_few_questions(
    ana_client: Client, contact: Contact, django_assert_max_num_queries: MaxQueries
) -> None:
    ladder(ana_client, contact)
    with django_assert_max_num_queries(11):
        ladder(ana_client, contact)
