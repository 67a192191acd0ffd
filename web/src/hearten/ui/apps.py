"""Tells Django about the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hearten.ui import nav


class UiConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the promises one click away from every page."""
        nav.register(_("What Hearten promises"), "ui:promises", order=90, menu="viewer")
