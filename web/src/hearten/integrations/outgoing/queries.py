"""The only way to read receivers and the log of deliveries: for administrators."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from hearten.integrations.models import Source
from hearten.integrations.outgoing.actions import may_resend
from hearten.integrations.outgoing.catalogue import TEST
from hearten.integrations.outgoing.models import OutgoingAttempt, OutgoingDelivery, Receiver
from hearten.people.models import Person, Role

State = OutgoingDelivery.State
SHOWN = 50
NEEDS_CARE = (State.WAITING, State.GIVEN_UP, State.STOPPED)


@dataclass(frozen=True, slots=True)
class LoggedDelivery:
    """A delivery as the log shows it: what kind, when, how it stands. Never whom it is about."""

    key: UUID
    type: str
    at: datetime
    state: str
    state_in_words: str
    next_at: datetime | None
    attempts: list[OutgoingAttempt]
    may_resend: bool


def receivers_for(viewer: Person) -> QuerySet[Receiver]:
    """Give all receivers with how many deliveries wait or failed. None to anyone but administrators."""
    if not viewer.has_role(Role.ADMIN):
        return Receiver.objects.none()
    late = Q(deliveries__state=State.WAITING, deliveries__attempts__gt=0)
    return (
        Receiver.objects.select_related("source")
        .annotate(
            trying=Count("deliveries", filter=late),
            given_up=Count("deliveries", filter=Q(deliveries__state=State.GIVEN_UP)),
        )
        .order_by("name")
    )


def receiver_for(viewer: Person, key: UUID) -> Receiver | None:
    """Give one receiver."""
    return receivers_for(viewer).filter(key=key).first()


def sources_to_choose(viewer: Person) -> QuerySet[Source]:
    """Give the sources whose agent ids a receiver may know."""
    if not viewer.has_role(Role.ADMIN):
        return Source.objects.none()
    return Source.objects.order_by("name")


def delivery_for(viewer: Person, key: UUID) -> OutgoingDelivery | None:
    """Give one delivery."""
    if not viewer.has_role(Role.ADMIN):
        return None
    return OutgoingDelivery.objects.select_related("event", "receiver").filter(key=key).first()


def log_for(viewer: Person, receiver: Receiver, *, now: datetime) -> list[LoggedDelivery]:
    """Give the newest deliveries of a receiver, at most 50. They go after a day.

    What is about a person or a contact is listed only while it needs care: a list of what went well would count moments
    and exits.
    """
    if not viewer.has_role(Role.ADMIN):
        return []
    attempts = Prefetch("tries", OutgoingAttempt.objects.order_by("-at"))
    rows = OutgoingDelivery.objects.filter(receiver=receiver).select_related("event", "receiver")
    rows = rows.filter(Q(event__type=TEST.name) | Q(state__in=NEEDS_CARE, attempts__gt=0))
    return [_logged(row, now) for row in rows.prefetch_related(attempts).order_by("-pk")[:SHOWN]]


def _logged(row: OutgoingDelivery, now: datetime) -> LoggedDelivery:
    return LoggedDelivery(
        row.key,
        row.event.type,
        row.event.at,
        row.state,
        row.get_state_display(),
        row.due_at,
        list(row.tries.all()),
        may_resend(row, now=now),
    )
