"""Those who send what follows a bad contact: steps of a ladder, exits, check-ins and open doors, until acknowledged."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from .house import House, Persistent

STEP = "case=insult.2&step=insult-limit"


class Leaving(Persistent):
    """An agent who says a step of the ladder in one contact after the other, and then leaves it."""

    def __init__(self, house: House, seed: int, contacts: list[list[str]]) -> None:
        super().__init__(house, seed)
        self.contacts = contacts
        self.sent = {f"segment {name} 1" for _, name in contacts}  # heard before the first kill

    def is_acknowledged(self, status: int, body: bytes, count: int) -> bool:
        return status == 200

    def things(self) -> Iterator[tuple[list[str], Any]]:
        for contact, name in self.contacts:
            form = f"key={(key := uuid4())}&action=end"
            yield (
                [f"step {contact} insult-limit"],
                lambda contact=contact: post(self.house, f"/exits/{contact}/step/", STEP),
            )
            yield (
                [f"exit {key}", f"cover {name}"],
                lambda contact=contact, form=form: post(self.house, f"/exits/{contact}/leave/", form),
            )


class Talking(Persistent):
    """An agent who asks for check-ins, two at a time, and books open doors of today."""

    def __init__(self, house: House, seed: int, day: dict[str, Any]) -> None:
        super().__init__(house, seed)
        self.day = day

    def is_acknowledged(self, status: int, body: bytes, count: int) -> bool:
        return status == 302  # to the page that shows it

    def things(self) -> Iterator[tuple[list[str], Any]]:
        days, month = (f"{datetime.now(UTC) + timedelta(days=ahead):%Y-%m-%dT%H:%M}" for ahead in (3, 30))
        for door in self.day["doors"]:
            key = uuid4()
            form = f"key={key}&companion={self.day['companion']}&days={days}&month={month}"
            yield (
                check_in_names(key, self.day["agent"]),
                lambda form=form: post(self.house, "/after/check-ins/ask/", form),
            )
            yield [f"door {door}"], lambda door=door: post(self.house, f"/after/door/{door}/book/", "")


def check_in_names(key: UUID, agent: str) -> list[str]:
    """Name the two check-ins of one form: each has a key of its own, made from the form's."""
    return [f"check-in {uuid5(key, f'{agent} {which}')}" for which in ("days", "month")]


def post(house: House, path: str, form: str, timeout: float = 30) -> tuple[int, dict[str, str], bytes]:
    """Send a form of the third agent, as the page does."""
    _, session_key = house.agents[2]
    return house.ask("POST", path, form, house.page_headers(session_key), timeout)


def hard_day(house: House, count: int) -> dict[str, Any]:
    """Prepare so many contacts and doors, before anybody else writes."""
    prepared: dict[str, Any] = json.loads(house.program("hard_day.py", count))
    return prepared


def after_a_hard_day(house: House, seed: int, day: dict[str, Any]) -> list[Persistent]:
    """Start both."""
    senders: list[Persistent] = [Leaving(house, seed, day["contacts"]), Talking(house, seed + 1, day)]
    for sender in senders:
        sender.start()
    return senders
