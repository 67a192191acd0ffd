"""Looks through a folder of core attitudes before they are put up: ``python -m hearten.selftalk.check FOLDER``.

Prints each problem with its file and line, and ends with 1 where there is any. Reads, and changes nothing.
"""

import sys
from pathlib import Path

from hearten.selftalk.library import shelf, shipped_modules


def check(folder: Path) -> tuple[int, tuple[str, ...]]:
    """Give how many modules a folder adds, and what is wrong with the others."""
    found = shelf(folder)
    return len(found.modules) - len(shipped_modules()), found.problems


def main() -> int:
    """Check the folder that was named."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.stderr.write("Name the folder with the modules: python -m hearten.selftalk.check FOLDER\n")
        return 2
    added, problems = check(Path(sys.argv[1]))
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    sys.stdout.write(f"{added} can be shown, {len(problems)} cannot.\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
