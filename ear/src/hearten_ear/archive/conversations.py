"""Reading conversation files (vCon and whatever else :mod:`hearten_ear.formats` knows) into Arrow batches."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from hearten_ear.archive.batches import Read
from hearten_ear.archive.shapes import CONVERSATION_MAX, Piece, Rejected
from hearten_ear.conversation import Role
from hearten_ear.formats import UnreadableFile, has_no_usable_role
from hearten_ear.formats import read as read_file
from hearten_ear.segment import Problem, Segment

#: The columns of a batch; ``id`` is the segment's id, ``context`` what was said just before in the same conversation.
SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("conversation", pa.string()),
        ("id", pa.string()),
        ("text", pa.string()),
        ("role", pa.string()),
        ("context", pa.string()),
        ("language", pa.string()),
        ("final", pa.bool_()),
    ]
)


def read(piece: Piece) -> Iterator[Read]:
    """Yield the segments of one file as one batch, its bad items first. A file that yields nothing is rejected."""
    if piece.size > CONVERSATION_MAX:
        message = f"A conversation file of more than {CONVERSATION_MAX // 1_000_000} MB; take inline audio out of it."
        yield Rejected(piece.name, None, "too_large", message)
        return
    try:
        report = read_file(Path(piece.name).read_bytes(), name=Path(piece.name).name)
    except UnreadableFile as refused:
        yield _rejected(piece.name, refused.problem)
        return
    for problem in report.problems:
        yield _rejected(piece.name, problem)
    if report.segments:
        yield _batch(report.segments)


def _rejected(name: str, problem: Problem) -> Rejected:
    return Rejected(name, None, problem.code, f"{problem.where}: {problem.message}")


def _batch(segments: tuple[Segment, ...]) -> pa.RecordBatch:
    before: dict[str, str] = {}
    contexts = []
    for segment in segments:
        contexts.append(before.get(segment.conversation))
        if segment.final:
            before[segment.conversation] = segment.text
    columns = [
        range(1, len(segments) + 1),
        [segment.conversation for segment in segments],
        [segment.segment_id for segment in segments],
        [segment.text for segment in segments],
        [_role(segment) for segment in segments],
        contexts,
        [segment.language for segment in segments],
        [segment.final for segment in segments],
    ]
    return pa.RecordBatch.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
    )


def _role(segment: Segment) -> str:
    """Name the role, or that it is unknown: a guess could be the agent."""
    return Role.UNKNOWN.value if has_no_usable_role(segment) else segment.party.role.value
