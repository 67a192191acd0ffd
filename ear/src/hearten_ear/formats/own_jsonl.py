"""Hearten's own JSON lines: the items of :mod:`hearten_ear.formats.wire`, one to a line (an array is read too)."""

from collections.abc import Iterator

from hearten_ear.formats.json_door import BadJson
from hearten_ear.formats.shapes import FILE_MAX, Format, Item, ReadOptions, UnreadableFile
from hearten_ear.formats.wire import BODY_MAX, decode_items
from hearten_ear.segment import Problem

_BOM = b"\xef\xbb\xbf"


def sniff(data: bytes, name: str | None) -> bool:
    """Say whether the first line, or the head of an array, has the keys of our items."""
    head = data[:BODY_MAX].removeprefix(_BOM).lstrip()
    if head[:1] == b"{":
        head = head.partition(b"\n")[0] if _is_lines(head) else head
    elif head[:1] != b"[":
        return False
    named = name is not None and name.lower().endswith((".jsonl", ".ndjson"))
    return b'"event_id"' in head or (b'"conversation"' in head and (b'"segment_id"' in head or named))


def read(data: bytes, options: ReadOptions) -> Iterator[Item]:
    """Yield the items of the file in its order. Problems name the line."""
    body = data.removeprefix(_BOM)
    kind = "application/x-ndjson" if _is_lines(body.lstrip()) else "application/json"
    try:
        items = decode_items(body, kind, source=options.source, limit=FILE_MAX)
    except BadJson as bad:
        raise UnreadableFile(Problem(bad.code, bad.where, bad.message)) from None
    return (item for _, item in items)


def _is_lines(head: bytes) -> bool:
    # A pretty-printed object opens with a brace alone; a line of ours closes what it opens.
    return head[:1] == b"{" and head.partition(b"\n")[0].rstrip().endswith(b"}")


FORMAT = Format("hearten-jsonl", sniff, read)
