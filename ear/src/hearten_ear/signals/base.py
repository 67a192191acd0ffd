"""What a signal is: a named part that declares what it needs, what it emits and its default settings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

type Settings = Mapping[str, float]


class Hit(NamedTuple):
    """A phrase that fired and was not taken back by a guard; half-open word offsets."""

    start: int
    end: int
    weight: float


@dataclass(slots=True)
class Heard:
    """What the signals read and write while one text is heard.

    ``words`` is the number of words, ``hits`` the phrases by signal, ``heads`` what has been emitted so far (0–1).
    """

    words: int
    hits: Mapping[str, Sequence[Hit]]
    heads: dict[str, float] = field(default_factory=dict)


type Hear = Callable[[Heard, Settings], float]


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that can be heard. ``needs`` names ``phrases``, ``words`` or heads that must be emitted before."""

    name: str
    needs: tuple[str, ...]
    emits: str
    settings: Settings
    hear: Hear


def certainty(hits: Sequence[Hit]) -> float:
    """Combine hits: overlapping ones count once (the strongest), ones apart add up as independent evidence."""
    doubt, end, best = 1.0, -1, 0.0
    for hit in sorted(hits):
        if hit.start >= end:
            doubt *= 1.0 - best
            best = 0.0
        end = max(end, hit.end)
        best = max(best, hit.weight)
    return 1.0 - doubt * (1.0 - best)


def from_phrases(name: str) -> Signal:
    """Make a signal that is heard from the phrases of the language alone; ``gain`` scales its certainty."""

    def hear(heard: Heard, settings: Settings) -> float:
        return min(1.0, settings["gain"] * certainty(heard.hits.get(name, ())))

    return Signal(name, needs=("phrases",), emits=name, settings={"gain": 1.0}, hear=hear)
