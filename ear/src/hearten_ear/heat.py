"""The running state of one contact: a pure fold over readings.

**Heat** (0–1) jumps up with what is heard and cools by itself: by half every :data:`HALF_LIFE_MS` on the clock, and by
:data:`CALM_TURN` with every calm turn, so that channels without a clock cool as well. **Level** (0–3) rises at once to
the level of the turn and falls one step for each :data:`STEP_DOWN_MS` and each :data:`STEP_DOWN_TURNS` calmer turns
since it was last confirmed, whichever comes first; the peak stays. Same readings, same heat: no clock is read here.
"""

import msgspec

from hearten_ear.reading import Reading

HALF_LIFE_MS = 180_000
CALM_TURN = 0.85
STEP_DOWN_MS = 120_000
STEP_DOWN_TURNS = 4
#: How far one turn may lift the heat, as a share of what is missing to 1, by the level of the turn.
LIFT = (0.0, 0.35, 0.6, 0.85)
#: A single turn weighs this much in the running share of rambling.
RAMBLING_SHARE = 0.5


class Heat(msgspec.Struct, frozen=True, gc=False):
    """What one contact has come to. Small and plain: it is stored with the contact and sent to its agent's desk.

    ``value`` 0–1 at ``last_at_ms`` (milliseconds on the caller's own clock for this contact); ``level`` 0–3 now,
    ``peak`` the highest so far; ``turns`` read; ``calmer`` turns since the level was last confirmed, at
    ``level_at_ms``; ``rambling`` 0–1, a running mean.
    """

    value: float = 0.0
    level: int = 0
    peak: int = 0
    last_at_ms: int | None = None
    level_at_ms: int | None = None
    turns: int = 0
    calmer: int = 0
    rambling: float = 0.0


START = Heat()


def fold(heat: Heat, reading: Reading, at_ms: int | None = None) -> Heat:
    """Add one reading, heard at ``at_ms``; ``None`` where the source has no clock.

    Time never runs backwards: a turn that arrives late counts as heard now.
    """
    now = _later(heat.last_at_ms, at_ms)
    level, calmer, level_at_ms = _level(heat, reading.level, now)
    return Heat(
        value=_value(cooled(heat, now), reading),
        level=level,
        peak=max(heat.peak, reading.level),
        last_at_ms=now,
        level_at_ms=level_at_ms,
        turns=heat.turns + 1,
        calmer=calmer,
        rambling=round(heat.rambling + RAMBLING_SHARE * (reading.heads["rambling"] - heat.rambling), 4),
    )


def cooled(heat: Heat, at_ms: int | None) -> float:
    """Give the heat's value as it has cooled by ``at_ms``, without a further turn."""
    if at_ms is None or heat.last_at_ms is None or at_ms <= heat.last_at_ms:
        return heat.value
    return float(heat.value * 0.5 ** ((at_ms - heat.last_at_ms) / HALF_LIFE_MS))


def _later(before: int | None, at_ms: int | None) -> int | None:
    if before is None or at_ms is None:
        return before if at_ms is None else at_ms
    return max(before, at_ms)


def _value(value: float, reading: Reading) -> float:
    lift = LIFT[reading.level] * max(reading.hostility, 0.5)
    if lift == 0.0:
        return round(value * CALM_TURN, 4)
    return round(value + (1.0 - value) * lift, 4)


def _level(heat: Heat, heard: int, now: int | None) -> tuple[int, int, int | None]:
    if heard >= heat.level:
        return heard, 0, now
    calmer = heat.calmer + 1
    passed = 0 if now is None or heat.level_at_ms is None else now - heat.level_at_ms
    steps = max(passed // STEP_DOWN_MS, calmer // STEP_DOWN_TURNS)
    level = max(heard, heat.level - steps)
    if level == heat.level:
        return level, calmer, heat.level_at_ms
    return level, 0, now
