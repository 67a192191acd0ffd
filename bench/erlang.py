"""What the interval plan costs: a day of 96 quarter hours by Erlang A, beside its budget and beside the plain way.

    python -m bench.erlang

Per interval the plan asks three things: the service level of the staff as planned, that of the staff less moments, and
how many would be needed. "State by state" sums what Erlang A is defined by, for the first of the three alone; "played
through" is a simulation of one interval's queue, to the width of a point of service level.
"""

import time
from collections.abc import Callable
from math import pi, sin

from bench.rows import Row, show
from hearten.staffing.rules.erlang import Load, serve, serve_on_average, servers_needed
from hearten.staffing.rules.simulation import simulate

BUDGET = 50.0  # milliseconds for a day
WITHIN, TARGET = 20.0, 0.8
MOST_WAITING = 400


def a_day(busiest: float) -> list[tuple[Load, int]]:
    """Give 96 intervals: a load that rises to so many erlangs and falls, and staff by the square-root rule."""
    day = []
    for number in range(96):
        erlangs = busiest * (0.1 + 0.9 * sin(pi * number / 95) ** 2)
        day.append((Load(erlangs / 300, 300, 180), round(erlangs + 0.8 * erlangs**0.5)))
    return day


def plan(day: list[tuple[Load, int]]) -> None:
    """Work out what the page shows."""
    for load, staff in day:
        serve(load, staff, within=WITHIN)
        serve_on_average(load, staff * 0.97, within=WITHIN)
        servers_needed(load, within=WITHIN, target=TARGET)


def only_levels(day: list[tuple[Load, int]]) -> None:
    """Work out one figure for each interval."""
    for load, staff in day:
        serve(load, staff, within=WITHIN)


def state_by_state(day: list[tuple[Load, int]]) -> None:
    """Sum the states of each interval's queue, as the definition says."""
    for load, staff in day:
        states = [1.0]
        for number in range(1, staff + MOST_WAITING):
            leave = min(number, staff) / load.handling + max(0, number - staff) / (load.patience or 1)
            states.append(states[-1] * load.rate / leave)
        sum(states[staff:]) / sum(states)


def best(work: Callable[[], object], times: int = 5) -> float:
    """Give the best milliseconds of several passes."""
    found = float("inf")
    for _pass in range(times):
        began = time.perf_counter()
        work()
        found = min(found, (time.perf_counter() - began) * 1000)
    return found


def measure() -> list[Row]:
    """Measure and give the rows."""
    team, centre = a_day(40), a_day(400)
    group = "a day of 96 intervals, Erlang A"
    plain = best(lambda: state_by_state(team))
    levels = best(lambda: only_levels(team))
    load, staff = team[48]
    played = best(lambda: simulate(load, staff, within=WITHIN, seed=1, batches=30, batch=1_000), times=2)
    rows = [Row(group, "budget", BUDGET, "ms")]
    for name, day in (("plan, 40 erlangs at the busiest", team), ("plan, 400 erlangs at the busiest", centre)):
        spent = best(lambda day=day: plan(day))  # type: ignore[misc]
        rows.append(Row(group, name, spent, "ms", "budget", BUDGET / spent))
    return [
        *rows,
        Row(group, "state by state, one figure", plain, "ms"),
        Row(group, "the series, one figure", levels, "ms", "state by state", plain / levels),
        Row(group, "played through, one interval", played, "ms"),
        Row(group, "by the series, one interval", levels / 96, "ms", "played through", played / levels * 96),
    ]


if __name__ == "__main__":
    show(measure())
