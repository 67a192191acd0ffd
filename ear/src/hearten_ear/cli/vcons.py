"""Writing what was heard as vCon, for ``hearten-ear score --vcon``."""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from hearten_ear.cli.files import STDIN, Unusable, complain
from hearten_ear.engine import NotHeard, read_turn
from hearten_ear.formats import Report
from hearten_ear.formats.vcon_out import Written, vcons_of
from hearten_ear.reading import Reading
from hearten_ear.segment import Segment


def write_vcons(reports: Iterable[tuple[Path, Report | Unusable]], out: Path, language: str = "en") -> int:
    """Write a vCon for each conversation: into a file, several into a folder, or to ``-`` as a line for each.

    Gives 1 if anything could not be read. Raises :class:`Unusable` where the place cannot be written.
    """

    def read(segment: Segment, before: str | None) -> Reading | NotHeard:
        return read_turn(segment.as_turn(), context=before, source_language=language)

    status = 0
    made: list[Written] = []
    for path, report in reports:
        if isinstance(report, Unusable):
            status = complain(path, report)
            continue
        made += vcons_of(report, read, created_at=datetime.now(UTC))
        for problem in report.problems:
            status = complain(path, problem)
    if not made:
        print("hearten-ear: no final turns, so no vCon was written", file=sys.stderr)
        return 1
    _write(made, out)
    return status


def _write(made: list[Written], out: Path) -> None:
    if out == STDIN:
        for one in made:
            print(msgspec.json.encode(one.document).decode())
        return
    try:
        if len(made) == 1 and not out.is_dir():
            out.write_bytes(made[0].encoded())
            return
        if out.is_file():
            message = f"{out}: holds one vCon, and there are {len(made)}; name a folder, or - for a line each"
            raise Unusable(message)
        out.mkdir(exist_ok=True)
        for one in made:
            (out / f"{one.uuid}.vcon.json").write_bytes(one.encoded())
    except OSError as problem:
        raise Unusable(f"{out}: cannot be written: {problem.strerror or problem}") from problem
