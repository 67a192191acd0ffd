"""One-click sign-in as somebody made up. Refused outside demo mode, here as well as by the missing address."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from hearten.people import sessions
from hearten.people.models import Person

# Names that can belong to nobody (RFC 2606): even with demo mode left on by mistake, no real account opens by a click.
MADE_UP = (".invalid", ".example", ".test", "@example.com", "@example.org", "@example.net")


class NotInDemo(Exception):  # noqa: N818 - says what is wrong
    """Somebody tried to sign in by one click where real people work."""


def is_made_up(person: Person) -> bool:
    """Say whether a person's address shows that they do not exist."""
    return person.email.endswith(MADE_UP)


def cast() -> list[Person]:
    """Give the people of the demo centre who can be signed in as, agents first: their desk is what one comes to see."""
    if not settings.DEMO:
        raise NotInDemo
    active = Person.objects.filter(is_active=True).select_related("team").prefetch_related("grants").order_by("pk")
    order = {"agent": 0, "lead": 1}
    made_up = [person for person in active if is_made_up(person)]
    return sorted(made_up, key=lambda each: min((order.get(grant.role, 2) for grant in each.grants.all()), default=3))


def sign_in_as(request: HttpRequest, key: UUID) -> Person | None:
    """Sign this browser in as a made-up person; None where there is no such person."""
    if not settings.DEMO:
        raise NotInDemo
    person = Person.objects.filter(key=key, is_active=True).first()
    if person is None or not is_made_up(person):
        return None
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    sessions.open_again(request.session)
    return person
