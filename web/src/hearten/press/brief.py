"""What a design is given: the words, the room, the colours and the faces; and how words are set in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from hearten.press.drawing import Box, Item, Picture, Words
from hearten.press.faces import Face, choose, fit, shipped
from hearten.press.palette import Palette

SMALLEST = 2.1  # mm, about 6 points: what is small must still be read by who picks the card up
BLEED = 2.0  # mm of drawing beyond the cut, so that no white edge is left


@dataclass(frozen=True, slots=True)
class Mark:
    """The brand's mark, let in by :mod:`hearten.press.intake`. ``ratio`` is width by height."""

    data: bytes
    media_type: str
    ratio: float


@dataclass(frozen=True, slots=True)
class Brief:
    """One card to draw. ``box`` is where it is cut; ``seed`` tells cards of one family apart."""

    text: str
    by: str
    box: Box
    palette: Palette
    seed: int
    brand_face: Face | None = None
    mark: Mark | None = None
    is_round: bool = False

    @property
    def unit(self) -> float:
        """Give the shorter side: what margins and strokes are shares of."""
        return min(self.box.w, self.box.h)

    @property
    def whole(self) -> Box:
        """Give the box with its bleed."""
        return self.box.inset(-BLEED)

    def room(self, left: float, top: float, right: float, bottom: float) -> Box:
        """Give the box between these shares of width and height; in a round card, what of it lies in the circle."""
        box = self.box
        y, end = box.y + top * box.h, box.y + bottom * box.h
        x, stop = box.x + left * box.w, box.x + right * box.w
        if self.is_round:
            radius = 0.9 * box.w / 2
            (middle_x, middle_y) = box.middle
            farthest = max(abs(y - middle_y), abs(end - middle_y))
            half = sqrt(max(0.0, radius**2 - farthest**2))
            x, stop = max(x, middle_x - half), min(stop, middle_x + half)
        return Box(x, y, stop - x, end - y)


def words_in(  # noqa: PLR0913 - how a line may stand, each with its usual value
    brief: Brief,
    room: Box,
    colour: str,
    *,
    faces: Sequence[str] = ("strong",),
    align: str = "left",
    valign: str = "top",
    largest: float = 0.0,
    leading: float = 1.16,
    last: str = "",
    capitals: bool = False,
) -> tuple[list[Item], Box]:
    """Set the card's words as large as the room lets them. Gives the lines, and the box that they took.

    ``last`` is another colour for the last line, where there are several.
    """
    text = brief.text.upper() if capitals else brief.text
    own = [brief.brand_face] if brief.brand_face and "strong" in faces else []
    face = choose(text, [*own, *(shipped(name) for name in faces), shipped("strong")])
    setting = fit(text, face, room, largest=largest or 0.19 * brief.unit, leading=leading)
    step = setting.size * setting.leading
    tall = step * (len(setting.lines) - 1) + face.cap * setting.size
    spare = room.h - tall
    top = room.y + {"top": 0.0, "middle": spare / 2, "bottom": spare}[valign]
    items: list[Item] = []
    for number, line in enumerate(setting.lines):
        width = face.width(line, setting.size)
        x = room.x + (0.0 if align == "left" else (room.w - width) / 2)
        is_last = bool(last) and number > 0 and number == len(setting.lines) - 1
        y = top + face.cap * setting.size + number * step
        items.append(Words(line, x, y, setting.size, face.name, last if is_last else colour))
    widest = max(face.width(line, setting.size) for line in setting.lines)
    x = room.x if align == "left" else room.x + (room.w - widest) / 2
    return items, Box(x, top, widest, tall)


def by_in(brief: Brief, room: Box, colour: str, *, align: str = "left") -> list[Item]:
    """Set whose words they are, small and whole, on the last line of a room; nothing where nobody is named."""
    if not brief.by:
        return []
    face = choose(brief.by, [shipped("plain")])
    size = max(SMALLEST, min((0.1 if brief.box.is_wide else 0.045) * brief.unit, 6.0))
    size = min(size, room.w / face.width(brief.by, 1.0))
    width = face.width(brief.by, size)
    x = room.x + (0.0 if align == "left" else (room.w - width) / 2)
    return [Words(brief.by, x, room.y + room.h, size, face.name, colour)]


def mark_in(brief: Brief, room: Box) -> tuple[list[Item], Box]:
    """Put the brand's mark into the lower right corner of a room. Gives it, and the room that is left above it.

    A small card has none: it is for its words.
    """
    if brief.mark is None or brief.unit < 75:
        return [], room
    tall = min(0.07 * brief.unit, 14.0)
    wide = tall * brief.mark.ratio
    if wide > 0.4 * room.w:
        wide, tall = 0.4 * room.w, 0.4 * room.w / brief.mark.ratio
    x, y = room.x + room.w - wide, room.y + room.h - tall
    mark = Picture(brief.mark.data, brief.mark.media_type, x, y, wide, tall)
    return [mark], Box(room.x, room.y, room.w, room.h - tall - 0.03 * brief.unit)
