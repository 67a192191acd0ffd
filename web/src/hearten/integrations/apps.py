"""Tells Django about the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hearten.staffing import customers
from hearten.ui import nav


class IntegrationsConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.integrations"
    label = "integrations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give administrators their way to the sources and the receivers."""
        nav.register(_("Sources"), "integrations:sources", order=30)
        nav.register(_("Outgoing"), "outgoing:receivers", order=31)
        customers.provide(read_sources)


def read_sources() -> list[tuple[str, str]]:
    """Give the slug and the name of each source."""
    from hearten.integrations.queries import source_names

    return source_names()
