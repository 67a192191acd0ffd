"""hearten erase: everything about a person, for good."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hearten.keeping import erasing
from hearten.people.actions import LastAdministrator
from hearten.people.models import Person


class Command(BaseCommand):
    """See ``help``."""

    help = "Delete everything with a path to a person, keys first, and write the database anew. It cannot be undone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person", help="e-mail address of the person")
        parser.add_argument("--yes", action="store_true", help="do not ask again")

    def handle(self, *_args: Any, **options: Any) -> None:
        person = Person.objects.filter(email=options["person"].strip().lower()).first()
        if person is None:
            raise CommandError("Nobody has this address.")
        if not options["yes"] and input(f"Erase {person.name} for good? Type the address again: ") != person.email:
            raise CommandError("Nothing was erased.")
        now = timezone.now()
        try:
            erasing.erase(person, now=now)
        except LastAdministrator:
            raise CommandError("This is the only administrator. Make another one first.") from None
        try:
            erasing.shred(now)
        except erasing.CouldNotShredError:
            self.stdout.write("Erased. The file is written anew by the schedule, as soon as readers let go of it.")
            return
        self.stdout.write("Erased, and the database written anew. Backups made before are overwritten within 30 days.")
