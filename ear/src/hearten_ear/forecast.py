"""May this contact turn? A forecast from the course of what was heard so far: a pure fold, like heat, and as small.

Four things are looked at: the *level* of hostility and rudeness so far, the *trend* (now against before), *politeness
lost* (thanks were said, and are no longer), *demands repeated*, and *turn-taking* (how many turns, how even). A
logistic curve over them gives a probability, calibrated on conversations that the weights never met. The signal is
weak: the model card gives hit and false-alarm rates. It is off unless a centre switches it on, is shown as "may
turn", and says nothing about a person.
"""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from math import exp, log

import msgspec

from hearten_ear.reading import Reading

#: Share of the newest turn in the running means.
SHARE = 0.4
#: The heads that are followed, each with its last value and its running mean, in log-odds held within ±6.
FOLLOWED = ("hostile", "insult", "rudeness", "frustration", "profanity", "thanks")
FEWEST_TURNS = 2
_HELD = 6.0


class Course(msgspec.Struct, frozen=True, gc=False):
    """The course of one contact so far.

    ``turns`` read; ``last`` values, running ``mean`` and ``peak`` of the followed heads, in log-odds; ``demands``
    heard.
    """

    turns: int = 0
    last: tuple[float, ...] = (-_HELD,) * len(FOLLOWED)
    mean: tuple[float, ...] = (-_HELD,) * len(FOLLOWED)
    peak: tuple[float, ...] = (-_HELD,) * len(FOLLOWED)
    demands: int = 0


START = Course()


class Forecaster(msgspec.Struct, frozen=True):
    """Weights by the name of a feature, offset, and the calibration of the sum: slope and shift."""

    weights: Mapping[str, float]
    offset: float = 0.0
    slope: float = 1.0
    shift: float = 0.0

    def chance(self, course: Course) -> float:
        """Give the probability that the contact turns, 0 before enough turns were heard."""
        if course.turns < FEWEST_TURNS:
            return 0.0
        found = features(course)
        total = self.offset + sum(weight * found[name] for name, weight in self.weights.items())
        return round(1 / (1 + exp(-(self.slope * total + self.shift))), 4)


def follow(course: Course, reading: Reading) -> Course:
    """Add the reading of the next turn."""
    now = tuple(log_odds(reading.heads[head]) for head in FOLLOWED)
    first = course.turns == 0
    mean = now if first else tuple(m + SHARE * (n - m) for m, n in zip(course.mean, now, strict=True))
    return Course(
        turns=course.turns + 1,
        last=now,
        mean=tuple(round(value, 4) for value in mean),
        peak=tuple(map(max, course.peak, now)),
        demands=course.demands + (reading.heads["demand"] >= 0.5 or reading.heads["escalation"] >= 0.5),
    )


def features(course: Course) -> dict[str, float]:
    """Name what the forecast looks at."""
    found: dict[str, float] = {}
    for head, last, mean, peak in zip(FOLLOWED, course.last, course.mean, course.peak, strict=True):
        found[f"{head} so far"] = mean / _HELD
        found[f"{head} rising"] = (last - mean) / _HELD
        found[f"{head} at its peak"] = peak / _HELD
    found["politeness lost"] = max(0.0, course.peak[-1] - course.last[-1]) / _HELD
    found["demands repeated"] = min(course.demands, 3) / 3
    found["turns"] = log(1 + course.turns)
    return found


def log_odds(chance: float) -> float:
    """Give log-odds, held within ±6."""
    held = min(max(chance, 1e-4), 1 - 1e-4)
    return round(min(max(log(held / (1 - held)), -_HELD), _HELD), 4)


@cache
def load_forecaster() -> Forecaster:
    """Load the shipped weights. Raises ``FileNotFoundError`` where an installation has none."""
    data = resources.files("hearten_ear").joinpath("model", "forecast-en.json").read_bytes()
    return msgspec.json.decode(data, type=Forecaster)
