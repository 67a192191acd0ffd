"""Tells Django about the app, and connects the reactions."""

from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.config"
    label = "config"

    def ready(self) -> None:
        """Connect what follows from what."""
        import_module("hearten.config.reactions")
