"""Tells Django about the app."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hearten.staffing import contacts, levels
from hearten.ui import context, nav, slots

if TYPE_CHECKING:
    from hearten.people.models import Person


class ListeningConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.listening"
    label = "listening"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the desk into its places."""
        nav.register(_("Desk"), "listening:desk", order=10)
        nav.register(_("Desk settings"), "listening:desk_settings", order=10, menu="viewer")
        nav.register_dock("listening:dock")
        slots.register("desk.main", "listening:now", order=10, refresh_on=("cue", "contact", "heat", "desk"))
        context.provide("announce", read_announce)
        context.provide("shortcuts", read_shortcuts)
        levels.provide(read_levels)
        contacts.provide(read_contact)
        contacts.provide_courses(read_courses)


def read_announce(request: HttpRequest) -> str:
    """Give how the viewer wants cues announced."""
    from hearten.listening.queries import settings_for

    return settings_for(request.user).announce  # type: ignore[arg-type]


def read_shortcuts(request: HttpRequest) -> str:
    """Give whether single keys act for the viewer."""
    from hearten.listening.queries import settings_for

    return "on" if settings_for(request.user).shortcuts else "off"  # type: ignore[arg-type]


def read_levels(people: Sequence[int]) -> dict[int, int]:
    """Give the level of the hardest contact under way for each of these people."""
    from hearten.listening.levels import levels_now

    return levels_now(people)


def read_contact(viewer: "Person", key: UUID, now: datetime) -> contacts.ContactInHand | None:
    """Give a contact of the viewer's own."""
    from hearten.listening.queries import in_hand

    return in_hand(viewer, key, now)


def read_courses(viewer: "Person", since: datetime) -> tuple[contacts.Course, ...]:
    """Give how the viewer's own contacts went."""
    from hearten.listening.courses import courses_of

    return courses_of(viewer, since)
