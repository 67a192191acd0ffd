"""A publication as a drawing: one row per group, four steps for the band, hatched where a group is too small."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearten.blocks.rules.shapes import Cell, Publication

SHARES: tuple[str | Promise, ...] = (
    gettext_lazy("fewer than a quarter"),
    gettext_lazy("a quarter to a half"),
    gettext_lazy("a half to three quarters"),
    gettext_lazy("three quarters or more"),
)
TRENDS: dict[str, str | Promise] = {
    "up": gettext_lazy("more than last time"),
    "level": gettext_lazy("as last time"),
    "down": gettext_lazy("fewer than last time"),
}
ROW, LABEL, STEP, MARGIN = 40, 250, 60, 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: what to call it, what it says in words, and where its four steps stand."""

    label: str
    words: str
    y: int
    steps: tuple[tuple[int, bool], ...] = ()
    is_hatched: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of one question, with the same in words."""

    title: str
    bars: tuple[Bar, ...]
    height: int
    width: int = LABEL + 4 * STEP


def draw(publication: Publication, question: str, *, title: str, names: Mapping[str, str]) -> Picture:
    """Draw one question. ``names`` gives the name of each group; the widest group comes first, hatched ones last."""
    cells = [cell for cell in publication.cells if cell.question == question and not cell.values]
    cells.sort(key=lambda cell: (cell.level != "organisation", -len(cell.groups), _label(cell, names)))
    bars = [_bar(number, cell, names) for number, cell in enumerate(cells)]
    hidden = [each for each in publication.unshown if each.question == question]
    for number, each in enumerate(sorted(hidden, key=lambda each: names.get(each.group, each.group)), start=len(bars)):
        within = _(" and ").join(names.get(part, part) for part in each.within.split("+")) if each.within else ""
        words = _("Not shown by itself. Counted in %(within)s.") if within else _("Too small to show.")
        label = names.get(each.group, each.group)
        bars.append(Bar(label, words % {"within": within} if within else words, number * ROW, is_hatched=True))
    return Picture(title, tuple(bars), height=len(bars) * ROW)


def _label(cell: Cell, names: Mapping[str, str]) -> str:
    if cell.level == "organisation":
        return _("Everybody")
    parts = [names.get(group, group) for group in cell.groups]
    return ", ".join(parts[:-1]) + _(" and ") + parts[-1] if len(parts) > 1 else parts[0]


def _bar(number: int, cell: Cell, names: Mapping[str, str]) -> Bar:
    share = str(SHARES[cell.share]) if cell.percent is None else f"{cell.percent} %"
    words = _("%(share)s, of %(size)s answers") % {"share": share, "size": cell.size.replace("-", "–")}
    if cell.trend:
        words = f"{words}, {TRENDS[cell.trend]}"
    steps = tuple((LABEL + step * STEP, step <= cell.share) for step in range(4))
    return Bar(_label(cell, names), words, number * ROW, steps)
