"""Tells Django about the app."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.live"
    label = "live"
    default_auto_field = "django.db.models.BigAutoField"
