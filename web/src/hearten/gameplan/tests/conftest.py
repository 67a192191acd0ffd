"""A key store of its own for each test, and Ana's browser with her notes open or closed."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from web.tests.cast import signed_in

from hearten.people.models import Person
from hearten.seal import actions, boxes

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PASSPHRASE = "maple quartz heron velvet tundra lilac"


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep keys apart per test, and derive them cheaply: what that costs is tested where it is built."""
    monkeypatch.setattr(boxes, "ARGON_TIME", 1)
    monkeypatch.setattr(boxes, "ARGON_MEMORY", 8192)
    settings.KEY_STORE = settings.KEY_STORE | {
        "NAME": tmp_path / "keys.sqlite3",
        "BACKUPS": tmp_path / "key-backups",
    }


@pytest.fixture
def closed(ana: Person) -> Client:
    """Give Ana's browser; her seal is made, and her notes are closed."""
    actions.set_up(ana, passphrase=PASSPHRASE, now=NOW)
    return signed_in(ana)


@pytest.fixture
def room(closed: Client) -> Client:
    """Give Ana's browser with her notes open."""
    assert closed.post("/sealed/unlock/", {"passphrase": PASSPHRASE}).status_code == 302
    return closed


def text_of(answer: Any) -> str:
    """Give a page as text, its lines joined."""
    return " ".join(str(answer.content.decode()).split())
