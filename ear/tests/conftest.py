"""What every test of the engine may ask for."""

import os
from pathlib import Path

import pytest

from hearten_ear.engine import Engine, load_engine


@pytest.fixture(scope="session")
def engine() -> Engine:
    return load_engine("en")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of samples and data kept beside the repository; tests that need it skip where it is absent."""
    beside = Path(__file__).resolve().parents[3] / "shared"
    folder = Path(os.environ.get("HEARTEN_SHARED", beside))
    if not folder.is_dir():
        pytest.skip("no shared folder: set HEARTEN_SHARED to the folder of samples and data")
    return folder
