"""Tells Django about the app."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hearten.ui import context, nav, slots

if TYPE_CHECKING:
    from hearten.people.models import Person


class SelftalkConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.selftalk"
    label = "selftalk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the room into the navigation, and a line one chose oneself onto the desk between contacts."""
        from hearten.seal import registry
        from hearten.selftalk.kinds import LABELS
        from hearten.staffing import prompts

        for kind, label in LABELS.items():
            registry.declare_kind(kind, label)
        context.load("selftalk/selftalk.css")
        nav.register(_("Self-talk"), "selftalk:home", order=18)
        slots.register("desk.main", "selftalk:line_on_desk", order=55, refresh_on=("contact",))
        prompts.provide("selftalk", wants_to_ask, order=20)


def wants_to_ask(viewer: "Person", now: datetime) -> bool:
    """Say whether the viewer chose a line that is due."""
    from hearten.selftalk import queries

    return queries.due_line(viewer, now=now) is not None
