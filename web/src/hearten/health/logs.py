"""One JSON object a line, for a log collector, without anybody's words.

Libraries put addresses, paths and values into what they log: of theirs the sentence is kept and the values are not.
Our own sentences are written to hold none, and are logged whole. Of an exception its kind and the places in the code
are kept, never its text: a database error quotes the values it was given.
"""

import json
import logging
import traceback
from datetime import UTC, datetime

OURS = ("hearten", "hearten_ear")


class JsonFormatter(logging.Formatter):
    """Writes a record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Give time, level, logger and message; of an exception the kind and where it came from."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if record.name.split(".")[0] in OURS else str(record.msg),
        }
        status = getattr(record, "status_code", None)
        if isinstance(status, int):
            line["status"] = status
        if record.exc_info and record.exc_info[0] is not None:
            kind, _error, place = record.exc_info
            line["error"] = kind.__name__
            line["places"] = [f"{each.name}:{each.lineno}" for each in traceback.extract_tb(place)]
        return json.dumps(line, ensure_ascii=True)
