"""Tells Django about the app."""

from django.apps import AppConfig

from hearten.ui import context, slots


class ExitsConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.support.exits"
    label = "support_exits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the ladder into the open contact, and what was left behind below the contacts."""
        context.load("exits/exits.css")
        slots.register("desk.ways_out", "exits:ladder", order=10, refresh_on=("exit",))
