"""A roadmap: how a contact went, where it went off course, and what I want to do there instead.

The course is the shape of the heat and the kinds of what was heard. No word of a customer is in it: those go after
thirty days, and a note stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from hearten.gameplan.rules.sheets import read_sheet, write_sheet

QUESTIONS = ("about", "meant", "turn", "did", "instead", "then")
FIELDS = (*QUESTIONS, "off course at", "contact", "heat", "heard")
PLACES = 100  # the turn is kept as a percentage of the way
MOST_POINTS = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """Something heard, ``at_ms`` into the contact."""

    at_ms: int
    signal: str
    level: int


@dataclass(frozen=True, slots=True)
class Road:
    """The shape of a contact: ``(at_ms, heat 0–100)``, and what was heard. Empty for one that nobody listened to."""

    points: tuple[tuple[int, int], ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def length(self) -> int:
        """Milliseconds from the first to the last of it."""
        return max([at for at, _ in self.points] + [mark.at_ms for mark in self.marks], default=0)

    def at(self, percent: int) -> int:
        """Give the milliseconds at a percentage of the way."""
        return self.length * percent // PLACES

    def place_of(self, mark: Mark) -> int:
        """Give the percentage of the way at which something was heard."""
        return mark.at_ms * PLACES // self.length if self.length else 0


@dataclass(frozen=True, slots=True)
class Roadmap:
    """One roadmap. ``answers`` by question; ``turn_at`` is the percentage of the way where it went off course."""

    key: UUID
    answers: dict[str, str] = field(default_factory=dict)
    turn_at: int = PLACES // 2
    contact: str = ""
    road: Road = field(default_factory=Road)
    on: date | None = None

    @property
    def title(self) -> str:
        """Give what it is recognised by in a list."""
        first = next((self.answers[each] for each in QUESTIONS if self.answers.get(each)), "")
        return first.split("\n", 1)[0][:80]


def write_roadmap(roadmap: Roadmap) -> str:
    """Write a roadmap as text."""
    return write_sheet(
        {
            **{question: roadmap.answers.get(question, "") for question in QUESTIONS},
            "off course at": f"{roadmap.turn_at} %",
            "contact": roadmap.contact,
            "heat": "\n".join(f"{at} ms: {heat}" for at, heat in roadmap.road.points[-MOST_POINTS:]),
            "heard": "\n".join(f"{mark.at_ms} ms: {mark.signal} {mark.level}" for mark in roadmap.road.marks),
        }
    )


def read_roadmap(key: UUID, text: str, on: date | None = None) -> Roadmap:
    """Read a written roadmap; a line that says nothing we know is let go."""
    told = read_sheet(text, FIELDS)
    percent = told["off course at"].partition(" ")[0]
    return Roadmap(
        key,
        {question: told[question] for question in QUESTIONS},
        min(int(percent), PLACES) if percent.isdecimal() else PLACES // 2,
        told["contact"],
        Road(_points(told["heat"]), _marks(told["heard"])),
        on,
    )


def _points(text: str) -> tuple[tuple[int, int], ...]:
    pairs = (line.split(" ms: ") for line in text.split("\n"))
    read = [(int(pair[0]), int(pair[1])) for pair in pairs if len(pair) == 2 and all(map(str.isdecimal, pair))]
    return tuple((at, min(heat, 100)) for at, heat in sorted(read))


def _marks(text: str) -> tuple[Mark, ...]:
    found: list[Mark] = []
    for line in text.split("\n"):
        at, _, heard = line.partition(" ms: ")
        signal, _, level = heard.partition(" ")
        if at.isdecimal() and signal and level.isdecimal():
            found.append(Mark(int(at), signal, min(int(level), 3)))
    return tuple(sorted(found, key=lambda mark: mark.at_ms))


def first_turn(road: Road) -> int:
    """Give the percentage at which it first became hostile, or else hardest: what a new roadmap proposes."""
    hardest: Sequence[Mark] = [mark for mark in road.marks if mark.level >= 2] or sorted(
        road.marks, key=lambda mark: -mark.level
    )
    return road.place_of(hardest[0]) if hardest else PLACES // 2
