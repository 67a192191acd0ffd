"""G-03: the journal follows the library's version, and a connection that did not take its settings is refused."""

import itertools
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.utils import load_backend

from hearten.config import storage
from hearten.config.settings import database

VERSIONS = [
    ((3, 37, 2), False),
    ((3, 40, 1), False),  # Debian 12
    ((3, 44, 5), False),
    ((3, 44, 6), True),  # mended in this line
    ((3, 44, 9), True),
    ((3, 45, 0), False),
    ((3, 45, 1), False),  # Ubuntu 24.04
    ((3, 46, 1), False),  # Debian 13
    ((3, 50, 4), False),
    ((3, 50, 6), False),
    ((3, 50, 7), True),  # mended in this line
    ((3, 51, 0), False),
    ((3, 51, 2), False),
    ((3, 51, 3), True),
    ((3, 52, 0), False),  # withdrawn
    ((3, 52, 1), True),
    ((3, 53, 4), True),
    ((4, 0, 0), True),
]


@contextmanager
def opened(folder: Path, **changes: Any) -> Iterator[DatabaseWrapper]:
    """Give a connection to a new file made as the settings make it, with these changes."""
    chosen: dict[str, Any] = {**settings.DATABASES["default"], **database("", folder), **changes}
    backend: Any = load_backend("django.db.backends.sqlite3")
    connection: DatabaseWrapper = backend.DatabaseWrapper(chosen, "default")
    try:
        yield connection
    finally:
        if connection.connection is not None:
            connection.connection.close()


def options(**changes: Any) -> dict[str, Any]:
    return {"OPTIONS": storage.sqlite_options() | changes}


def begun_with(old: str, new: str) -> dict[str, Any]:
    begun = storage.sqlite_options()["init_command"]
    assert old in begun
    return options(init_command=begun.replace(old, new))


class TestTheVersionOfTheLibrary:
    @pytest.mark.parametrize(("version", "is_safe"), VERSIONS)
    def test_decides_between_wal_and_a_journal_that_is_deleted(
        self, version: tuple[int, ...], *, is_safe: bool
    ) -> None:
        assert storage.wal_is_safe(version) is is_safe
        assert storage.journal_and_sync(version) == (("WAL", "FULL") if is_safe else ("DELETE", "EXTRA"))

    @pytest.mark.parametrize(("version", "is_safe"), VERSIONS)
    def test_is_looked_at_where_the_options_are_made(
        self, monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...], *, is_safe: bool
    ) -> None:
        monkeypatch.setattr(sys.modules["sqlite3"], "sqlite_version_info", version)
        begun = storage.sqlite_options()["init_command"]
        assert ("journal_mode=WAL" in begun, "journal_mode=DELETE" in begun) == (is_safe, not is_safe)
        assert storage.running_on_fallback() is not is_safe

    def test_that_is_too_old_is_replaced_by_the_wheel_before_django_sees_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old, new, new_api = ModuleType("sqlite3"), ModuleType("pysqlite3"), ModuleType("pysqlite3.dbapi2")
        vars(old)["sqlite_version_info"], vars(new)["sqlite_version_info"] = (3, 40, 1), (3, 53, 4)
        for name, module in (
            ("sqlite3", old),
            ("sqlite3.dbapi2", old),
            ("pysqlite3", new),
            ("pysqlite3.dbapi2", new_api),
        ):
            monkeypatch.setitem(sys.modules, name, module)
        storage.load_safe_sqlite()
        assert (sys.modules["sqlite3"], sys.modules["sqlite3.dbapi2"]) == (new, new_api)

    @pytest.mark.parametrize("newer", [(3, 51, 2), (3, 52, 0), None], ids=["too old", "withdrawn", "no wheel"])
    def test_stays_and_falls_back_where_no_better_one_is_to_be_had(
        self, monkeypatch: pytest.MonkeyPatch, newer: tuple[int, ...] | None
    ) -> None:
        old, wheel = ModuleType("sqlite3"), ModuleType("pysqlite3")
        vars(old)["sqlite_version_info"], vars(wheel)["sqlite_version_info"] = (3, 40, 1), newer
        monkeypatch.setitem(sys.modules, "sqlite3", old)
        monkeypatch.setitem(sys.modules, "pysqlite3", wheel if newer else None)
        storage.load_safe_sqlite()
        assert sys.modules["sqlite3"] is old
        assert storage.journal_and_sync(old.sqlite_version_info) == ("DELETE", "EXTRA")

    def test_that_is_safe_stays_though_there_is_a_wheel(self, monkeypatch: pytest.MonkeyPatch) -> None:
        own, wheel = ModuleType("sqlite3"), ModuleType("pysqlite3")
        vars(own)["sqlite_version_info"], vars(wheel)["sqlite_version_info"] = (3, 51, 3), (3, 53, 4)
        monkeypatch.setitem(sys.modules, "sqlite3", own)
        monkeypatch.setitem(sys.modules, "pysqlite3", wheel)
        storage.load_safe_sqlite()
        assert sys.modules["sqlite3"] is own

    def test_that_knows_its_limits_is_believed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        knowing = ModuleType("sqlite3")
        vars(knowing)["Connection"] = type("Connection", (), {"getlimit": lambda _self, _of: 7})
        monkeypatch.setitem(sys.modules, "sqlite3", knowing)
        assert storage.limits_told() == {}
        assert not hasattr(knowing, "SQLITE_LIMIT_COLUMN")


class TestAConnection:
    @pytest.fixture(autouse=True)
    def files_of_our_own(self, django_db_blocker: Any) -> Iterator[None]:
        """Allow connections: each test opens a new file, never the suite's database."""
        with django_db_blocker.unblock():
            yield

    def test_made_as_the_settings_say_is_let_in(self, folder: Path) -> None:
        with opened(folder) as connection:
            connection.ensure_connection()
            with connection.cursor() as cursor:
                found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in storage.EXPECTED}
        journal, sync = storage.journal_and_sync(sqlite3.sqlite_version_info)
        assert found["journal_mode"] == journal.lower()
        assert found["synchronous"] == {"FULL": 2, "EXTRA": 3}[sync]

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("synchronous=", "synchronous=NORMAL;PRAGMA user_version="),
            ("synchronous=", "synchronous=OFF;PRAGMA user_version="),
            ("journal_mode=", "journal_mode=TRUNCATE;PRAGMA user_version="),
            ("journal_mode=", "journal_mode=OFF;PRAGMA user_version="),
            ("foreign_keys=ON", "foreign_keys=OFF"),
            ("secure_delete=ON", "secure_delete=OFF"),
            ("secure_delete=ON", "secure_delete=FAST"),
            ("trusted_schema=OFF", "trusted_schema=ON"),
            ("trusted_schema=OFF", "trusted_schema=OFF;PRAGMA busy_timeout=100"),
        ],
    )
    def test_with_one_setting_weaker_is_refused(self, folder: Path, old: str, new: str) -> None:
        with opened(folder, **begun_with(old, new)) as connection, pytest.raises(ImproperlyConfigured):
            connection.ensure_connection()

    def test_that_waits_less_for_the_lock_is_refused(self, folder: Path) -> None:
        with opened(folder, **options(timeout=5)) as connection, pytest.raises(ImproperlyConfigured, match="busy"):
            connection.ensure_connection()

    @pytest.mark.parametrize("nesting", ["beside", "twice", "misspelt", "empty"])
    def test_whose_options_are_nested_wrongly_is_refused(self, folder: Path, nesting: str) -> None:
        """Settings beside OPTIONS are silently ignored by Django: a database ran for years without them."""
        ours = storage.sqlite_options()
        changes: dict[str, dict[str, Any]] = {
            "beside": {"OPTIONS": storage.limits_told(), **ours},
            "misspelt": {"OPTIONS": storage.limits_told(), "OPTION": ours},
            "empty": {"OPTIONS": storage.limits_told()},
        }
        if nesting == "twice":  # this one the library itself refuses
            with opened(folder, OPTIONS={"OPTIONS": ours}) as connection, pytest.raises(TypeError):
                connection.ensure_connection()
            return
        with opened(folder, **changes[nesting]) as connection, pytest.raises(ImproperlyConfigured):
            connection.ensure_connection()

    def test_takes_the_write_lock_with_its_first_statement(self, folder: Path) -> None:
        assert storage.sqlite_options()["transaction_mode"] == "IMMEDIATE"
        with opened(folder) as first, opened(folder) as second:
            with first.cursor() as cursor:
                cursor.execute("CREATE TABLE t (n)")
            first.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)  # as atomic() does
            second.ensure_connection()
            second.connection.execute("PRAGMA busy_timeout=0")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                second.connection.execute("BEGIN IMMEDIATE")
            first.rollback()


def test_a_postgresql_connection_is_not_asked_for_pragmas() -> None:
    class Elsewhere:
        vendor = "postgresql"

    storage.read_pragmas_back(Elsewhere())


def test_a_postgresql_connection_is_not_kept_between_requests() -> None:
    chosen = database("postgresql://user@/name", Path("unused"))
    assert chosen["CONN_MAX_AGE"] == 0
    assert "synchronous_commit" not in str(chosen), "on is PostgreSQL's default, and nothing may weaken it"


def test_every_setting_that_is_read_back_is_also_set() -> None:
    begun = storage.sqlite_options()["init_command"]
    names = itertools.chain((name for name in storage.EXPECTED if name in begun), ("busy_timeout",))
    assert set(names) == set(storage.EXPECTED)
