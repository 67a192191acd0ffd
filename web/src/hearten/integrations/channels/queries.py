"""The only way to read channels: one's own."""

from django.db.models import QuerySet

from hearten.integrations.channels.models import Channel
from hearten.people.models import Person


def channels_for(viewer: Person) -> QuerySet[Channel]:
    """Give the viewer's own channels."""
    return Channel.objects.filter(person=viewer).order_by("kind", "pk")
