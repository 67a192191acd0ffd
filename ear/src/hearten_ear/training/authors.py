"""How each pass of the own corpus is heard by weights that never met its author, the phrases with them as in use."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hearten_ear.kernel.rules import Rules
from hearten_ear.kernel.trained import AGREED
from hearten_ear.languages import load
from hearten_ear.signals.hostile import AT_THE_PERSON, HEARD
from hearten_ear.training import measuring
from hearten_ear.training.building import Built
from hearten_ear.training.material import Example
from hearten_ear.training.table import COLUMNS

ALL = "all"


def by_author(built: Built) -> dict[str, dict[str, str]]:
    """Give a row of figures for each judging pass and one for all; empty where nothing was scored honestly."""
    if not built.honest.any():
        return {}
    hostility, heard = joined(built)
    names = sorted({each.source for each in built.own})
    sources = np.array([each.source for each in built.own])
    table = {name: figures(built.own, hostility, heard, sources == name) for name in names}
    return table | {ALL: figures(built.own, hostility, heard, np.full(len(sources), fill_value=True))}


def joined(built: Built) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Join honest chances with the phrases: how hostile each own row is, and whether it is heard as level 2 or 3."""
    chances = {head: built.calibrated[head].chance(built.honest[:, at]) for at, head in enumerate(COLUMNS)}
    told = Rules(load("en")).score([each.text for each in built.own], [each.context or None for each in built.own])
    doubtful = chances["hostile"] < AGREED
    kinds = np.maximum.reduce([
        np.maximum(np.where(doubtful, 0.0, chances[head]), [reading.heads[head] for reading in told])
        for head in AT_THE_PERSON
    ])  # fmt: skip
    hostility = np.where(kinds >= HEARD, np.maximum(kinds, chances["hostile"]), chances["hostile"])
    return hostility, hostility >= HEARD


def figures(
    rows: Sequence[Example], hostility: NDArray[np.float64], heard: NDArray[np.bool_], chosen: NDArray[np.bool_]
) -> dict[str, str]:
    """Give areas, alarm rates and recalls of some rows, with their intervals."""
    some = [each for each, is_chosen in zip(rows, chosen, strict=True) if is_chosen]
    scores, found = hostility[chosen], heard[chosen]
    places = {id(each): place for place, each in enumerate(some)}
    areas: Mapping[str, str] = {
        task.name.removeprefix("own: "): str(
            measuring.area(task.labels, scores[[places[id(each)] for each in task.examples]])
        )
        for task in measuring.own_tasks(some)
        if task.labels.any() and not task.labels.all()
    }
    return {
        "rows": f"{len(some):,}",
        **areas,
        **{f"alarms: {name}": str(share) for name, share in measuring.alarms(some, found).items()},
        "recall": str(measuring.recall(some, found)),
        "threats": str(measuring.recall(some, found, "threat")),
    }
