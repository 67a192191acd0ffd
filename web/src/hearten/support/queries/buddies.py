"""Buddies, for the two whom it concerns; and how a hand reaches a person."""

from django.db.models import FETCH_RAISE, QuerySet

from hearten.people.models import Person, Role
from hearten.support.models import Buddy, Reaching


def buddy_of(viewer: Person) -> Buddy | None:
    """Give the viewer's own choice, accepted or not."""
    return Buddy.objects.filter(agent=viewer).select_related("buddy").first()


def buddyships_for(viewer: Person) -> QuerySet[Buddy]:
    """Give who chose the viewer, accepted or not."""
    found = Buddy.objects.filter(buddy=viewer).select_related("agent").order_by("agent__name", "pk")
    return found.fetch_mode(FETCH_RAISE)


def buddy_requests_for(viewer: Person) -> list[str]:
    """Name who waits for the viewer's yes or no."""
    waiting = Buddy.objects.filter(buddy=viewer, accepted_at=None).order_by("agent__name", "pk")
    return list(waiting.values_list("agent__name", flat=True))


def buddies_to_choose(viewer: Person) -> QuerySet[Person]:
    """Give the other agents of the viewer's team; of the centre, to somebody without a team."""
    agents = Person.objects.filter(is_active=True, grants__role=Role.AGENT).exclude(pk=viewer.pk)
    if viewer.team_id is not None:
        agents = agents.filter(team_id=viewer.team_id)
    return agents.order_by("name", "pk").fetch_mode(FETCH_RAISE)


def reaching_of(viewer: Person) -> Reaching:
    """Give how a hand reaches the viewer; nothing is on unless they switched it on."""
    return Reaching.objects.filter(person=viewer).first() or Reaching(person=viewer)
