"""Tells Django about the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hearten.ui import context, nav


class SupportLedgerConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.support.ledger"
    label = "support_ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the ledger beside what is promised."""
        context.load("support_ledger/ledger.css")
        nav.register(_("Promises kept"), "ledger:ledger", order=92, menu="viewer")
