"""Erlang B, C and A: what a number of people can do for a queue. Pure; needs nothing but the standard library.

A queue has contacts that arrive at random (a Poisson stream), handling times and, in Erlang A, patiences that are
exponential, and one line for all servers. Rates are per second, times in seconds, shares from 0 to 1.

- **Erlang B** (Erlang 1917): who finds every server busy leaves. R. B. Cooper, *Introduction to Queueing Theory*, 2nd
  edition 1981, ch. 3. Summed from the full end, ``1/B = 1 + n/a + n(n-1)/a² + …``: positive terms that lose no digits.
- **Erlang C** (Erlang 1917): everybody waits until served. Cooper, ch. 3; G. Koole, *Call Center Mathematics*, 2007.
- **Erlang A** (Palm 1946): those who wait lose patience. O. Garnett, A. Mandelbaum and M. Reiman, "Designing a call
  center with impatient customers", *Manufacturing & Service Operations Management* 4 (2002) 208–227; A. Mandelbaum and
  S. Zeltyn, "Service engineering in action: the Palm/Erlang-A queue", 2007, whose integrals J(t) are summed here as the
  series ``J = (1 + λ/(nμ+θ) + λ²/((nμ+θ)(nμ+2θ)) + …) / nμ``, and ``J(t)`` as the same series with ``λ exp(-θt)`` in
  place of ``λ``. Every term is positive, so nothing cancels; sums are kept as logarithms, so nothing overflows.

Service level here is the share of *all* contacts offered that are answered within the time promised. Somebody who left
is not counted as served, however soon they left.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, expm1, floor, inf, isfinite, log, log1p

SMALLEST_PART = 1e-17  # of a sum: what is left changes no digit
SCALE = 1e250
LOG_SCALE = log(SCALE)
MOST_SERVERS = 10_000
LEAST_RATE = 1e-12  # one contact in thirty thousand years: below it quotients leave what a double can hold


@dataclass(frozen=True, slots=True)
class Load:
    """What comes to a queue: contacts per second, seconds to handle one, and seconds of patience (None: endless)."""

    rate: float
    handling: float
    patience: float | None = None

    def __post_init__(self) -> None:
        if not (isfinite(self.rate) and self.rate >= 0):
            raise ValueError("The rate of arrival is a number of contacts per second, 0 or more.")
        if not (isfinite(self.handling) and self.handling > 0):
            raise ValueError("The handling time is more than 0 seconds.")
        if self.patience is not None and not (isfinite(self.patience) and self.patience > 0):
            raise ValueError("Patience is more than 0 seconds, or None where it never ends.")
        if self.rate < LEAST_RATE:
            object.__setattr__(self, "rate", 0.0)

    @property
    def erlangs(self) -> float:
        """Give the load offered, in erlangs: how many servers would be busy were there enough of them."""
        return self.rate * self.handling


@dataclass(frozen=True, slots=True)
class Service:
    """What a queue does for its contacts and its servers.

    ``waits`` is the share that does not find a server at once, ``average_wait`` the mean over all contacts in seconds
    (infinite where the line grows for ever), ``average_answer`` the mean over those answered, ``abandons`` the share
    that leaves, ``occupancy`` the share of a server's time spent on contacts.
    """

    service_level: float
    waits: float
    average_wait: float
    average_answer: float
    abandons: float
    occupancy: float


def erlang_b(servers: int, erlangs: float) -> float:
    """Give the share of contacts that finds every server busy, where nobody waits.

    >>> round(erlang_b(10, 10.0), 4)
    0.2146
    """
    _check_servers(servers)
    if not (isfinite(erlangs) and erlangs >= 0):
        raise ValueError("A load is a number of erlangs, 0 or more.")
    whole = term = 1.0
    if erlangs == 0:
        return 0.0 if servers else 1.0
    for busy in range(servers, 0, -1):
        term *= busy / erlangs
        whole += term
        if term < SMALLEST_PART * whole:
            break
    return 1 / whole  # 0 where the sum is beyond what a double can hold


def erlang_c(servers: int, erlangs: float) -> float:
    """Give the share of contacts that waits, where everybody waits until served; 1 where the line grows for ever.

    >>> round(erlang_c(55, 48.0), 3)
    0.239
    """
    blocked = erlang_b(servers, erlangs)
    if erlangs >= servers:
        return 1.0 if erlangs else 0.0
    return blocked / (1 - (erlangs / servers) * (1 - blocked))


def serve(load: Load, servers: int, *, within: float) -> Service:
    """Say what so many servers do for a load, and how many are answered within so many seconds.

    Erlang A where the load has a patience, Erlang C where it has none. Takes time in the number of servers and, for
    Erlang A, in the number of those who can wait: some tens of microseconds for a team, a millisecond for hundreds.
    """
    _check_servers(servers)
    if not (isfinite(within) and within >= 0):
        raise ValueError("The time promised is 0 seconds or more.")
    if load.rate == 0:
        return Service(1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    if load.patience is None:
        return _with_endless_patience(load, servers, within)
    if servers == 0:
        return Service(0.0, 1.0, load.patience, inf, 1.0, 0.0)
    return _with_patience(load, load.patience, servers, within)


def _check_servers(servers: int) -> None:
    if not 0 <= servers <= MOST_SERVERS:
        raise ValueError(f"A queue has 0 to {MOST_SERVERS} servers.")


def _with_endless_patience(load: Load, servers: int, within: float) -> Service:
    waits = erlang_c(servers, load.erlangs)
    spare = servers - load.erlangs
    if spare <= 0:
        return Service(0.0, 1.0, inf, inf, 0.0, 1.0 if servers else 0.0)
    average = waits * load.handling / spare
    level = 1 - waits * exp(-spare * within / load.handling)
    return Service(level, waits, average, average, 0.0, load.erlangs / servers)


# --- Erlang A


@dataclass(frozen=True, slots=True)
class _Line:
    """Sums over j = 0, 1, …, of ``r(j) = λ^j / ((nμ+θ)(nμ+2θ)…(nμ+jθ))``: how likely j wait, j = 0 being 1.

    ``log_all`` and ``log_some`` are logarithms of the sums from j = 0 and from j = 1. ``mean`` is the mean of j, and
    ``served_wait`` the sum over j of ``r(j+1) (1/(nμ+θ) + … + 1/(nμ+(j+1)θ))``, both over the sum from j = 0.
    """

    log_all: float
    log_some: float
    mean: float
    served_wait: float


def _line(rate: float, capacity: float, leaving: float) -> _Line:
    """Sum the line's series; ``capacity`` is nμ and ``leaving`` θ, both per second."""
    term, harmonic, departures = 1.0, 0.0, capacity
    some = queue = wait = 0.0
    unit, log_unit, waiting = 1.0, 0.0, 0
    while True:
        waiting += 1
        departures += leaving
        term *= rate / departures
        harmonic += 1 / departures
        some += term
        queue += waiting * term
        wait += harmonic * term
        if term > SCALE:
            term, some, queue, wait, unit = term / SCALE, some / SCALE, queue / SCALE, wait / SCALE, unit / SCALE
            log_unit += LOG_SCALE
        elif waiting * term <= SMALLEST_PART * (unit + queue) and _is_done(term, rate / departures, unit + some):
            break
    whole = unit + some
    return _Line(log(whole) + log_unit, log(some) + log_unit, queue / whole, wait / whole)


def _log_some(rate: float, capacity: float, leaving: float) -> float:
    """Give ``_Line.log_some`` alone, at a third of the price."""
    term, departures, some, unit, log_unit = 1.0, capacity, 0.0, 1.0, 0.0
    while True:
        departures += leaving
        term *= rate / departures
        some += term
        if term > SCALE:
            term, some, unit, log_unit = term / SCALE, some / SCALE, unit / SCALE, log_unit + LOG_SCALE
        elif term <= SMALLEST_PART * some and _is_done(term, rate / departures, some):
            return log(some) + log_unit if some else -inf


def _is_done(term: float, ratio: float, whole: float) -> bool:
    """Say whether what a sum still lacks changes no digit: its terms fall faster than a geometric series."""
    return ratio < 1 and term * ratio <= (1 - ratio) * SMALLEST_PART * whole


def _share_that_waits(load: Load, servers: int, log_all: float) -> float:
    blocked = erlang_b(servers, load.erlangs)
    if blocked == 0:  # so many servers that a double cannot hold the share that waits
        return 0.0
    return 1 / (1 + (1 - blocked) / blocked * exp(-log_all))


def _with_patience(load: Load, patience: float, servers: int, within: float) -> Service:
    rate, capacity, leaving = load.rate, servers / load.handling, 1 / patience
    line = _line(rate, capacity, leaving)
    waits = _share_that_waits(load, servers, line.log_all)
    average_wait = waits * line.mean / rate
    answered = 1 - min(1.0, average_wait * leaving)
    late = waits * _answered_late(load, leaving, capacity, within, line.log_all)
    return Service(
        service_level=min(1.0, max(0.0, answered - late)),
        waits=waits,
        average_wait=average_wait,
        average_answer=waits * line.served_wait * capacity / rate / answered if answered > 0 else inf,
        abandons=1 - answered,
        occupancy=min(1.0, load.erlangs * answered / servers),
    )


def _answered_late(load: Load, leaving: float, capacity: float, within: float, log_all: float) -> float:
    """Give the share of those who wait that is answered after ``within`` seconds."""
    faded = load.rate * exp(-within * leaving)
    if faded == 0:  # nobody is as patient as that
        return 0.0
    # How much less likely the wait promised is than none: exp(λ(1-exp(-θt))/θ - nμt).
    log_density = -load.rate * expm1(-within * leaving) / leaving - capacity * within
    return capacity / load.rate * exp(min(0.0, log_density + _log_some(faded, capacity, leaving) - log_all))


def level_of(load: Load, servers: int, *, within: float) -> float:
    """Give the service level alone: as :func:`serve` has it, for half the price where patience ends."""
    if load.patience is None or load.rate == 0 or servers == 0:
        return serve(load, servers, within=within).service_level
    capacity, leaving = servers / load.handling, 1 / load.patience
    log_some = _log_some(load.rate, capacity, leaving)
    log_all = max(log_some, 0.0) + log1p(exp(-abs(log_some)))
    answered = capacity / load.rate * exp(log_some - log_all)
    late = _answered_late(load, leaving, capacity, within, log_all)
    waits = _share_that_waits(load, servers, log_all)
    return min(1.0, max(0.0, 1 - waits * (1 - answered + late)))


# --- how many are needed


def servers_needed(load: Load, *, within: float, target: float, most_occupied: float = 1.0) -> int:
    """Give the fewest servers that answer at least ``target`` of all contacts within so many seconds.

    ``most_occupied`` asks for more where they would be busier than that. Raises ValueError where no number does it:
    a target of 1 and above, or more servers than there can be.
    """
    if not 0 <= target < 1:
        raise ValueError("A target is a share from 0 to below 1.")
    if not 0 < most_occupied <= 1:
        raise ValueError("The highest occupancy is a share above 0.")

    def are_enough(servers: int) -> bool:
        if level_of(load, servers, within=within) < target:
            return False
        return most_occupied == 1 or serve(load, servers, within=within).occupancy <= most_occupied

    return fewest(are_enough, near=floor(load.erlangs) + 1)


def fewest(are_enough: Callable[[int], bool], *, near: int) -> int:
    """Give the smallest number that is enough, where more than enough stays enough; ValueError beyond the most.

    Looks from ``near`` outwards in doubling steps and then halves: the answer is mostly close, and a queue with far too
    few servers is the dearest to work out.
    """
    too_few, enough, step = -1, MOST_SERVERS + 1, 1
    tried = min(max(0, near), MOST_SERVERS)
    while enough - too_few > 1:
        if are_enough(tried):
            enough = tried
            tried = max(too_few + 1, tried - step) if too_few < 0 else (too_few + enough) // 2
        else:
            too_few = tried
            tried = min(enough - 1, tried + step) if enough > MOST_SERVERS else (too_few + enough) // 2
        step *= 2
    if enough > MOST_SERVERS:
        raise ValueError(f"Not even {MOST_SERVERS} servers are enough.")
    return enough


# --- a part of a person


def serve_on_average(load: Load, servers: float, *, within: float) -> float:
    """Give the service level of a number of servers that need not be whole: on the line between its neighbours.

    Planners take shrinkage off the staff on average, so "38.4 of 40 are there" is a usual figure. Where the level bends
    the line lies a little below or above what a mixture of the two would do: by less than the model's own error.
    """
    low = floor(servers)
    part = servers - low
    level = level_of(load, low, within=within)
    if part:
        level += part * (level_of(load, low + 1, within=within) - level)
    return level
