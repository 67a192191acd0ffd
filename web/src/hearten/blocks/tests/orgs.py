"""Random organisations with overlapping dimensions and turnover, and rules that leak, for the auditor to catch."""

import random
from collections import Counter
from collections.abc import Callable, Iterable

from hearten.blocks.rules.shapes import Answer, Block, Group, Place, Question, Roster, Seat, Workings

QUESTION = Question("q", frozenset({4, 5}))
TENURES, SITES = ("new", "settled"), ("Cork", "Porto")


def organisation(seed: int, *, teams: int = 6, dimensions: tuple[str, ...] = ("tenure",)) -> Roster:
    """Two departments with a few teams of 1 to 14 people, a few of them right under a department."""
    chance = random.Random(seed)
    groups = [Group("all", "Everybody"), Group("d0", "Day", "all"), Group("d1", "Night", "all")]
    groups += [Group(f"t{n}", f"Team {n}", f"d{n % 2}") for n in range(chance.randint(2, teams))]
    homes = [group.id for group in groups if group.id.startswith("t")] + chance.sample(["all", "d0", "d1"], 1)
    seats, number = [], 0
    for home in homes:
        for _ in range(chance.randint(1, 14)):
            values = tuple(chance.choice(TENURES if name == "tenure" else SITES) for name in dimensions)
            seats.append(Seat(f"p{number:03}", home, values, reads=chance.random() < 0.06))
            number += 1
    return Roster(tuple(groups), tuple(seats), dimensions)


def turned_over(roster: Roster, seed: int, *, share: float = 0.12) -> Roster:
    """The same organisation a quarter later: some left, some came, some moved or changed their tenure."""
    chance = random.Random(seed)
    homes = sorted({seat.group for seat in roster.seats})
    seats = []
    for seat in roster.seats:
        fate = chance.random()
        if fate < share / 2:
            continue
        if fate < share:
            values = tuple(chance.choice(TENURES if name == "tenure" else SITES) for name in roster.dimensions)
            seats.append(Seat(seat.person, chance.choice(homes), values, seat.reads))
        else:
            seats.append(seat)
    for number in range(chance.randint(0, max(1, int(len(roster.seats) * share)))):
        values = tuple(chance.choice(TENURES if name == "tenure" else SITES) for name in roster.dimensions)
        seats.append(Seat(f"n{seed % 997:03}{number:03}", chance.choice(homes), values))
    return Roster(roster.groups, tuple(seats), roster.dimensions)


def answers_of(roster: Roster, seed: int, *, answering: float) -> list[Answer]:
    """Who answered, and what. With ``answering`` 1.0 nobody skips."""
    chance = random.Random(seed)
    return [
        Answer("q", (seat.group, *seat.values), chance.randint(1, 5))
        for seat in roster.seats
        if chance.random() < answering
    ]


def heads(roster: Roster, answers: Iterable[Answer]) -> tuple[dict[Place, int], dict[Place, int]]:
    """Respondents and skippers per place who do not read: what a derivable group is measured by."""
    seats: Counter[Place] = Counter()
    readers: Counter[Place] = Counter()
    given: Counter[Place] = Counter()
    for seat in roster.seats:
        seats[seat.group, *seat.values] += 1
        readers[seat.group, *seat.values] += seat.reads
    for answer in answers:
        given[answer.place] += 1
    respondents = {place: max(0, given[place] - readers[place]) for place in seats}
    skippers = {place: seats[place] - given[place] for place in seats}
    return respondents, skippers


def sums_of(workings: Workings) -> list[Block]:
    """The places that each published figure is a sum over."""
    return [workings.places[cell.id] for cell in workings.publication.cells]


# --- rules that leak


def cells_people_think_of(roster: Roster) -> list[Block]:
    """Every group and value one would like to see: all, departments, teams, each value, and teams by value."""
    places = {(seat.group, *seat.values) for seat in roster.seats}
    parents = {group.id: group.parent for group in roster.groups}
    wanted: list[Callable[[Place], bool]] = [lambda _place: True]
    wanted += [lambda place, d=d: d in (place[0], parents.get(place[0])) for d in ("d0", "d1")]  # type: ignore[misc]
    wanted += [lambda place, t=t: place[0] == t for t in sorted({place[0] for place in places})]  # type: ignore[misc]
    for index in range(1, len(roster.dimensions) + 1):
        values = sorted({place[index] for place in places})
        wanted += [lambda place, i=index, v=v: place[i] == v for v in values]  # type: ignore[misc]
        wanted += [
            lambda place, i=index, v=v, d=d: place[i] == v and d in (place[0], parents.get(place[0]))  # type: ignore[misc]
            for v in values
            for d in ("d0", "d1")
        ]
    return [frozenset(place for place in places if test(place)) for test in wanted]


def show_if_five(roster: Roster, respondents: dict[Place, int]) -> list[Block]:
    """The naive rule: each cell by itself, if at least five people are in it."""
    return [each for each in cells_people_think_of(roster) if sum(respondents[place] for place in each) >= 5]


def pairwise(roster: Roster, respondents: dict[Place, int], k: int) -> list[Block]:
    """The clever rule: a cell of at least k, unless it and another shown one differ by fewer than k."""
    shown: list[Block] = []
    for each in cells_people_think_of(roster):
        size = sum(respondents[place] for place in each)
        if size < k:
            continue
        gaps = [sum(respondents[place] for place in gap) for other in shown for gap in (each - other, other - each)]
        nested = [gap for gap, other in zip(gaps[::2], shown, strict=True) if other <= each]
        nested += [gap for gap, other in zip(gaps[1::2], shown, strict=True) if each <= other]
        if all(gap == 0 or gap >= k for gap in nested):
            shown.append(each)
    return shown
