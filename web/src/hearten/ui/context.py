"""The context processor ``page``: what the shell round every page needs, read only when a template asks."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property

from hearten.ui.nav import Link, Menu, entries_for

Setting = Callable[[HttpRequest], str]
_settings: dict[str, Setting] = {}
_loaded: list[str] = []


def provide(name: str, read: Setting) -> None:
    """Let an area say how a person's setting is read: "announce" (silent, polite, sound) or "shortcuts" (on, off)."""
    _settings[name] = read


def load(path: str) -> None:
    """Let an area bring a script (.js, a module) or a style sheet (.css) that every signed-in page loads."""
    if path not in _loaded:
        _loaded.append(path)


class Page:
    """The shell round one page for one viewer."""

    def __init__(self, request: HttpRequest, *, is_error: bool = False) -> None:
        self.request = request
        self.is_error = is_error

    @cached_property
    def viewer(self) -> Any:
        """Give the person who has signed in, or None."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def nav(self) -> tuple[Link, ...]:
        """Give the links of the main navigation."""
        return self._links("main")

    @cached_property
    def viewer_menu(self) -> tuple[Link, ...]:
        """Give the links under the viewer's own name."""
        return self._links("viewer")

    @cached_property
    def help(self) -> tuple[Link, ...]:
        """Give the links to help, which stand at the same place on every page (WCAG 2.2, 3.2.6)."""
        return self._links("help")

    @cached_property
    def announce(self) -> str:
        """Say how cues are announced: a screen reader shares the headset with the call, so silent unless chosen."""
        return self._setting("announce", "silent")

    @cached_property
    def shortcuts(self) -> str:
        """Say whether single keys act: "on" or "off"."""
        return self._setting("shortcuts", "on")

    @property
    def scripts(self) -> list[str]:
        """Give the scripts of areas, in the order they were registered."""
        return [path for path in _loaded if path.endswith(".js")]

    @property
    def styles(self) -> list[str]:
        """Give the style sheets of areas, in the order they were registered."""
        return [path for path in _loaded if path.endswith(".css")]

    def _links(self, menu: Menu) -> tuple[Link, ...]:
        if self.viewer is None:
            return ()
        return entries_for(self.viewer, self.request, menu=menu, mark_current=not self.is_error)

    def _setting(self, name: str, default: str) -> str:
        if self.viewer is None or name not in _settings:
            return default
        return _settings[name](self.request)


def page(request: HttpRequest) -> dict[str, Page]:
    """Give templates ``page``."""
    return {"page": Page(request)}
