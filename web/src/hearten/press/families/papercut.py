"""Paper cut: leaves and fronds cut freely, and the words on a slip of paper laid over them."""

from math import cos, radians, sin
from random import Random

from hearten.press.brief import Brief, by_in, mark_in, words_in
from hearten.press.colour import mixed
from hearten.press.drawing import Box, Item, Point, Shape, polygon, rectangle, smooth


def draw(brief: Brief) -> list[Item]:
    """Draw the card."""
    palette, box, unit = brief.palette, brief.box, brief.unit
    chance = Random(brief.seed)  # noqa: S311 - a picture, no secret
    ground = chance.choice([palette.accent, palette.soft, palette.warm])
    every = (palette.deep, palette.warm, palette.soft, palette.accent, palette.wash)
    colours = [each for each in every if each != ground]
    items: list[Item] = [rectangle(brief.whole, ground)]
    for number, (x, y, angle, long) in enumerate(_places(brief, chance)):
        fill = colours[number % len(colours)]
        items.append(Shape(smooth(_frond(x, y, long, angle, chance), closed=True), fill=fill))
    if box.is_wide:
        slip = brief.room(0.11, 0.14, 0.89, 0.86)
    elif brief.is_round:
        slip = brief.room(0.1, 0.27, 0.9, 0.73)
    else:
        slip = brief.room(0.12, 0.2, 0.88, 0.8) if box.h < 1.25 * box.w else brief.room(0.12, 0.24, 0.88, 0.72)
    shadow = mixed(ground, palette.deep, 0.45)
    cut = _slip(slip, chance, 0.018 * unit)
    items.append(polygon([(px + 0.012 * unit, py + 0.014 * unit) for px, py in cut], shadow))
    items.append(polygon(cut, palette.paper))
    ink = palette.on(palette.paper)
    room = slip.inset(0.2 * unit, 0.1 * unit) if box.is_wide else slip.inset(0.06 * unit, 0.07 * unit)
    mark, room = ([], room) if box.is_wide else mark_in(brief, room)
    for_by = (0.3 * room.h if box.is_wide else 0.09 * unit) if brief.by else 0.0
    above = Box(room.x, room.y, room.w, room.h - for_by)
    largest = 0.4 * unit if box.is_wide else 0.15 * unit
    words, _took = words_in(brief, above, ink, align="middle", valign="middle", largest=largest)
    return [*items, *words, *by_in(brief, room, ink, align="middle"), *mark]


def _places(brief: Brief, chance: Random) -> list[tuple[float, float, float, float]]:
    """Say where fronds begin, where they point (degrees, 0 is right) and how long they are."""
    box, unit = brief.box, brief.unit
    long = 0.85 * unit if box.is_wide else 0.52 * unit
    shares = STRIP if box.is_wide else CARD
    return [
        (box.x + x * box.w, box.y + y * box.h, angle + chance.uniform(-9, 9), long * chance.uniform(0.9, 1.12))
        for x, y, angle in shares
    ]


CARD = [
    (0.02, 1.02, -58),
    (0.98, -0.02, 122),
    (1.02, 0.98, -128),
    (-0.02, 0.02, 52),
    (0.5, 1.06, -82),
    (0.52, -0.06, 98),
]
STRIP = [(0.0, 1.0, -40), (0.06, -0.1, 60), (1.0, 0.0, 140), (0.94, 1.1, -120), (0.12, 1.1, -75), (0.88, -0.1, 105)]


def _frond(x: float, y: float, long: float, angle: float, chance: Random) -> list[Point]:
    """Give the outline of a frond: lobes along both sides of a stem, as scissors leave them."""
    lobes = chance.choice([3, 4, 4, 5])
    side: list[tuple[float, float]] = []
    for number in range(lobes):
        at = 0.12 + 0.74 * number / lobes
        reach = 0.3 * (1 - 0.45 * at) * chance.uniform(0.85, 1.1)
        side += [(at, 0.055), (at + 0.09, reach * 0.8), (at + 0.17, reach), (at + 0.185, reach * 0.6)]
    tip = [(0.94, 0.06), (1.0, 0.0)]
    whole = [(0.0, 0.035), *side, *tip, *[(at + 0.035, -out) for at, out in reversed(side)], (0.0, -0.035)]
    c, s = cos(radians(angle)), sin(radians(angle))
    return [(x + long * (at * c - out * s), y + long * (at * s + out * c)) for at, out in whole]


def _slip(box: Box, chance: Random, by: float) -> list[Point]:
    """Give a rectangle as a hand cuts it: four corners, none quite square."""
    corners = [(box.x, box.y), (box.x + box.w, box.y), (box.x + box.w, box.y + box.h), (box.x, box.y + box.h)]
    return [(x + chance.uniform(-by, by), y + chance.uniform(-by, by)) for x, y in corners]
