"""The published samples, read in place and never copied; and short makers of files of our own."""

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def samples() -> Path:
    """Give the folder of published samples, or skip and say why."""
    shared = Path(os.environ.get("HEARTEN_SHARED", _ROOT.parent / "shared"))
    if not (shared / "samples").is_dir():
        pytest.skip(f"no published samples at {shared / 'samples'}; set HEARTEN_SHARED to test on them")
    return shared / "samples"
