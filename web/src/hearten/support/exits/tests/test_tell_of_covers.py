"""What is covered leaves by event or by file, under the contact's id and one code, and is then deleted."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hearten.integrations.models import OutgoingDelivery, OutgoingEvent, Source
from hearten.integrations.outgoing.actions import make_receiver
from hearten.integrations.outgoing.catalogue import COVERED, EXIT_ASKED
from hearten.integrations.outgoing.client import Answer
from hearten.integrations.outgoing.delivering import Deliveries
from hearten.listening.models import Contact
from hearten.listening.tests.hearing import INSULT, hear_now, says
from hearten.people.models import Person
from hearten.staffing.contacts import contact_for
from hearten.support.exits import actions, lists
from hearten.support.exits.models import Cover, CoverAccount, Exit

pytestmark = pytest.mark.django_db


def leave_one(agent: Person, name: str = "c-1") -> Exit:
    now = timezone.now()
    hear_now(says(INSULT, contact=name), agent_id=agent.pk, now=now)
    contact = contact_for(agent, Contact.objects.get(external_id=name).key, now=now)
    assert contact is not None
    return actions.leave(agent, contact, key=uuid4(), action="end", to=None, now=now)


@pytest.fixture
def token(db: None) -> str:
    return lists.make_cover_account(now=timezone.now())


def take(client: Client, token: str) -> Any:
    return client.post(reverse("exits:take_covers"), headers={"Authorization": f"Bearer {token}"})


def stored(client: Client, token: str, batch: str) -> Any:
    return client.post(reverse("exits:covers_stored", args=[batch]), headers={"Authorization": f"Bearer {token}"})


class TestAsAFile:
    def test_names_contacts_and_one_code_and_nothing_else(self, ana: Person, token: str, client: Client) -> None:
        leave_one(ana, "c-1")
        leave_one(ana, "c-2")
        answer = take(client, token)
        assert answer.content.decode().splitlines() == [
            "source,contact,code",
            "desk,c-1,covered",
            "desk,c-2,covered",
        ]
        assert answer["Content-Type"].startswith("text/csv")

    def test_stays_until_it_is_said_to_be_stored(self, ana: Person, token: str, client: Client) -> None:
        leave_one(ana)
        first, again = take(client, token), take(client, token)
        assert first.content == again.content
        assert stored(client, token, first["Hearten-Batch"]).status_code == 204
        assert Cover.objects.exists(), "the older batch was taken over by the newer one"
        for _ in range(2):
            assert stored(client, token, again["Hearten-Batch"]).status_code == 204
        assert not Cover.objects.exists()
        assert take(client, token).content.decode().splitlines() == ["source,contact,code"]

    def test_leaves_what_was_covered_in_between_for_the_next_time(
        self, ana: Person, token: str, client: Client
    ) -> None:
        leave_one(ana, "c-1")
        batch = take(client, token)["Hearten-Batch"]
        leave_one(ana, "c-2")
        stored(client, token, batch)
        assert [cover.external_id for cover in Cover.objects.all()] == ["c-2"]

    @pytest.mark.parametrize("wrong", ["", "Bearer ", "Bearer wrong", "Basic {token}", "{token}"])
    def test_is_given_to_the_holder_of_the_token_alone(
        self, ana: Person, token: str, client: Client, olu_client: Client, wrong: str
    ) -> None:
        leave_one(ana)
        headers = {"Authorization": wrong.format(token=token)}
        for asker in (client, olu_client):
            assert asker.post(reverse("exits:take_covers"), headers=headers).status_code == 404
            assert asker.post(reverse("exits:covers_stored", args=[uuid4()]), headers=headers).status_code == 404
        assert Cover.objects.exists()

    def test_a_new_token_ends_the_old_one(self, token: str, client: Client) -> None:
        fresh = lists.make_cover_account(now=timezone.now())
        assert take(client, token).status_code == 404
        assert take(client, fresh).status_code == 200

    def test_carries_what_was_covered_before_anybody_fetched_it(self, ana: Person, client: Client) -> None:
        leave_one(ana)
        token = lists.make_cover_account(now=timezone.now())
        assert b"c-1" in take(client, token).content

    def test_no_id_becomes_a_formula(self, ana: Person, token: str, client: Client) -> None:
        leave_one(ana, "=1+1")
        assert "desk,'=1+1,covered" in take(client, token).content.decode()


@pytest.fixture
def source(db: None) -> Source:
    source = Source.objects.create(slug="desk", name="Desk", secret="s", token_hash="h", created_at=timezone.now())
    for name in ("Phone", "Quality"):
        types = [EXIT_ASKED.name] if name == "Phone" else [COVERED.name]
        make_receiver(name=name, url="https://x.example.com/", source=source, event_types=types, now=timezone.now())
    return source


def deliver(status: int = 204, body: bytes = b"") -> list[str]:
    sent: list[str] = []

    def post(_url: str, sent_body: bytes, _headers: Any, **_: Any) -> Answer:
        sent.append(sent_body.decode())
        return Answer(status, "", body)

    duty = Deliveries(post=post)  # type: ignore[arg-type]
    for piece in duty.take(10, now=timezone.now(), lease=timedelta(minutes=1)):
        piece.run()
    return sent


class TestAsAnEvent:
    def test_is_deleted_here_once_it_has_arrived(self, ana: Person, source: Source) -> None:
        leave_one(ana)
        sent = "".join(deliver())
        assert '"contact":"c-1"' in sent
        assert '"code":"covered"' in sent
        assert "ana" not in sent.lower()
        assert (Cover.objects.count(), OutgoingEvent.objects.count(), OutgoingDelivery.objects.count()) == (0, 0, 0)

    def test_waits_where_it_does_not_arrive(self, ana: Person, source: Source) -> None:
        leave_one(ana)
        deliver(503)
        assert (Cover.objects.count(), OutgoingEvent.objects.count()) == (1, 2)

    def test_a_file_that_carries_it_too_still_gets_it(
        self, ana: Person, source: Source, token: str, client: Client
    ) -> None:
        leave_one(ana)
        deliver()
        answer = take(client, token)
        assert b"c-1" in answer.content
        stored(client, token, answer["Hearten-Batch"])
        assert not Cover.objects.exists()

    def test_and_the_other_way_round(self, ana: Person, source: Source, token: str, client: Client) -> None:
        leave_one(ana)
        stored(client, token, take(client, token)["Hearten-Batch"])
        assert Cover.objects.get().to_event
        assert take(client, token).content.decode().splitlines() == ["source,contact,code"]
        deliver()
        assert not Cover.objects.exists()

    @pytest.mark.parametrize(
        ("body", "confirmed"),
        [
            (b'{"state": "ended"}', True),
            (b'{"state": "forwarded"}', True),
            (b'{"state": "ringing"}', False),
            (b"<html>", False),
            (b"", False),
        ],
    )
    def test_the_phone_system_may_say_in_its_answer_that_it_is_done(
        self, ana: Person, source: Source, body: bytes, confirmed: bool
    ) -> None:
        leave_one(ana)
        deliver(200, body)
        assert (Exit.objects.get().confirmed_at is not None) is confirmed

    def test_the_administrators_log_counts_no_exits(self, ana: Person, olu_client: Client, source: Source) -> None:
        receiver = source.receivers.get(name="Quality")
        page = reverse("outgoing:receiver", args=[receiver.key])
        before = olu_client.get(page).content
        leave_one(ana)
        assert b"covered.v1</code>" not in olu_client.get(page).content
        deliver()
        after = olu_client.get(page).content
        assert len(before) == len(after)


class TestTheAdministratorsPage:
    def test_keeps_the_lists(self, olu_client: Client, ana_client: Client) -> None:
        form = {"key": str(uuid4()), "name": "Duty desk", "address": "+1-555-0100", "place": "1"}
        for _ in range(2):
            olu_client.post(reverse("exits:new_destination"), form)
        line = {"key": str(uuid4()), "whom": "customer", "name": "Night line", "reach": "0800 555 0199", "place": "1"}
        olu_client.post(reverse("exits:new_help_line"), line)
        page = olu_client.get(reverse("exits:setup")).content.decode()
        assert page.count("Duty desk") == 1
        assert "Night line" in page
        olu_client.post(reverse("exits:destination", args=[form["key"]]), form | {"name": "Night desk"})
        olu_client.post(reverse("exits:remove_help_line", args=[line["key"]]))
        page = olu_client.get(reverse("exits:setup")).content.decode()
        assert "Night desk" in page
        assert "Night line" not in page
        assert ana_client.get(reverse("exits:setup")).status_code == 404

    @pytest.mark.parametrize("address", ["two words", "<b>", "", "x" * 200, "ätsch"])
    def test_refuses_an_address_no_phone_system_could_use(self, olu_client: Client, address: str) -> None:
        form = {"key": str(uuid4()), "name": "Duty desk", "address": address, "place": "1"}
        assert olu_client.post(reverse("exits:new_destination"), form).status_code == 422

    def test_shows_the_token_once(self, olu_client: Client) -> None:
        page = olu_client.post(reverse("exits:make_cover_account")).content.decode()
        assert "shown this once" in page
        assert "shown this once" not in olu_client.get(reverse("exits:setup")).content.decode()
        olu_client.post(reverse("exits:remove_cover_account"))
        assert not CoverAccount.objects.exists()

    def test_says_nothing_of_how_many_were_covered(self, olu_client: Client, ana: Person) -> None:
        before = olu_client.get(reverse("exits:setup")).content
        leave_one(ana)
        assert len(olu_client.get(reverse("exits:setup")).content) == len(before)
