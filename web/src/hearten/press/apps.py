"""Tells Django about the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hearten.ui import context, nav, slots


class PressConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.press"
    label = "press"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the press into the menu and a card into the corner of the desk."""
        from hearten.seal import registry

        registry.declare_kind("press.card", _("Card of my own"))
        context.load("press/corner.css")
        context.load("press/corner.js")
        nav.register(_("Cards"), "press:cards", order=42)
        slots.register("desk.main", "press:corner", order=95)
