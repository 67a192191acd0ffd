"""A scan that kills itself: dying_scan.py INPUT OUT N. It ends by signal 9 at its Nth step towards the disk (0: never).

The steps are the calls after which the state on disk may be another one: write, fsync, rename, truncate. Run by
test_scan_killed.py, with a scorer that costs nothing.
"""

import itertools
import os
import signal
import sys
from pathlib import Path
from typing import Any

from hearten_ear.archive import Options, scan, working

FOLDER = Path(__file__).parent
steps = itertools.count(1)  # next() on it is one step for all threads


def deadly(real: Any, at: int) -> Any:
    def call(*args: Any, **kwargs: Any) -> Any:
        mine = next(steps)
        # Half of the steps die before they are taken, half after.
        if mine == at and at % 2:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*args, **kwargs)
        if mine == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return call


def main() -> None:
    sys.path.insert(0, str(FOLDER))
    from conftest import FakeScorer

    source, out, at = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    working.column_scorer = lambda _language: FakeScorer()  # type: ignore[assignment]
    for name in ("fsync", "replace", "write", "truncate"):
        setattr(os, name, deadly(getattr(os, name), at))
    scan([source], out, Options(), cores=1, chunks=(20_000, 200))
    sys.stdout.write(f"{next(steps) - 1}\n")


main()
