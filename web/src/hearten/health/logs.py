"""What the server says of itself, in plain lines or as JSON for a log collector, without anybody's words.

Libraries put addresses, paths and values into what they log: of theirs the sentence is kept and the values are not.
Our own sentences are written to hold none, and are logged whole. Of an exception its kind and the places in the code
are kept, never its text: a database error quotes the values it was given.
"""

import json
import logging
import traceback
from datetime import UTC, datetime

OURS = ("hearten", "hearten_ear")


def sentence(record: logging.LogRecord) -> str:
    """Give what may be written: our own sentence whole, of a library's the sentence without its values."""
    return record.getMessage() if record.name.split(".")[0] in OURS else str(record.msg)


def places(record: logging.LogRecord) -> tuple[str, list[str]] | None:
    """Give the kind of the record's exception and where in the code it passed, or None."""
    if not record.exc_info or record.exc_info[0] is None:
        return None
    kind, _error, place = record.exc_info
    return kind.__name__, [f"{each.name}:{each.lineno}" for each in traceback.extract_tb(place)]


class PlainFormatter(logging.Formatter):
    """Writes a record as a line to read, an exception's places below it."""

    def format(self, record: logging.LogRecord) -> str:
        """Give time, level, logger and sentence; of an exception the kind and where it came from."""
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {sentence(record)}"
        found = places(record)
        return line if found is None else "\n  ".join([line, found[0], *found[1]])


class JsonFormatter(logging.Formatter):
    """Writes a record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Give time, level, logger and message; of an exception the kind and where it came from."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": sentence(record),
        }
        status = getattr(record, "status_code", None)
        if isinstance(status, int):
            line["status"] = status
        found = places(record)
        if found is not None:
            line["error"], line["places"] = found
        return json.dumps(line, ensure_ascii=True)
