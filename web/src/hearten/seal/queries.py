"""Reading for a viewer, who gets their own notes and nothing else."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hearten.people.models import Person
from hearten.seal import boxes, keystore, registry
from hearten.seal.actions import about, open_with
from hearten.seal.models import CardModel, DeskCard, Seal, SealedModel, SealedNote
from hearten.seal.sessions import Unlocked


@dataclass(frozen=True, slots=True)
class OpenNote:
    """A note as its writer reads it, for the length of a request."""

    key: UUID
    kind: str
    written_on: date
    text: str
    seal: str = "sealed"  # or "desk card"


def is_set_up(viewer: Person) -> bool:
    """Say whether the viewer has sealed notes at all."""
    return Seal.objects.filter(person=viewer).exists()


def notes_for(
    viewer: Person, unlocked: Unlocked | None, *, kind: str = "", model: type[SealedModel] = SealedNote
) -> list[OpenNote]:
    """Give the viewer's own notes, newest first; none while they are locked, or where another's are unlocked."""
    if unlocked is None or unlocked.person_id != viewer.pk:
        return []
    found = model.objects.filter(person=viewer).order_by("-written_on", "-pk")
    if kind:
        found = found.filter(kind=kind)
    return [OpenNote(note.key, note.kind, note.written_on, open_with(unlocked, note.blob)) for note in found]


def note_for(
    viewer: Person, unlocked: Unlocked | None, key: UUID, *, model: type[SealedModel] = SealedNote
) -> OpenNote | None:
    """Give one of the viewer's own notes, or None: locked, not theirs and not there look the same."""
    if unlocked is None or unlocked.person_id != viewer.pk:
        return None
    note = model.objects.filter(person=viewer, key=key).first()
    return OpenNote(note.key, note.kind, note.written_on, open_with(unlocked, note.blob)) if note else None


def has_note(viewer: Person, key: UUID, *, kind: str, model: type[SealedModel] = SealedNote) -> bool:
    """Say whether the viewer has a note of this key. So what is not theirs is not there, locked or open."""
    return model.objects.filter(person=viewer, key=key, kind=kind).exists()


def has_card(viewer: Person, key: UUID, *, kind: str) -> bool:
    """Say whether the viewer has a desk card of this key."""
    return has_note(viewer, key, kind=kind, model=DeskCard)  # type: ignore[arg-type]


def which_of(
    viewer: Person, keys: Iterable[UUID], *, kind: str, model: type[SealedModel] = SealedNote
) -> frozenset[UUID]:
    """Give those of some keys under which the viewer has a note of a kind, locked or open."""
    found = model.objects.filter(person=viewer, key__in=list(keys), kind=kind)
    return frozenset(found.values_list("key", flat=True))


def cards_for(viewer: Person, *, kind: str = "", model: type[CardModel] = DeskCard) -> list[OpenNote]:
    """Give the viewer's own desk cards, also while their notes are locked. Only in the viewer's own session."""
    found = list(model.objects.filter(person=viewer).order_by("-written_on", "-pk"))
    key = keystore.card_key_of(str(viewer.key)) if found else None
    if key is None:
        return []
    return [
        OpenNote(card.key, card.kind, card.written_on, _opened(viewer, key, card), "desk card")
        for card in found
        if not kind or card.kind == kind
    ]


def _opened(viewer: Person, key: bytes, card: CardModel) -> str:
    return boxes.open_card(key, bytes(card.blob), about(viewer, card.key))


def everything_of(viewer: Person, unlocked: Unlocked) -> list[OpenNote]:
    """Give all that the viewer wrote for themselves, sealed notes of every table first, then desk cards."""
    notes = [note for model in registry.sealed_models() for note in notes_for(viewer, unlocked, model=model)]
    return notes + [card for model in registry.card_models() for card in cards_for(viewer, model=model)]


def how_many(viewer: Person) -> dict[str, int]:
    """Give how many notes and cards the viewer has, by the label of their kind. Needs no key."""
    counted: Counter[str] = Counter()
    for model in (*registry.sealed_models(), *registry.card_models()):
        for kind in model.objects.filter(person=viewer).values_list("kind", flat=True):
            counted[registry.label_of(kind)] += 1
    return dict(sorted(counted.items()))
