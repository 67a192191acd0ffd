"""An hour at the demo centre, played in a blink."""

import threading
from itertools import pairwise
from typing import Any

import pytest

from hearten.demo.cast import DemoPerson, agents
from hearten.demo.contacts import contacts
from hearten.demo.replayer import PhoneRequest, Replayer, ServerAwayError
from hearten_ear.formats.wire import decode_item
from hearten_ear.segment import ContactEvent, Segment

ANA = agents()[0]
MIA = next(agent for agent in agents() if agent.id == "mia")


class Day:
    """A replayer with a clock of its own, and everything it sent."""

    def __init__(self, *people: DemoPerson, **more: Any) -> None:
        self.now = 1000.0
        self.sent: list[tuple[float, dict[str, Any]]] = []
        self.asked: list[PhoneRequest] = []
        self.away = False
        self.ids = 0
        self.replayer = Replayer(
            people,
            contacts(),
            self.send,
            clock=lambda: self.now,
            new_id=self.next_id,
            phone_requests=lambda: tuple(self.asked),
            **more,
        )

    def next_id(self) -> str:
        self.ids += 1
        return f"id{self.ids}"

    def send(self, item: dict[str, Any]) -> None:
        if self.away:
            raise ServerAwayError
        self.sent.append((self.now - 1000.0, item))

    def pass_seconds(self, seconds: float) -> None:
        until = self.now + seconds
        while self.now < until:
            self.now = min(until, self.now + max(0.01, self.replayer.tick()))
        self.replayer.tick()

    def events(self, kind: str) -> list[dict[str, Any]]:
        return [item for _, item in self.sent if item.get("event") == kind]

    def texts(self) -> list[str]:
        return [item["text"] for _, item in self.sent if "text" in item]


def test_ana_is_insulted_within_half_a_minute() -> None:
    day = Day(ANA)
    day.pass_seconds(30)
    assert any("useless" in text for text in day.texts())
    assert day.sent[0][1]["event"] == "started"


def test_everything_sent_is_what_the_server_reads() -> None:
    day = Day(*agents())
    day.pass_seconds(600)
    read = [decode_item(item, "item 1", source="demo") for _, item in day.sent]
    assert {type(item) for item in read} == {Segment, ContactEvent}
    assert len(read) > 500


def test_no_item_is_sent_twice_and_no_conversation_comes_back() -> None:
    day = Day(*agents())
    day.pass_seconds(1800)
    keys = [(item["conversation"], item.get("segment_id") or item["event_id"]) for _, item in day.sent]
    assert len(keys) == len(set(keys))
    begun = [item["conversation"] for item in day.events("started")]
    assert len(begun) == len(set(begun))
    assert len({name.rsplit("-", 1)[0] for name in begun}) == len(contacts())


def test_a_voice_agent_has_one_contact_at_a_time_and_a_chat_agent_three() -> None:
    for agent, at_once in ((ANA, 1), (MIA, 3)):
        day = Day(agent)
        day.pass_seconds(1200)
        open_now, most = 0, 0
        for _, item in day.sent:
            open_now += {"started": 1, "ended": -1}.get(item.get("event", ""), 0)
            most = max(most, open_now)
        assert most == at_once


def test_turns_come_in_order_with_times_that_grow() -> None:
    day = Day(ANA)
    day.pass_seconds(120)
    first = day.sent[0][1]["conversation"]
    turns = [item for _, item in day.sent if item["conversation"] == first and "text" in item]
    assert [turn["order"] for turn in turns] == sorted(turn["order"] for turn in turns)
    assert all(turn["start_ms"] <= turn["end_ms"] for turn in turns)
    assert all(earlier["end_ms"] <= later["end_ms"] for earlier, later in pairwise(turns))


def test_two_days_tell_the_same_story() -> None:
    days = Day(*agents()), Day(*agents())
    for day in days:
        day.pass_seconds(300)
    assert days[0].texts() == days[1].texts()


def test_the_phone_says_not_ready_some_seconds_after_it_was_asked_and_once() -> None:
    day = Day(ANA)
    day.asked = [PhoneRequest(ANA.agent_ref, "first")]
    day.pass_seconds(3)
    assert day.events("agent_state") == []
    day.pass_seconds(30)
    states = [(item["agent"], item["state"]) for item in day.events("agent_state")]
    assert states == [(ANA.agent_ref, "not_ready")]


def test_an_agent_who_is_away_gets_no_new_contact_until_back() -> None:
    day = Day(ANA)
    day.asked = [PhoneRequest(ANA.agent_ref, "first")]
    day.pass_seconds(120)
    assert day.events("started") == []
    day.asked = []
    day.pass_seconds(5)
    assert [item["state"] for item in day.events("agent_state")] == ["not_ready", "ready"]
    assert len(day.events("started")) == 1


def test_a_contact_under_way_is_finished_before_the_agent_is_away() -> None:
    day = Day(ANA)
    day.pass_seconds(10)
    day.asked = [PhoneRequest(ANA.agent_ref, "first")]
    day.pass_seconds(300)
    assert len(day.events("started")) == len(day.events("ended")) == 1


def test_a_second_moment_is_answered_as_well() -> None:
    day = Day(ANA)
    for key in ("first", "second"):
        day.asked = [PhoneRequest(ANA.agent_ref, key)]
        day.pass_seconds(10)
    assert [item["state"] for item in day.events("agent_state")] == ["not_ready", "not_ready"]


def test_while_the_server_is_away_nothing_is_lost_and_nothing_comes_twice() -> None:
    day, calm = Day(ANA), Day(ANA)
    day.pass_seconds(8)
    day.away = True
    day.pass_seconds(20)
    day.away = False
    day.pass_seconds(60)
    calm.pass_seconds(60)
    assert day.texts()[: len(calm.texts())] == calm.texts()[: len(day.texts())]
    assert len(day.texts()) > 3


def test_what_an_earlier_run_left_open_is_ended_first() -> None:
    day = Day(ANA, unfinished=["old-1", "old-2"])
    day.away = True
    day.pass_seconds(5)
    day.away = False
    day.pass_seconds(5)
    assert [item["conversation"] for item in day.events("ended")] == ["old-1", "old-2"]


def test_it_stops_when_told_to() -> None:
    day, stop = Day(), threading.Event()
    stop.set()
    day.replayer.run(stop)
    assert day.sent == []


@pytest.mark.parametrize("agent", agents(), ids=lambda agent: agent.id)
def test_every_desk_meets_a_cue_within_half_a_minute(agent: DemoPerson) -> None:
    hard = {turn.text for each in contacts().values() for turn in each.turns if set(turn.hears) - {"thanks"}}
    day = Day(*agents())
    day.pass_seconds(30)
    said_here = {item.get("text") for _, item in day.sent if item["agent"] == agent.agent_ref}
    assert said_here & hard


def test_a_contact_that_its_agent_has_left_ends_and_the_next_one_comes() -> None:
    left: set[str] = set()
    day = Day(ANA)
    day.replayer.exits_asked = lambda: left
    day.pass_seconds(10)
    first = day.events("started")[0]["conversation"]
    left.add(first)
    day.pass_seconds(3)
    assert [event["conversation"] for event in day.events("ended")] == [first]
    said = len(day.texts())
    day.pass_seconds(60)
    assert len(day.events("started")) > 1
    assert len(day.texts()) > said


def test_the_same_customer_comes_again_under_the_same_id() -> None:
    day = Day(ANA)
    day.pass_seconds(3000)
    by_story: dict[str, set[str]] = {}
    for item in day.events("started"):
        by_story.setdefault(item["conversation"].rpartition("-")[0], set()).add(item["customer_ref"])
    assert len(by_story) > 3
    assert all(len(refs) == 1 for refs in by_story.values())
