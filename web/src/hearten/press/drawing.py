"""What a page is made of, before it is SVG or PDF. Millimetres, y grows downwards, colours are ``#rrggbb``.

Both writers read the same drawing, so that the preview, the sheet on paper and the one in a print shop are one picture.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sin

Point = tuple[float, float]
#: ("M", x, y) · ("L", x, y) · ("C", x1, y1, x2, y2, x, y) · ("Z",)
Command = tuple[str, *tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    w: float
    h: float

    def inset(self, by: float, down: float | None = None) -> "Box":
        """Give the box that lies so far inside of this one."""
        down = by if down is None else down
        return Box(self.x + by, self.y + down, self.w - 2 * by, self.h - 2 * down)

    @property
    def middle(self) -> Point:
        """Give the centre."""
        return self.x + self.w / 2, self.y + self.h / 2

    @property
    def is_wide(self) -> bool:
        """Say whether it is a strip."""
        return self.w > 2.2 * self.h


@dataclass(frozen=True, slots=True)
class Shape:
    """A path, filled, stroked or both. ``dashes`` are lengths of ink and gap."""

    path: tuple[Command, ...]
    fill: str = ""
    stroke: str = ""
    width: float = 0.0
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text. ``x, y`` is where its baseline begins, ``size`` the em, ``angle`` in degrees, clockwise."""

    text: str
    x: float
    y: float
    size: float
    face: str
    fill: str
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """The brand's mark: bytes of a PNG or of an SVG that intake let in."""

    data: bytes
    media_type: str
    x: float
    y: float
    w: float
    h: float
    angle: float = 0.0


Item = Shape | Words | Picture


@dataclass(frozen=True, slots=True)
class Cut:
    """What is seen through one opening: a rectangle, or the ellipse in it."""

    box: Box
    items: tuple[Item, ...]
    is_round: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One side of paper: openings first, then what lies over them (marks, folds)."""

    w: float
    h: float
    cuts: tuple[Cut, ...]
    over: tuple[Item, ...] = ()


# --- shapes


def rectangle(box: Box, fill: str) -> Shape:
    """Draw a filled rectangle."""
    corners = [(box.x, box.y), (box.x + box.w, box.y), (box.x + box.w, box.y + box.h), (box.x, box.y + box.h)]
    return polygon(corners, fill)


def polygon(points: Sequence[Point], fill: str) -> Shape:
    """Draw a filled polygon."""
    first, *others = points
    return Shape((("M", *first), *(("L", *each) for each in others), ("Z",)), fill=fill)


def line(points: Sequence[Point], stroke: str, width: float, dashes: tuple[float, ...] = ()) -> Shape:
    """Draw a line through points."""
    first, *others = points
    return Shape((("M", *first), *(("L", *each) for each in others)), stroke=stroke, width=width, dashes=dashes)


def smooth(points: Sequence[Point], *, closed: bool = False) -> tuple[Command, ...]:
    """Give a curve through points (Catmull-Rom as cubic Béziers)."""
    count = len(points)

    def at(number: int) -> Point:
        return points[number % count] if closed else points[max(0, min(number, count - 1))]

    path: list[Command] = [("M", *points[0])]
    for number in range(count if closed else count - 1):
        before, start, end, after = at(number - 1), at(number), at(number + 1), at(number + 2)
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        path.append(("C", *first, *second, *end))
    return (*path, ("Z",)) if closed else tuple(path)


_KAPPA = 0.5523  # the handle of a quarter circle


def circle(x: float, y: float, radius: float, fill: str = "", stroke: str = "", width: float = 0.0) -> Shape:
    """Draw a circle."""
    k = _KAPPA * radius
    path: tuple[Command, ...] = (
        ("M", x + radius, y),
        ("C", x + radius, y + k, x + k, y + radius, x, y + radius),
        ("C", x - k, y + radius, x - radius, y + k, x - radius, y),
        ("C", x - radius, y - k, x - k, y - radius, x, y - radius),
        ("C", x + k, y - radius, x + radius, y - k, x + radius, y),
        ("Z",),
    )
    return Shape(path, fill=fill, stroke=stroke, width=width)


def quarter(x: float, y: float, radius: float, turn: int, fill: str) -> Shape:
    """Draw a quarter of a disc about ``x, y``, turned by so many right angles."""
    k = _KAPPA * radius
    path: tuple[Command, ...] = (("M", 0, 0), ("L", radius, 0), ("C", radius, k, k, radius, 0, radius), ("Z",))
    return Shape(tuple(_moved(each, x, y, turn * 90) for each in path), fill=fill)


# --- moving


def turned(items: Iterable[Item], about: Point, angle: float) -> tuple[Item, ...]:
    """Give items turned about a point, as the far side of a tent stands on its head."""
    return tuple(_turned(each, about, angle) for each in items)


def _turned(item: Item, about: Point, angle: float) -> Item:
    x, y = about
    if isinstance(item, Shape):
        back = tuple(_moved(each, -x, -y, 0) for each in item.path)
        return replace(item, path=tuple(_moved(each, x, y, angle) for each in back))
    if isinstance(item, Words):
        _name, *placed = _moved(("L", item.x - x, item.y - y), x, y, angle)
        return replace(item, x=placed[0], y=placed[1], angle=item.angle + angle)
    return replace(item, x=2 * x - item.x - item.w, y=2 * y - item.y - item.h, angle=item.angle + angle)


def _moved(command: Command, x: float, y: float, angle: float) -> Command:
    """Turn a command about the origin, then move it."""
    name, *numbers = command
    c, s = cos(radians(angle)), sin(radians(angle))
    found: list[float] = []
    for px, py in zip(numbers[::2], numbers[1::2], strict=True):
        found += [x + px * c - py * s, y + px * s + py * c]
    return (name, *found)
