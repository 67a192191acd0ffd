"""Tells Django about the app."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.integrations"
    label = "integrations"
    default_auto_field = "django.db.models.BigAutoField"
