"""Landscape in lines: ridges behind ridges, and a sun."""

from math import sin, tau
from random import Random

from hearten.press.brief import Brief, by_in, mark_in, words_in
from hearten.press.colour import mixed
from hearten.press.drawing import Box, Item, Point, Shape, circle, rectangle, smooth

STEPS = 36


def draw(brief: Brief) -> list[Item]:
    """Draw the card."""
    palette, box, unit = brief.palette, brief.box, brief.unit
    ink = palette.on(palette.paper)
    items: list[Item] = [rectangle(brief.whole, palette.paper)]
    chance = Random(brief.seed)  # noqa: S311 - a picture, no secret
    if box.is_wide:
        land = Box(box.x + 0.56 * box.w, box.y + 0.25 * box.h, 0.44 * box.w, 0.75 * box.h)
        room = brief.room(0.04, 0.2, 0.64, 0.8)
        items += _land(brief, land, chance, ridges=5)
        above = Box(room.x, room.y, room.w, room.h * (0.7 if brief.by else 1.0))
        words, _took = words_in(brief, above, ink, valign="middle", largest=0.42 * unit)
        return [*items, *words, *by_in(brief, room, ink)]
    share = 0.56 if box.h < 1.25 * box.w else 0.6
    land = Box(box.x, box.y + share * box.h, box.w, (1 - share) * box.h)
    items += _land(brief, land, chance, ridges=7)
    room = brief.room(0.1, 0.2 if brief.is_round else 0.1, 0.9, share - 0.04)
    mark, room = mark_in(brief, room)
    above = Box(room.x, room.y, room.w, room.h - (0.085 * unit if brief.by else 0.0))
    align = "middle" if brief.is_round else "left"
    words, _took = words_in(brief, above, ink, align=align, valign="top", largest=0.165 * unit)
    return [*items, *words, *by_in(brief, room, ink, align=align), *mark]


def _land(brief: Brief, land: Box, chance: Random, *, ridges: int) -> list[Item]:
    """Draw ridges from the back to the front; each hides what is behind it."""
    palette, unit = brief.palette, brief.unit
    radius = 0.23 * land.h
    sun_x = land.x + (0.68 if chance.random() < 0.5 else 0.3) * land.w
    items: list[Item] = [circle(sun_x, land.y + 0.34 * land.h, radius, palette.warm)]
    end = brief.whole.x + brief.whole.w
    start = brief.whole.x if abs(land.x - brief.box.x) < 0.01 else land.x
    floor = brief.whole.y + brief.whole.h
    for number in range(ridges):
        depth = number / (ridges - 1)
        base = land.y + (0.36 + 0.6 * depth) * land.h
        swing = (0.17 - 0.11 * depth) * land.h
        ridge = _ridge(chance, start, end, base, swing)
        if start > brief.box.x:
            ridge = _rising(ridge, floor)
        fill = mixed(palette.paper, palette.accent, 0.05 + 0.16 * depth)
        path = (*smooth(ridge), ("L", end, floor), ("L", start, floor), ("Z",))
        items.append(Shape(path, fill=fill))
        width = (0.0035 + 0.0045 * depth) * unit
        items.append(Shape(smooth(ridge), stroke=mixed(palette.soft, palette.deep, depth), width=width))
    return items


def _ridge(chance: Random, start: float, end: float, base: float, swing: float) -> list[Point]:
    waves = [(share, chance.uniform(turns, turns + 0.8), chance.uniform(0, tau)) for share, turns in WAVES]
    points = []
    for step in range(STEPS + 1):
        at = step / STEPS
        rise = sum(share * sin(tau * turns * at + phase) for share, turns, phase in waves)
        points.append((start + at * (end - start), base - swing * rise))
    return points


def _rising(ridge: list[Point], floor: float) -> list[Point]:
    """Let a ridge rise from the floor, where it has no edge of the card to come from."""
    found = []
    for step, (x, y) in enumerate(ridge):
        at = min(1.0, 2.2 * step / STEPS)
        found.append((x, floor - (floor - y) * at * at * (3 - 2 * at)))
    return found


WAVES = ((0.7, 0.7), (0.34, 1.9), (0.13, 4.2))
