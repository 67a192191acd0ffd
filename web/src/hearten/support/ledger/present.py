"""A published month as words and marks: each promise with its groups, kept and broken side by side."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearten.blocks.rules.shapes import Cell, Publication
from hearten.support.ledger import rules
from hearten.support.ledger.models import Kind
from hearten.support.ledger.queries import PublishedMonth

KEPT: tuple[str | Promise, ...] = (
    gettext_lazy("fewer than a quarter"),
    gettext_lazy("a quarter to a half"),
    gettext_lazy("a half to three quarters"),
    gettext_lazy("three quarters or more"),
)
BROKEN: tuple[str | Promise, ...] = (
    gettext_lazy("more than three quarters"),
    gettext_lazy("a half to three quarters"),
    gettext_lazy("a quarter to a half"),
    gettext_lazy("a quarter or fewer, or nobody"),
)
MEANS: Mapping[str, str | Promise] = {
    "moment": gettext_lazy(
        "Asked for, and granted within seconds of the press, also while customers waited or a line was down."
    ),
    "help": gettext_lazy("A hand was raised, and somebody said in time that they were coming."),
    "exit": gettext_lazy(
        "A contact was left by a way out, and within a day those who score and plan were told to leave it out."
    ),
    "check_in": gettext_lazy(
        "After a hard contact, as soon as it was over, a talk with a person of one's choice was offered."
    ),
}
STEP = 28


@dataclass(frozen=True, slots=True)
class Group:
    """One group of teams and one promise: to how many of those who asked it was kept, and to how many not."""

    name: str
    asked: str
    kept: str
    broken: str
    steps: tuple[tuple[int, bool], ...]


@dataclass(frozen=True, slots=True)
class TooSmall:
    """A team that is not shown by itself, and in which group its people are counted ("" in none)."""

    name: str
    within: str


@dataclass(frozen=True, slots=True)
class Kept:
    """One promise in one month."""

    kind: str
    title: str
    means: str
    groups: tuple[Group, ...]
    too_small: tuple[TooSmall, ...]


def present(month: PublishedMonth) -> tuple[Kept, ...]:
    """Put a month into words, one promise after the other."""
    names = rules.names_of(month.teams)
    return tuple(_promise(kind, month.publication, names) for kind in Kind)


def _promise(kind: Kind, publication: Publication, names: Mapping[str, str]) -> Kept:
    cells = [cell for cell in publication.cells if cell.question == kind.value]
    cells.sort(key=lambda cell: (-len(cell.groups), [names.get(group, group) for group in cell.groups]))
    hidden = sorted(
        (each for each in publication.unshown if each.question == kind.value),
        key=lambda each: names.get(each.group, each.group),
    )
    return Kept(
        kind.value,
        str(kind.label),
        str(MEANS[kind.value]),
        tuple(_group(cell, names) for cell in cells),
        tuple(TooSmall(names.get(each.group, each.group), _within(each.within, names)) for each in hidden),
    )


def _group(cell: Cell, names: Mapping[str, str]) -> Group:
    everybody = len(cell.groups) == len(names)
    kept = str(KEPT[cell.share]) if cell.percent is None else f"{cell.percent} %"
    broken = str(BROKEN[cell.share]) if cell.percent is None else f"{100 - cell.percent} %"
    return Group(
        name=_("The whole centre") if everybody and len(names) > 1 else _joined(cell.groups, names),
        asked=cell.size.replace("-", "–").replace("+", " " + _("or more")),
        kept=kept,
        broken=broken,
        steps=tuple((step * STEP, step <= cell.share) for step in range(4)),
    )


def _within(within: str, names: Mapping[str, str]) -> str:
    return _joined(tuple(within.split("+")), names) if within else ""


def _joined(groups: tuple[str, ...], names: Mapping[str, str]) -> str:
    parts = sorted(names.get(group, group) for group in groups)
    if len(parts) < 2:
        return "".join(parts)
    return _("%(some)s and %(last)s together") % {"some": ", ".join(parts[:-1]), "last": parts[-1]}
