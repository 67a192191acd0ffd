from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from hearten.listening import actions, queries
from hearten.listening.models import Contact, Cue, DeskSettings
from hearten.listening.tests.hearing import CALM, INSULT, THREAT, event, hear_now, says
from hearten.people import actions as people
from hearten.people.models import Person

MaxQueries = Callable[[int], AbstractContextManager[None]]
pytestmark = pytest.mark.django_db
DISTRESS = "I can't go on, I want to end my life"


def now_on(client: Client, **query: str) -> str:
    return client.get("/desk/now/", query, headers={"HX-Request": "true"}).content.decode()


@pytest.fixture
def on_the_line(ana: Person) -> Contact:
    hear_now(says(CALM, 1), says(INSULT, 2), agent_id=ana.pk, now=timezone.now())
    return Contact.objects.get()


class TestTheDesk:
    def test_shows_what_was_heard_what_to_say_and_the_ways_out(self, ana_client: Client, on_the_line: Contact) -> None:
        page = now_on(ana_client)
        for words in ("Heard: an insult", "useless idiot", "You could say", "Ways out", "End it in your phone"):
            assert words in page, words

    def test_shows_safeguarding_steps_before_the_ways_out(self, ana: Person, ana_client: Client) -> None:
        hear_now(says(DISTRESS), agent_id=ana.pk, now=timezone.now())
        page = now_on(ana_client)
        assert 0 < page.index("First:") < page.index("Ways out")

    def test_puts_danger_before_a_newer_insult(self, ana: Person, ana_client: Client) -> None:
        hear_now(says(DISTRESS, 1), says(INSULT, 9), agent_id=ana.pk, now=timezone.now())
        assert "is-safeguarding" in now_on(ana_client)

    def test_lets_no_milder_cue_push_a_harder_one_aside(self, ana: Person, ana_client: Client) -> None:
        hear_now(says(THREAT, 1), says("I want to speak to your manager", 2), agent_id=ana.pk, now=timezone.now())
        assert "Heard: a threat" in now_on(ana_client)

    def test_opens_the_contact_the_agent_chose(self, ana: Person, ana_client: Client) -> None:
        for name in ("c-1", "c-2"):
            hear_now(says(CALM, contact=name, queue=name.upper()), agent_id=ana.pk, now=timezone.now())
        first = Contact.objects.get(external_id="c-1")
        assert f'href="?open={first.key}" aria-current="true"' in now_on(ana_client, open=str(first.key))

    @pytest.mark.parametrize("chosen", ["", "nonsense", "0" * 5000, "<script>", "\x00"])
    def test_survives_any_choice(self, ana_client: Client, on_the_line: Contact, chosen: str) -> None:
        page = now_on(ana_client, open=chosen)
        assert "Heard: an insult" in page
        assert "<script>" not in page

    def test_lets_an_ended_contact_go_after_two_minutes(self, ana: Person, on_the_line: Contact) -> None:
        hear_now(event("ended", 1), agent_id=ana.pk, now=timezone.now())
        later = timezone.now() + timedelta(minutes=3)
        assert queries.desk_for(ana, now=timezone.now()).over
        assert not queries.desk_for(ana, now=later).over

    def test_asks_the_database_as_often_for_five_contacts_as_for_one(
        self, ana: Person, ana_client: Client, django_assert_max_num_queries: MaxQueries
    ) -> None:
        for number in range(5):
            hear_now(says(INSULT, contact=f"c-{number}"), agent_id=ana.pk, now=timezone.now())
        now_on(ana_client)
        with django_assert_max_num_queries(17):  # the open one asks for its way out, one's own plan and the log
            now_on(ana_client)

    def test_asks_the_database_as_often_for_twenty_cues_as_for_one(
        self, ana: Person, ana_client: Client, on_the_line: Contact, django_assert_max_num_queries: MaxQueries
    ) -> None:
        now_on(ana_client)
        with CaptureQueriesContext(connection) as once:
            now_on(ana_client)
        for number in range(3, 23):
            said = says(INSULT, number, start_ms=number * 40_000)
            hear_now(said, agent_id=ana.pk, now=timezone.now())
        assert Cue.objects.count() > 15
        with django_assert_max_num_queries(len(once)):
            now_on(ana_client)

    def test_says_when_nothing_is_there(self, ana_client: Client) -> None:
        assert "No contact right now." in now_on(ana_client)


class TestACueIsTheAgentsAlone:
    def test_mia_sees_nothing_of_it(self, mia_client: Client, on_the_line: Contact) -> None:
        page = now_on(mia_client, open=str(on_the_line.key))
        assert "insult" not in page
        assert str(on_the_line.key) not in page.replace(f'value="{on_the_line.key}"', "")

    @pytest.mark.parametrize("who", ["mia", "tom", "olu", "pia", "hana", "ravi"])
    def test_nobody_else_can_put_it_away_or_tell_it_from_none(
        self, request: pytest.FixtureRequest, on_the_line: Contact, who: str
    ) -> None:
        client: Client = request.getfixturevalue(f"{who}_client")
        hers = client.post(f"/desk/cues/{Cue.objects.get().key}/dismiss/")
        none = client.post(f"/desk/cues/{uuid4()}/dismiss/")
        assert hers.status_code == none.status_code == 404
        assert len(hers.content) == len(none.content)
        assert Cue.objects.get().handled_at is None

    def test_ana_puts_it_away_once_and_twice(self, ana: Person, ana_client: Client, on_the_line: Contact) -> None:
        address = f"/desk/cues/{Cue.objects.get().key}/dismiss/"
        for _ in range(2):
            assert ana_client.post(address, headers={"HX-Request": "true"}).status_code == 200
        assert "Heard: an insult" not in now_on(ana_client)


class TestAnotherHandOnTheDesk:
    def test_matching_an_id_anew_shows_nobody_elses_contacts(
        self, ana: Person, mia: Person, on_the_line: Contact
    ) -> None:
        actions.assign_contacts("desk", "ana-7", mia.pk, now=timezone.now())
        assert Contact.objects.get().agent == ana
        assert Cue.objects.get().agent == ana

    def test_a_password_set_by_anothers_link_clears_the_desk_first(self, ana: Person, on_the_line: Contact) -> None:
        issued = people.invite(ana, by=None, now=timezone.now())
        people.accept_invitation(issued.token, password="nine slow grey herons", now=timezone.now())
        shown = queries.desk_for(ana, now=timezone.now())
        assert not shown.contacts
        assert not Cue.objects.exists()
        hear_now(says(THREAT, 7), agent_id=ana.pk, now=timezone.now())
        assert Contact.objects.get().agent is None

    def test_a_first_invitation_clears_nothing(self, ana: Person, on_the_line: Contact) -> None:
        Person.objects.filter(pk=ana.pk).update(password="!", last_login=None)
        issued = people.invite(ana, by=None, now=timezone.now())
        people.accept_invitation(issued.token, password="nine slow grey herons", now=timezone.now())
        assert Cue.objects.exists()


class TestCuesOff:
    def test_for_half_an_hour_and_on_again(self, ana: Person, ana_client: Client, on_the_line: Contact) -> None:
        assert "Cues are off until" in ana_client.post("/desk/snooze/", headers={"HX-Request": "true"}).content.decode()
        assert "Heard: an insult" not in now_on(ana_client)
        ana_client.post("/desk/on/")
        assert "Heard: an insult" in now_on(ana_client)

    def test_for_today_ends_at_the_agents_own_midnight(self, ana: Person, ana_client: Client) -> None:
        ana.zone = "Pacific/Auckland"
        ana.save()
        ana_client.post("/desk/off/")
        until = DeskSettings.objects.get(person=ana).off_until
        assert until is not None
        local = until.astimezone(ZoneInfo("Pacific/Auckland"))
        assert (local.hour, local.minute) == (0, 0)
        assert timedelta(0) < until - timezone.now() <= timedelta(hours=25)

    def test_runs_out_by_itself(self, ana: Person, on_the_line: Contact) -> None:
        actions.snooze_cues(ana, now=timezone.now() - timedelta(hours=1))
        shown = queries.desk_for(ana, now=timezone.now()).open
        assert shown is not None
        assert shown.cue is not None


class TestTheDockInAFrame:
    def test_is_refused_by_every_page_but_the_dock(self, ana_client: Client) -> None:
        for address in ("/desk/", "/account/", "/desk/settings/", "/nowhere/"):
            answer = ana_client.get(address)
            assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], address
            assert answer["X-Frame-Options"] == "DENY"

    def test_is_allowed_in_our_own_window_and_in_origins_the_administrator_named(
        self, ana_client: Client, settings: Settings
    ) -> None:
        settings.DOCK_ORIGINS = ["https://crm.example.com"]
        answer = ana_client.get("/desk/dock/")
        assert "frame-ancestors 'self' https://crm.example.com" in answer["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer


class TestForgetting:
    def test_words_go_after_thirty_days_with_their_contact(self, ana: Person, on_the_line: Contact) -> None:
        actions.forget_old(timezone.now() + timedelta(days=29))
        assert Cue.objects.exists()
        actions.forget_old(timezone.now() + timedelta(days=31))
        assert not Cue.objects.exists()
        assert not Contact.objects.exists()

    def test_a_silent_contact_is_ended_after_two_hours(self, ana: Person, on_the_line: Contact) -> None:
        actions.close_silent_contacts(timezone.now() + timedelta(hours=3))
        assert Contact.objects.get().state == "ended"
