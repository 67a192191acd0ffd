"""``hearten first_admin EMAIL NAME``: make an administrator and print an invitation link."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone

from hearten.people import actions


class Command(BaseCommand):
    help = "Make an administrator and print the link with which they set a password. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address the administrator signs in with")
        parser.add_argument("name", help="the name colleagues know them by")
        parser.add_argument(
            "--at", default="", help="where browsers reach Hearten, such as https://hearten.example.com"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email!r} is not an e-mail address.") from None
        person = actions.make_administrator(email=email, name=options["name"])
        if not person.is_active:
            raise CommandError(f"{person.name} has no access at present. Give it back on the page People first.")
        issued = actions.invite(person, by=None, now=timezone.now())
        at = options["at"].rstrip("/") or _own_address()
        self.stdout.write(f"{person.name} is administrator. Open this link within seven days and choose a password:")
        self.stdout.write(f"{at}{reverse('people:accept_invitation', args=[issued.token])}")


def _own_address() -> str:
    origins = settings.CSRF_TRUSTED_ORIGINS
    return origins[0].rstrip("/") if origins else "http://localhost:8000"
