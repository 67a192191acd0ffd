"""What can be said about the installation at this moment. Nothing here names a person or repeats anybody's words."""

import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection

from hearten.audit import queries as audit
from hearten.integrations import ingest
from hearten.integrations.models import Source
from hearten.keeping import queries as keeping
from hearten.live.hub import hub
from hearten.people.models import Person, Role
from hearten.work import queries as work
from hearten.work.models import PeriodicRun


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """``mode`` is "WAL and FULL" and the like; ``on_fallback`` where SQLite is too old for safe WAL. Sizes in bytes."""

    name: str
    mode: str
    on_fallback: bool
    bytes: int


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """When a source was last heard. ``key`` is random; ``name`` is for the page, never for a label."""

    key: str
    name: str
    is_active: bool
    heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class RunFacts:
    """When an entry of the schedule was last done, and whether its last run failed."""

    name: str
    done_at: datetime | None
    is_failing: bool


@dataclass(frozen=True, slots=True)
class Health:
    """Everything at one moment. The streams and the writer are those of this process."""

    at: datetime
    version: str
    database: DatabaseFacts
    disk_free: int
    streams: int
    writer_waiting: int
    writer_lag: float
    backlog: work.Backlog
    runs: tuple[RunFacts, ...]
    backups: keeping.LastBackups
    sources: tuple[SourceFacts, ...]
    audit_entries: int


def health_for(viewer: Person, *, now: datetime) -> Health | None:
    """Give the facts to an administrator; None to others."""
    return facts(now) if viewer.has_role(Role.ADMIN) else None


def facts(now: datetime) -> Health:
    """Gather the facts."""
    waiting, lag = ingest.backlog()
    return Health(
        at=now,
        version=version("hearten"),
        database=_database(),
        disk_free=shutil.disk_usage(settings.DATA).free,
        streams=len(hub.streams()),
        writer_waiting=waiting,
        writer_lag=lag,
        backlog=work.backlog(now),
        runs=_runs(),
        backups=keeping.last_backups(),
        sources=_sources(),
        audit_entries=audit.head()[0],
    )


def _database() -> DatabaseFacts:
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SELECT current_setting('server_version'), pg_database_size(current_database())")
            number, size = cursor.fetchone()
            return DatabaseFacts(f"PostgreSQL {number}", "", on_fallback=False, bytes=size)
        cursor.execute("PRAGMA journal_mode")
        journal = cursor.fetchone()[0].upper()
        cursor.execute("PRAGMA synchronous")
        sync = {2: "FULL", 3: "EXTRA"}.get(cursor.fetchone()[0], "?")
    file = Path(connection.settings_dict["NAME"])
    beside = [file, file.with_name(f"{file.name}-wal")]
    size = sum(each.stat().st_size for each in beside if each.exists())
    return DatabaseFacts(
        f"SQLite {sqlite3.sqlite_version}", f"{journal} and {sync}", on_fallback=journal == "DELETE", bytes=size
    )


def _runs() -> tuple[RunFacts, ...]:
    return tuple(
        RunFacts(run.name, run.done_at, bool(run.failed_at and (not run.done_at or run.failed_at > run.done_at)))
        for run in PeriodicRun.objects.order_by("name")
    )


def _sources() -> tuple[SourceFacts, ...]:
    rows = Source.objects.order_by("name").values_list("key", "name", "is_active", "heard_at")
    return tuple(SourceFacts(str(key), name, is_active, heard_at) for key, name, is_active, heard_at in rows)
