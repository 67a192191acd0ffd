"""The only way to read moments for a viewer."""

from hearten.people.models import Person
from hearten.support.models import Moment


def open_moment_for(viewer: Person) -> Moment | None:
    """Give the viewer's own waiting or running moment."""
    return Moment.objects.filter(agent=viewer, ended_at=None).order_by("-asked_at").first()
