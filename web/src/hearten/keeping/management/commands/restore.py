"""hearten restore: the way back from a backup."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hearten.audit.rules import WHY
from hearten.keeping import backups, erasures, restoring
from hearten.keeping.manifest import BadBackupError
from hearten.keeping.postgresql import NoProgramError


class Command(BaseCommand):
    """See ``help``."""

    help = "Put a backup in the place of the database. Stop Hearten first. Whoever was erased since is erased again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", help="folder of one backup, the one with a manifest.json in it")
        parser.add_argument("--identity", default="", help="file with the age key that opens an encrypted backup")
        parser.add_argument("--erasures", default="", help="another installation's erasures.list to honour too")
        parser.add_argument("--yes", action="store_true", help="replace what is there; it is backed up first")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            done = restoring.restore(
                Path(options["backup"]).resolve(),
                now=timezone.now(),
                identity=Path(options["identity"]).read_text(encoding="utf-8") if options["identity"] else "",
                replace=options["yes"],
                more_erased=frozenset(erasures.read(Path(options["erasures"])) if options["erasures"] else ()),
            )
        except restoring.WouldReplaceError:
            raise CommandError("There are people in this installation. Say --yes to replace them.") from None
        except backups.CannotDecryptError:
            raise CommandError("It is encrypted. Give the file with its age key by --identity.") from None
        except NoProgramError as error:
            raise CommandError(f"{error} is not on this machine; it comes with PostgreSQL's client programs.") from None
        except (OSError, ValueError, BadBackupError) as error:
            raise CommandError(f"Not restored: {error}") from None
        self._say(done)

    def _say(self, done: restoring.Restored) -> None:
        self.stdout.write(f"Restored the backup of {done.made_at:%Y-%m-%d %H:%M} UTC: {done.rows} rows.")
        if done.erased_again:
            self.stdout.write(f"Erased again: {done.erased_again}.")
        if done.set_aside:
            self.stdout.write(f"What was there before is in {done.set_aside}. Delete it when you no longer need it.")
        if done.broken:
            seq, why = done.broken.seq, WHY[done.broken.why]
            self.stdout.write(
                f"The audit chain: entry {seq} {why}. If audit.key was not brought along, put it into HEARTEN_DATA."
            )
