"""hearten audit: check the chain, or take an anchor of it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hearten.audit import actions, queries
from hearten.audit.rules import WHY, Mark, read_marks, write_mark


class Command(BaseCommand):
    """See ``help``."""

    help = "Check that the record of what administrators and leads did is whole, or take an anchor of its end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify", "anchor"], help="verify the chain, or note and print its end")
        parser.add_argument("--anchor", action="append", default=[], help="file with an anchor kept elsewhere")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["what"] == "anchor":
            self.stdout.write(write_mark(actions.anchor(timezone.now())))
            return
        report = queries.verify([mark for file in options["anchor"] for mark in self._brought(Path(file))])
        if report.broken:
            seq, why = report.broken.seq, WHY[report.broken.why]
            raise CommandError(f"Broken at entry {seq}: it {why}. {report.entries} entries before it hold.")
        self.stdout.write(
            f"{report.entries} entries, {report.marks} anchors: whole. The last link is {report.head.hex()}"
        )

    def _brought(self, file: Path) -> list[Mark]:
        try:
            marks = read_marks(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read ({type(error).__name__}).") from None
        if not marks:
            raise CommandError(f"{file} holds no anchor.")
        return marks
