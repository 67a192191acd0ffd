"""A key store of its own for each test, and a person whose notes are set up."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from web.tests.cast import signed_in

from hearten.people.models import Person
from hearten.seal import actions

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PASSPHRASE = "maple quartz heron velvet tundra lilac"


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings: LazySettings) -> Path:
    """Keep keys apart per test."""
    file = tmp_path / "keys.sqlite3"
    settings.KEY_STORE = settings.KEY_STORE | {"NAME": file, "BACKUPS": tmp_path / "key-backups"}
    return file


@pytest.fixture
def opened(ana: Person) -> actions.Opened:
    """Ana's seal, just set up."""
    made = actions.set_up(ana, passphrase=PASSPHRASE, now=NOW)
    assert made is not None
    return made


@pytest.fixture
def ana_unlocked(ana: Person, opened: actions.Opened) -> Client:
    """Ana's browser, in which her notes are open."""
    client = signed_in(ana)
    assert client.post("/sealed/unlock/", {"passphrase": PASSPHRASE}).status_code == 302
    return client
