"""Tells Django about the app."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hearten.ui import context, nav, slots


class ListeningConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.listening"
    label = "listening"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the desk into its places."""
        nav.register(_("Desk"), "listening:desk", order=10)
        nav.register(_("Desk settings"), "listening:desk_settings", order=10, menu="viewer")
        nav.register_dock("listening:dock")
        slots.register("desk.main", "listening:now", order=10, refresh_on=("cue", "contact", "heat", "desk"))
        context.provide("announce", read_announce)
        context.provide("shortcuts", read_shortcuts)


def read_announce(request: HttpRequest) -> str:
    """Give how the viewer wants cues announced."""
    from hearten.listening.queries import settings_for

    return settings_for(request.user).announce  # type: ignore[arg-type]


def read_shortcuts(request: HttpRequest) -> str:
    """Give whether single keys act for the viewer."""
    from hearten.listening.queries import settings_for

    return "on" if settings_for(request.user).shortcuts else "off"  # type: ignore[arg-type]
