"""From leaf teams to atoms (R3), by one procedure that also serves skippers (R6) and trends (R8).

Each unit carries counts that add up when units are joined, and a test says which counts fit. The test must be closed
under joining: what fits and what fits, joined, fits. Then joining only ever helps, and the procedure ends.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hearten.blocks.rules.shapes import Block, Group, Place

Counts = tuple[int, ...]
Fits = Callable[[Counts], bool]


@dataclass(frozen=True, slots=True)
class Unit:
    """Places that stay together, with what is counted in them. Units are ordered by size, ties by id."""

    places: Block
    counts: Counts

    @property
    def order(self) -> tuple[int, Place]:
        """Give the sorting key: smallest first, ties by the first place's id."""
        return self.counts[0], min(self.places)


def joined(units: Iterable[Unit]) -> Unit:
    """Join units, which share no place."""
    listed = list(units)
    places = frozenset(place for unit in listed for place in unit.places)
    return Unit(places, tuple(map(sum, zip(*(unit.counts for unit in listed), strict=True))))


def gather(groups: Sequence[Group], units: Iterable[Unit], fits: Fits) -> list[Unit]:
    """Join units within their groups, smallest first, until each fits; what never fits is left out.

    1. Each unit stands at the lowest group that holds all of its teams.
    2. From the leaves up: while a sibling does not fit and has another, the smallest such joins the next smallest.
       Where that sibling is a department of several atoms, it joins the smallest of these: the others stay as they are.
    3. One that is alone and does not fit rolls up to the parent. At the top it is left out: nothing is shown of it.
    """
    below: dict[str, list[str]] = defaultdict(list)
    for group in groups:
        below[group.parent].append(group.id)
    parents = {group.id: group.parent for group in groups}
    standing: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        standing[_lowest(parents, {place[0] for place in unit.places})].append(unit)
    return [unit for unit in _settle("", below, standing, fits) if fits(unit.counts)]


def _lowest(parents: Mapping[str, str], teams: set[str]) -> str:
    """Give the lowest group that all of these teams are, or lie in."""
    paths = []
    for team in teams:
        path = [team]
        while path[-1] in parents and parents[path[-1]]:
            path.append(parents[path[-1]])
        paths.append([*reversed(path)])
    shared = ""
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            break
        shared = steps[0]
    return shared if shared in parents else ""


def _settle(group: str, below: Mapping[str, list[str]], standing: Mapping[str, list[Unit]], fits: Fits) -> list[Unit]:
    siblings = [[unit] for unit in standing.get(group, [])]
    siblings += [found for child in below.get(group, []) if (found := _settle(child, below, standing, fits))]
    while len(siblings) > 1:
        small = [each for each in siblings if len(each) == 1 and not fits(each[0].counts)]
        if not small:
            break
        smallest = min(small, key=lambda each: each[0].order)
        others = [each for each in siblings if each is not smallest]
        partner = min(others, key=lambda each: joined(each).order)
        host = min(partner, key=lambda unit: unit.order)
        siblings = [each for each in others if each is not partner]
        siblings.append([unit for unit in partner if unit is not host] + [joined([host, smallest[0]])])
    return [unit for each in siblings for unit in each]


def join_of(partitions: Iterable[Iterable[Block]]) -> list[Block]:
    """Give the finest partition that is coarser than all of these: blocks that share a place become one."""
    root: dict[Place, Place] = {}

    def find(place: Place) -> Place:
        while root.setdefault(place, place) != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    for partition in partitions:
        for block in partition:
            first, *rest = sorted(block)
            for place in rest:
                root[find(place)] = find(first)
            find(first)
    found: dict[Place, set[Place]] = defaultdict(set)
    for place in root:
        found[find(place)].add(place)
    return sorted((frozenset(block) for block in found.values()), key=min)
