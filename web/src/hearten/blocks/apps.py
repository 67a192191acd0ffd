"""Tells Django about the app."""

from django.apps import AppConfig


class BlocksConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.blocks"
    label = "blocks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Bring the drawing's colours."""
        from hearten.ui import context

        context.load("blocks/blocks.css")
