"""Tells Django about the app."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.work"
    label = "work"
    default_auto_field = "django.db.models.BigAutoField"
