"""Taking one's data out: everything with a path to a person, as JSON and as a page to read, in one ZIP file."""

import zipfile
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.template.loader import render_to_string

from hearten.keeping import fates
from hearten.people.events import announce
from hearten.people.models import Person

VERSION = 1
YOU, SOMEBODY_ELSE = "you", "somebody else"


@dataclass(frozen=True, slots=True)
class Section:
    """One table's rows about a person, as plain values."""

    label: str
    title: str
    rows: list[dict[str, Any]]


Numbers = dict[tuple[Any, Any], int]


def sections_of(person: Person) -> Iterator[Section]:
    """Give what there is about a person, table by table; empty ones too, so that one sees that they were looked at."""
    numbers: Numbers = {}
    for model in fates.every_model():
        fate = fates.fate_of(model)
        if fate is None or fate.export or not (fate.people or fate.keys):
            continue
        found = model._base_manager.filter(_about(person, fate)).distinct()  # noqa: SLF001 - every row, whatever a manager hides
        meta = model._meta  # noqa: SLF001 - Django's documented door to a model's fields
        columns = [field for field in meta.concrete_fields if field.name not in fate.hidden]
        rows = [_plain(row, columns, person, numbers) for row in found.iterator(chunk_size=1_000)]
        yield Section(meta.label, str(meta.verbose_name_plural).capitalize(), rows)


def _about(person: Person, fate: fates.Fate) -> Q:
    about = Q()
    for path, _what in fate.people:
        about |= Q(pk=person.pk) if path == fates.OWN else Q(**{path: person})
    for column in fate.keys:
        about |= Q(**{column: person.key})
    return about


def _plain(row: models.Model, columns: list[Any], person: Person, numbers: Numbers) -> dict[str, Any]:
    return {field.name: _value(row, field, person, numbers) for field in columns}


def _value(row: models.Model, field: Any, person: Person, numbers: Numbers) -> Any:
    value = getattr(row, field.attname)
    if field.related_model is Person and value is not None:
        return YOU if value == person.pk else SOMEBODY_ELSE  # a colleague's name is not this person's data
    if value is not None and isinstance(field.target_field if field.is_relation else field, models.AutoField):
        # The database's number counts everybody's rows; the file has numbers of its own, which still tie rows together.
        return numbers.setdefault((field.related_model or field.model, value), len(numbers) + 1)
    if isinstance(value, bytes | bytearray | memoryview):
        return b64encode(bytes(value)).decode()
    return value


def write_export(person: Person, out: IO[bytes], *, now: datetime) -> None:
    """Write the ZIP: ``data.json`` for machines and ``index.html`` to read."""
    sections = list(sections_of(person))
    whole = {
        "what": "hearten personal data",
        "version": VERSION,
        "at": now,
        "person": str(person.key),
        "data": {section.label: section.rows for section in sections},
    }
    page = render_to_string("keeping/export.html", {"sections": sections, "person": person, "at": now})
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", DjangoJSONEncoder(ensure_ascii=False, indent=1).encode(whole))
        archive.writestr("index.html", page)


def export_for(person: Person, out: IO[bytes], *, now: datetime) -> None:
    """Write a person's export because somebody in charge was asked to; that is recorded."""
    write_export(person, out, now=now)
    announce("person.exported", person.key)
