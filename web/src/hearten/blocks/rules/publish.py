"""The publisher: a roster, answers and a policy in; a publication out. Pure: the same input gives the same bytes.

1. Leaf teams become atoms of at least k on the roster (R3).
2. Per question, atoms are joined until respondents are at least k and skippers none or at least k (R6).
3. Each further dimension is crossed in only where every joint cell still fits; else its values are merged, smallest
   first, or it is dropped (R5).
4. Figures are given for unions of atoms alone (R4), in bands (R7), with an arrow where R8 allows one.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from hearten.blocks.rules import K_FLOOR, K_SENSITIVE, PERCENT_FROM, SHARE_BANDS, SIZE_BANDS, TooSmall
from hearten.blocks.rules.atoms import Fits, Unit, gather, join_of, joined
from hearten.blocks.rules.counting import Tally, respondents_fit, roster_fits, tally
from hearten.blocks.rules.shapes import (
    Answer,
    Before,
    Block,
    Cell,
    Policy,
    Publication,
    Question,
    Roster,
    Unshown,
    Workings,
)
from hearten.blocks.rules.trends import comparable, covered_up, trend_of


def publish(
    roster: Roster,
    answers: Iterable[Answer],
    questions: Sequence[Question],
    policy: Policy,
    *,
    before: Before | None = None,
) -> Workings:
    """Publish a closed round. Raises :class:`TooSmall` for a k below the floor, ValueError for answers out of place."""
    if policy.k < K_FLOOR:
        raise TooSmall(f"Nothing is published for groups of fewer than {K_FLOOR}.")
    by_question: dict[str, list[Answer]] = {question.key: [] for question in questions}
    for answer in answers:
        by_question[answer.question].append(answer)
    cells: dict[str, Cell] = {}
    places: dict[str, Block] = {}
    unshown: list[Unshown] = []
    covers: set[str] = set()
    for question in sorted(questions, key=lambda each: each.key):
        need = need_of(policy, question)
        counted = tally(roster, by_question[question.key], question.favourable)
        atoms = atoms_of(roster, counted, need)
        shown = unions_of(roster, question.key, atoms)
        blocks = comparable(before, roster, question.key, [block for _cell, block in shown], need)
        for cell, block in shown:
            old = blocks.old_value(cell.id, block)
            cells[cell.id] = filled(cell, block, counted, floor=policy.k, old=old)
            places[cell.id] = block
        covers |= covered_up(before, question.key, blocks)
        unshown += left_out(roster, question.key, atoms)
    ordered = tuple(cells[name] for name in sorted(cells))
    result = Publication(policy.k, policy.open_to_members, ordered, tuple(unshown), tuple(sorted(covers)))
    return Workings(result, places)


def need_of(policy: Policy, question: Question) -> int:
    """Give how many people an atom needs: k, more for sensitive questions, one more where members read."""
    k = max(policy.k, K_SENSITIVE) if question.sensitive else policy.k
    return k + 1 if policy.open_to_members else k


@dataclass(frozen=True, slots=True)
class Atoms:
    """The atoms of one question. ``teams`` are those before dimensions were crossed in; ``merged`` says how they were.

    ``merged`` holds per crossed dimension its index and the sets of values that stand together.
    """

    atoms: tuple[Unit, ...]
    teams: tuple[Unit, ...]
    merged: tuple[tuple[int, tuple[frozenset[str], ...]], ...] = ()


def atoms_of(roster: Roster, counted: Tally, need: int) -> Atoms:
    """Give the atoms of a question: R3, then R6, then R5 for each dimension in the order of the roster."""
    units = _team_units(counted)
    by_roster = gather(roster.groups, units, roster_fits(need))
    by_answers = gather(roster.groups, units, respondents_fit(need))
    kept = {place for unit in by_answers for place in unit.places}
    # Coarsen, never re-cut: what was joined for the roster stays joined for the question.
    blocks = join_of([[u.places for u in by_roster], [u.places for u in by_answers]])
    single = {place: Unit(frozenset([place]), counted.counts(place)) for place in counted.seats}
    teams = [joined(single[place] for place in sorted(block)) for block in blocks if block <= kept]
    fits = respondents_fit(need)
    teams = [unit for unit in teams if fits(unit.counts)]
    return _crossed(roster, teams, single, fits)


def _team_units(counted: Tally) -> list[Unit]:
    """Give one unit per leaf team: all its places together."""
    by_team: dict[str, list[Unit]] = {}
    for place in sorted(counted.seats):
        by_team.setdefault(place[0], []).append(Unit(frozenset([place]), counted.counts(place)))
    return [joined(units) for units in by_team.values()]


def _crossed(roster: Roster, teams: list[Unit], single: dict[tuple[str, ...], Unit], fits: Fits) -> Atoms:
    atoms, merged = teams, []
    for index in range(1, len(roster.dimensions) + 1):
        shown = {place for unit in atoms for place in unit.places}
        sizes: Counter[str] = Counter()
        for place in shown:
            sizes[place[index]] += single[place].counts[0]
        values = [frozenset([value]) for value in sorted(sizes)]
        while len(values) > 1:
            cells = _cut(atoms, index, values, single)
            if all(fits(cell.counts) for cell in cells):
                atoms = cells
                merged.append((index, tuple(values)))
                break
            values.sort(key=lambda each: (sum(sizes[value] for value in each), min(each)))
            values = sorted([values[0] | values[1], *values[2:]], key=min)
    return Atoms(tuple(atoms), tuple(teams), tuple(merged))


def _cut(
    atoms: list[Unit], index: int, values: list[frozenset[str]], single: dict[tuple[str, ...], Unit]
) -> list[Unit]:
    """Cut each atom by the values of a dimension; cells without anybody on the roster are none."""
    cells = []
    for atom in atoms:
        for together in values:
            inside = sorted(place for place in atom.places if place[index] in together)
            if inside:
                cells.append(joined(single[place] for place in inside))
    return cells


# --- what is shown


def unions_of(roster: Roster, question: str, found: Atoms) -> list[tuple[Cell, Block]]:
    """Give the cells to show, each a union of atoms: organisation, groups, atoms of teams, values, joint cells."""
    shown: dict[Block, Cell] = {}

    def show(level: str, block: Block, values: tuple[str, ...] = ()) -> None:
        if block and block not in shown:
            groups = tuple(sorted({place[0] for place in block}))
            name = "+".join([*groups, *values]) if level != "organisation" else "all"
            shown[block] = Cell(f"{question}:{level}:{name}", question, level, groups, values, "", 0)

    everybody = frozenset(place for atom in found.atoms for place in atom.places)
    show("organisation", everybody)
    for block in _whole_groups(roster, found):
        show("group", block)
    for unit in found.teams:
        show("atom", unit.places)
    for index, values in found.merged:
        for together in values:
            named = (roster.dimensions[index - 1], *sorted(together))
            show("value", frozenset(place for place in everybody if place[index] in together), named)
    for atom in found.atoms:
        named = tuple(" or ".join(_values(atom.places, index)) for index, _values_of in found.merged)
        show("joint", atom.places, named)
    return [(cell, block) for block, cell in shown.items()]


def _values(block: Block, index: int) -> list[str]:
    return sorted({place[index] for place in block})


def _whole_groups(roster: Roster, found: Atoms) -> list[Block]:
    """Give each inner group that is a union of atoms: no atom lies half in it."""
    parents = {group.id: group.parent for group in roster.groups}
    within: dict[str, set[int]] = {}
    outside: dict[str, set[int]] = {}
    above: dict[str, set[str]] = {group.id: _path(group.id, parents) for group in roster.groups}
    for number, atom in enumerate(found.teams):
        paths = [above[team] for team in {place[0] for place in atom.places}]
        for group in set.union(*paths):
            target = within if all(group in path for path in paths) else outside
            target.setdefault(group, set()).add(number)
    return [
        frozenset(place for number in within[group] for place in found.teams[number].places)
        for group in sorted(within.keys() - outside.keys())
    ]


def _path(group: str, parents: dict[str, str]) -> set[str]:
    path = set()
    while group:
        path.add(group)
        group = parents.get(group, "")
    return path


def left_out(roster: Roster, question: str, found: Atoms) -> list[Unshown]:
    """Name each team that does not stand by itself, and the atom that it went into."""
    home = {place[0]: "+".join(sorted({p[0] for p in unit.places})) for unit in found.teams for place in unit.places}
    teams = sorted({seat.group for seat in roster.seats})
    return [Unshown(question, team, home.get(team, "")) for team in teams if home.get(team, "") != team]


def filled(cell: Cell, block: Block, counted: Tally, *, floor: int, old: Cell | None) -> Cell:
    """Fill a cell's figures in: bands, a percentage where R7 gives one, an arrow where R8 does."""
    answers = sum(counted.answers[place] for place in block)
    good = sum(counted.favourable[place] for place in block)
    share = share_band(good, answers)
    whole = cell.level == "organisation" and answers >= PERCENT_FROM
    percent = (200 * good + answers) // (2 * answers) if whole else None
    return Cell(
        cell.id, cell.question, cell.level, cell.groups, cell.values,
        size_band(answers, floor), share, percent, trend_of(old, share),
    )  # fmt: skip


def share_band(good: int, answers: int) -> int:
    """Give the quarter in which a favourable share lies, 0 to 3. The last one includes everybody.

    >>> [share_band(good, 8) for good in (0, 1, 2, 4, 6, 8)]
    [0, 0, 1, 2, 3, 3]
    """
    return min(SHARE_BANDS - 1, good * SHARE_BANDS // answers)


def size_band(answers: int, floor: int) -> str:
    """Give the band of a number of respondents; the lowest begins at k.

    >>> size_band(7, 7), size_band(9, 8), size_band(14, 7), size_band(20, 7), size_band(900, 25)
    ('7-9', '8-9', '10-14', '20+', '25+')
    """
    starts = [start for start in SIZE_BANDS if start <= answers]
    low = starts[-1] if starts else K_FLOOR
    ends = [start for start in SIZE_BANDS if start > max(answers, floor)]
    low = max(low, floor) if low != K_FLOOR or floor > K_FLOOR else K_FLOOR
    return f"{low}-{ends[0] - 1}" if ends else f"{low}+"


def as_bytes(publication: Publication) -> bytes:
    """Give the one spelling of a publication, which is signed."""
    return json.dumps(asdict(publication), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
