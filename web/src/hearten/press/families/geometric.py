"""Geometric: tiles of quarter discs, squares and circles along one edge."""

from random import Random

from hearten.press.brief import Brief, by_in, mark_in, words_in
from hearten.press.drawing import Box, Item, circle, polygon, quarter, rectangle


def draw(brief: Brief) -> list[Item]:
    """Draw the card."""
    palette, box = brief.palette, brief.box
    ink = palette.on(palette.wash)
    items: list[Item] = [rectangle(brief.whole, palette.wash)]
    chance = Random(brief.seed)  # noqa: S311 - a picture, no secret
    if box.is_wide:
        side = box.h / 2
        for number in range(4):
            for row in range(2):
                place = Box(box.x + box.w - (number + 1) * side, box.y + row * side, side, side)
                items += _tile(brief, _to_the_edge(brief, place), chance)
        room = Box(box.x + 0.04 * box.w, box.y + 0.2 * box.h, 0.92 * box.w - 4 * side, 0.6 * box.h)
        above = Box(room.x, room.y, room.w, room.h * (0.7 if brief.by else 1.0))
        words, _took = words_in(brief, above, ink, valign="middle", largest=0.42 * brief.unit)
        return [*items, *words, *by_in(brief, room, ink)]
    across, rows = (5, 1) if box.h < 1.25 * box.w else (6, 3)
    side = box.w / across
    top = box.y + box.h - rows * side
    for row in range(rows):
        for number in range(across):
            place = Box(box.x + number * side, top + row * side, side, side)
            items += _tile(brief, _to_the_edge(brief, place), chance)
    share = (top - box.y) / box.h
    room = brief.room(0.1, 0.24 if brief.is_round else 0.11, 0.9, share - 0.06)
    mark, room = mark_in(brief, room)
    above = Box(room.x, room.y, room.w, room.h - (0.09 * brief.unit if brief.by else 0.0))
    words, _took = words_in(brief, above, ink, valign="middle" if brief.is_round else "top", largest=0.17 * brief.unit)
    return [*items, *words, *by_in(brief, room, ink), *mark]


def _to_the_edge(brief: Brief, place: Box) -> Box:
    """Let a tile at the cut reach into the bleed."""
    box, whole = brief.box, brief.whole
    x = whole.x if abs(place.x - box.x) < 0.01 else place.x
    y = whole.y if abs(place.y - box.y) < 0.01 else place.y
    right = place.x + place.w
    bottom = place.y + place.h
    right = whole.x + whole.w if abs(right - box.x - box.w) < 0.01 else right
    bottom = whole.y + whole.h if abs(bottom - box.y - box.h) < 0.01 else bottom
    return Box(x, y, right - x, bottom - y)


def _tile(brief: Brief, place: Box, chance: Random) -> list[Item]:
    palette = brief.palette
    ground, over = chance.choice(
        [
            (palette.accent, palette.warm),
            (palette.deep, palette.soft),
            (palette.soft, palette.deep),
            (palette.warm, palette.deep),
            (palette.wash, palette.accent),
            (palette.accent, palette.wash),
        ]
    )
    x, y, w, h = place.x, place.y, place.w, place.h
    # A hair over the edge, so that no seam of paper shows between tiles.
    items: list[Item] = [rectangle(place.inset(-0.02), ground)]
    sort = chance.randrange(5)
    if sort == 0:
        corner = chance.randrange(4)
        place_of = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)][corner]
        items.append(quarter(*place_of, min(w, h), corner, over))
    elif sort == 1:
        items.append(circle(x + w / 2, y + h / 2, 0.3 * min(w, h), over))
    elif sort == 2:
        corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
        drop = chance.randrange(4)
        items.append(polygon([each for number, each in enumerate(corners) if number != drop], over))
    elif sort == 3:
        corner = chance.randrange(2)
        first, second = [((x, y), (x + w, y + h)), ((x + w, y), (x, y + h))][corner]
        items.append(quarter(*first, min(w, h) / 2, corner, over))
        items.append(quarter(*second, min(w, h) / 2, corner + 2, over))
    else:
        items += [rectangle(Box(x, y + part * h / 5, w, h / 10), over) for part in range(1, 5)]
    return items
