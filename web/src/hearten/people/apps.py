"""Tells Django about the app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
