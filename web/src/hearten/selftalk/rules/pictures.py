"""Self-image: three pictures (me, customers, the organisation) month by month, each drawn between words that one chose.

A mark is a place from 1 to 5 between two words, not a figure: nothing is added up, and nobody else sees it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hearten.selftalk.rules.sheets import read_sheet, write_sheet

#: What is pictured, and for each the pairs of words between which a mark is set.
SCALES: dict[str, tuple[str, ...]] = {
    "me": ("rest", "company", "skill"),
    "customers": ("side", "people"),
    "organisation": ("backing", "hearing"),
}
PLACES = range(1, 6)
MONTHS = 12  # drawn at most
# The drawing, in its own units: one row of five places, a column for each month.
COLUMN, TOP, STEP, LEFT, LABEL = 44, 14, 16, 18, 14
MANY = 6
HEIGHT = TOP * 2 + STEP * 4


@dataclass(frozen=True, slots=True)
class Picture:
    """How somebody saw the three in a month: a line in their words for each, and marks by "who.scale"."""

    lines: Mapping[str, str]
    marks: Mapping[str, int]


def names() -> tuple[str, ...]:
    """Give every mark's name, such as "me.rest"."""
    return tuple(f"{who}.{scale}" for who, scales in SCALES.items() for scale in scales)


def write_picture(picture: Picture) -> str:
    """Write a picture as text."""
    marks = "\n".join(f"{name} {picture.marks[name]}" for name in names() if picture.marks.get(name) in PLACES)
    return write_sheet({**picture.lines, "marks": marks}, (*SCALES, "marks"))


def read_picture(text: str) -> Picture:
    """Read a written picture. Marks that this version does not know are left out."""
    parts = read_sheet(text, (*SCALES, "marks"))
    marks = {}
    for line in parts.pop("marks").split("\n"):
        name, _space, place = line.strip().rpartition(" ")
        if name in names() and place.isascii() and place.isdigit() and int(place) in PLACES:
            marks[name] = int(place)
    return Picture(parts, marks)


def by_month(pictures: Sequence[tuple[date, Picture]]) -> list[tuple[date, Picture]]:
    """Give the last picture of each month, newest first as they come in, oldest first as they go out."""
    newest: dict[tuple[int, int], tuple[date, Picture]] = {}
    for on, picture in pictures:
        newest.setdefault((on.year, on.month), (on, picture))
    return sorted(newest.values(), key=lambda each: each[0])[-MONTHS:]


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark as it is drawn: its month, its place, and where it stands."""

    on: date
    place: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """One scale over the months. ``path`` joins marks of neighbouring months, and leaves a gap where there is none."""

    name: str
    dots: tuple[Dot, ...]
    path: str
    months: tuple[tuple[date, int], ...]  # with the middle of their columns; every second where they are many
    width: int
    height: int = HEIGHT + LABEL
    base: int = HEIGHT + LABEL - 4


def draw(name: str, months: Sequence[tuple[date, Picture]]) -> Drawing:
    """Draw one scale: the second of its words is at the top."""
    dots, path, joined = [], [], False
    for column, (on, picture) in enumerate(months):
        place = picture.marks.get(name)
        if place is None:
            joined = False
            continue
        dot = Dot(on, place, LEFT + column * COLUMN, TOP + (PLACES[-1] - place) * STEP)
        path.append(f"{'L' if joined else 'M'}{dot.x} {dot.y}")
        dots.append(dot)
        joined = True
    every = 2 if len(months) > MANY else 1
    labelled = tuple((on, LEFT + column * COLUMN) for column, (on, _picture) in enumerate(months) if not column % every)
    return Drawing(name, tuple(dots), " ".join(path), labelled, LEFT * 2 + COLUMN * max(0, len(months) - 1))
