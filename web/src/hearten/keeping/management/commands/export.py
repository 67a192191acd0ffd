"""hearten export: a person's data, for the person."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from hearten.keeping import exporting
from hearten.people.models import Person


class Command(BaseCommand):
    """See ``help``."""

    help = "Write everything with a path to a person into a ZIP file, for that person. Recorded in the audit chain."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person", help="e-mail address of the person")
        parser.add_argument("--to", default="hearten-data.zip", help="file to write (default: hearten-data.zip)")

    def handle(self, *_args: Any, **options: Any) -> None:
        person = Person.objects.filter(email=options["person"].strip().lower()).first()
        if person is None:
            raise CommandError("Nobody has this address.")
        file = Path(options["to"])
        try:
            with file.open("xb") as out, transaction.atomic():
                file.chmod(0o600)
                exporting.export_for(person, out, now=timezone.now())
        except FileExistsError:
            raise CommandError(f"{file} is there already; choose another name by --to.") from None
        self.stdout.write(f"{file}: {file.stat().st_size} bytes. It is this person's; give it to nobody else.")
