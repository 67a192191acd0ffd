"""Verbs of the chain: the only writer of its tables."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearten.audit import anchors, deeds, queries
from hearten.audit.keys import chain_key
from hearten.audit.models import Anchor, Entry
from hearten.audit.rules import START, Fact, Link, Mark, canonical, mac_of, make_mark, write_mark
from hearten.work.turns import Turn, wait_for

ANCHOR_EVERY = timedelta(hours=23)  # daily, and a little slack for the clock of the schedule


def record(
    deed: str, *, by: UUID | None, about: UUID | None = None, facts: Mapping[str, Fact] | None = None, now: datetime
) -> Entry:
    """Add an entry in the caller's transaction: the act and its record are durable together or not at all.

    Raises KeyError for a deed that is not in ``deeds.DEEDS``, ValueError for a fact that is not a code or a number.
    """
    deeds.check(deed, facts or {})
    with transaction.atomic():
        wait_for(Turn.AUDIT)
        last = Entry.objects.order_by("-seq").values_list("seq", "mac").first()
        seq, before = (last[0], bytes(last[1])) if last else (0, START)
        link = Link(seq + 1, now, by, deed, about, canonical(facts or {}), b"")
        mac = mac_of(chain_key(), before, link)
        return Entry.objects.create(**link._asdict() | {"mac": mac})


def anchor(now: datetime, *, kind: str = "anchor") -> Mark:
    """Note where the chain ends now: in the database, and in the file outside of it."""
    seq, mac = queries.head()
    mark = make_mark(chain_key(), kind, seq, now, mac)
    Anchor.objects.update_or_create(at=mark.at, defaults={"seq": seq, "line": write_mark(mark)})
    anchors.note(mark)
    return mark


def anchor_daily(now: datetime) -> Mark | None:
    """Anchor once a day. Harmless when run often."""
    newest = Anchor.objects.order_by("-at").values_list("at", flat=True).first()
    return None if newest and now - newest < ANCHOR_EVERY else anchor(now)


def taken_back(now: datetime) -> Mark:
    """Note that a restore deliberately took the chain back to where it now ends: older marks beyond it are void."""
    return anchor(now, kind="restored")
