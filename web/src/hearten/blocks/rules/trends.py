"""Arrows and old values (R8): two rounds together must not show a group of 1 to k-1 people either.

Somebody who takes answers to change little subtracts one round from the next: what is left is the people who came and
went. So comparisons are made for *comparable blocks* only: unions of atoms of both rounds between which nobody moved,
and whose comers and leavers are none or at least k. Old cells that are no union of such blocks are covered up.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from hearten.blocks.rules.atoms import Counts, Unit, gather, join_of
from hearten.blocks.rules.counting import place_of
from hearten.blocks.rules.shapes import Before, Block, Cell, Place, Roster

EVERY = 99


@dataclass(frozen=True, slots=True)
class Comparable:
    """Which blocks may be compared, and what the round before said of unions of them, by cell id."""

    blocks: tuple[Block, ...] = ()
    old: dict[Block, Cell] = field(default_factory=dict)
    has_before: bool = False

    def old_value(self, _cell: str, block: Block) -> Cell | None:
        """Give the old cell for a block, or None where R8 forbids the comparison or there is nothing to compare."""
        found = self.old.get(block)
        return found if found is not None and self.is_union(block) else None

    def is_union(self, block: Block) -> bool:
        """Say whether a block is made of whole comparable ones."""
        covered = [each for each in self.blocks if each & block]
        return bool(covered) and frozenset().union(*covered) == block


def comparable(before: Before | None, roster: Roster, question: str, now: Iterable[Block], need: int) -> Comparable:
    """Find the comparable blocks of two rounds for one question."""
    if before is None:
        return Comparable()
    old_cells = {cell.id: cell for cell in before.publication.cells if cell.question == question}
    old_blocks = [before.places[name] for name in old_cells]
    was, is_ = _seats(before.roster), _seats(roster)
    moves = [frozenset([was[person], is_[person]]) for person in was.keys() & is_.keys() if was[person] != is_[person]]
    everywhere = [frozenset([place]) for place in {*was.values(), *is_.values()}]
    blocks = join_of([everywhere, _smallest(old_blocks), _smallest(now), moves])
    changed: Counter[Place] = Counter(was[person] for person in was.keys() - is_.keys())
    changed.update(is_[person] for person in is_.keys() - was.keys())
    units = [Unit(block, (sum(changed[place] for place in block),)) for block in blocks]
    known = {group.id for group in roster.groups}
    groups = [*roster.groups, *(replace(group, parent="") for group in before.roster.groups if group.id not in known)]

    def fits(counts: Counts) -> bool:
        return counts[0] == 0 or counts[0] >= need

    # Where nobody came or went there is nothing to hide: joining such a block would hide it and help nobody.
    still = [unit for unit in units if unit.counts[0] == 0]
    settled = still + gather(groups, [unit for unit in units if unit.counts[0] > 0], fits)
    old = {before.places[name]: cell for name, cell in old_cells.items()}
    return Comparable(tuple(unit.places for unit in settled), old, has_before=True)


def _seats(roster: Roster) -> dict[str, Place]:
    return {seat.person: place_of(seat.group, seat.values, EVERY) for seat in roster.seats}


def _smallest(blocks: Iterable[Block]) -> list[Block]:
    """Give the partition that a family of unions is made of: places that are in the same blocks stand together."""
    signature: dict[Place, list[int]] = defaultdict(list)
    for number, block in enumerate(blocks):
        for place in block:
            signature[place].append(number)
    together: dict[tuple[int, ...], set[Place]] = defaultdict(set)
    for place, numbers in signature.items():
        together[tuple(numbers)].add(place)
    return [frozenset(each) for each in together.values()]


def covered_up(before: Before | None, question: str, found: Comparable) -> set[str]:
    """Name the cells of the round before that are no longer shown."""
    if before is None:
        return set()
    names = [cell.id for cell in before.publication.cells if cell.question == question]
    return {name for name in names if not found.is_union(before.places[name])}


def trend_of(old: Cell | None, share: int) -> str:
    """Give the arrow between two bands, or nothing."""
    if old is None:
        return ""
    return "level" if share == old.share else ("up" if share > old.share else "down")
