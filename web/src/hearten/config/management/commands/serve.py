"""hearten serve: everything a single machine needs, in one command."""

import sqlite3
from argparse import ArgumentParser
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections

from hearten.config import serving, storage
from hearten.people.models import Role, RoleGrant


class Command(BaseCommand):
    """See ``help``."""

    help = "Start Hearten on this machine: pages, live stream, ingest and housekeeping. Ctrl-C stops it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default: this machine only)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen at (default: 8000)")
        parser.add_argument("--no-migrate", action="store_true", help="do not bring the database up to date first")

    def handle(self, *_args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        sock = self._listen(host, port)
        if not options["no_migrate"]:
            call_command("migrate", interactive=False, verbosity=0)
        lines = self._what_runs(host, sock.getsockname()[1])
        connections.close_all()
        serving.allow_many_files()
        server = serving.server_on(lambda: self.stdout.write("\n".join(lines)))
        try:
            server.run(sockets=[sock])
        except SystemExit:
            raise CommandError("Hearten could not start; the lines above say why.", returncode=3) from None
        self.stdout.write("Hearten has stopped.")

    def _listen(self, host: str, port: int) -> Any:
        try:
            return serving.listen(host, port)
        except serving.PortInUseError:
            raise CommandError(f"Port {port} is in use by another program; choose another with --port.") from None
        except (OSError, OverflowError) as error:
            raise CommandError(f"Hearten cannot listen at {host}, port {port}: {error}.") from None

    def _what_runs(self, host: str, port: int) -> list[str]:
        shown = f"[{host}]" if ":" in host else host
        lines = [
            f"Hearten {version('hearten')} is ready at http://{shown}:{port}/",
            f"  database  {database_in_words()}",
        ]
        if not settings.DEMO and not RoleGrant.objects.filter(role=Role.ADMIN, person__is_active=True).exists():
            lines.append(
                '  nobody    No administrator yet. Make the first: hearten first_admin you@example.com "Your Name"'
            )
        return [*lines, "  stop      Ctrl-C"]


def database_in_words() -> str:
    """Name the database and how it keeps what it was told."""
    if connection.vendor != "sqlite":
        return "PostgreSQL"
    if storage.running_on_fallback():
        return (
            f"SQLite {sqlite3.sqlite_version}, DELETE and EXTRA: safe, and slower than WAL, "
            "which this SQLite cannot be trusted with"
        )
    return f"SQLite {sqlite3.sqlite_version}, WAL and FULL, in {settings.DATA}"
