"""``dumpdata`` without what people wrote for themselves: a dump travels further than anybody remembers."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.dumpdata import Command as Dump

from hearten.seal.registry import private_models


class Command(Dump):
    """Django's command, with the private models always left out and refused by name."""

    def handle(self, *labels: str, **options: Any) -> None:
        """Leave out every private model, whatever was asked for."""
        private = [model._meta.label for model in private_models()]  # noqa: SLF001 - Django's documented name
        asked = {label.lower() for label in labels} & {label.lower() for label in private}
        if asked:
            raise CommandError(f"These are people's own, and are never dumped: {', '.join(sorted(asked))}.")
        options["exclude"] = [*options["exclude"], *private]
        super().handle(*labels, **options)
