"""Scanning an archive: millions of utterances in, a folder of Parquet with what was heard out.

Two doors. :func:`scan_batches` is one pure function from Arrow batches to Arrow batches, for Spark, Ray or a loop of
your own. :func:`scan` runs the same function over files on all cores of one machine, and survives being killed.

**House law 1.** A row is read only if its role column says that a customer speaks, its language is one Hearten knows,
and it is final. Every other row is passed through unread, with the reason in the column ``not_read``. A caller who
knows that an archive holds customers' words alone says so (``all_customers``); that stands in for roles that are
missing, and never overrules a role that says somebody else spoke. Words are not copied into the output.

**How a killed scan goes on.** The work is cut into *chunks* by a rule that depends on nothing but the input and the
options: a range of bytes that ends at a line's end, a range of rows within a Parquet row group, a run of conversation
files. Chunk *n* becomes the file ``part-n.parquet``, always with the same bytes: the rows in their order, in row groups
of :data:`ROW_GROUP`, and no time, host or process in it.

A worker writes a part under ``_tmp/``, forces it to disk, renames it into place and forces the folder to disk. Only
then does the coordinator add a line about it to ``_journal.jsonl``, in one write that is forced to disk too. So at any
instant each chunk is in one of two states. In the journal: its part is whole and durable, and is never made again. Not
in the journal: whatever lies under its name is made again and replaced, byte for byte the same, in one rename. Nothing
is lost, nothing is there twice. A line of the journal carries a checksum; a last line torn by the kill is cut off, and
its chunk counts as not done.

Rows that cannot be read go, beside each part, to ``_tmp/rejected-n.jsonl`` in the same way, and are joined in order to
``_rejected.jsonl`` at the end. At the end the journal is written once more in the order of the parts: the folder of a
scan that was killed a hundred times is the same, byte for byte, as that of one that was not.

The first line of the journal says what was scanned, with which model and how. Going on with an input, a model or
options that differ is refused with what has changed: a folder never mixes two.

**Memory.** The coordinator loads neither Arrow nor a model. A worker holds one block of input, its scores and one row
group of output, however large the input is. Lines above :data:`LINE_MAX` and conversation files above
:data:`CONVERSATION_MAX` are rejected with that reason.
"""

from typing import TYPE_CHECKING, Any

from hearten_ear.archive.shapes import (
    CONVERSATION_MAX,
    LINE_MAX,
    ROW_GROUP,
    CannotGoOn,
    Options,
    Outcome,
    ScanFailed,
)

if TYPE_CHECKING:
    from hearten_ear.archive.batches import scan_batches, scores_schema
    from hearten_ear.archive.running import scan

_LAZY = {
    "scan": "hearten_ear.archive.running",
    "scan_batches": "hearten_ear.archive.batches",
    "scores_schema": "hearten_ear.archive.batches",
}


def __getattr__(name: str) -> Any:
    """Import the doors when they are first asked for: Arrow is an extra, and 60 MB that the coordinator can spare."""
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(name)


__all__ = [
    "CONVERSATION_MAX",
    "LINE_MAX",
    "ROW_GROUP",
    "CannotGoOn",
    "Options",
    "Outcome",
    "ScanFailed",
    "scan",
    "scan_batches",
    "scores_schema",
]
