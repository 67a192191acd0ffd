"""Tells Django about the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hearten.ui import nav, slots


class StaffingConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.staffing"
    label = "staffing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the shifts into the menu, and who leads now on the desk."""
        nav.register(_("Shifts"), "staffing:shifts", order=60)
        slots.register("desk.status", "staffing:here", order=20, refresh_on=("staffing",))
