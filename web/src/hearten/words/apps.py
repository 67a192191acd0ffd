"""Tells Django about the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hearten.ui import nav


class WordsConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.words"
    label = "words"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the house's words into the menu."""
        from hearten.seal import registry

        registry.declare_kind("words.phrase", _("Phrase of my own"))
        registry.declare_kind("words.instead", _("What I said instead"))
        nav.register(_("Phrases"), "words:phrases", order=40)
        nav.register(_("Scripts"), "words:scripts", order=41)
