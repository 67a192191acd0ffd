"""The heat of many open contacts at once: :func:`hearten_ear.heat.fold` over arrays, bit for bit, native if it can be.

contacts = Contacts(100_000)
contacts.fold(Turns(contact=[7, 8, 7], at_ms=[0, 10, NO_CLOCK], level=[0, 2, 1], hostility=[…], rambling=[…]))
contacts.heat(7)                       # a Heat, as if its turns had been folded one by one
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearten_ear import heat
from hearten_ear.heat import START, Heat
from hearten_ear.reading import Reading

try:
    from hearten_ear.kernel import _kernel
except ImportError:  # not built: the same, one turn after the other, in Python
    _kernel = None  # type: ignore[assignment]

#: Stands for ``None`` where a turn or a contact has no time.
NO_CLOCK = -(2**63)
_CONSTANTS = (
    float(heat.HALF_LIFE_MS),
    heat.CALM_TURN,
    heat.STEP_DOWN_MS,
    heat.STEP_DOWN_TURNS,
    heat.LIFT,
    heat.RAMBLING_SHARE,
)


@dataclass(frozen=True, slots=True)
class Turns:
    """What was heard, in the order in which it is folded. A contact may come more than once.

    ``contact``: int64 places. ``at_ms``: int64 milliseconds on each contact's own clock, or :data:`NO_CLOCK`.
    ``hostility``, ``rambling``: float64, 0–1. ``level``: int8, 0–3.
    """

    contact: NDArray[np.int64]
    at_ms: NDArray[np.int64]
    hostility: NDArray[np.float64]
    rambling: NDArray[np.float64]
    level: NDArray[np.int8]


class Contacts:
    """The state of so many contacts, an array for each field of :class:`Heat`."""

    def __init__(self, count: int) -> None:
        self.value = np.zeros(count, np.float64)
        self.rambling = np.zeros(count, np.float64)
        self.last_at_ms = np.full(count, NO_CLOCK, np.int64)
        self.level_at_ms = np.full(count, NO_CLOCK, np.int64)
        self.turns = np.zeros(count, np.int64)
        self.calmer = np.zeros(count, np.int64)
        self.level = np.zeros(count, np.int8)
        self.peak = np.zeros(count, np.int8)

    def heat(self, contact: int) -> Heat:
        """Give the state of one contact."""
        return Heat(
            value=float(self.value[contact]),
            level=int(self.level[contact]),
            peak=int(self.peak[contact]),
            last_at_ms=_time(self.last_at_ms[contact]),
            level_at_ms=_time(self.level_at_ms[contact]),
            turns=int(self.turns[contact]),
            calmer=int(self.calmer[contact]),
            rambling=float(self.rambling[contact]),
        )

    def put(self, contact: int, state: Heat = START) -> None:
        """Set the state of one contact: to begin it anew, or to go on with what was stored."""
        self.value[contact], self.rambling[contact] = state.value, state.rambling
        self.last_at_ms[contact] = NO_CLOCK if state.last_at_ms is None else state.last_at_ms
        self.level_at_ms[contact] = NO_CLOCK if state.level_at_ms is None else state.level_at_ms
        self.turns[contact], self.calmer[contact] = state.turns, state.calmer
        self.level[contact], self.peak[contact] = state.level, state.peak

    def fold(self, turns: Turns) -> None:
        """Add turns. Raises ``ValueError``, before anything changes, where a place, level or time is out of range."""
        if _kernel is None:
            self.fold_slowly(turns)
            return
        _kernel.fold_turns(_CONSTANTS, self._arrays(), tuple(getattr(turns, each.name) for each in fields(turns)))

    def fold_slowly(self, turns: Turns) -> None:
        """Do the same by :func:`hearten_ear.heat.fold`: the definition."""
        places = turns.contact
        if len(places) and not (
            0 <= int(places.min()) <= int(places.max()) < len(self.value)
            and 0 <= int(turns.level.min()) <= int(turns.level.max()) < len(heat.LIFT)
        ):
            raise ValueError("the kernel was given a wrong contact, level or time")
        for place, at_ms, hostility, rambling, level in zip(
            places.tolist(), turns.at_ms.tolist(), turns.hostility.tolist(), turns.rambling.tolist(),
            turns.level.tolist(), strict=True,
        ):  # fmt: skip
            reading = Reading(hostility, {"rambling": rambling}, level, (), "")
            self.put(place, heat.fold(self.heat(place), reading, _time(at_ms)))

    def _arrays(self) -> tuple[NDArray[Any], ...]:
        return (
            self.value,
            self.rambling,
            self.last_at_ms,
            self.level_at_ms,
            self.turns,
            self.calmer,
            self.level,
            self.peak,
        )


def _time(at_ms: Any) -> int | None:
    return None if int(at_ms) == NO_CLOCK else int(at_ms)
