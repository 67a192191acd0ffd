from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import models
from django.test import Client
from django.utils import timezone

from hearten.listening.tests.hearing import CALM, THREAT, event, hear_now, says
from hearten.live import queries as live
from hearten.live.models import Notice
from hearten.people.models import Person, Role, RoleGrant, Team
from hearten.staffing import actions as staffing
from hearten.support import actions, queries
from hearten.support.models import Asked, HandUp
from hearten.support.tests.floor import NOW, SECOND, Clock, on_shift, up

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def told(person: Person) -> int:
    return Notice.objects.filter(person=person, kind="hand-up").count()


def asked_now(agent: Person, *, now: Any = NOW) -> str:
    hand = queries.hand_of(agent, now=now)
    assert hand is not None
    return hand.asks


@pytest.fixture
def shift(tom: Person, lena: Person, harbour: Team) -> None:
    """Tom leads Harbour, Lena is deputy."""
    on_shift(tom, harbour)
    on_shift(lena, harbour, "deputy")


@pytest.fixture
def noor(harbour: Team) -> Person:
    person = Person.objects.create_user("noor@hearten.test", "Noor", team=harbour)
    RoleGrant.objects.create(person=person, role=Role.AGENT)
    return person


def be_buddies(agent: Person, buddy: Person) -> None:
    actions.choose_buddy(agent, buddy, now=NOW)
    actions.accept_buddy(buddy, agent.buddy_chosen.key, now=NOW)


class TestAHandThatGoesUp:
    def test_has_no_place_for_a_reason_nor_for_a_contact(self) -> None:
        names = {field.name for field in HandUp._meta.concrete_fields}
        assert names == {
            "id", "agent", "key", "ref", "raised_at", "asks", "because", "number_due", "answered_by", "answered_at",
            "first_answered_at",
            "closed_at", "due_at", "lease_until", "lease_by", "attempts",
        }  # fmt: skip
        assert not any(isinstance(field, models.TextField) for field in HandUp._meta.get_fields())

    def test_asks_the_lead_on_shift_and_tells_both_in_one_transaction(
        self, ana: Person, tom: Person, lena: Person, shift: None
    ) -> None:
        up(ana)
        assert asked_now(ana) == "Tom"
        assert (told(ana), told(tom), told(lena)) == (1, 1, 0)

    def test_twice_with_one_key_is_one(self, ana: Person, tom: Person, shift: None) -> None:
        key = uuid4()
        first = actions.raise_hand(ana, key=key, now=NOW)
        assert actions.raise_hand(ana, key=key, now=NOW + SECOND) == first
        assert (HandUp.objects.count(), told(tom)) == (1, 1)

    def test_pressed_again_while_it_is_up_adds_nothing(self, ana: Person, tom: Person, shift: None) -> None:
        first, key = up(ana), uuid4()
        assert actions.raise_hand(ana, key=key, now=NOW) == first
        actions.take_back(ana, now=NOW)
        actions.raise_hand(ana, key=key, now=NOW)  # the second press, repeated late by a browser
        assert queries.hand_of(ana, now=NOW) is None
        assert told(tom) == 2  # that it went up, and that it is down

    def test_needs_no_contact_and_minds_none(self, ana: Person, tom: Person, shift: None) -> None:
        hear_now(says(THREAT), agent_id=ana.pk, now=NOW)
        up(ana)
        assert asked_now(ana) == "Tom"

    def test_with_nobody_on_shows_the_centres_number_at_once(self, ana: Person, settings: Any) -> None:
        settings.CENTRE_NUMBER = "0800 2255"
        up(ana)
        hand = queries.hand_of(ana, now=NOW)
        assert hand is not None
        assert (hand.asks, hand.number_due, hand.number) == ("", True, "0800 2255")

    def test_with_a_buddy_alone_asks_them_and_shows_the_number_too(self, ana: Person, noor: Person) -> None:
        be_buddies(ana, noor)
        staffing.say_here(noor, is_here=True, now=NOW)
        up(ana)
        hand = queries.hand_of(ana, now=NOW)
        assert hand is not None
        assert (hand.asks, hand.number_due) == ("Noor", True)


class TestNotAnsweredInAMinute:
    def test_it_goes_on_to_the_next_and_the_first_may_still_answer(
        self, ana: Person, tom: Person, lena: Person, shift: None
    ) -> None:
        hand = up(ana)
        clock = Clock()
        assert clock.turn(59) == 0
        assert asked_now(ana) == "Tom"
        assert clock.turn(6) == 1
        assert asked_now(ana) == "Lena"
        assert (told(ana), told(tom), told(lena)) == (2, 2, 1)
        actions.answer(tom, hand.ref, now=clock.now)
        seen = queries.hand_of(ana, now=clock.now)
        assert seen is not None
        assert seen.answered_by == "Tom"

    def test_it_goes_to_the_buddy_and_then_to_any_lead_on_shift_and_then_the_number_is_shown(
        self, ana: Person, tom: Person, lena: Person, noor: Person, lantern: Team, shift: None
    ) -> None:
        hale = Person.objects.create_user("hale@hearten.test", "Hale", team=lantern)
        on_shift(hale, lantern)
        on_shift(noor, ana.team, "agent")
        be_buddies(ana, noor)
        up(ana)
        clock, order = Clock(), [asked_now(ana)]
        for _ in range(4):
            assert clock.turn(61) == 1
            order.append(asked_now(ana))
        assert order == ["Tom", "Noor", "Lena", "Hale", ""]
        hand = queries.hand_of(ana, now=clock.now)
        assert hand is not None
        assert hand.number_due
        assert set(hand.still_asked) == {"Tom", "Noor", "Lena", "Hale"}

    def test_somebody_who_comes_on_when_nobody_was_left_is_asked(self, ana: Person, tom: Person, harbour: Team) -> None:
        up(ana)
        clock = Clock()
        clock.turn(70)
        on_shift(tom, harbour)
        clock.turn(61)
        assert asked_now(ana) == "Tom"

    @pytest.mark.parametrize("how", ["away", "in a contact", "in a moment", "not accepted", "at home"])
    def test_a_buddy_who_cannot_come_is_passed_over(
        self, ana: Person, noor: Person, lena: Person, shift: None, how: str
    ) -> None:
        if how == "not accepted":
            actions.choose_buddy(ana, noor, now=NOW)
        else:
            be_buddies(ana, noor)
        if how != "at home":
            on_shift(noor, ana.team, "agent")
        if how == "away":
            staffing.say_here(noor, is_here=False, now=NOW)
        if how == "in a contact":
            hear_now(says(CALM), agent_id=noor.pk, now=NOW)
        if how == "in a moment":
            actions.ask_for_moment(noor, key=uuid4(), now=NOW)
        up(ana)
        Clock().turn(61)
        assert asked_now(ana) == "Lena"

    def test_an_answered_or_lowered_hand_goes_nowhere(self, ana: Person, mia: Person, tom: Person, shift: None) -> None:
        actions.answer(tom, up(ana).ref, now=NOW)
        up(mia)
        actions.take_back(mia, now=NOW)
        assert Clock().turn(130) == 0


class TestWhoeverIsAsked:
    def test_answers_with_one_press_and_everybody_is_told(
        self, ana: Person, tom: Person, ana_client: Client, tom_client: Client, shift: None
    ) -> None:
        on_shift(tom, ana.team, now=timezone.now())
        hand = up(ana, now=timezone.now())
        page = tom_client.get("/hands/").content
        assert b"Ana has a hand up" in page
        assert tom_client.post(f"/hands/{hand.ref}/answer/", headers=HTMX).status_code == 200
        assert b"Tom is coming" in ana_client.get("/hand/").content
        assert b"You are coming to Ana" in tom_client.get("/hands/").content

    def test_the_first_one_who_answers_comes(self, ana: Person, tom: Person, lena: Person, shift: None) -> None:
        hand = up(ana)
        Clock().turn(61)
        assert actions.answer(lena, hand.ref, now=NOW)
        assert actions.answer(tom, hand.ref, now=NOW)
        hand.refresh_from_db()
        assert hand.answered_by == lena

    def test_may_pass_it_on_before_and_after_answering(
        self, ana: Person, tom: Person, lena: Person, shift: None
    ) -> None:
        hand = up(ana)
        actions.pass_on(tom, hand.ref, now=NOW)
        assert asked_now(ana) == "Lena"
        actions.answer(lena, hand.ref, now=NOW)
        actions.pass_on(lena, hand.ref, now=NOW)
        seen = queries.hand_of(ana, now=NOW)
        assert seen is not None
        assert (seen.answered_by, seen.asks, seen.number_due) == ("", "", True)

    def test_cannot_pass_on_what_another_one_holds(self, ana: Person, tom: Person, lena: Person, shift: None) -> None:
        hand = up(ana)
        Clock().turn(61)
        actions.pass_on(tom, hand.ref, now=NOW)
        assert asked_now(ana) == "Lena"

    def test_and_nobody_else_sees_it_or_may_touch_it(
        self, ana: Person, lena: Person, mia_client: Client, lena_client: Client, shift: None
    ) -> None:
        hand = up(ana, now=timezone.now())
        for client in (mia_client, lena_client):
            assert b"Ana" not in client.get("/hands/").content
            for verb in ("answer", "pass-on", "done"):
                there = client.post(f"/hands/{hand.ref}/{verb}/")
                none = client.post(f"/hands/{uuid4()}/{verb}/")
                assert (there.status_code, len(there.content)) == (404, len(none.content))

    def test_is_not_called_any_more_when_the_agent_takes_it_back(self, ana: Person, tom: Person, shift: None) -> None:
        up(ana)
        actions.take_back(ana, now=NOW)
        assert queries.hands_for(tom) == []
        assert told(tom) == 2

    def test_learns_of_an_abusive_contact_while_the_hand_is_up_and_not_before_or_after(
        self, ana: Person, tom: Person, shift: None
    ) -> None:
        hear_now(says(THREAT), agent_id=ana.pk, now=NOW)
        assert queries.hands_for(tom) == []
        up(ana)
        [seen] = queries.hands_for(tom)
        assert seen.in_abuse
        hear_now(event("ended", 1), agent_id=ana.pk, now=NOW)
        [seen] = queries.hands_for(tom)
        assert not seen.in_abuse
        actions.take_back(ana, now=NOW)
        assert queries.hands_for(tom) == []

    def test_a_buddy_does_not_learn_of_it(self, ana: Person, noor: Person) -> None:
        be_buddies(ana, noor)
        staffing.say_here(noor, is_here=True, now=NOW)
        hear_now(says(THREAT), agent_id=ana.pk, now=NOW)
        up(ana)
        [seen] = queries.hands_for(noor)
        assert (seen.as_buddy, seen.in_abuse) == (True, False)

    def test_hears_of_it_by_asking_while_the_stream_is_down(
        self, ana: Person, tom: Person, tom_client: Client, shift: None
    ) -> None:
        before = live.cursor_for(tom)
        hand = up(ana)
        answer = tom_client.get(f"/live/poll?after={before}", headers={"Accept": "application/json"})
        assert [(each["kind"], each["object"]) for each in answer.json()["notices"]] == [("hand-up", str(hand.ref))]


class TestWithinADay:
    def test_a_closed_hand_and_who_was_asked_are_gone(self, ana: Person, shift: None) -> None:
        up(ana)
        actions.take_back(ana, now=NOW)
        actions.forget_old(NOW + timedelta(hours=23))
        assert HandUp.objects.exists()
        # The sweeper comes every quarter of an hour.
        actions.forget_old(NOW + timedelta(hours=23, minutes=45))
        assert not HandUp.objects.exists()
        assert not Asked.objects.exists()

    def test_a_hand_nobody_lowered_is_lowered_after_a_shift_and_gone_a_day_later(
        self, ana: Person, shift: None
    ) -> None:
        up(ana)
        actions.forget_old(NOW + timedelta(hours=13))
        assert queries.hand_of(ana, now=NOW) is None
        actions.forget_old(NOW + timedelta(hours=37))
        assert not HandUp.objects.exists()


class TestTheButton:
    def test_raises_a_hand_with_one_press_and_says_who_has_been_asked_and_who_is_next(
        self, ana_client: Client, ana: Person, tom: Person, lena: Person, harbour: Team
    ) -> None:
        on_shift(tom, harbour, now=timezone.now())
        on_shift(lena, harbour, "deputy", now=timezone.now())
        page = ana_client.post("/hand/raise/", {"key": str(uuid4())}, headers=HTMX).content.decode()
        assert "Tom has been asked" in page
        assert "it goes to Lena" in page

    @pytest.mark.parametrize("sent", [{}, {"key": "not a key"}, {"key": "x" * 9999}])
    def test_works_even_when_the_key_is_broken(self, ana_client: Client, ana: Person, sent: dict[str, str]) -> None:
        assert ana_client.post("/hand/raise/", sent, headers=HTMX).status_code == 200
        assert queries.hand_of(ana, now=timezone.now()) is not None

    def test_works_without_scripts_and_asks_no_question(self, ana_client: Client, ana: Person) -> None:
        page = ana_client.get("/hand/").content.decode()
        assert {part.split('"')[0] for part in page.split('name="')[1:]} == {"csrfmiddlewaretoken", "key"}
        assert ana_client.post("/hand/raise/", {"key": str(uuid4())}).status_code == 302
        assert ana_client.post("/hand/back/").status_code == 302
        assert queries.hand_of(ana, now=timezone.now()) is None

    def test_is_on_every_page_of_the_agent_and_on_nobody_elses(self, ana_client: Client, olu_client: Client) -> None:
        for address in ("/desk/", "/desk/dock/", "/account/", "/nowhere/"):
            assert b'id="raise-hand"' in ana_client.get(address).content, address
        assert b'id="raise-hand"' not in olu_client.get("/people/").content
        assert olu_client.post("/hand/raise/").status_code == 404

    def test_shows_the_number_with_nobody_on(self, ana_client: Client, settings: Any) -> None:
        settings.CENTRE_NUMBER = "0800 2255"
        page = ana_client.post("/hand/raise/", {"key": str(uuid4())}, headers=HTMX).content
        assert b"Nobody who could come is here" in page
        assert b'href="tel:0800 2255"' in page
