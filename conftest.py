"""What holds for every test of both distributions: no network, an honest tally, tiers by what a test asks for."""

import importlib.abc
import os
import socket
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

WITHOUT_DJANGO = os.environ.get("HEARTEN_WITHOUT_DJANGO") == "1"
LOCAL_NAMES = {None, "", "localhost", "127.0.0.1", "::1", b"localhost", b"127.0.0.1", b"::1", "0.0.0.0", "::"}  # noqa: S104 - asked for, not bound

#: The cast of product.md, the same people in every test of the web.
pytest_plugins = [] if WITHOUT_DJANGO else ["web.tests.cast", "web.tests.sweeping", "web.tests.chromium"]


class NoDjango(importlib.abc.MetaPathFinder):
    """Makes Django look as if it were not installed, so that the engine proves that it can stand alone."""

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name.partition(".")[0] == "django":
            raise ModuleNotFoundError(f"{name}: the engine's tests run without Django", name=name)
        return None


if WITHOUT_DJANGO:
    sys.meta_path.insert(0, NoDjango())


def refuse_the_network() -> None:
    """Let sockets reach this machine only; a test that needs the internet is a test that fails on a train."""
    real_connect, real_connect_ex, real_lookup = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def is_local(sock: socket.socket, address: Any) -> bool:
        return sock.family == socket.AF_UNIX or address[0] in LOCAL_NAMES or str(address[0]).startswith("127.")

    def connect(self: socket.socket, address: Any) -> None:
        if not is_local(self, address):
            raise PermissionError(f"tests have no network: {address!r}")
        real_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        if not is_local(self, address):
            raise PermissionError(f"tests have no network: {address!r}")
        return real_connect_ex(self, address)

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in LOCAL_NAMES and not str(host).startswith("127."):
            raise PermissionError(f"tests look up no names: {host!r}")
        return real_lookup(host, *args, **kwargs)

    socket.socket.connect = connect  # type: ignore[method-assign,assignment]
    socket.socket.connect_ex = connect_ex  # type: ignore[method-assign,assignment]
    socket.getaddrinfo = getaddrinfo


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare pytest-django's setting where that plugin is switched off, so that the strict configuration holds."""
    if WITHOUT_DJANGO:
        parser.addini("DJANGO_SETTINGS_MODULE", "not used without Django", default="")


def pytest_configure() -> None:
    """Close the network before the first test module is imported."""
    refuse_the_network()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what asks for a database, and leave slow tests to the nightly run unless they are asked for by name."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"}:
            item.add_marker("db")
    asked_by_mark = bool(config.getoption("markexpr"))
    asked_by_name = any("::" in argument for argument in config.args)
    if not asked_by_mark and not asked_by_name:
        slow = [item for item in items if item.get_closest_marker("slow")]
        items[:] = [item for item in items if not item.get_closest_marker("slow")]
        if slow:
            config.hook.pytest_deselected(items=slow)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Add this run's counts to the file that ``./run test`` sums up: passed, failed (errors too), skipped."""
    tally = os.environ.get("HEARTEN_TALLY")
    reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    if not tally or reporter is None or hasattr(session.config, "workerinput"):
        return
    counts = {
        kind: len(reporter.stats.get(kind, []))
        for kind in ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
    }
    line = f"{counts['passed']} {counts['failed'] + counts['error']} {counts['skipped'] + counts['xfailed']}\n"
    with Path(tally).open("a", encoding="utf-8") as file:
        file.write(line)
