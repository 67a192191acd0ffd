from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import models
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from time_machine import TimeMachineFixture

from hearten.integrations.actions import hear_phone_state
from hearten.integrations.models import PhoneRequest
from hearten.listening.tests.hearing import CALM, THREAT, event, hear_now, says
from hearten.live.models import Notice
from hearten.people.models import Person
from hearten.support import actions, queries
from hearten.support.models import Moment
from hearten.support.rules import MomentPolicy, decide_cover

NOW = datetime(2026, 11, 24, 14, 27, tzinfo=UTC)
FIVE, TEN = timedelta(minutes=5), timedelta(minutes=10)


def ask(agent: Person, *, key: UUID | None = None, now: datetime = NOW) -> Moment:
    return actions.ask_for_moment(agent, key=key or uuid4(), now=now)


class TestTheRule:
    def test_makes_a_moment_after_abuse_longer(self) -> None:
        calm, abused = (decide_cover(level, MomentPolicy(), in_contact=False, now=NOW) for level in (0, 3))
        assert calm.until == NOW + FIVE
        assert abused.until == NOW + TEN
        assert abused.because == "after_abuse"

    @given(level=st.integers(-5, 99), in_contact=st.booleans())
    def test_has_no_answer_no(self, level: int, in_contact: bool) -> None:
        cover = decide_cover(level, MomentPolicy(), in_contact=in_contact, now=NOW)
        assert cover.until is None if in_contact else cover.until is not None and cover.until > NOW

    def test_has_no_place_for_a_reason(self) -> None:
        names = {field.name for field in Moment._meta.get_fields()}
        assert names == {
            "id",
            "agent",
            "key",
            "asked_at",
            "began_at",
            "covered_until",
            "waits_for",
            "ended_at",
            "phone_confirmed_at",
        }
        assert not any(isinstance(field, models.TextField) for field in Moment._meta.get_fields())


@pytest.mark.django_db
class TestAMoment:
    def test_is_granted_at_once(self, ana: Person) -> None:
        moment = ask(ana)
        assert moment.covered_until == NOW + FIVE
        assert Notice.objects.filter(person=ana, kind="moment").count() == 1

    def test_asked_for_twice_with_one_key_is_one(self, ana: Person) -> None:
        key = uuid4()
        first, second = ask(ana, key=key), ask(ana, key=key, now=NOW + timedelta(minutes=3))
        assert first == second
        assert Moment.objects.get().covered_until == NOW + FIVE
        assert Notice.objects.filter(person=ana, kind="moment").count() == 1

    def test_asked_for_again_with_another_key_is_longer_and_never_shorter(self, ana: Person) -> None:
        ask(ana)
        again = ask(ana, now=NOW + timedelta(minutes=4))
        assert again.covered_until == NOW + timedelta(minutes=9)
        assert queries.open_moment_for(ana) == again
        assert Moment.objects.filter(ended_at=None).count() == 1

    def test_ends_when_the_agent_is_back_and_not_before(self, ana: Person) -> None:
        ask(ana)
        assert queries.open_moment_for(ana) is not None
        actions.come_back(ana, now=NOW + timedelta(minutes=40))
        assert queries.open_moment_for(ana) is None

    def test_is_the_agents_own(self, ana: Person, mia: Person) -> None:
        ask(ana)
        assert queries.open_moment_for(mia) is None

    def test_is_forgotten_a_day_after_the_return(self, ana: Person) -> None:
        ask(ana)
        actions.come_back(ana, now=NOW)
        actions.forget_old(NOW + timedelta(hours=23))
        assert Moment.objects.exists()
        actions.forget_old(NOW + timedelta(hours=25))
        assert not Moment.objects.exists()

    @pytest.mark.parametrize("waits", [True, False])
    def test_nobody_ended_is_forgotten_as_well(self, ana: Person, waits: bool) -> None:
        if waits:
            hear_now(says(CALM), agent_id=ana.pk, now=NOW)
        ask(ana)
        actions.forget_old(NOW + timedelta(hours=25))
        assert not Moment.objects.exists()


@pytest.mark.django_db
class TestDuringAContact:
    @pytest.fixture(autouse=True)
    def _now(self, time_machine: TimeMachineFixture) -> None:
        """What ends a contact looks at the clock itself."""
        time_machine.move_to(NOW)

    def test_it_waits_and_begins_when_that_ends(self, ana: Person) -> None:
        hear_now(says(CALM), agent_id=ana.pk, now=NOW)
        assert ask(ana).covered_until is None
        hear_now(event("wrap_up", 1), agent_id=ana.pk, now=NOW + FIVE)
        moment = queries.open_moment_for(ana)
        assert moment is not None
        assert moment.began_at is not None
        assert moment.covered_until == moment.began_at + FIVE

    def test_it_is_longer_after_an_abusive_one(self, ana: Person) -> None:
        hear_now(says(THREAT), agent_id=ana.pk, now=NOW)
        ask(ana)
        hear_now(event("ended", 1), agent_id=ana.pk, now=NOW)
        moment = queries.open_moment_for(ana)
        assert moment is not None
        assert moment.began_at is not None
        assert moment.covered_until == moment.began_at + TEN

    def test_a_chat_agent_waits_for_the_contacts_of_now_and_not_for_new_ones(self, ana: Person) -> None:
        hear_now(says(CALM, contact="c-1"), says(CALM, contact="c-2"), agent_id=ana.pk, now=NOW)
        ask(ana)
        hear_now(says(CALM, contact="c-3"), agent_id=ana.pk, now=NOW)
        hear_now(event("ended", 1, contact="c-1"), agent_id=ana.pk, now=NOW)
        hear_now(says(CALM, contact="c-4"), agent_id=ana.pk, now=NOW)
        assert queries.open_moment_for(ana).covered_until is None  # type: ignore[union-attr]
        hear_now(event("ended", 2, contact="c-2"), agent_id=ana.pk, now=NOW)
        assert queries.open_moment_for(ana).covered_until is not None  # type: ignore[union-attr]

    def test_with_several_contacts_it_begins_when_the_last_one_ends(self, ana: Person) -> None:
        hear_now(says(CALM, contact="c-1"), says(CALM, contact="c-2"), agent_id=ana.pk, now=NOW)
        ask(ana)
        hear_now(event("ended", 1, contact="c-1"), agent_id=ana.pk, now=NOW)
        assert queries.open_moment_for(ana).covered_until is None  # type: ignore[union-attr]
        hear_now(event("ended", 2, contact="c-2"), agent_id=ana.pk, now=NOW)
        assert queries.open_moment_for(ana).covered_until is not None  # type: ignore[union-attr]

    def test_the_agent_may_begin_it_at_once(self, ana: Person) -> None:
        hear_now(says(CALM), agent_id=ana.pk, now=NOW)
        ask(ana)
        actions.begin_waiting_moment(ana.pk, after_level=0, now=NOW)
        assert queries.open_moment_for(ana).covered_until == NOW + FIVE  # type: ignore[union-attr]

    def test_a_source_that_never_says_ended_does_not_hold_it_for_ever(self, ana: Person) -> None:
        hear_now(says(CALM), agent_id=ana.pk, now=NOW)
        assert ask(ana, now=NOW + timedelta(hours=5)).covered_until is not None


@pytest.mark.django_db
class TestThePhoneSystem:
    def test_is_asked_and_confirms(self, ana: Person) -> None:
        ask(ana)
        assert PhoneRequest.objects.get(person=ana).until == NOW + FIVE
        hear_phone_state(ana.pk, "not_ready")
        assert queries.open_moment_for(ana).phone_confirmed_at is not None  # type: ignore[union-attr]

    def test_that_says_ready_brings_the_reminder_back(self, ana: Person) -> None:
        ask(ana)
        hear_phone_state(ana.pk, "not_ready")
        hear_phone_state(ana.pk, "ready")
        assert queries.open_moment_for(ana).phone_confirmed_at is None  # type: ignore[union-attr]

    def test_is_asked_nothing_once_the_agent_is_back(self, ana: Person) -> None:
        ask(ana)
        actions.come_back(ana, now=NOW)
        assert not PhoneRequest.objects.exists()

    def test_is_asked_for_no_more_contacts_while_a_moment_waits(self, ana: Person) -> None:
        hear_now(says(CALM), agent_id=ana.pk, now=NOW)
        ask(ana)
        assert PhoneRequest.objects.filter(person=ana).exists()


@pytest.mark.django_db
class TestTheButton:
    def test_grants_with_one_press(self, ana_client: Client, ana: Person) -> None:
        answer = ana_client.post("/moment/ask/", {"key": str(uuid4())}, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert b"Covered until" in answer.content
        assert b"Phone not confirmed: set Not Ready" in answer.content

    @pytest.mark.parametrize("sent", [{}, {"key": ""}, {"key": "not a key"}, {"key": "x" * 9999}])
    def test_grants_even_when_the_key_is_broken(self, ana_client: Client, ana: Person, sent: dict[str, str]) -> None:
        assert ana_client.post("/moment/ask/", sent, headers={"HX-Request": "true"}).status_code == 200
        assert queries.open_moment_for(ana) is not None

    def test_works_without_scripts(self, ana_client: Client, ana: Person) -> None:
        answer = ana_client.post("/moment/ask/", {"key": str(uuid4())})
        assert answer.status_code == 302
        assert queries.open_moment_for(ana) is not None

    def test_is_on_every_page_of_the_agent(self, ana_client: Client) -> None:
        for address in ("/desk/", "/desk/dock/", "/desk/settings/", "/account/", "/nowhere/"):
            assert b"I need a moment" in ana_client.get(address).content, address

    def test_asks_no_question(self, ana_client: Client) -> None:
        page = ana_client.get("/moment/", headers={"HX-Request": "true"}).content.decode()
        fields = [part.split('"')[0] for part in page.split('name="')[1:]]
        assert set(fields) == {"csrfmiddlewaretoken", "key"}

    def test_is_not_there_for_who_takes_no_contacts(self, olu_client: Client) -> None:
        assert olu_client.post("/moment/ask/", {"key": str(uuid4())}).status_code == 404

    def test_says_that_time_has_run_and_pulls_nobody_out(self, ana_client: Client, ana: Person) -> None:
        ask(ana, now=timezone.now() - timedelta(minutes=30))
        page = ana_client.get("/moment/").content
        assert b"Come back when you are ready" in page
        assert b"I need a moment" in page
