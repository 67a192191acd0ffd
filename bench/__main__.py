"""./run bench: every measurement in one run, side by side; --keep writes it to the history and draws it.

python -m bench [engine] [ear] [ingest] [painted] [desks] [erlang] [wording] [press] [scan [--rows=N]] [--keep]
"""

import json
import os
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

from bench.draw import draw
from bench.rows import Row, show

HISTORY = Path(__file__).resolve().parent.parent / "docs" / "reference" / "bench" / "history.json"
ALL = ("engine", "ear", "ingest", "painted", "desks", "erlang", "wording", "press")
NEEDS_BROWSER = {"painted", "desks"}


def machine() -> dict[str, Any]:
    """Say on what this was measured, and how busy it was."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def keep(rows: list[Row], facts: dict[str, Any]) -> None:
    """Add a run to the history and draw it anew."""
    runs = json.loads(HISTORY.read_text(encoding="utf-8")) if HISTORY.exists() else []
    figures = [{"group": row.group, "name": row.name, "value": round(row.value, 2), "unit": row.unit} for row in rows]
    runs.append({"at": datetime.now(UTC).isoformat(timespec="minutes"), "machine": facts, "figures": figures})
    HISTORY.parent.mkdir(parents=True, exist_ok=True)
    HISTORY.write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")
    HISTORY.with_suffix(".svg").write_text(draw(runs), encoding="utf-8")


def main() -> None:
    """Measure what was asked for and print it."""
    asked = [name for name in sys.argv[1:] if not name.startswith("-")] or list(ALL)
    facts = machine()
    sys.stdout.write(f"{facts['cpu']}, {facts['cores']} cores, Python {facts['python']}, load {facts['load']} before\n")
    rows: list[Row] = []
    for name in asked:
        if name in NEEDS_BROWSER and not os.environ.get("HEARTEN_CHROMIUM"):
            sys.stdout.write(f"\nskipped: {name}, because there is no Chromium\n")
            continue
        measured: list[Row] = import_module(f"bench.{name}").measure()
        for group, lines in groupby(measured, key=lambda row: row.group):
            sys.stdout.write(f"\n{group}\n")
            show(list(lines))
        rows += measured
    if "--keep" in sys.argv:
        keep(rows, facts)


if __name__ == "__main__":
    main()
