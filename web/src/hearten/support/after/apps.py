"""Tells Django about the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hearten.ui import context, nav


class SupportAfterConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.support.after"
    label = "support_after"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the procedure at the foot of every page."""
        context.load("support_after/after.css")
        nav.register(_("When a contact goes wrong"), "support_after:pathways", order=10, menu="help")
