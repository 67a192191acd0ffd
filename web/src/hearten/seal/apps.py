"""Tells Django about the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SealConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.seal"
    label = "seal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the way to one's own notes under one's name."""
        from hearten.ui import context, nav

        context.load("seal/seal.css")
        nav.register(_("My sealed notes"), "seal:home", order=110, menu="viewer")
