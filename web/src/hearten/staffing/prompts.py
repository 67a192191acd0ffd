"""The one unasked question of a shift. An area says what it would ask; whose turn it is, is settled here.

An area shows its question where ``turn`` names it, and calls ``settle`` once it is answered or put away. Until then it
stays, and nobody else's appears. Nothing but the time of the last one is kept, for a day.
"""

from collections.abc import Callable
from datetime import datetime

from hearten.people.models import Person
from hearten.staffing.models import Prompted
from hearten.staffing.queries import contacts_now, own_shift
from hearten.staffing.rules.prompting import Prompt, decide_prompt

Wants = Callable[[Person, datetime], bool]
_askers: dict[str, tuple[int, Wants]] = {}


def provide(name: str, wants: Wants, *, order: int) -> None:
    """Let an area say whether it has something to ask a person now. Called once, in its ``AppConfig.ready``."""
    _askers[name] = (order, wants)


def turn(viewer: Person, *, now: datetime) -> Prompt:
    """Say whose turn it is to ask the viewer. In a contact it costs one query, and nobody is asked what they want."""
    under_way = contacts_now(viewer, now=now)
    shift = own_shift(viewer, now=now) if not under_way else None
    settled = settled_at(viewer) if not under_way else None
    in_order = sorted(_askers, key=lambda name: (_askers[name][0], name))
    return decide_prompt(
        (name for name in in_order if _askers[name][1](viewer, now)),
        contacts_now=under_way,
        settled_at=settled,
        shift_began=shift.starts_at if shift else None,
        now=now,
    )


def settled_at(viewer: Person) -> datetime | None:
    """Give when the viewer last answered a question or put one away, within a day."""
    return Prompted.objects.filter(person=viewer).values_list("at", flat=True).first()


def settle(viewer: Person, *, now: datetime) -> None:
    """Note that the viewer answered a question or put it away: there is no other one in this shift."""
    Prompted.objects.update_or_create(person=viewer, defaults={"at": now})
