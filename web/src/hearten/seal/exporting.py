"""One's own words to take along: JSON and a page to read, both opened; and what is needed to move house.

The JSON file is both the export and the parcel for another installation: it is opened there by nobody, it *is* open.
Reading it back seals each note for the reader's own key. A damaged file is refused as a whole, with the place.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string

from hearten.people.models import Person
from hearten.seal import actions, registry
from hearten.seal.queries import OpenNote
from hearten.seal.rules import LARGEST_NOTE
from hearten_ear.formats.json_door import BadJson, parse_json

WHAT = "hearten notes"
VERSION = 1
LARGEST_FILE = 100_000_000


class BadExport(Exception):  # noqa: N818 - named as the page speaks of it
    """A file that cannot be taken in. ``where`` names the place in it; nothing of its words is repeated."""

    def __init__(self, where: str, because: str) -> None:
        super().__init__(f"{where}: {because}")
        self.where, self.because = where, because


def as_json(notes: Iterable[OpenNote]) -> bytes:
    """Give notes as JSON, in the order given."""
    listed = [
        {"key": note.key, "seal": note.seal, "kind": note.kind, "written_on": note.written_on, "text": note.text}
        for note in notes
    ]
    whole = {"what": WHAT, "version": VERSION, "notes": listed}
    return DjangoJSONEncoder(ensure_ascii=False, indent=1).encode(whole).encode()


def as_page(notes: Iterable[OpenNote], *, person: Person) -> str:
    """Give notes as a page of HTML that needs nothing else: no script, no network."""
    shown = [{"label": registry.label_of(note.kind), "on": note.written_on, "text": note.text} for note in notes]
    return render_to_string("seal/export.html", {"notes": shown, "person": person})


def take_in(person: Person, data: bytes) -> int:
    """Seal every note of an exported file for this person; all of them or none. Give their number.

    Taking the same file in twice is taking it in once: notes keep their keys.
    """
    entries = [_entry(number, each) for number, each in enumerate(_listed(data), start=1)]
    actions.public_key_of(person)  # not set up: said before anything is written
    with transaction.atomic():
        for number, entry in enumerate(entries, start=1):
            is_card = entry.pop("seal") == "desk card"
            try:
                (actions.write_card if is_card else actions.write_note)(person, **entry)
            except actions.NotYours:
                raise BadExport(f"note {number}", "its key is taken by somebody else's note") from None
    return len(entries)


def _listed(data: bytes) -> list[Any]:
    try:
        whole = parse_json(data, limit=LARGEST_FILE, strip_bom=True)
    except BadJson as error:
        raise BadExport(error.where, error.message) from None
    if whole.get("what") != WHAT:
        raise BadExport("what", "this is no file of exported notes")
    if whole.get("version") != VERSION:
        raise BadExport("version", f"this installation reads version {VERSION}")
    notes = whole.get("notes")
    if not isinstance(notes, list):
        raise BadExport("notes", "a list is missing here")
    return notes


def _entry(number: int, entry: Any) -> dict[str, Any]:
    where = f"note {number}"
    if not isinstance(entry, dict):
        raise BadExport(where, "this is no note")
    values = {name: entry.get(name) for name in ("key", "seal", "kind", "written_on", "text")}
    missing = [name for name, value in values.items() if not isinstance(value, str)]
    if missing:
        raise BadExport(f"{where}, {missing[0]}", "text is missing here")
    if values["seal"] not in {"sealed", "desk card"}:
        raise BadExport(f"{where}, seal", 'neither "sealed" nor "desk card"')
    if not 0 < len(str(values["kind"])) <= 40:
        raise BadExport(f"{where}, kind", "one to 40 characters")
    if len(str(values["text"]).encode()) > LARGEST_NOTE:
        raise BadExport(f"{where}, text", f"more than {LARGEST_NOTE} bytes")
    try:
        key, on = UUID(values["key"]), date.fromisoformat(str(values["written_on"]))
    except ValueError:
        raise BadExport(where, "key or written_on cannot be read") from None
    return {"seal": values["seal"], "key": key, "kind": values["kind"], "on": on, "text": values["text"]}
