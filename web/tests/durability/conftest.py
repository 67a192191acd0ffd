"""What the durability proofs share: the databases they run on, and one dated line of counts for each suite."""

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

COUNTS = "durability"
Count = Callable[[str], None]


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Count:
    """Give a function that notes what a suite counted; the run prints it with the date, also the nightly one."""

    def note(text: str) -> None:
        record_property(COUNTS, text)

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print one line for each suite that counted something."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    lines = [text for report in reports for name, text in getattr(report, "user_properties", ()) if name == COUNTS]
    if lines:
        terminalreporter.section(f"durability, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
        for line in sorted(set(lines)):
            terminalreporter.write_line(line)


def postgresql_url() -> str:
    """Give the address of a PostgreSQL that tests may make databases in, or nothing."""
    url = os.environ.get("HEARTEN_TEST_POSTGRES") or os.environ.get("HEARTEN_DATABASE_URL", "")
    return url if url.startswith("postgresql:") else ""


@pytest.fixture
def fresh_postgresql() -> Iterator[str]:
    """Give the address of an empty database that goes with the test."""
    url = postgresql_url()
    if not url:
        pytest.skip("no PostgreSQL: neither HEARTEN_TEST_POSTGRES nor HEARTEN_DATABASE_URL names one")
    name = f"durability_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


# The mark lets the second half of ./run nightly, which asks for database tests, find the tests on PostgreSQL.
@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.db)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give the address of an empty database, on SQLite and then on PostgreSQL; empty means SQLite in the folder."""
    return "" if request.param == "sqlite" else request.getfixturevalue("fresh_postgresql")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder for one installation, in a short path of a real disk."""
    with tempfile.TemporaryDirectory(prefix="h-dur-") as name:
        yield Path(name)
