"""The ``hearten`` command: Django's management commands under the product's name."""

import os
import sys


def main() -> None:
    """Run one command; ``hearten demo`` switches demo mode on before any setting is read."""
    if sys.argv[1:2] == ["demo"]:
        os.environ["HEARTEN_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["hearten", *sys.argv[1:]])
