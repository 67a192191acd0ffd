"""hearten backup: a checked copy of everything but keys."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hearten.keeping import backups
from hearten.keeping.manifest import BadBackupError
from hearten.keeping.postgresql import NoProgramError


class Command(BaseCommand):
    """See ``help``."""

    help = "Make a checked backup of the database while Hearten runs. Keys are in none: keep HEARTEN_DATA/*.key apart."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", default="", help="folder for backups (default: HEARTEN_BACKUPS, or data/backups)")
        parser.add_argument("--recipient", default="", help="age recipient (default: HEARTEN_BACKUP_RECIPIENT)")

    def handle(self, *_args: Any, **options: Any) -> None:
        folder = Path(options["to"]).resolve() if options["to"] else backups.default_folder()
        now = timezone.now()
        try:
            taken = backups.back_up(folder, now=now, recipient=options["recipient"] or settings.BACKUP_RECIPIENT)
        except NoProgramError as error:
            raise CommandError(f"{error} is not on this machine; it comes with PostgreSQL's client programs.") from None
        except (OSError, ValueError, BadBackupError) as error:
            raise CommandError(f"No backup was made: {error}") from None
        gone = backups.forget_old(folder, now=now)
        state = "encrypted" if taken.manifest.encrypted else "not encrypted"
        self.stdout.write(f"{taken.folder}: {taken.manifest.bytes} bytes, {state}, checked, {taken.seconds:.1f} s")
        if gone:
            self.stdout.write(f"{gone} old backups deleted.")
