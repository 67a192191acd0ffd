"""Tells Django about the app."""

from django.apps import AppConfig

from hearten.ui import slots


class ChannelsConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.integrations.channels"
    label = "channels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put a lead's channels beside the other ways in which a hand reaches them."""
        slots.register("support.reaching", "channels:own", order=10)
