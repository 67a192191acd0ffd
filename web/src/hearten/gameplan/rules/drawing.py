"""A roadmap as a drawing: where every line and mark stands, in the units of its box. No words, no colours.

The way up to the turn is one line. From there two go on: what happened, and what is wanted instead, which leaves the
first at the turn and comes down to calm. A contact that nobody listened to is drawn as a plain road with a bend.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from hearten.gameplan.rules.roadmaps import Road

Point = tuple[float, float]
CALM = 24  # heat, 0–100, to which the wanted way comes down
BEND: tuple[tuple[int, int], ...] = ((0, 16), (20, 18), (50, 24), (62, 66), (75, 74), (100, 60))  # of no contact
LABEL = 150.0  # units that a label at the end of a way may take
LINE = 20.0  # units from one line of words to the next
SIDE, TOP, BOTTOM = 14.0, 40.0, 30.0


@dataclass(frozen=True, slots=True)
class Box:
    """The size of a drawing."""

    width: float
    height: float

    def place(self, share: float, heat: float) -> Point:
        """Give where a share of the way (0–1) and a heat (0–100) stand."""
        across = SIDE + share * (self.width - 2 * SIDE)
        return round(across, 1), round(self.height - BOTTOM - heat / 100 * (self.height - TOP - BOTTOM), 1)


WIDE, NARROW = Box(720, 240), Box(360, 220)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something heard: where it stands, its number in the list, its level, and where its number is written."""

    number: int
    level: int
    x: float
    y: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Paths for SVG, and where marks and labels stand. ``is_heard`` says whether a contact is behind it.

    ``line`` and ``end`` are the whole way as points and where the wanted one arrives, for a page that moves the turn.
    """

    box: Box
    way: str
    area: str
    happened: str
    instead: str
    turn: Point
    flags: tuple[Flag, ...]
    happened_label: Point
    instead_label: Point
    turn_anchor: str
    floor: float
    line: str
    end: Point
    is_heard: bool


def draw(road: Road, turn_at: int, box: Box) -> Drawing:
    """Draw a road that goes off course at a percentage of its way."""
    is_heard = len(road.points) > 1 and road.length > 0
    points = [(at / road.length, heat) for at, heat in road.points] if is_heard else [(at / 100, y) for at, y in BEND]
    share = min(max(turn_at, 2), 98) / 100
    heat = _heat_at(points, share)
    turn = box.place(share, heat)
    before = [*(box.place(at, each) for at, each in points if at < share), turn]
    after = [turn, *(box.place(at, each) for at, each in points if at > share)]
    if after[-1][0] < box.place(1, 0)[0]:
        after.append((box.place(1, 0)[0], after[-1][1]))
    end = box.place(1, min(CALM, heat))
    floor = box.height - BOTTOM
    whole = before + after[1:]
    happened_label, instead_label = _labels(after, end, box)
    return Drawing(
        box,
        _path(before),
        f"{_path(whole)} L{whole[-1][0]} {floor} L{whole[0][0]} {floor} Z",
        _path(after),
        _curve(turn, end),
        turn,
        tuple(_flags(road, points, box)) if is_heard else (),
        happened_label,
        instead_label,
        "start" if share < 0.3 else "end" if share > 0.7 else "middle",
        floor,
        " ".join(f"{x},{y}" for x, y in whole),
        end,
        is_heard,
    )


def _heat_at(points: Sequence[tuple[float, float]], share: float) -> float:
    """Give the heat at a share of the way, between the points beside it."""
    before = [each for each in points if each[0] <= share] or [points[0]]
    after = [each for each in points if each[0] > share] or [points[-1]]
    (from_at, from_heat), (to_at, to_heat) = before[-1], after[0]
    if to_at <= from_at:
        return from_heat
    return from_heat + (to_heat - from_heat) * (share - from_at) / (to_at - from_at)


def _path(points: Sequence[Point]) -> str:
    return "M" + " L".join(f"{x} {y}" for x, y in points)


def _curve(turn: Point, end: Point) -> str:
    """Leave level, arrive level: a way one can imagine taking."""
    middle = round((turn[0] + end[0]) / 2, 1)
    return f"M{turn[0]} {turn[1]} C{middle} {turn[1]} {middle} {end[1]} {end[0]} {end[1]}"


def _labels(happened: Sequence[Point], instead: Point, box: Box) -> tuple[Point, Point]:
    """Put a label above the end of what happened and one below the wanted way: neither crosses a line or the other."""
    right = box.width - SIDE
    over = [y for x, y in happened if x >= right - LABEL] + [_height_at(happened, right - LABEL)]
    upper = max(min(over) - 10, 14.0)
    lower = max(min(instead[1] + LINE, box.height - BOTTOM - 4), upper + LINE)
    return (right, round(upper, 1)), (right, round(lower, 1))


def _height_at(points: Sequence[Point], x: float) -> float:
    """Give the height of a line at a place, or of its beginning where it begins later."""
    for (from_x, from_y), (to_x, to_y) in pairwise(points):
        if from_x <= x < to_x:
            return from_y + (to_y - from_y) * (x - from_x) / (to_x - from_x)
    return points[0][1]


def _flags(road: Road, points: Sequence[tuple[float, float]], box: Box) -> list[Flag]:
    found: list[Flag] = []
    for number, mark in enumerate(road.marks, start=1):
        share = min(max(mark.at_ms / road.length, 0.0), 1.0)
        x, y = box.place(share, _heat_at(points, share))
        near = [each for each in found if abs(each.x - x) < 14]
        label_y = min([y - 12, *(each.label_y - 14 for each in near)])
        found.append(Flag(number, mark.level, x, y, round(label_y, 1)))
    return found
