from uuid import uuid4

import pytest
from django.test import Client

from hearten.live.models import Notice
from hearten.people.models import Person, Role, RoleGrant, Team
from hearten.support import actions, queries
from hearten.support.models import Buddy, Reaching
from hearten.support.tests.floor import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def noor(harbour: Team) -> Person:
    person = Person.objects.create_user("noor@hearten.test", "Noor", team=harbour)
    RoleGrant.objects.create(person=person, role=Role.AGENT)
    return person


@pytest.fixture
def noor_client(noor: Person) -> Client:
    client = Client()
    client.force_login(noor)
    return client


class TestABuddy:
    def test_is_chosen_by_the_agent_and_says_yes(
        self, ana: Person, noor: Person, ana_client: Client, noor_client: Client
    ) -> None:
        assert ana_client.post("/support/buddy/", {"buddy": str(noor.key)}).status_code == 302
        pair = Buddy.objects.get()
        assert (pair.agent, pair.buddy, pair.accepted_at) == (ana, noor, None)
        assert b"Ana asks whether you want to be their buddy" in noor_client.get("/hands/").content
        assert noor_client.post(f"/support/buddy/{pair.key}/yes/").status_code == 302
        pair.refresh_from_db()
        assert pair.accepted_at is not None
        assert b"Noor is your buddy" in ana_client.get("/support/").content

    def test_is_somebody_of_ones_own_team_and_not_oneself(
        self, ana: Person, mia: Person, tom: Person, ana_client: Client
    ) -> None:
        for other in (mia, tom, ana):
            assert ana_client.post("/support/buddy/", {"buddy": str(other.key)}).status_code == 422
        assert ana_client.post("/support/buddy/", {"buddy": str(uuid4())}).status_code == 422
        assert not Buddy.objects.exists()

    def test_may_say_no_and_either_may_stop(self, ana: Person, noor: Person) -> None:
        for who_ends in (noor, ana):
            actions.choose_buddy(ana, noor, now=NOW)
            pair = Buddy.objects.get()
            actions.accept_buddy(noor, pair.key, now=NOW)
            assert actions.end_buddy(who_ends, pair.key)
            assert not Buddy.objects.exists()

    def test_is_asked_anew_when_another_one_is_chosen(self, ana: Person, noor: Person, harbour: Team) -> None:
        kim = Person.objects.create_user("kim@hearten.test", "Kim", team=harbour)
        actions.choose_buddy(ana, noor, now=NOW)
        actions.accept_buddy(noor, Buddy.objects.get().key, now=NOW)
        actions.choose_buddy(ana, kim, now=NOW)
        pair = Buddy.objects.get()
        assert (pair.buddy, pair.accepted_at) == (kim, None)

    def test_chosen_twice_is_asked_once(self, ana: Person, noor: Person) -> None:
        for _ in range(2):
            actions.choose_buddy(ana, noor, now=NOW)
        assert Notice.objects.filter(person=noor, kind="buddy").count() == 1

    def test_is_known_to_the_two_and_to_nobody_else(
        self, ana: Person, noor: Person, mia: Person, tom: Person, tom_client: Client, mia_client: Client
    ) -> None:
        actions.choose_buddy(ana, noor, now=NOW)
        key = Buddy.objects.get().key
        for client in (tom_client, mia_client):
            for place in ("/support/", "/hands/"):
                page = client.get(place).content
                assert b"Noor" not in page
                assert b"Ana" not in page
        there = mia_client.post(f"/support/buddy/{key}/yes/")
        none = mia_client.post(f"/support/buddy/{uuid4()}/yes/")
        assert (there.status_code, len(there.content)) == (404, len(none.content))
        assert mia_client.post(f"/support/buddy/{key}/end/").status_code == 404
        assert not Notice.objects.filter(person__in=[tom, mia]).exists()

    def test_cannot_say_yes_for_somebody_else(self, ana: Person, noor: Person) -> None:
        actions.choose_buddy(ana, noor, now=NOW)
        assert not actions.accept_buddy(ana, Buddy.objects.get().key, now=NOW)


class TestHowAHandReachesOne:
    def test_beyond_the_page_is_off_until_it_is_switched_on(self, tom: Person, tom_client: Client) -> None:
        assert (queries.reaching_of(tom).browser, queries.reaching_of(tom).sound) == (False, False)
        assert tom_client.post("/support/reaching/", {"browser": "on", "sound": "on"}).status_code == 302
        reaching = Reaching.objects.get(person=tom)
        assert (reaching.browser, reaching.sound) == (True, True)
        tom_client.post("/support/reaching/", {})
        reaching.refresh_from_db()
        assert (reaching.browser, reaching.sound) == (False, False)
