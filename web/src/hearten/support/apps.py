"""Tells Django about the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hearten.ui import context, nav, slots


class SupportConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.support"
    label = "support"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the moment, the hand and the calls for help at the foot of every page, and the rest into the menus."""
        context.load("support/support.css")
        context.load("support/kept.js")
        context.load("support/calls.js")
        slots.register("foot", "support:calls", order=5, refresh_on=("hand-up", "buddy"))
        slots.register("foot", "support:moment", order=10, refresh_on=("moment",))
        slots.register("foot", "support:hand", order=20, refresh_on=("hand-up",))
        slots.register("team.now", "support:now", order=10, refresh_on=("hand-up", "away"))
        nav.register(_("Team now"), "support:team_now", order=12)
        nav.register(_("Your support"), "support:own", order=12, menu="viewer")
        nav.register(_("How long a moment is"), "support:settled", order=14, menu="viewer")
