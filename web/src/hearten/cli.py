"""The ``hearten`` command: Django's management commands under the product's name."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Run one command; ``hearten demo`` switches demo mode on before any setting is read."""
    if sys.argv[1:2] == ["demo"]:
        os.environ["HEARTEN_DEMO"] = "1"
        if "HEARTEN_DATA_FILE" not in os.environ:
            os.environ.setdefault("HEARTEN_DATA", str(Path("var", "demo")))  # real data is never touched
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["hearten", *sys.argv[1:]])
