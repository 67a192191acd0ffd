"""Tells Django about the app."""

from django.apps import AppConfig

from hearten.ui import slots


class KeepingConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.keeping"
    label = "keeping"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer one's own data on one's own account page."""
        slots.register("account.more", "keeping:own_data", order=50)
