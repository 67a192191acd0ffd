"""Tells Django about the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hearten.ui import nav


class SupportPriceConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.support.price"
    label = "support_price"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the interval plan beside the shifts."""
        nav.register(_("Interval plan"), "price:plans", order=61)
