"""A source, a receiver and a phone system that keeps what it hears: for the tests of what goes out."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hearten.integrations import actions as integrations
from hearten.integrations.models import Source
from hearten.integrations.outgoing import actions
from hearten.integrations.outgoing.catalogue import MOMENT_OVER, MOMENT_STARTED
from hearten.integrations.outgoing.client import Answer, NotSentError
from hearten.integrations.outgoing.delivering import Deliveries
from hearten.integrations.outgoing.models import OutgoingDelivery, Receiver
from hearten.people.models import Person

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)
Reply = Answer | NotSentError


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Phone:
    """A receiver that honours the client's interface: answers what it is told to, and takes each id once."""

    reply: Reply | Callable[[], Reply] = field(default_factory=lambda: Answer(204))
    came: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    effects: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    successes: int = 0

    def __call__(
        self, url: str, body: bytes, headers: Mapping[str, str], *, ports: frozenset[int], allow_inside: bool
    ) -> Answer:
        self.came.append((body, dict(headers)))
        self.urls.append(url)
        reply = self.reply() if callable(self.reply) else self.reply
        if isinstance(reply, NotSentError):
            raise reply
        if 200 <= reply.status < 300:
            self.successes += 1
            self.effects.setdefault((url, headers["webhook-id"]), json.loads(body))
        return reply

    @property
    def types(self) -> list[str]:
        return [json.loads(body)["type"].split(".")[2] for body, _ in self.came]


def make_source(slug: str = "desk") -> Source:
    return integrations.make_source(slug=slug, name=slug.title(), now=NOON).source


def make_receiver(source: Source, **over: Any) -> Receiver:
    fields: dict[str, Any] = {"name": "Phone", "url": "https://phone.example.com/hearten", "now": NOON}
    fields["event_types"] = [MOMENT_STARTED.name, MOMENT_OVER.name]
    return actions.make_receiver(source=source, **fields | over)


def link(source: Source, ref: str, person: Person) -> None:
    integrations.link_agent(source, ref, person, now=NOON)


@dataclass
class Floor:
    """The clock, the phone and a worker's turn."""

    phone: Phone = field(default_factory=Phone)
    clock: Clock = field(default_factory=Clock)

    @property
    def duty(self) -> Deliveries:
        return Deliveries(self.phone, self.clock, lambda: 0.5)

    def turn(self) -> int:
        """Do all that is due now; give how many were taken."""
        pieces = self.duty.take(50, now=self.clock(), lease=LEASE)
        for piece in pieces:
            piece.run()
        return len(pieces)

    def take_and_crash(self, *, after_effect: bool) -> None:
        """A worker takes one and is killed: before it sends, or after the receiver has it and before the mark."""
        pieces = self.duty.take(1, now=self.clock(), lease=LEASE)
        if after_effect and pieces:
            row = OutgoingDelivery.objects.select_related("event", "receiver").get(pk=pieces[0].row.pk)
            self.duty._send(row)

    @staticmethod
    def states() -> list[str]:
        return list(OutgoingDelivery.objects.order_by("pk").values_list("state", flat=True))


def frozen(at: datetime) -> type[datetime]:
    """A datetime class whose now is this one."""

    class Frozen(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return at.astimezone(tz) if tz else at

    return Frozen
