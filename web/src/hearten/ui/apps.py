"""Tells Django about the app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"
