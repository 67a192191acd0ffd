"""What threw me: a line in the log, from a cue by one press or by hand."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hearten.gameplan.rules.kinds import TRIGGER_KINDS
from hearten.gameplan.rules.sheets import read_sheet, write_sheet

FIELDS = ("kind", "heard", "level", "at", "contact", "what")


@dataclass(frozen=True, slots=True)
class Trigger:
    """One line of the log. ``heard`` is a signal, or empty where it was written by hand; ``contact`` likewise."""

    key: UUID
    kind: str
    heard: str = ""
    level: int = 0
    at: str = ""  # a clock time; the day is with the note
    contact: str = ""
    what: str = ""
    on: date | None = None


def write_trigger(trigger: Trigger) -> str:
    """Write a trigger as text."""
    return write_sheet(
        {
            "kind": trigger.kind,
            "heard": trigger.heard,
            "level": str(trigger.level) if trigger.heard else "",
            "at": trigger.at,
            "contact": trigger.contact,
            "what": trigger.what,
        }
    )


def read_trigger(key: UUID, text: str, on: date | None = None) -> Trigger:
    """Read a written trigger."""
    told = read_sheet(text, FIELDS)
    kind = told["kind"] if told["kind"] in TRIGGER_KINDS else "own"
    level = int(told["level"]) if told["level"].isdecimal() else 0
    return Trigger(key, kind, told["heard"], min(level, 3), told["at"], told["contact"], told["what"], on)
