"""Tells Django about the app."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.config"
    label = "config"
    default_auto_field = "django.db.models.BigAutoField"
