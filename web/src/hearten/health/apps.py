"""Tells Django about the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hearten.ui import nav


class HealthConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.health"
    label = "health"

    def ready(self) -> None:
        """Give administrators their way to the page."""
        nav.register(_("Health"), "health:health", order=90)
