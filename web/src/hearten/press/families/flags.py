"""Signal flags: a hoist of three beside the words, or a line of them above. They spell nothing."""

from collections.abc import Callable
from random import Random

from hearten.press.brief import Brief, by_in, mark_in, words_in
from hearten.press.drawing import Box, Item, Shape, circle, line, polygon, rectangle, smooth

Pattern = Callable[[Box, str, str], list[Item]]


def draw(brief: Brief) -> list[Item]:
    """Draw the card."""
    palette, box, unit = brief.palette, brief.box, brief.unit
    ink = palette.on(palette.paper)
    chance = Random(brief.seed)  # noqa: S311 - a picture, no secret
    items: list[Item] = [rectangle(brief.whole, palette.paper)]
    if box.is_wide:
        side, gap = 0.5 * box.h, 0.1 * box.h
        places = [Box(box.x + 0.035 * box.w + n * (side + gap), box.y + 0.25 * box.h, side, side) for n in range(3)]
        start = places[-1].x + side + 0.035 * box.w
        room = Box(start, box.y + 0.2 * box.h, box.x + 0.965 * box.w - start, 0.6 * box.h)
        above = Box(room.x, room.y, room.w, room.h * (0.7 if brief.by else 1.0))
        words, _took = words_in(brief, above, ink, valign="middle", largest=0.42 * unit)
        return [*items, *_flags(brief, places, chance), *words, *by_in(brief, room, ink)]
    if brief.is_round or box.h >= 1.25 * box.w:
        return [*items, *_bunting(brief, chance, ink)]
    side, x = 0.19 * box.h, box.x + 0.11 * box.w
    top = box.y + 0.135 * box.h
    places = [Box(x, top + n * 1.36 * side, 1.12 * side, side) for n in range(3)]
    halyard = [(x, box.y - 2.5), (x, places[-1].y + side + 0.06 * box.h)]
    items.append(line(halyard, palette.on(palette.paper), 0.006 * unit))
    start = x + 1.12 * side + 0.075 * box.w
    room = Box(start, top, box.x + 0.92 * box.w - start, 0.74 * box.h)
    mark, room = mark_in(brief, room)
    above = Box(room.x, room.y, room.w, room.h - (0.1 * unit if brief.by else 0.0))
    words, _took = words_in(brief, above, ink, largest=0.15 * unit)
    return [*items, *_flags(brief, places, chance), *words, *by_in(brief, room, ink), *mark]


def _bunting(brief: Brief, chance: Random, ink: str) -> list[Item]:
    """Hang five flags on a line that sags, and set the words below."""
    box, unit, palette = brief.box, brief.unit, brief.palette
    count = 3 if brief.is_round else 5
    side = (0.15 if brief.is_round else 0.125) * box.w
    top = box.y + (0.15 if brief.is_round else 0.1) * box.h
    places = []
    for number in range(count):
        at = (number + 0.5) / count
        at = 0.5 + (at - 0.5) * (0.62 if brief.is_round else 0.98)
        places.append(Box(box.x + at * box.w - side / 2, top + _sag(at) * box.w, side, 1.08 * side))
    cord = [(brief.whole.x + n / 12 * brief.whole.w, top + _sag(n / 12) * box.w) for n in range(13)]
    items: list[Item] = [Shape(smooth(cord), stroke=ink, width=0.006 * unit), *_flags(brief, places, chance)]
    under = (max(each.y + each.h for each in places) - box.y) / box.h
    room = brief.room(0.12, under + 0.06, 0.88, 0.8 if brief.is_round else 0.9)
    mark, room = mark_in(brief, room)
    above = Box(room.x, room.y, room.w, room.h - (0.1 * unit if brief.by else 0.0))
    align = "middle" if brief.is_round else "left"
    words, _took = words_in(brief, above, palette.on(palette.paper), align=align, largest=0.165 * unit)
    return [*items, *words, *by_in(brief, room, ink, align=align), *mark]


def _sag(at: float) -> float:
    return 0.09 * (1 - (2 * at - 1) ** 2)


def _flags(brief: Brief, places: list[Box], chance: Random) -> list[Item]:
    palette = brief.palette
    pairs = [
        (palette.accent, palette.paper),
        (palette.warm, palette.deep),
        (palette.deep, palette.warm),
        (palette.paper, palette.accent),
        (palette.accent, palette.warm),
    ]
    chance.shuffle(pairs)
    patterns = chance.sample(PATTERNS, len(places))
    items: list[Item] = []
    for place, pattern, (one, other) in zip(places, patterns, pairs, strict=False):
        items += [rectangle(place, one), *pattern(place, one, other)]
        edge = [(place.x, place.y), (place.x + place.w, place.y), (place.x + place.w, place.y + place.h)]
        around = [*edge, (place.x, place.y + place.h), (place.x, place.y)]
        items.append(line(around, palette.deep, 0.005 * brief.unit))
    return items


def _halves(box: Box, _one: str, other: str) -> list[Item]:
    return [rectangle(Box(box.x + box.w / 2, box.y, box.w / 2, box.h), other)]


def _bars(box: Box, _one: str, other: str) -> list[Item]:
    return [rectangle(Box(box.x, box.y + box.h / 3, box.w, box.h / 3), other)]


def _cross(box: Box, _one: str, other: str) -> list[Item]:
    across = Box(box.x, box.y + 0.38 * box.h, box.w, 0.24 * box.h)
    return [rectangle(across, other), rectangle(Box(box.x + 0.38 * box.w, box.y, 0.24 * box.w, box.h), other)]


def _saltire(box: Box, _one: str, other: str) -> list[Item]:
    x, y, w, h = box.x, box.y, box.w, box.h
    a, b = 0.16 * w, 0.16 * h
    falling = [(x, y), (x + a, y), (x + w, y + h - b), (x + w, y + h), (x + w - a, y + h), (x, y + b)]
    rising = [(x + w, y), (x + w, y + b), (x + a, y + h), (x, y + h), (x, y + h - b), (x + w - a, y)]
    return [polygon(falling, other), polygon(rising, other)]


def _checks(box: Box, _one: str, other: str) -> list[Item]:
    half = (box.w / 2, box.h / 2)
    return [rectangle(Box(box.x, box.y, *half), other), rectangle(Box(box.x + half[0], box.y + half[1], *half), other)]


def _slanted(box: Box, _one: str, other: str) -> list[Item]:
    return [polygon([(box.x, box.y), (box.x + box.w, box.y + box.h), (box.x, box.y + box.h)], other)]


def _framed(box: Box, _one: str, other: str) -> list[Item]:
    return [rectangle(box.inset(0.27 * box.w, 0.27 * box.h), other)]


def _disc(box: Box, _one: str, other: str) -> list[Item]:
    return [circle(*box.middle, 0.27 * min(box.w, box.h), other)]


PATTERNS: list[Pattern] = [_halves, _bars, _cross, _saltire, _checks, _slanted, _framed, _disc]
