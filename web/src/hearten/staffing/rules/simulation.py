"""The same queue played through, contact by contact: what the formulas of ``erlang`` are checked against.

It shares nothing with the formulas but the meaning of a load. First come, first served: a contact that arrives takes
the server that is free first, and leaves when that would be later than its patience lasts. That alone is exact: who
leaves never takes a server, so that whoever comes later finds the same servers free at the same times.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import heapify, heapreplace
from itertools import islice
from math import inf, sqrt
from random import Random
from statistics import fmean, stdev

from hearten.staffing.rules.erlang import Load

#: 97.5 % points of Student's t by degrees of freedom, from any textbook's table.
STUDENT = {9: 2.262, 14: 2.145, 19: 2.093, 24: 2.064, 29: 2.045, 39: 2.023}


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact played through: how long it waited, in seconds, and whether it was answered in the end."""

    waited: float
    answered: bool


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean of a simulation, and between which values it lies in 95 of 100 simulations."""

    mean: float
    low: float
    high: float

    def contains(self, value: float) -> bool:
        """Say whether a value lies in it."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Measured:
    """What a simulation measured, as ``erlang.Service`` has it."""

    service_level: Interval
    waits: Interval
    average_wait: Interval
    abandons: Interval


def contacts(load: Load, servers: int, *, random: Random) -> Iterator[Contact]:
    """Play a queue from empty, without end. Needs a rate above 0 and at least one server."""
    free_at = [0.0] * servers
    heapify(free_at)
    clock, hasten = 0.0, 1 / load.handling
    while True:
        clock += random.expovariate(load.rate)
        wait = max(0.0, free_at[0] - clock)
        patience = random.expovariate(1 / load.patience) if load.patience else inf
        if wait > patience:
            yield Contact(patience, answered=False)
        else:
            heapreplace(free_at, clock + wait + random.expovariate(hasten))
            yield Contact(wait, answered=True)


def simulate(load: Load, servers: int, *, within: float, seed: int, batches: int = 30, batch: int = 10_000) -> Measured:
    """Measure a queue by batch means: after a warm-up of one batch, one mean per batch, and their spread.

    A batch must be much longer than the queue remembers, about ``1 / (1 - √occupancy)²`` contacts. Raises KeyError for
    a number of batches that ``STUDENT`` has no figure for.
    """
    # A sequence for a test, not for a secret: the same seed is the same queue.
    play = contacts(load, servers, random=Random(seed))  # noqa: S311
    for _contact in islice(play, batch):
        pass
    played = [list(islice(play, batch)) for _batch in range(batches)]

    def measure(value: Callable[[Contact], float]) -> Interval:
        return _interval([fmean(map(value, each)) for each in played])

    return Measured(
        service_level=measure(lambda contact: contact.answered and contact.waited <= within),
        waits=measure(lambda contact: contact.waited > 0),
        average_wait=measure(lambda contact: contact.waited),
        abandons=measure(lambda contact: not contact.answered),
    )


def _interval(means: list[float]) -> Interval:
    middle = fmean(means)
    half = STUDENT[len(means) - 1] * stdev(means) / sqrt(len(means))
    return Interval(middle, middle - half, middle + half)
