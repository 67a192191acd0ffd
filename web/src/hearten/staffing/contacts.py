"""The contacts somebody has in hand: asked for here by areas that may not ask the area that hears them.

Whoever keeps contacts hands its reader over when Django is ready, as areas do with settings in ``hearten.ui.context``.
Until then nobody has any.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:  # rules use these shapes, and know no tables
    from hearten.people.models import Person

OVER = frozenset({"wrap_up", "ended"})


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that a customer's words were heard as, with its level (0-3), and when."""

    kind: str
    level: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactInHand:
    """A contact of the viewer's own. ``heard`` is oldest first; no words of anybody are among it.

    ``customer`` is a keyed hash of the customer's id at the source, in hex, or empty where the source sent none.
    """

    key: UUID
    source: str
    external_id: str
    channel: str
    queue: str
    language: str
    state: str
    level: int
    customer: str
    heard: tuple[Heard, ...] = ()

    @property
    def is_over(self) -> bool:
        """Say whether the customer has gone."""
        return self.state in OVER


@dataclass(frozen=True, slots=True)
class HeardWords:
    """What was heard at one place of a contact. ``words`` are the spans that fired, for the agent of the contact."""

    kind: str
    level: int
    at_ms: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """How a contact of the viewer's own went: ``(at_ms, heat 0–1)`` points, and what was heard, both oldest first.

    ``at_ms`` counts from the first point. Thanks are among what was heard; they raise no cue.
    """

    key: UUID
    channel: str
    queue: str
    began_at: datetime
    level: int
    is_over: bool
    points: tuple[tuple[int, float], ...] = ()
    heard: tuple[HeardWords, ...] = ()


type Reader = Callable[["Person", UUID, datetime], ContactInHand | None]
type CourseReader = Callable[["Person", datetime], tuple[Course, ...]]
_readers: list[Reader] = []
_courses: list[CourseReader] = []


def provide(reader: Reader) -> None:
    """Let an area say how a contact is read: the viewer, the contact's key and ``now``; None where it is not theirs."""
    _readers[:] = [reader]


def contact_for(viewer: "Person", key: UUID, *, now: datetime) -> ContactInHand | None:
    """Give a contact the viewer has now, or had some minutes ago; None for anybody else's and for none."""
    return _readers[0](viewer, key, now) if _readers else None


def provide_courses(reader: CourseReader) -> None:
    """Let an area say how the viewer's contacts since a time went, oldest first, as long as they are kept."""
    _courses[:] = [reader]


def courses_for(viewer: "Person", *, since: datetime) -> tuple[Course, ...]:
    """Give how the viewer's own contacts since then went, the newest last; what is no longer kept is not there."""
    return _courses[0](viewer, since) if _courses else ()
