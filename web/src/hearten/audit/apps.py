"""Tells Django about the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hearten.ui import nav


class AuditConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give administrators and worker representatives their way to the chain."""
        nav.register(_("Audit"), "audit:audit", order=80)
