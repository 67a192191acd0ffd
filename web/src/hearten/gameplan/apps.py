"""Tells Django about the app."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hearten.ui import context, nav, slots

if TYPE_CHECKING:
    from hearten.people.models import Person


class GameplanConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.gameplan"
    label = "gameplan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put one's own plan into the cue, the press beside it, and the rest where people look for it."""
        from hearten.gameplan.kinds import LABELS
        from hearten.seal import registry
        from hearten.staffing import prompts

        for kind, label in LABELS.items():
            registry.declare_kind(kind, label)
        context.load("gameplan/gameplan.css")
        nav.register(_("Gameplan"), "gameplan:home", order=16)
        slots.register("cue.plan", "gameplan:plan_at_cue", order=10)
        slots.register("cue.note", "gameplan:note_cue", order=10)
        slots.register("desk.main", "gameplan:on_desk", order=50, refresh_on=("contact",))
        prompts.provide("gameplan", wants_to_ask, order=10)


def wants_to_ask(viewer: "Person", now: datetime) -> bool:
    """Say whether the gameplan has its question for the viewer."""
    from hearten.gameplan import queries

    return queries.wants_to_ask(viewer, now)
