"""Designs by name. Each draws one card into a box; they take turns, because a cue that stays the same wears out."""

from collections.abc import Callable, Mapping

from hearten.press.brief import Brief
from hearten.press.drawing import Item
from hearten.press.families.flags import draw as flags
from hearten.press.families.geometric import draw as geometric
from hearten.press.families.handwritten import draw as handwritten
from hearten.press.families.landscape import draw as landscape
from hearten.press.families.papercut import draw as papercut
from hearten.press.families.typographic import draw as typographic

Family = Callable[[Brief], list[Item]]

#: In the order in which they take turns: two that are alike never follow each other.
FAMILIES: Mapping[str, Family] = {
    "typographic": typographic,
    "landscape": landscape,
    "geometric": geometric,
    "handwritten": handwritten,
    "flags": flags,
    "papercut": papercut,
}
