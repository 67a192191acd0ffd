"""Handwritten capitals: as if somebody had taken a marker and written it out for a colleague."""

from math import sin
from random import Random

from hearten.press.brief import Brief, by_in, mark_in, words_in
from hearten.press.drawing import Box, Item, Point, Shape, Words, rectangle, smooth


def draw(brief: Brief) -> list[Item]:
    """Draw the card."""
    palette, box, unit = brief.palette, brief.box, brief.unit
    ink = palette.on(palette.paper, palette.deep)
    chance = Random(brief.seed)  # noqa: S311 - a picture, no secret
    if box.is_wide:
        room, align, largest = brief.room(0.05, 0.2, 0.95, 0.74), "left", 0.44 * unit
    else:
        room = brief.room(0.1, 0.2 if brief.is_round else 0.12, 0.9, 0.8 if brief.is_round else 0.86)
        align, largest = "middle", 0.18 * unit
    mark, room = ([], room) if box.is_wide else mark_in(brief, room)
    under = 0.16 * unit if not box.is_wide else 0.0
    above = Box(room.x, room.y, room.w, room.h - (under if brief.by else 0.6 * under))
    if box.is_wide and brief.by:
        above = Box(room.x, room.y, room.w, 0.72 * room.h)
    words, took = words_in(
        brief, above, ink, faces=("hand",), align=align, valign="middle", largest=largest, leading=1.24, capitals=True
    )
    written = [_written(each, chance) for each in words]
    stroke = _stroke(took, chance, unit)
    items: list[Item] = [rectangle(brief.whole, palette.paper)]
    if not (box.is_wide and brief.by):  # on a strip the line under the words is where it says whose they are
        items.append(Shape(stroke, stroke=palette.warm, width=0.022 * unit if not box.is_wide else 0.05 * unit))
    quiet = palette.on(palette.paper)
    return [*items, *written, *by_in(brief, room, quiet, align=align), *mark]


def _written(item: Item, chance: Random) -> Item:
    """Let a line rise or fall a little, as a hand does without a ruler."""
    if not isinstance(item, Words):
        return item
    return Words(
        item.text, item.x, item.y + chance.uniform(-0.02, 0.02) * item.size, item.size, item.face, item.fill,
        angle=chance.uniform(-0.7, 0.35),
    )  # fmt: skip


def _stroke(took: Box, chance: Random, unit: float) -> tuple[tuple[str, *tuple[float, ...]], ...]:
    """Give a line under the words that was drawn in one go."""
    y = took.y + took.h + min(0.07 * unit, 0.35 * took.h)
    start, end = took.x + 0.02 * took.w, took.x + took.w * chance.uniform(0.72, 0.98)
    phase = chance.uniform(0, 6)
    points: list[Point] = []
    for step in range(9):
        at = step / 8
        points.append((start + at * (end - start), y + 0.007 * unit * sin(phase + 5 * at) - 0.012 * unit * at))
    return smooth(points)
