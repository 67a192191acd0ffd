"""Verbs about the house's words: propose, edit, decide, retire. Each takes a key of the browser's and acts once."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import wraps
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from hearten.people.events import announce
from hearten.people.models import Person, Role
from hearten.words.bundle import bundled, languages
from hearten.words.models import State, Wording
from hearten.work.turns import Turn, wait_for


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wrote: a phrase, a script or another sort, of one language and channel."""

    sort: str
    item: str
    language: str
    channel: str
    text: str
    title: str = ""
    kind: str = ""
    level: int = 0
    purpose: str = ""
    endings: str = ""
    why: str = ""
    queue: str = ""


def _in_turn[**P, R](verb: Callable[P, R]) -> Callable[P, R]:
    """Do a verb when the editors before are done, so that each sees what the others made and takes the next number."""

    @wraps(verb)
    def in_turn(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic():
            wait_for(Turn.WORDS)
            return verb(*args, **kwargs)

    return in_turn


def may_edit(person: Person) -> bool:
    """Say whether somebody changes the house's words at once: administrators and leads. Others propose."""
    return person.has_role(Role.ADMIN, Role.LEAD)


@_in_turn
def write(by: Person, draft: Draft, *, key: UUID, because: str, now: datetime) -> Wording:
    """Put a version in use, or propose it where the writer may not. The same key again gives what it made then."""
    if made := Wording.objects.filter(key=key).first():
        return made
    stands = may_edit(by)
    version = _next_version(draft.language, draft.item) if stands else None
    state = State.STANDING if stands else State.PROPOSED
    made = Wording.objects.create(
        **asdict(draft), key=key, version=version, state=state, because=because, by=by, at=now
    )
    if stands:
        announce("words.changed", key, action="edited", item=draft.item, version=version or 0)
    return made


@_in_turn
def decide(by: Person, key: UUID, *, accept: bool, because: str, now: datetime) -> Wording | None:
    """Accept or decline a proposal, with a reason. One that is decided stays so; None where there is none."""
    found = Wording.objects.select_for_update().filter(key=key).first()
    if found is None or found.state != State.PROPOSED:
        return found
    found.state = State.STANDING if accept else State.DECLINED
    found.version = _next_version(found.language, found.item) if accept else None
    found.decided_by, found.decided_at, found.decided_because = by, now, because
    found.save()
    action = "accepted" if accept else "declined"
    announce("words.changed", found.key, action=action, item=found.item, version=found.version or 0)
    return found


@_in_turn
def retire(by: Person, current: Draft, *, key: UUID, because: str, now: datetime) -> Wording:
    """Take a phrase or script out of use, with a reason; its versions stay. ``current`` is what is in use now."""
    if made := Wording.objects.filter(key=key).first():
        return made
    version = _next_version(current.language, current.item)
    made = Wording.objects.create(
        **asdict(current), key=key, version=version, state=State.RETIRED, because=because, by=by, at=now
    )
    announce("words.changed", key, action="retired", item=current.item, version=version)
    return made


def _next_version(language: str, item: str) -> int:
    newest = bundled(language).version_of(item) if language in languages() else 0
    own = Wording.objects.filter(language=language, item=item).aggregate(newest=Max("version"))["newest"]
    return max(newest, own or 0) + 1
