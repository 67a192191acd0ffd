"""Goal G-17: no pattern of the application takes more than 100 ms for a megabyte made to stall it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from ear.tests.hostile.patterns import Found, find_patterns, number_of_compiles, verdict

ROOT = Path(__file__).resolve().parents[2] / "src"
PACKAGE = ROOT / "hearten"
# A loop over a table of patterns that is written out in the same file.
TABLES: dict[str, str] = {}
ON_COMMIT = 100_000, 0.02  # the goal's pace and some patience, on a tenth; the whole megabyte is tried by night
# Reads what lies in our own package, and nothing that anybody sends.
OWN_FILES = {"hearten.ui.icons.DRAWING"}
PATTERNS = [each for each in find_patterns(PACKAGE, ROOT, tables=TABLES) if each.where not in OWN_FILES]


def test_every_pattern_is_found() -> None:
    assert (
        len({found.where for found in PATTERNS if ":" not in found.where} | OWN_FILES)
        >= number_of_compiles(PACKAGE, ROOT)
        > 0
    )


@pytest.mark.parametrize("found", PATTERNS, ids=lambda found: found.where.removeprefix("hearten."))
def test_a_pattern_cannot_be_stalled(found: Found) -> None:
    assert verdict(found, *ON_COMMIT) == []


@pytest.mark.slow
def test_no_pattern_is_stalled_by_a_megabyte() -> None:
    slow = [name for found in PATTERNS for name in verdict(found)]
    print(f"\n{datetime.now(UTC).date()} application: {len(PATTERNS)} patterns, {len(slow)} above 100 ms on 1 MB")  # noqa: T201
    assert slow == []
