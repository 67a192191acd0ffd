"""Tells Django about the app."""

from django.apps import AppConfig

from hearten.ui import context, slots


class SupportConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.support"
    label = "support"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the moment at the foot of every page."""
        context.load("support/support.css")
        context.load("support/moment.js")
        slots.register("foot", "support:moment", order=10, refresh_on=("moment",))
