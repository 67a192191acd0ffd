"""Whatever fails, and in whatever order: each event has its effect once, or a reason why it has none."""

from importlib import import_module
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from hearten.integrations.outgoing import actions
from hearten.integrations.outgoing.catalogue import MOMENT_OVER, MOMENT_STARTED
from hearten.integrations.outgoing.client import Answer, NotSentError
from hearten.integrations.outgoing.models import OutgoingDelivery, OutgoingEvent, Receiver

world = import_module("hearten.integrations.tests.outgoing_world")

AGENTS = ["ana-7", "bo-2", "cy-3"]
REPLIES = st.sampled_from(
    [Answer(200), Answer(204), Answer(302), Answer(404), Answer(429, "30"), Answer(500), Answer(503, "x"),
     NotSentError("timed_out"), NotSentError("address_refused")]
)  # fmt: skip


class Deliveries(RuleBasedStateMachine):
    """Moments begin and end while workers crash, receivers fail, clocks go on, and somebody presses "again"."""

    @initialize()
    def open_the_floor(self) -> None:
        self.around = transaction.atomic()
        self.around.__enter__()
        self.floor = world.Floor()
        self.source = world.make_source()
        self.receivers = [
            world.make_receiver(self.source, name=name, url=f"https://{name}.example.com/") for name in ("one", "two")
        ]
        self.may_come_twice = 0
        self.is_away: dict[str, bool] = dict.fromkeys(AGENTS, False)

    def teardown(self) -> None:
        if hasattr(self, "around"):
            transaction.set_rollback(True)
            self.around.__exit__(None, None, None)

    @rule(agent=st.sampled_from(AGENTS))
    def a_moment_begins(self, agent: str) -> None:
        self.is_away[agent] = True
        until = self.floor.clock() + world.timedelta(days=30)
        actions.tell(
            MOMENT_STARTED, source=self.source, agent_ref=agent, now=self.floor.clock(), agent=agent, until=until
        )

    @rule(agent=st.sampled_from(AGENTS))
    def a_moment_is_over(self, agent: str) -> None:
        self.is_away[agent] = False
        actions.tell(MOMENT_OVER, source=self.source, agent_ref=agent, now=self.floor.clock(), agent=agent)

    @rule(reply=REPLIES)
    def a_worker_takes_its_turn(self, reply: Any) -> None:
        self.floor.phone.reply = reply
        self.floor.turn()

    @rule(reply=REPLIES, after_effect=st.booleans())
    def a_worker_is_killed(self, reply: Any, after_effect: bool) -> None:
        self.floor.phone.reply = reply
        before = self.floor.phone.successes
        self.floor.take_and_crash(after_effect=after_effect)
        self.may_come_twice += self.floor.phone.successes - before

    @rule(seconds=st.sampled_from([1, 10, 61, 600, 7200]))
    def time_goes_on(self, seconds: int) -> None:
        self.floor.clock.go_on(seconds=seconds)

    @rule(number=st.integers(0, 5))
    def somebody_sends_again(self, number: int) -> None:
        rows = OutgoingDelivery.objects.select_related("event", "receiver").order_by("-pk")[number : number + 1]
        for row in rows:
            self.may_come_twice += actions.resend(row, now=self.floor.clock())

    @rule()
    def housekeeping(self) -> None:
        actions.forget_old(self.floor.clock())

    @invariant()
    def at_most_one_of_a_lane_waits(self) -> None:
        if not hasattr(self, "around"):
            return
        lanes = list(OutgoingDelivery.objects.filter(state="waiting").values_list("lane", flat=True))
        assert len(lanes) == len(set(lanes))

    @invariant()
    def what_waits_is_due_and_what_is_over_is_not(self) -> None:
        if not hasattr(self, "around"):
            return
        rows = OutgoingDelivery.objects.all()
        assert not rows.filter(state="waiting", due_at=None).exists()
        assert not rows.exclude(state="waiting").exclude(due_at=None).exists()
        assert not rows.exclude(state="waiting").filter(done_at=None).exists()

    @invariant()
    def nothing_is_told_twice_but_after_a_crash_or_by_hand(self) -> None:
        if not hasattr(self, "around"):
            return
        assert self.floor.phone.successes <= len(self.floor.phone.effects) + self.may_come_twice

    @rule()
    def in_the_end_every_receiver_knows_how_each_agent_stands(self) -> None:
        """A receiver that works again hears of the newest state of each agent, last."""
        self.floor.phone.reply = Answer(200)
        for _ in range(8):
            self.floor.clock.go_on(hours=15)
            self.floor.turn()
        assert "waiting" not in self.floor.states()
        for agent, is_away in self.is_away.items():
            newest = OutgoingEvent.objects.filter(subject=agent).order_by("pk").last()
            if newest is None:
                continue
            assert newest.type == (MOMENT_STARTED if is_away else MOMENT_OVER).name
            for delivery in newest.deliveries.select_related("receiver").exclude(state="given_up"):
                told = [
                    effect["id"]
                    for (url, _), effect in self.floor.phone.effects.items()
                    if url == delivery.receiver.url and effect["subject"] == agent
                ]
                assert told[-1] == f"evt_{newest.key.hex}"

    @invariant()
    def receivers_are_never_switched_off_by_failures(self) -> None:
        assert not Receiver.objects.exclude(switched_off="").exists()


@pytest.mark.django_db(transaction=True)
def test_deliveries_shuffled_failing_and_crashing_lose_and_double_nothing() -> None:
    run_state_machine_as_test(
        Deliveries,
        settings=settings(
            max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_same_for_much_longer() -> None:
    run_state_machine_as_test(
        Deliveries,
        settings=settings(
            max_examples=150, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
