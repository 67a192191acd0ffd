"""The statements of the ingest path, by hand: the ORM's objects would cost more than the scoring.

Each runs inside the caller's transaction, on SQLite and PostgreSQL alike.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

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
    customer: str


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
    customer: str
    id: int


class CueRow(NamedTuple):
    """A row of ``listening_cue``, in the order of its columns below. ``heard`` is JSON."""

    key: Any  # a UUID, in the form the database keeps
    contact_id: int
    agent_id: int | None
    segment_id: str
    kind: str
    level: int
    heard: str
    raised_at: Any
    handled_at: Any
    withdrawn: bool


def _marks(count: int) -> str:
    return ",".join(["%s"] * count)


def as_kept(moment: datetime | None) -> Any:
    """Give a moment in the form the database keeps."""
    return connection.ops.adapt_datetimefield_value(moment)


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


def write_cues(rows: Sequence[CueRow]) -> Iterable[tuple[int | None, str]]:
    """Write cues, and give the agent and the key of each as it now stands.

    A turn has one cue: where it has one already, that row takes the new content and keeps its key and its agent.
    """
    names = ", ".join(CueRow._fields)
    changed = ", ".join(f"{name}=excluded.{name}" for name in CueRow._fields[4:])
    is_native = connection.features.has_native_uuid_field
    with connection.cursor() as cursor:
        for start in range(0, len(rows), CHUNK):
            part = [row if is_native else row._replace(key=row.key.hex) for row in rows[start : start + CHUNK]]
            cursor.execute(
                f"INSERT INTO listening_cue ({names}) VALUES {','.join([f'({_marks(len(CueRow._fields))})'] * len(part))}"  # noqa: S608, E501 - names of ours, marks
                f" ON CONFLICT (contact_id, segment_id) DO UPDATE SET {changed} RETURNING agent_id, key",
                [value for row in part for value in row],
            )
            yield from ((agent_id, str(UUID(str(key)))) for agent_id, key in cursor.fetchall())


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
            " state=%s, state_order=%s, heard_at=%s, ended_at=%s, following=%s, level=%s, not_heard=%s, customer=%s"
            " WHERE id=%s",
            rows,
        )
