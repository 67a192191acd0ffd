"""What a person's browsers have missed, and where they stand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from hearten.live.models import Notice, NoticeCounter
from hearten.live.rules import MOST_BEHIND, Resume, decide_resume
from hearten.people.models import Person

MOST_AT_ONCE = 5000  # notices in one read; the rest follows in the next
# One statement for any number of people, each with a number of their own to go on from.
READ_SINCE = """
    WITH wanted (person_id, seq) AS (VALUES {rows})
    SELECT n.person_id, n.seq, n.kind, n.object_id
    FROM wanted JOIN live_notice n ON n.person_id = wanted.person_id AND n.seq > wanted.seq
    ORDER BY n.person_id, n.seq
    LIMIT {limit}
"""


@dataclass(frozen=True, slots=True)
class Told:
    """One notice as it leaves the server."""

    person_id: int
    seq: int
    kind: str
    object_id: str


@dataclass(frozen=True, slots=True)
class Missed:
    """What a browser has missed: its notices in order, or ``reset``. ``seq`` is where it stands afterwards."""

    seq: int
    reset: bool
    notices: tuple[Told, ...]


def cursor_for(viewer: Any) -> int:
    """Give the number of the viewer's last notice. A page reads it first: nothing falls between it and the stream."""
    if not viewer.is_authenticated:
        return 0
    return NoticeCounter.objects.filter(person_id=viewer.pk).values_list("seq", flat=True).first() or 0


def resume_for(viewer: Person, after: int | None, *, now: datetime) -> Resume:
    """Say from which number the viewer's browser goes on, and whether it must look at everything again. Two queries."""
    newest, next_at = cursor_for(viewer), None
    if after is not None and 0 <= after < newest:
        following = Notice.objects.filter(person_id=viewer.pk, seq=after + 1)
        next_at = following.values_list("at", flat=True).first()
    return decide_resume(after, newest, next_at, now=now)


def since(viewer: Person, seq: int) -> Missed:
    """Give what the viewer has missed after this number, for browsers that ask because their stream is down."""
    resume = resume_for(viewer, seq, now=timezone.now())
    notices = () if resume.reset else tuple(read_since({viewer.pk: resume.start}, most=MOST_BEHIND))
    return Missed(notices[-1].seq if notices else resume.start, resume.reset, notices)


def read_since(cursors: dict[int, int], *, most: int = MOST_AT_ONCE) -> list[Told]:
    """Give everything after each person's number, ordered by person and number. For the hub, which serves everybody."""
    if not cursors:
        return []
    sql = READ_SINCE.format(rows=", ".join(["(%s, %s)"] * len(cursors)), limit=int(most))
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for pair in cursors.items() for value in pair])
        return [Told(*row) for row in cursor.fetchall()]
