"""A customer's id is hashed where it comes in. Behind that door, on disk and in backups, there is none."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from hearten.integrations import actions
from hearten.integrations.imports import import_file
from hearten.integrations.ingest.writer import Job, write
from hearten.integrations.models import Source
from hearten.keeping import backups
from hearten.listening.models import Contact
from hearten.staffing import customers
from hearten.staffing.customers import hash_of
from hearten_ear.formats.wire import decode_items

pytestmark = pytest.mark.django_db
REF = "customer-4711-of-the-crm"


@pytest.fixture
def desk(db: None) -> Source:
    return actions.make_source(slug="desk", name="Desk", now=timezone.now()).source


def hear(desk: Source, *items: dict[str, Any]) -> None:
    read = decode_items(json.dumps(items).encode(), source=desk.slug)
    write([Job(desk.pk, [item for _, item in read])], now=timezone.now())  # type: ignore[misc]


def turn(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"conversation": "c-1", "segment_id": str(number), "role": "customer", "text": "good morning", **more}


def everything_on_disk() -> str:
    """Read every row of every table as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - names of our own
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_a_segment_or_an_event_may_bring_it_and_the_contact_keeps_a_hash(desk: Source) -> None:
    hear(desk, turn(customer_ref=REF))
    started = {"event": "started", "event_id": "e-1", "conversation": "c-2", "customer_ref": REF}
    hear(desk, started)
    first, second = Contact.objects.order_by("pk")
    assert first.customer == second.customer == hash_of("desk", REF)
    assert REF not in everything_on_disk()


def test_the_first_word_counts_and_silence_takes_nothing_away(desk: Source) -> None:
    hear(desk, turn(customer_ref=REF))
    hear(desk, turn(2), turn(3, customer_ref="somebody else"))
    assert Contact.objects.get().customer == hash_of("desk", REF)


def test_a_file_brings_it_through_the_same_door(desk: Source) -> None:
    body = json.dumps(turn(customer_ref=REF)).encode() + b"\n"
    import_file(desk, body, name="calls.jsonl", now=timezone.now())
    assert Contact.objects.get().customer == hash_of("desk", REF)
    assert REF not in everything_on_disk()


def test_a_mapped_source_may_name_it() -> None:
    from hearten_ear.formats.mapped import Mapping, apply, validate_mapping

    fields = {"conversation": "t", "segment_id": "i", "role": "r", "text": "x", "customer_ref": "who.id"}
    mapping = validate_mapping({"fields": fields})
    assert isinstance(mapping, Mapping)
    payload = {"t": "1", "i": "2", "r": "customer", "x": "hello", "who": {"id": 4711}}
    [item] = apply(mapping, payload, source="desk")
    assert item.customer_ref == "4711"  # type: ignore[union-attr]


def test_the_hash_depends_on_the_key_and_on_the_source(settings: Any, tmp_path: Path) -> None:
    settings.CUSTOMER_KEY = "one key"
    one = hash_of("desk", REF)
    assert one == hash_of("desk", f" {REF} ")
    assert one != hash_of("chat", REF)
    settings.CUSTOMER_KEY = "another key"
    assert one != hash_of("desk", REF)


def test_the_key_is_made_once_in_a_file_of_its_own_that_others_cannot_read(settings: Any, tmp_path: Path) -> None:
    settings.CUSTOMER_KEY, settings.DATA = "", tmp_path
    assert hash_of("desk", REF) == hash_of("desk", REF)
    assert customers.key_file().stat().st_mode & 0o077 == 0
    assert len(customers.key_file().read_bytes()) == 64


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_neither_the_id_nor_the_key(settings: Any, tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip(
            "a dump of PostgreSQL is compressed; what is in it is what the tables hold, which is looked at above"
        )
    settings.CUSTOMER_KEY, settings.DATA = "", tmp_path
    desk = actions.make_source(slug="desk", name="Desk", now=timezone.now()).source
    hear(desk, turn(customer_ref=REF))
    taken = backups.back_up(tmp_path / "backups", now=timezone.now())
    stored = b"".join(path.read_bytes() for path in taken.folder.iterdir())
    assert hash_of("desk", REF).encode() in stored
    assert REF.encode() not in stored
    assert customers.key_file().read_bytes() not in stored
