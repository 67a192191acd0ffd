"""A folder of its own for everything that lies beside the database."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: object) -> Path:
    """Keys, lists, backups and the key store of one test lie in one folder."""
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    settings.BACKUPS = ""  # type: ignore[attr-defined]
    settings.BACKUP_RECIPIENT = ""  # type: ignore[attr-defined]
    store = {"NAME": tmp_path / "keys.sqlite3", "BACKUPS": tmp_path / "keys-backups"}
    settings.KEY_STORE = {**settings.KEY_STORE, **store}  # type: ignore[attr-defined]
    return tmp_path
