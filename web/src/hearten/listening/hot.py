"""The statements of the ingest path, by hand: the ORM's objects would cost more than the scoring.

Each runs inside the caller's transaction, on SQLite and PostgreSQL alike.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection

CHUNK = 500


class KnownSegment(NamedTuple):
    """A segment heard before, as far as a new one must be compared with it."""

    contact_id: int
    segment_id: str
    revision: int
    digest: bytes
    final: bool
    scored: bool


class KnownContact(NamedTuple):
    """A contact's row as it was read. Times stay as the database gives them: they are only written back."""

    id: int
    external_id: str
    key: str
    channel: str
    queue: str
    language: str
    agent_ref: str
    agent_id: int | None
    agent_order: int | None
    state: str
    state_order: int | None
    heard_at: Any
    ended_at: Any
    following: str
    level: int
    not_heard: str


class SegmentRow(NamedTuple):
    """A row of ``listening_heardsegment``, in the order of its columns below."""

    contact_id: int
    segment_id: str
    revision: int
    digest: bytes
    final: bool
    position: int
    channel_index: int
    at_ms: int | None
    heads: bytes | None
    heard: str


class ContactRow(NamedTuple):
    """What a batch may change about a contact; the id comes last, for the WHERE."""

    channel: str
    queue: str
    language: str
    agent_ref: str
    agent_id: int | None
    agent_order: int | None
    state: str
    state_order: int | None
    heard_at: Any
    ended_at: Any
    following: str
    level: int
    not_heard: str
    id: int


def _marks(count: int) -> str:
    return ",".join(["%s"] * count)


def locked_contacts(source: str, names: Sequence[str]) -> Iterable[KnownContact]:
    """Give the contacts of a source by its names for them, locked in the order of their ids."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        for start in range(0, len(names), CHUNK):
            part = names[start : start + CHUNK]
            cursor.execute(
                f"SELECT {', '.join(KnownContact._fields)} FROM listening_contact"  # noqa: S608 - names of ours, marks
                f" WHERE source = %s AND external_id IN ({_marks(len(part))}) ORDER BY id{lock}",
                [source, *part],
            )
            yield from map(KnownContact._make, cursor.fetchall())


def known_segments(keys: Sequence[tuple[int, str]]) -> Iterable[KnownSegment]:
    """Give what is known of the segments with these ``(contact_id, segment_id)``, all revisions.

    By pairs, not by two lists: two IN lists would be probed as their product, a thousand turns a million times.
    """
    with connection.cursor() as cursor:
        for start in range(0, len(keys), CHUNK):
            part = keys[start : start + CHUNK]
            pairs = ",".join(["(%s,%s)"] * len(part))
            cursor.execute(
                "SELECT contact_id, segment_id, revision, digest, final, heads IS NOT NULL"  # noqa: S608 - marks only
                f" FROM listening_heardsegment WHERE (contact_id, segment_id) IN (VALUES {pairs})",
                [value for key in part for value in key],
            )
            for contact_id, segment_id, revision, digest, final, scored in cursor.fetchall():
                yield KnownSegment(contact_id, segment_id, revision, bytes(digest), bool(final), bool(scored))


class LateRow(NamedTuple):
    """What a segment said that was stored before its speaker was known; the key comes last, for the WHERE."""

    heads: bytes
    heard: str
    contact_id: int
    segment_id: str
    revision: int


def score_late(rows: Sequence[LateRow]) -> None:
    """Write readings beside segments that had none."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE listening_heardsegment SET heads=%s, heard=%s"
            " WHERE contact_id=%s AND segment_id=%s AND revision=%s",
            rows,
        )


def insert_segments(rows: Sequence[SegmentRow]) -> None:
    """Insert rows none of which is known."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO listening_heardsegment (contact_id, segment_id, revision, digest, final, position,"
            " channel_index, at_ms, heads, heard) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            rows,
        )


class QuietRow(NamedTuple):
    """What one more turn changes about a contact; none of it is in an index."""

    heard_at: Any
    following: str
    level: int
    not_heard: str
    id: int


def update_quietly(rows: Sequence[QuietRow]) -> None:
    """Write what turns changed. Naming an indexed column, even unchanged, would make SQLite write its index again."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE listening_contact SET heard_at=%s, following=%s, level=%s, not_heard=%s WHERE id=%s", rows
        )


def update_contacts(rows: Sequence[ContactRow]) -> None:
    """Write everything a batch may have changed about its contacts."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE listening_contact SET channel=%s, queue=%s, language=%s, agent_ref=%s, agent_id=%s, agent_order=%s,"
            " state=%s, state_order=%s, heard_at=%s, ended_at=%s, following=%s, level=%s, not_heard=%s WHERE id=%s",
            rows,
        )
