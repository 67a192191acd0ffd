"""Tells Django about the app."""

from django.apps import AppConfig


class WordsConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.words"
    label = "words"
    default_auto_field = "django.db.models.BigAutoField"
