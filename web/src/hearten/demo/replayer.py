"""Plays the demo centre's telephone and chat system: contacts come in, and Not Ready is answered.

No clock, no network and no database of its own: all three are handed in, so that an hour can be played in a blink.
"""

import random
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from hearten.demo.cast import DemoPerson
from hearten.demo.contacts import DemoContact, DemoTurn

Item = dict[str, Any]

STAGGER_S = 0.7  # desks start one after the other, as at the beginning of a shift
GAP_S = {"voice": (8.0, 22.0), "chat": (5.0, 20.0)}  # between two contacts of a desk
RETRY_S = 2.0
PHONE_ANSWERS_AFTER_S = 4.0  # long enough to read "phone not confirmed", short enough not to wait for
LOOK_EVERY_S = 1.0
WORDS_PER_S = 2.8  # about 170 words a minute
SEED = 7  # the same day every time: a story one can show twice


class ServerAwayError(Exception):
    """Raised by ``send`` where the same item should be sent again."""


@dataclass(frozen=True, slots=True)
class PhoneRequest:
    """That the phone should make an agent Not Ready. ``key`` tells one asking from the next."""

    agent: str
    key: str


@dataclass(slots=True)
class Lane:
    """One contact at a time at one desk: a voice agent has one lane, a chat agent several."""

    agent: str
    channel: str
    deck: Iterator[DemoContact]
    dice: random.Random
    due: float
    contact: DemoContact | None = None
    turns: deque[DemoTurn] = field(default_factory=deque)
    conversation: str = ""
    began: float = 0.0
    said: int = 0
    pending: Item | None = None


def deal(person: DemoPerson, channel: str, lane: int, all_contacts: Mapping[str, DemoContact]) -> Iterator[DemoContact]:
    """Give a desk's contacts without end: first those it is meant to start with, then all of its channel, shuffled."""
    lanes = person.plays[channel]
    opening = [all_contacts[name] for name in person.first if all_contacts[name].channel == channel]
    yield from opening[lane::lanes]
    dice = random.Random(f"{SEED}-{person.id}-{lane}")  # noqa: S311 - a story, not a secret
    pack = [contact for contact in all_contacts.values() if contact.channel == channel]
    while pack:
        dice.shuffle(pack)
        yield from tuple(pack)


def customer_of(contact_name: str) -> str:
    """Give the id by which the demo's customer system calls whoever is in a contact: the same caller each time."""
    return f"customer-{contact_name}"


class Replayer:
    """Plays every desk's contacts through ``send(item)``, and answers the phone.

    ``clock`` gives seconds that only grow, ``instant`` the time in UTC. ``phone_requests`` gives the agents who should
    be Not Ready now: they get no new contact until they are gone from it. ``exits_asked`` names the contacts that an
    agent has left: they end.
    """

    def __init__(
        self,
        people: Sequence[DemoPerson],
        all_contacts: Mapping[str, DemoContact],
        send: Callable[[Item], None],
        *,
        clock: Callable[[], float] = time.monotonic,
        instant: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex[:12],
        phone_requests: Callable[[], Iterable[PhoneRequest]] = tuple,
        unfinished: Iterable[str] = (),
    ) -> None:
        self._send = send
        self._clock = clock
        self._instant = instant
        self._new_id = new_id
        self._phone_requests = phone_requests
        self.exits_asked: Callable[[], Collection[str]] = tuple
        self._unfinished = deque(unfinished)
        self._wanted: dict[str, tuple[PhoneRequest, float]] = {}
        self._not_ready: dict[str, str] = {}
        self._look_due = 0.0
        now = clock()
        self._lanes = [
            Lane(
                agent=person.agent_ref,
                channel=channel,
                deck=deal(person, channel, lane, all_contacts),
                dice=random.Random(f"{SEED}-{person.id}-{lane}"),  # noqa: S311 - a story, not a secret
                due=now + STAGGER_S * place + 6.0 * lane,
            )
            for place, person in enumerate(people)
            for channel, lanes in person.plays.items()
            for lane in range(lanes)
        ]

    def run(self, stop: threading.Event) -> None:
        """Play until told to stop."""
        while not stop.is_set():
            stop.wait(min(LOOK_EVERY_S, self.tick()))

    def tick(self) -> float:
        """Send everything that is due and give the seconds until the next thing is."""
        now = self._clock()
        try:
            self._end_unfinished()
            self._answer_phone(now)
        except ServerAwayError:
            return RETRY_S
        for lane in self._lanes:
            if lane.due <= now:
                self._advance(lane, now)
        due = min((lane.due for lane in self._lanes), default=now + LOOK_EVERY_S)
        return max(0.0, min(due, self._look_due) - self._clock())

    def _end_unfinished(self) -> None:
        # What an earlier run left open would keep its agent in a contact for hours.
        while self._unfinished:
            conversation = self._unfinished[0]
            self._send({"event": "ended", "event_id": f"{conversation}-over", "conversation": conversation})
            self._unfinished.popleft()

    def _answer_phone(self, now: float) -> None:
        if now < self._look_due:
            return
        self._look_due = now + LOOK_EVERY_S
        left = self.exits_asked()
        for lane in self._lanes:
            if lane.contact is not None and lane.conversation in left:
                lane.turns, lane.pending, lane.due = deque([DemoTurn(after=0.0, event="ended")]), None, now
        asked = {request.agent: request for request in self._phone_requests()}
        for agent, request in asked.items():
            known, since = self._wanted.setdefault(agent, (request, now))
            if known.key != request.key:
                self._wanted[agent] = (request, now)
            elif self._not_ready.get(agent) != request.key and now - since >= PHONE_ANSWERS_AFTER_S:
                self._send(self._phone_state(agent, "not_ready"))
                self._not_ready[agent] = request.key
        for agent in [agent for agent in self._wanted if agent not in asked]:
            if agent in self._not_ready:
                self._send(self._phone_state(agent, "ready"))
                del self._not_ready[agent]
            del self._wanted[agent]

    def _phone_state(self, agent: str, state: str) -> Item:
        return {"event": "agent_state", "event_id": f"phone-{self._new_id()}", "agent": agent, "state": state}

    def _advance(self, lane: Lane, now: float) -> None:
        if lane.pending is None and not self._prepare(lane, now):
            return
        try:
            self._send(lane.pending or {})
        except ServerAwayError:
            lane.due = now + RETRY_S
            return
        lane.pending = None
        if lane.turns:
            lane.due = now + lane.turns[0].after
        else:
            lane.contact = None
            lane.due = now + lane.dice.uniform(*GAP_S[lane.channel])

    def _prepare(self, lane: Lane, now: float) -> bool:
        """Make the lane's next item ready to send; False where the desk takes no new contact now."""
        if lane.contact is None:
            if lane.agent in self._wanted:
                lane.due = now + LOOK_EVERY_S
                return False
            self._begin(lane, now)
            return True
        lane.pending = self._item(lane, lane.turns.popleft(), now)
        return True

    def _begin(self, lane: Lane, now: float) -> None:
        contact = next(lane.deck)
        lane.contact, lane.began, lane.said = contact, now, 0
        lane.conversation = f"{contact.name}-{self._new_id()}"
        lane.turns = deque(contact.turns)
        if contact.turns[-1].event != "ended":
            lane.turns.append(DemoTurn(after=2.0, event="ended"))
        lane.pending = self._event(lane, contact, "started")

    def _item(self, lane: Lane, turn: DemoTurn, now: float) -> Item:
        contact = lane.contact
        assert contact is not None  # noqa: S101 - a lane between contacts has no turns
        lane.said += 1
        if turn.event:
            return self._event(lane, contact, turn.event)
        item = self._about(lane, contact) | {
            "conversation": lane.conversation,
            "segment_id": f"turn-{lane.said}",
            "order": lane.said,
            "role": turn.role,
            "text": turn.text,
        }
        if contact.channel != "voice":
            return item | {"sent_at": self._instant().isoformat(timespec="milliseconds")}
        end_ms = round(1000 * (now - lane.began))
        spoken_ms = round(1000 * min(turn.after, len(turn.text.split()) / WORDS_PER_S))
        return item | {"start_ms": max(0, end_ms - spoken_ms), "end_ms": end_ms}

    def _event(self, lane: Lane, contact: DemoContact, event: str) -> Item:
        return self._about(lane, contact) | {
            "event": event,
            "event_id": f"{lane.conversation}-{lane.said}-{event}",
            "conversation": lane.conversation,
            "order": lane.said,
        }

    def _about(self, lane: Lane, contact: DemoContact) -> Item:
        return {
            "agent": lane.agent,
            "channel": contact.channel,
            "queue": contact.queue,
            "language": contact.language,
            "customer_ref": customer_of(contact.name),
        }
