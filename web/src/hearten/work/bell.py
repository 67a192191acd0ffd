"""Wakes the worker of this process, so that work begins at once. Only a hint: every worker also looks by itself."""

import threading

_bells: set[threading.Event] = set()


def hang(bell: threading.Event) -> None:
    """Ring this bell, too, from now on."""
    _bells.add(bell)


def take_down(bell: threading.Event) -> None:
    """Ring it no more."""
    _bells.discard(bell)


def ring() -> None:
    """Say that there may be work. Meant for ``transaction.on_commit``."""
    for bell in tuple(_bells):
        bell.set()
