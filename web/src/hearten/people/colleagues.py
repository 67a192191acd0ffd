"""Who else works here: names and teams, which everybody here knows, to choose somebody from."""

from django.db.models import FETCH_RAISE, QuerySet

from hearten.people.models import Person


def colleagues_of(viewer: Person) -> QuerySet[Person]:
    """Give everybody who can sign in, by name; without the viewer."""
    here = Person.objects.filter(is_active=True).exclude(pk=viewer.pk).select_related("team")
    return here.order_by("name", "pk").fetch_mode(FETCH_RAISE)


def colleague(viewer: Person, key: str) -> Person | None:
    """Give one of them, or None."""
    return colleagues_of(viewer).filter(key=key).first()
