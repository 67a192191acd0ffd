"""Tells Django about the app."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.support"
    label = "support"
    default_auto_field = "django.db.models.BigAutoField"
