"""The contacts of the demo centre: what is said, in which order and pace, and what the engine should hear."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

ROLES = ("customer", "agent", "unknown")
EVENTS = ("held", "resumed", "transferred", "wrap_up", "ended")


@dataclass(frozen=True, slots=True)
class DemoTurn:
    """Something said (``role`` and ``text``) or something that changes (``event``), ``after`` so many seconds.

    ``hears`` names the signals that the engine should hear in it.
    """

    after: float
    role: str = ""
    text: str = ""
    event: str = ""
    hears: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoContact:
    """One written contact. ``about`` says why the customer is like this; ``expected_level`` is its highest, 0-3."""

    name: str
    title: str
    about: str
    channel: str
    queue: str
    language: str
    expected_level: int
    turns: tuple[DemoTurn, ...]

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return sum(turn.after for turn in self.turns)

    def hears_by(self) -> float | None:
        """Give the seconds until the first words that should be heard, or None for a contact without any."""
        passed = 0.0
        for turn in self.turns:
            passed += turn.after
            if turn.hears and turn.hears != ("thanks",):
                return passed
        return None


@cache
def contacts() -> Mapping[str, DemoContact]:
    """Give every contact by its file's name, in the order of the names."""
    folder = files("hearten.demo") / "data" / "contacts"
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return {
        name: _contact(name, tomllib.loads(file.read_text(encoding="utf-8")))
        for file in found
        for name in (file.name.removesuffix(".toml"),)
    }


def _contact(name: str, data: dict[str, Any]) -> DemoContact:
    return DemoContact(
        name=name,
        title=data["title"],
        about=data["about"],
        channel=data["channel"],
        queue=data["queue"],
        language=data.get("language", "en"),
        expected_level=data["expected_level"],
        turns=tuple(_turn(name, number, turn) for number, turn in enumerate(data["turn"])),
    )


def _turn(name: str, number: int, turn: dict[str, Any]) -> DemoTurn:
    after, hears = float(turn.pop("after")), tuple(turn.pop("hears", ()))
    if len(turn) != 1:
        raise ValueError(f"{name}, turn {number}: one of {', '.join((*ROLES, 'event'))} is needed, and only one.")
    kind, words = turn.popitem()
    if kind == "event" and words in EVENTS:
        return DemoTurn(after, event=words)
    if kind in ROLES:
        return DemoTurn(after, role=kind, text=words, hears=hears)
    raise ValueError(f"{name}, turn {number}: {kind} is not known here.")
