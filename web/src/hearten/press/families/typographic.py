"""Typographic: the words, a short rule, and air."""

from hearten.press.brief import Brief, by_in, mark_in, words_in
from hearten.press.drawing import Box, Item, rectangle


def draw(brief: Brief) -> list[Item]:
    """Draw the card."""
    palette, unit, box = brief.palette, brief.unit, brief.box
    items: list[Item] = [rectangle(brief.whole, palette.paper)]
    accent = palette.on(palette.paper, palette.accent)
    quiet = palette.on(palette.paper)
    if box.is_wide:
        room = brief.room(0.06, 0.2, 0.97, 0.8)
        items.append(rectangle(Box(box.x + 0.028 * box.w, room.y, 0.07 * unit, room.h), palette.accent))
        words, _took = words_in(brief, _above(brief, room), quiet, valign="middle", largest=0.42 * unit)
        return [*items, *words, *by_in(brief, room, quiet)]
    room = brief.room(0.1, 0.22, 0.9, 0.78) if brief.is_round else brief.room(0.11, 0.12, 0.89, 0.88)
    mark, room = mark_in(brief, room)
    align = "middle" if brief.is_round else "left"
    long = 0.17 * unit
    rule = Box(room.x + ((room.w - long) / 2 if brief.is_round else 0.0), room.y, long, 0.022 * unit)
    below = Box(room.x, room.y + 0.085 * unit, room.w, room.h - (0.17 if brief.by else 0.085) * unit)
    words, _took = words_in(brief, below, quiet, last=accent, align=align, leading=1.12, largest=0.185 * unit)
    by = by_in(brief, room, quiet, align=align)
    return [*items, rectangle(rule, palette.accent), *words, *by, *mark]


def _above(brief: Brief, room: Box) -> Box:
    return Box(room.x, room.y, room.w, room.h * (0.7 if brief.by else 1.0))
