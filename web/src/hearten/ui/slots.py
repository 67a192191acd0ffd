"""Slots: how one page is composed from several areas without any area knowing another.

An area registers a fragment (a named URL that renders it) for a place; the page renders the place with
``{% slot "desk.main" %}``. The fragment's own policy decides who sees it. The same URL is fetched again when one of the
fragment's notices arrives, so the first painting and every later one are the same code. A place that is about one thing
names it for the addresses of its fragments: ``{% slot "desk.contact" contact=key %}``.
"""

from collections import defaultdict
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fragment:
    """What an area shows in a place. ``refresh_on`` names the kinds of notice after which it is fetched again."""

    place: str
    url_name: str
    order: int
    refresh_on: tuple[str, ...] = ()


_places: dict[str, list[Fragment]] = defaultdict(list)


def register(place: str, url_name: str, *, order: int, refresh_on: tuple[str, ...] = ()) -> None:
    """Put a fragment into a place. Called once per fragment, in an area's ``AppConfig.ready``."""
    fragment = Fragment(place, url_name, order, refresh_on)
    if fragment not in _places[place]:
        _places[place].append(fragment)
        _places[place].sort(key=lambda each: each.order)


def fragments(place: str) -> tuple[Fragment, ...]:
    """Give the fragments of a place in their order."""
    return tuple(_places.get(place, ()))


def places() -> tuple[str, ...]:
    """Name every place that has a fragment."""
    return tuple(sorted(place for place, registered in _places.items() if registered))
