"""A scan whose workers score for nothing: quick_scan.py INPUT OUT CORES. Run by the tests that kill it."""

import sys
from pathlib import Path

from hearten_ear.archive import crew, scan, working

FOLDER = Path(__file__).parent
START = """
import sys
sys.path[:] = {path!r}
from conftest import FakeScorer
from hearten_ear.archive import working
working.column_scorer = lambda _language: FakeScorer(PAUSE)
working.serve()
"""


def prepare(pause: float = 0.0) -> None:
    """Score for nothing, with a pause of so many seconds before each batch."""
    sys.path.insert(0, str(FOLDER))
    from conftest import FakeScorer

    working.column_scorer = lambda _language: FakeScorer(pause)  # type: ignore[assignment]
    crew.START = START.replace("PAUSE", str(pause))


def main() -> None:
    prepare()
    scan([Path(sys.argv[1])], Path(sys.argv[2]), cores=int(sys.argv[3]), chunks=(200_000, 2_000))


if __name__ == "__main__":
    main()
