"""Importers: bytes of a supported file in, canonical segments out.

``read(data)`` finds the format by itself. Each format is an entry point of the group ``hearten_ear.formats``, so that
another distribution can add its own.
"""

from hearten_ear.formats.json_door import BadJson, parse_json, parse_json_lines
from hearten_ear.formats.registry import format_of, formats, read
from hearten_ear.formats.shapes import (
    FILE_MAX,
    ConversationSeen,
    Format,
    Item,
    ReadOptions,
    Report,
    Summary,
    UnreadableFile,
    has_no_usable_role,
)

__all__ = [
    "FILE_MAX",
    "BadJson",
    "ConversationSeen",
    "Format",
    "Item",
    "ReadOptions",
    "Report",
    "Summary",
    "UnreadableFile",
    "format_of",
    "formats",
    "has_no_usable_role",
    "parse_json",
    "parse_json_lines",
    "read",
]
