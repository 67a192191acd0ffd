"""What a run counted: said at the end, with the date, so that the nightly run leaves a record."""

from collections import Counter
from datetime import UTC, datetime

lines: list[str] = []
walked: Counter[str] = Counter()


def say(line: str) -> None:
    """Keep a line for the end of the run."""
    lines.append(f"{datetime.now(UTC):%Y-%m-%d} {line}")


def closing_lines() -> list[str]:
    """Give everything that was said, the walk summed up."""
    if not walked:
        return lines
    walk = f"{walked.total()} questions at {len(walked)} addresses, answered as their policies say"
    return [f"{datetime.now(UTC):%Y-%m-%d} walker: {walk}", *lines]
