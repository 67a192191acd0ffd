"""The navigation: areas register an entry, a viewer sees those whose policy lets them in."""

from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise

from hearten.ui import access

Menu = Literal["main", "viewer", "help"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What an area registers. "viewer": the menu under the person's own name; "help": at the foot of every page."""

    label: str | Promise
    url_name: str
    order: int
    menu: Menu = "main"


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one viewer sees it on one page."""

    label: str | Promise
    url: str
    current: bool


_entries: list[Entry] = []
_dock: list[str] = []


def register(label: str | Promise, url_name: str, *, order: int, menu: Menu = "main") -> None:
    """Add an entry. Called once per entry, in an area's ``AppConfig.ready``; the label is translated lazily."""
    entry = Entry(label, url_name, order, menu)
    if entry not in _entries:
        _entries.append(entry)
        _entries.sort(key=lambda each: each.order)


def register_dock(url_name: str) -> None:
    """Name the page that opens when Hearten is installed as a window of its own."""
    _dock[:] = [url_name]


def dock_url() -> str:
    """Give the address of the dock, or the start page while no area has named one."""
    try:
        return reverse(_dock[0]) if _dock else "/"
    except NoReverseMatch:
        return "/"


def entries_for(
    viewer: Any, request: HttpRequest, *, menu: Menu = "main", mark_current: bool = True
) -> tuple[Link, ...]:
    """Give the links this viewer may follow, in order, with the one for the present page marked.

    ``mark_current`` is off on error pages, so that "not yours" and "not there" stay the same byte for byte.
    """
    links = []
    for entry in _entries:
        url = reverse(entry.url_name)
        if entry.menu == menu and access.may_get(resolve(url).func, entry.url_name, viewer):
            links.append(Link(entry.label, url, mark_current and is_current(url, request.path)))
    return tuple(links)


def is_current(url: str, path: str) -> bool:
    """Say whether a page is the entry's own or lies below it. Everything lies below "/", so that one is exact."""
    return path == url or (url != "/" and path.startswith(url))
