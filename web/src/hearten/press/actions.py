"""Verbs of the press: settle the brand, keep a card of one's own, choose what is in the corner."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.people.events import announce
from hearten.people.models import Person
from hearten.press.brief import Mark
from hearten.press.faces import Face
from hearten.press.models import Brand, Corner
from hearten.press.queries import KIND
from hearten.seal import actions as seal
from hearten.seal.queries import has_card, has_note


@dataclass(frozen=True, slots=True)
class Settled:
    """What an administrator settled. ``mark`` and ``face``: None leaves what there is, "" takes it away."""

    paper: str
    ink: str
    accent: str
    warm: str
    mark: Mark | str | None = None
    face: Face | str | None = None


def settle_brand(settled: Settled) -> None:
    """Keep the brand. What it brings was judged before; all of it is kept, or nothing."""
    values: dict[str, object] = {name: getattr(settled, name) for name in ("paper", "ink", "accent", "warm")}
    if settled.mark is not None:
        mark = settled.mark if isinstance(settled.mark, Mark) else Mark(b"", "", 1.0)
        values |= {"mark": mark.data, "mark_type": mark.media_type, "mark_ratio": mark.ratio}
    if settled.face is not None:
        values["face"] = settled.face.data if isinstance(settled.face, Face) else b""
    with transaction.atomic():
        Brand.objects.update_or_create(id=1, defaults=values)
        announce("setting.changed", setting="brand_of_cards", fields=sorted(values))


def keep_card(person: Person, text: str, *, on_desk: bool, key: UUID, now: datetime) -> None:
    """Keep a card of one's own: sealed, or as a desk card where it may be seen while one's notes are locked.

    The same key again writes the same card anew. Where it was kept the other way it moves.
    """
    with transaction.atomic():
        is_kept_the_other_way = has_note if on_desk else has_card
        if is_kept_the_other_way(person, key, kind=KIND):
            seal.forget(person, key)
        write = seal.write_card if on_desk else seal.write_note
        write(person, kind=KIND, text=text.strip(), on=now.date(), key=key)


def forget_card(person: Person, key: UUID) -> bool:
    """Delete a card of one's own; say whether there was one."""
    mine = has_note(person, key, kind=KIND) or has_card(person, key, kind=KIND)
    return mine and seal.forget(person, key)


def choose_corner(person: Person, sort: str) -> None:
    """Choose what is in the corner of one's desk."""
    Corner.objects.update_or_create(person=person, defaults={"sort": sort})
