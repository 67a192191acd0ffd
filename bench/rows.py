"""What a measurement gives: rows side by side, with what they stand beside."""

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. ``beside`` names the row it is compared with, ``ratio`` how many times as good it is as that."""

    group: str
    name: str
    value: float
    unit: str
    beside: str = ""
    ratio: float | None = None


def show(rows: list[Row]) -> None:
    """Print rows as a table."""
    width = max(len(row.name) for row in rows)
    for row in rows:
        compared = f"   {row.ratio:,.2f} × {row.beside}" if row.ratio is not None else ""
        sys.stdout.write(f"  {row.name:{width}}  {row.value:>10,.1f} {row.unit}{compared}\n")


def percentile(values: list[float], share: float) -> float:
    """Give the value below which this share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
