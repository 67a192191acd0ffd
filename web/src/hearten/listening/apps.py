"""Tells Django about the app."""

from django.apps import AppConfig


class ListeningConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.listening"
    label = "listening"
    default_auto_field = "django.db.models.BigAutoField"
