"""The ``hearten`` command: Django's management commands under the product's name."""

import io
import os
import sys
from pathlib import Path


def main() -> None:
    """Run one command; ``hearten demo`` switches demo mode on before any setting is read."""
    if sys.argv[1:2] == ["demo"]:
        os.environ["HEARTEN_DEMO"] = "1"
        for name in ("HEARTEN_DATABASE_URL", "HEARTEN_DATABASE_URL_FILE", "HEARTEN_DATA_FILE"):
            os.environ.pop(name, None)  # real data is never touched
        os.environ["HEARTEN_DATA"] = os.environ.get("HEARTEN_DEMO_DATA") or str(Path("var", "demo"))
    os.umask(0o077)  # the database, its backups and the key are for this account alone
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # a log file or a service shows each line when it is said
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["hearten", *sys.argv[1:]])
