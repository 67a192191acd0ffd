"""Tells Django about the app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
