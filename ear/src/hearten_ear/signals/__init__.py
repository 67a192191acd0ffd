"""What can be heard: a registry of signals by name, one file per family.

A signal declares its name, what it needs, what it emits and its default settings. Signals are ordered so that each
comes after those it needs; settings of one engine override the defaults by name.
"""

from collections.abc import Iterable, Mapping

from hearten_ear.signals import (
    anger,
    distress,
    hostile,
    identity_attack,
    insult,
    rambling,
    requests,
    sexual_harassment,
    thanks,
    threat,
)
from hearten_ear.signals.base import Hear, Heard, Hit, Settings, Signal, certainty
from hearten_ear.signals.hostile import level_of

FAMILIES = (
    insult,
    threat,
    identity_attack,
    sexual_harassment,
    anger,
    requests,
    rambling,
    distress,
    thanks,
    hostile,
)

#: What the engine provides before any signal is heard.
PROVIDED = frozenset({"phrases", "words"})

REGISTRY: dict[str, Signal] = {signal.name: signal for family in FAMILIES for signal in family.SIGNALS}


class UnknownSignalError(LookupError):
    """A signal, setting or need that nothing provides; the message says which, and what is known."""


def in_order(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """Order signals so that each comes after those it needs."""
    waiting = list(signals)
    given = set(PROVIDED)
    ordered: list[Signal] = []
    while waiting:
        ready = [signal for signal in waiting if given.issuperset(signal.needs)]
        if not ready:
            lacking = sorted({need for signal in waiting for need in signal.needs} - given)
            raise UnknownSignalError(f"nothing emits {', '.join(lacking)}; or signals need each other in a circle")
        ordered += ready
        given.update(signal.emits for signal in ready)
        waiting = [signal for signal in waiting if signal not in ready]
    return tuple(ordered)


def with_settings(
    overrides: Mapping[str, Settings] | None = None, signals: Mapping[str, Signal] = REGISTRY
) -> tuple[tuple[Signal, Settings], ...]:
    """Give the signals in order, each with its defaults and what ``overrides`` change of them."""
    chosen = overrides or {}
    if unknown := sorted(set(chosen) - set(signals)):
        raise UnknownSignalError(f"no signal {unknown[0]!r}; known: {', '.join(signals)}")
    for name, settings in chosen.items():
        if unknown := sorted(set(settings) - set(signals[name].settings)):
            known = ", ".join(signals[name].settings)
            raise UnknownSignalError(f"signal {name!r} has no setting {unknown[0]!r}; it has: {known}")
    return tuple((signal, {**signal.settings, **chosen.get(signal.name, {})}) for signal in in_order(signals.values()))


__all__ = [
    "PROVIDED",
    "REGISTRY",
    "Hear",
    "Heard",
    "Hit",
    "Settings",
    "Signal",
    "UnknownSignalError",
    "certainty",
    "in_order",
    "level_of",
    "with_settings",
]
