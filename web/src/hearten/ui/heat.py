"""The heat line: where a contact has been, as a small drawing with words and no numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WIDTH, HEIGHT, MARGIN = 240.0, 40.0, 4.0
LEVELS: tuple[str | Promise, ...] = (
    gettext_lazy("calm"),
    gettext_lazy("heated"),
    gettext_lazy("hostile"),
    gettext_lazy("abusive"),
)
FLAT = 0.12  # a smaller difference cannot be seen in a line 40 px high

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class HeatLine:
    """A drawing: SVG paths of the line and the area below it, and the same in words."""

    line: str
    area: str
    level: int
    word: str
    description: str


def draw(points: Sequence[Point], level: int) -> HeatLine:
    """Draw ``(at, heat)`` pairs: ``at`` in any unit, rising; ``heat`` 0–1, cut to that; ``level`` 0–3 is the present.

    No points draw the calm line at the bottom, one point a level line.
    """
    places = _places(points)
    line = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    level = min(max(level, 0), len(LEVELS) - 1)
    return HeatLine(
        line=line,
        area=f"{line} L{WIDTH:.0f} {HEIGHT:.0f} L0 {HEIGHT:.0f} Z",
        level=level,
        word=str(LEVELS[level]),
        description=describe([heat for _at, heat in points]),
    )


def _places(points: Sequence[Point]) -> list[Point]:
    """Turn pairs into places on the drawing, the first at its start and the last at its end."""
    if not points:
        points = [(0.0, 0.0)]
    first, last = points[0][0], points[-1][0]
    span = (last - first) or 1.0
    places = [((at - first) / span * WIDTH, _height(heat)) for at, heat in points]
    if len(places) == 1 or first == last:
        return [(0.0, places[-1][1]), (WIDTH, places[-1][1])]
    return places


def _height(heat: float) -> float:
    return HEIGHT - MARGIN - min(max(heat, 0.0), 1.0) * (HEIGHT - 2 * MARGIN)


def describe(heats: Sequence[float]) -> str:
    """Say in words how the heat went, for people who do not see the line."""
    if not heats:
        return _("Nothing heard from the customer yet.")
    start, end, top = heats[0], heats[-1], max(heats)
    if top - min(heats) < FLAT:
        return _("Level so far.")
    if top - end >= FLAT:
        return _("It rose and has come down again.") if top - start >= FLAT else _("It has come down.")
    return _("It has risen and is at its highest now.")
