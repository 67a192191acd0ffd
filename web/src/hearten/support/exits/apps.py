"""Tells Django about the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hearten.ui import context, nav, slots


class ExitsConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.support.exits"
    label = "support_exits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the ladder into the open contact, and what was left behind below the contacts."""
        context.load("exits/exits.css")
        nav.register(_("Ways out"), "exits:setup", order=75)
        nav.register(_("Help lines"), "exits:help_lines", order=85)
        nav.register(_("Appeals of callers"), "exits:appeal", order=86, menu="viewer")
        slots.register("desk.main", "exits:lines_on_desk", order=90)
        slots.register("help.staff", "exits:lines_for_us", order=10)
        slots.register("desk.main", "exits:recent", order=20, refresh_on=("exit", "contact"))
        slots.register("desk.ways_out", "exits:ladder", order=10, refresh_on=("exit",))
