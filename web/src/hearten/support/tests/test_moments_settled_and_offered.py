from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from web.tests.together import all_at_once

from hearten.audit.models import Entry
from hearten.integrations.outgoing import actions as outgoing
from hearten.integrations.outgoing.models import OutgoingEvent
from hearten.listening.tests.hearing import CALM, INSULT, THREAT, event, hear_now, says
from hearten.people.models import Person, Team
from hearten.support import actions, queries
from hearten.support.models import Moment, MomentOffer, MomentVersion
from hearten.support.rules import MomentPolicy, covered_time, decide_cover, should_offer
from hearten.support.tests.floor import NOW, on_shift

world = import_module("hearten.integrations.tests.outgoing_world")
pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def settle(team: Team | None, usual: int = 7, after: int = 15, offer_from: int = 2, **more: Any) -> MomentVersion:
    return actions.settle_moments(
        team, usual_minutes=usual, after_abuse_minutes=after, offer_from=offer_from, now=NOW, **more
    )


def ask(agent: Person) -> Moment:
    return actions.ask_for_moment(agent, key=uuid4(), now=NOW)


class TestWhatIsSettled:
    def test_for_the_centre_holds_for_every_team(self, ana: Person) -> None:
        settle(None)
        assert ask(ana).covered_until == NOW + 7 * MINUTE

    def test_for_a_team_holds_for_that_team_alone(self, ana: Person, mia: Person) -> None:
        settle(ana.team, usual=12, after=20)
        assert ask(ana).covered_until == NOW + 12 * MINUTE
        assert ask(mia).covered_until == NOW + 5 * MINUTE

    def test_is_gone_by_again_when_a_team_follows_the_centre(self, ana: Person) -> None:
        settle(None)
        settle(ana.team, usual=12, after=20)
        settle(ana.team, usual=12, after=20, follows_centre=True)
        assert ask(ana).covered_until == NOW + 7 * MINUTE

    def test_is_a_version_that_nobody_changes(self, ana: Person) -> None:
        first = settle(ana.team)
        with pytest.raises(ValueError, match="frozen"):
            first.save()
        settle(ana.team, usual=9)
        assert [row.number for row in MomentVersion.objects.order_by("number")] == [1, 2]

    def test_twice_alike_is_once(self, ana: Person) -> None:
        assert settle(ana.team) == settle(ana.team)
        assert Entry.objects.filter(deed="setting.changed").count() == 1

    def test_does_not_touch_a_moment_that_was_granted_before(self, ana: Person) -> None:
        moment = ask(ana)
        settle(None, usual=20, after=20)
        moment.refresh_from_db()
        assert moment.covered_until == NOW + 5 * MINUTE

    def test_can_be_read_by_every_agent_with_what_held_before(
        self, ana: Person, mia_client: Client, ana_client: Client
    ) -> None:
        settle(None, usual=7)
        settle(ana.team, usual=12, after=20)
        page = ana_client.get("/moment/settled/").content.decode()
        assert "12 minutes" in page
        assert "Always, at once" in page
        assert "For Harbour" not in page, "only an administrator settles it"
        assert "7 minutes" in mia_client.get("/moment/settled/").content.decode()

    def test_by_an_administrator_and_never_below_the_least(self, olu_client: Client, harbour: Team) -> None:
        address = f"/moment/settled/teams/{harbour.key}/"
        too_short = {"usual_minutes": 4, "after_abuse_minutes": 10, "offer_from": 2}
        assert olu_client.post(address, too_short).status_code == 422
        shorter_after = {"usual_minutes": 20, "after_abuse_minutes": 15, "offer_from": 2}
        assert olu_client.post(address, shorter_after).status_code == 422
        assert not MomentVersion.objects.exists()
        assert olu_client.post(address, {**shorter_after, "after_abuse_minutes": 20}).status_code == 302
        assert MomentVersion.objects.get().team == harbour

    def test_by_nobody_else(self, tom_client: Client, ana_client: Client) -> None:
        for client in (tom_client, ana_client):
            assert client.post("/moment/settled/centre/", {"usual_minutes": 30}).status_code == 404


class TestAnOffer:
    def test_comes_after_a_hostile_or_abusive_contact_and_after_no_other(self, ana: Person, mia: Person) -> None:
        for agent, words in ((ana, INSULT), (mia, CALM)):
            hear_now(says(words), agent_id=agent.pk, now=NOW)
            hear_now(event("ended", 1), agent_id=agent.pk, now=NOW)
        assert queries.offer_for(ana, now=NOW)
        assert not queries.offer_for(mia, now=NOW)

    def test_says_how_long_and_imposes_nothing(self, ana: Person, ana_client: Client) -> None:
        now = timezone.now()
        hear_now(says(THREAT), agent_id=ana.pk, now=now)
        hear_now(event("ended", 1), agent_id=ana.pk, now=now)
        page = ana_client.get("/moment/").content.decode()
        assert "A moment before the next contact, if you want one: 10 minutes." in page
        assert queries.open_moment_for(ana) is None
        assert not OutgoingEvent.objects.exists()

    def test_is_taken_by_the_button_itself(self, ana: Person) -> None:
        MomentOffer.objects.create(agent=ana, offered_at=NOW)
        ask(ana)
        assert not queries.offer_for(ana, now=NOW)

    def test_goes_with_not_now_and_by_itself(self, ana: Person, ana_client: Client) -> None:
        MomentOffer.objects.create(agent=ana, offered_at=timezone.now())
        assert ana_client.post("/moment/offer/away/", headers={"HX-Request": "true"}).status_code == 200
        assert not MomentOffer.objects.exists()
        MomentOffer.objects.create(agent=ana, offered_at=NOW)
        assert not queries.offer_for(ana, now=NOW + 31 * MINUTE)
        actions.forget_old(NOW + 46 * MINUTE)
        assert not MomentOffer.objects.exists()

    def test_is_not_made_to_who_has_a_moment_already_nor_where_none_is_wanted(self, ana: Person, mia: Person) -> None:
        ask(ana)
        actions.contacts_over(ana.pk, over=1, under_way=0, after_level=3, now=NOW)
        settle(mia.team, offer_from=4)
        actions.contacts_over(mia.pk, over=1, under_way=0, after_level=3, now=NOW)
        assert not MomentOffer.objects.exists()

    @given(level=st.integers(0, 3), offer_from=st.integers(2, 4), has_moment=st.booleans())
    def test_is_a_matter_of_the_level_alone(self, level: int, offer_from: int, has_moment: bool) -> None:
        policy = MomentPolicy(offer_from=offer_from)
        assert should_offer(level, policy, has_moment=has_moment) == (not has_moment and level >= offer_from)


class TestWhatTheLeadSees:
    def test_is_who_is_away_now_and_until_when(self, ana: Person, tom: Person, tom_client: Client) -> None:
        moment = actions.ask_for_moment(ana, key=uuid4(), now=timezone.now())
        [away] = queries.away_now(tom, now=timezone.now())
        assert (away.name, away.until) == ("Ana", moment.covered_until)
        assert b"covered until" in tom_client.get("/team-now/").content
        actions.come_back(ana, now=timezone.now())
        assert queries.away_now(tom, now=timezone.now()) == []
        assert b"Ana" not in tom_client.get("/team-now/").content

    def test_is_nothing_while_a_moment_waits_for_a_contact(self, ana: Person, tom: Person) -> None:
        hear_now(says(CALM), agent_id=ana.pk, now=NOW)
        ask(ana)
        assert queries.away_now(tom, now=NOW) == []

    def test_is_the_team_one_leads_now_by_name_or_by_shift(
        self, ana: Person, mia: Person, tom: Person, lena: Person, lantern: Team
    ) -> None:
        ask(ana)
        ask(mia)
        assert [each.name for each in queries.away_now(tom, now=NOW)] == ["Ana"]
        assert queries.away_now(lena, now=NOW) == []
        on_shift(lena, lantern, "deputy")
        assert [each.name for each in queries.away_now(lena, now=NOW)] == ["Mia"]

    def test_has_the_same_bytes_whether_an_agent_took_0_or_50_moments_last_month(
        self, ana: Person, tom_client: Client
    ) -> None:
        def pages() -> list[bytes]:
            return [tom_client.get(place).content for place in ("/team-now/now/", "/hands/", "/live/poll?after=0")]

        without = pages()
        now = timezone.now()
        for number in range(50):
            began = now - timedelta(days=30) + number * timedelta(hours=14)
            actions.ask_for_moment(ana, key=uuid4(), now=began)
            actions.come_back(ana, now=began + 5 * MINUTE)
        assert pages() == without

    def test_is_not_for_agents(self, ana_client: Client) -> None:
        assert ana_client.get("/team-now/").status_code == 404


class TestTheCover:
    def test_lasts_until_the_return_and_no_longer_than_granted(self) -> None:
        until = NOW + 5 * MINUTE
        assert covered_time(NOW, until, NOW + 3 * MINUTE) == (NOW, NOW + 3 * MINUTE)
        assert covered_time(NOW, until, NOW + 9 * MINUTE) == (NOW, until)
        assert covered_time(None, None, NOW) is None

    @given(level=st.integers(0, 3), usual=st.integers(5, 60), after=st.integers(10, 60), stays=st.integers(1, 600))
    def test_is_never_more_than_the_moment_and_never_negative(
        self, level: int, usual: int, after: int, stays: int
    ) -> None:
        policy = MomentPolicy(usual * MINUTE, after * MINUTE)
        until = decide_cover(level, policy, in_contact=False, now=NOW).until
        covered = covered_time(NOW, until, NOW + stays * MINUTE)
        assert covered is not None
        assert until is not None
        assert NOW < covered[1] <= until

    def test_is_told_to_workforce_management_when_the_agent_is_back_each_moment_by_itself(self, ana: Person) -> None:
        source = world.make_source()
        world.link(source, "ana-7", ana)
        outgoing.make_receiver(
            name="WFM",
            url="https://wfm.example.com/in",
            source=source,
            event_types=["hearten.support.time_covered.v1"],
            now=NOW,
        )
        for start in (NOW, NOW + 60 * MINUTE):
            actions.ask_for_moment(ana, key=uuid4(), now=start)
            assert OutgoingEvent.objects.count() == (0 if start == NOW else 1), "nothing is told before it is over"
            actions.come_back(ana, now=start + 3 * MINUTE)
        first, second = OutgoingEvent.objects.order_by("pk")
        assert first.data == {"agent": "ana-7", "since": "2026-11-24T14:05:00Z", "until": "2026-11-24T14:08:00Z"}
        assert {each.deliveries.get().state for each in (first, second)} == {"waiting"}

    def test_of_somebody_who_went_home_ends_where_it_was_granted_to(self, ana: Person) -> None:
        moment = ask(ana)
        actions.forget_old(NOW + timedelta(hours=13))
        moment.refresh_from_db()
        assert moment.ended_at == moment.covered_until


class TestWithin24Hours:
    """The sweepers come each quarter of an hour, and each hour for what goes out."""

    def test_of_the_return_the_name_is_gone_everywhere(self, ana: Person) -> None:
        source = world.make_source()
        world.link(source, "ana-7", ana)
        receiver = world.make_receiver(source)
        receiver.event_types = [*receiver.event_types, "hearten.support.time_covered.v1"]
        receiver.save()
        now = timezone.now()
        actions.ask_for_moment(ana, key=uuid4(), now=now)
        actions.come_back(ana, now=now)
        # Nothing could be delivered all day. Still:
        actions.forget_old(now + timedelta(hours=23, minutes=45))
        outgoing.forget_old(now + timedelta(hours=23))
        assert not Moment.objects.filter(agent=ana).exists()
        assert not OutgoingEvent.objects.filter(person=ana).exists()

    def test_a_moment_that_waited_four_hours_is_not_begun_any_more(self, ana: Person, tom: Person) -> None:
        hear_now(says(CALM), agent_id=ana.pk, now=NOW)
        ask(ana)
        late = NOW + timedelta(hours=5)
        assert actions.begin_waiting_moment(ana.pk, after_level=0, now=late) is None
        assert queries.away_now(tom, now=late) == []
        assert queries.open_moment_for(ana) is None


@pytest.mark.django_db(transaction=True)
def test_leads_who_settle_at_the_same_instant_each_make_a_version(ana: Person) -> None:
    versions = all_at_once(lambda number: settle(ana.team, usual=5 + number).number)
    assert sorted(versions) == [1, 2, 3, 4, 5, 6]
