"""Which card and which design, when: they take turns, because a cue that stays the same is soon not seen. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

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

    They move on by one each turn. Where the cards come round in step with them, one more is passed over each time, so
    that no card meets the same design again at once.
    """
    return number + number // count if count % designs == 0 else number


def begins_with(families: Sequence[str], *, now: datetime) -> int:
    """Say with which design a printed sheet begins: another one each week."""
    return now.isocalendar().week % len(families)
