"""Which card and which design, when: they take turns, because a cue that stays the same is soon not seen. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import lcm

#: A card stays this long in the corner of the desk: long enough to be read in passing, short enough to be seen again.
STAYS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is: the place of a card in its list, and the number of the turn, from which the design follows."""

    card: int
    number: int


def choose_turn(count: int, *, designs: int, person: str, now: datetime, stays: timedelta = STAYS) -> Turn | None:
    """Say which of so many cards is in the corner now; None of none.

    Every card comes once before one comes twice, and then in another design. ``person`` only shifts the beginning, so
    that not the whole floor has the same card.
    """
    if count == 0:
        return None
    turn = int(now.timestamp() // stays.total_seconds())
    shift = int.from_bytes(sha256(person.encode()).digest()[:4], "big")
    number = turn + shift
    return Turn(number % count, design_turn(number, count=count, designs=designs))


def design_turn(number: int, *, count: int, designs: int) -> int:
    """Say where the designs stand at this turn of so many cards.

    They move on by one each turn. When cards and designs have come round together one more is passed over, so that
    every card meets every design in time, and none the same one twice running.
    """
    return number + number // lcm(count, designs)


def begins_with(families: Sequence[str], *, now: datetime) -> int:
    """Say with which design a printed sheet begins: another one each week."""
    return now.isocalendar().week % len(families)
