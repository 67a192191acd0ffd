"""Who counts where: roster, respondents and skippers per place, with readers left out.

Answers carry no names, so nobody knows whether a reader was among them. Both ways are covered: a leaf's readers are
taken off its respondents, and off its skippers.
"""

from collections import Counter
from dataclasses import dataclass

from hearten.blocks.rules.atoms import Counts, Fits
from hearten.blocks.rules.shapes import Answer, Place, Roster


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts per place for one question. ``seats`` and ``readers`` are of the roster."""

    seats: Counter[Place]
    readers: Counter[Place]
    answers: Counter[Place]
    favourable: Counter[Place]

    def counts(self, place: Place) -> Counts:
        """Give what ``gather`` adds up: respondents and roster without readers, skippers, skippers without readers."""
        seats, readers, answers = self.seats[place], self.readers[place], self.answers[place]
        skipped = seats - answers
        return max(0, answers - readers), max(0, seats - readers), skipped, max(0, skipped - readers)


def place_of(group: str, values: tuple[str, ...], dimensions: int) -> Place:
    """Give the place of a person: the team, then their values of the first ``dimensions`` dimensions."""
    return (group, *values[:dimensions])


def tally(roster: Roster, answers: list[Answer], favourable: frozenset[int]) -> Tally:
    """Count one question. Raises ValueError where more answered at a place than are on its roster."""
    every = len(roster.dimensions)
    seats = Counter(place_of(seat.group, seat.values, every) for seat in roster.seats)
    readers = Counter(place_of(seat.group, seat.values, every) for seat in roster.seats if seat.reads)
    given = Counter(answer.place for answer in answers)
    if any(number > seats[place] for place, number in given.items()):
        raise ValueError("More answers at a place than people on its roster: nothing is published.")
    good = Counter(answer.place for answer in answers if answer.value in favourable)
    return Tally(seats, readers, given, good)


def respondents_fit(need: int) -> Fits:
    """Give the test of R3 and R6: at least ``need`` respondents, and skippers none or at least ``need``."""

    def fits(counts: Counts) -> bool:
        respondents, _roster, skipped, skipped_not_reading = counts
        return respondents >= need and (skipped == 0 or skipped_not_reading >= need)

    return fits


def roster_fits(need: int) -> Fits:
    """Give the test of the partition before any answer: at least ``need`` people on the roster."""

    def fits(counts: Counts) -> bool:
        return counts[1] >= need

    return fits
