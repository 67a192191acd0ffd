"""The only way to read contacts and cues for a viewer: their own, nobody else's."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db.models import Q, QuerySet

from hearten.listening.models import Contact, ContactState, Cue, DeskSettings
from hearten.listening.rules import Following, StandingCue, choose_standing, cues_are_off, points_of
from hearten.people.models import Person
from hearten.staffing.contacts import ContactInHand, Heard
from hearten.words import queries as words
from hearten.words.shapes import House, Safeguarding

LINGERS = timedelta(minutes=2)  # an ended contact stays on the desk this long, so that its cue can be read to the end
RECENT = 5
_following = msgspec.json.Decoder(Following)
_spans = msgspec.json.Decoder(list[str])


@dataclass(frozen=True, slots=True)
class CueShown:
    """A cue with the words for it. ``phrase`` is None for a recent cue, which is only named."""

    key: UUID
    kind: str
    level: int
    heard: Sequence[str]
    raised_at: datetime
    handled: bool
    phrase: str | None = None
    plan: str | None = None
    safeguarding: Safeguarding | None = None


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact in the list of the desk."""

    key: UUID
    channel: str
    queue: str
    state: str
    began_at: datetime
    level: int
    cue_waits: bool
    is_open: bool
    not_heard: str


@dataclass(frozen=True, slots=True)
class OpenContact:
    """The contact whose cue is shown."""

    line: ContactLine
    points: Sequence[tuple[int, float]]
    level: int
    not_heard: str
    cue: CueShown | None
    recent: Sequence[CueShown]


@dataclass(frozen=True, slots=True)
class Desk:
    """What an agent's desk shows now."""

    contacts: Sequence[ContactLine]
    over: Sequence[ContactLine]
    open: OpenContact | None
    off_until: datetime | None
    off_for_today: bool


def settings_for(viewer: Person) -> DeskSettings:
    """Give the viewer's desk settings, the defaults where nothing was set."""
    return DeskSettings.objects.filter(person=viewer).first() or DeskSettings(person=viewer)


def contacts_for(viewer: Person, *, now: datetime) -> QuerySet[Contact]:
    """Give the viewer's own contacts that are under way, in wrap-up or just over, the oldest first."""
    lingering = Q(ended_at__gt=now - LINGERS)
    return Contact.objects.filter(Q(agent=viewer) & (~Q(state=ContactState.ENDED) | lingering)).order_by(
        "began_at", "id"
    )


def cues_for(viewer: Person, contacts: Sequence[Contact]) -> dict[int, list[Cue]]:
    """Give the viewer's own cues of these contacts, in the order they were raised."""
    by_contact: dict[int, list[Cue]] = {contact.pk: [] for contact in contacts}
    rows = Cue.objects.filter(agent=viewer, contact__in=list(by_contact), withdrawn=False).order_by("raised_at", "id")
    for cue in rows:
        by_contact[cue.contact_id].append(cue)
    return by_contact


def desk_for(viewer: Person, *, chosen: str = "", now: datetime) -> Desk:
    """Give the viewer's desk. ``chosen`` is the key of the contact they opened, or empty to open the one that calls."""
    settings = settings_for(viewer)
    contacts = list(contacts_for(viewer, now=now))
    cues = cues_for(viewer, contacts)
    off = cues_are_off(now, snoozed_until=settings.snoozed_until, off_until=settings.off_until)
    standing = {} if off else {pk: _standing(rows) for pk, rows in cues.items()}
    opened = _opened(contacts, standing, chosen)
    lines = {contact.pk: _line(contact, standing, opened) for contact in contacts}
    over = [contact.pk for contact in contacts if contact.state == ContactState.ENDED]
    untils = [until for until in (settings.snoozed_until, settings.off_until) if until and until > now]
    return Desk(
        contacts=tuple(line for pk, line in lines.items() if pk not in over),
        over=tuple(lines[pk] for pk in reversed(over)),
        open=_open_contact(opened, lines[opened.pk], cues[opened.pk], standing.get(opened.pk)) if opened else None,
        off_until=max(untils, default=None),
        off_for_today=bool(settings.off_until and settings.off_until > now),
    )


def _standing(cues: Sequence[Cue]) -> Cue | None:
    choice = choose_standing(
        [StandingCue(str(cue.key), cue.kind, cue.level, cue.raised_at, cue.handled_at is not None) for cue in cues]
    )
    return next((cue for cue in cues if choice and str(cue.key) == choice.key), None)


def _opened(contacts: Sequence[Contact], standing: dict[int, Cue | None], chosen: str) -> Contact | None:
    for contact in contacts:
        if str(contact.key) == chosen:
            return contact
    calling = [contact for contact in contacts if standing.get(contact.pk)]
    calling = [contact for contact in calling if contact.state != ContactState.ENDED] or calling
    if calling:
        return max(calling, key=lambda contact: standing[contact.pk].raised_at)  # type: ignore[union-attr]
    under_way = [contact for contact in contacts if contact.state == ContactState.LIVE]
    return next(reversed(under_way or list(contacts)), None)


def _line(contact: Contact, standing: dict[int, Cue | None], opened: Contact | None) -> ContactLine:
    return ContactLine(
        contact.key,
        contact.channel or "voice",
        contact.queue,
        contact.state,
        contact.began_at,
        contact.level,
        cue_waits=standing.get(contact.pk) is not None and contact.state != ContactState.ENDED,
        is_open=opened is not None and contact.pk == opened.pk,
        not_heard=contact.not_heard,
    )


def _open_contact(contact: Contact, line: ContactLine, cues: Sequence[Cue], standing: Cue | None) -> OpenContact:
    house = words.house_words(contact.language or None)
    heard = [(cue.kind, cue.level) for cue in cues]
    choices = words.phrases_along(heard, line.channel, language=contact.language or None, house=house)
    kinds = {cue.kind for cue in cues}
    shown = [
        _shown(cue, house, choice.phrase.text, kinds=kinds, full=cue is standing)
        for cue, choice in zip(cues, choices, strict=True)
    ]
    current = next((each for each in shown if standing is not None and each.key == standing.key), None)
    recent = [each for each in reversed(shown) if each is not current][:RECENT]
    return OpenContact(line, line_of(contact), contact.level, contact.not_heard, current, recent)


def line_of(contact: Contact) -> list[tuple[int, float]]:
    """Give the points ``(at_ms, heat 0–1)`` of a contact's line, oldest first."""
    following = _following.decode(contact.following) if contact.following else Following()
    return [(at, value / 100) for at, value in points_of(following)]


def spans_of(heard: str) -> tuple[str, ...]:
    """Give the words that fired in a turn, as it is kept."""
    return tuple(_spans.decode(heard)) if heard else ()


def _shown(cue: Cue, house: House, phrase: str, *, kinds: Collection[str], full: bool) -> CueShown:
    basic = CueShown(cue.key, cue.kind, cue.level, cue.heard, cue.raised_at, cue.handled_at is not None)
    if not full:
        return basic
    return CueShown(
        cue.key,
        cue.kind,
        cue.level,
        cue.heard,
        cue.raised_at,
        cue.handled_at is not None,
        phrase=phrase,
        # A danger stays one: an insult that comes after it does not take its steps away.
        safeguarding=words.safeguarding_for(cue.kind, kinds, house=house),
    )


FOR_A_WHILE = timedelta(minutes=30)  # after a contact: whoever ended it in the phone first can still say so here


def in_hand(viewer: Person, key: UUID, now: datetime) -> ContactInHand | None:
    """Give a contact of the viewer's with what was heard in it, to areas that ask through ``staffing``."""
    lately = ~Q(state=ContactState.ENDED) | Q(ended_at__gt=now - FOR_A_WHILE)
    contact = Contact.objects.filter(lately, agent=viewer, key=key).first()
    if contact is None:
        return None
    cues = cues_for(viewer, [contact])[contact.pk]
    return ContactInHand(
        contact.key,
        contact.source,
        contact.external_id,
        contact.channel or "voice",
        contact.queue,
        contact.language,
        contact.state,
        contact.level,
        contact.customer,
        tuple(Heard(cue.kind, cue.level, cue.raised_at) for cue in cues),
    )
