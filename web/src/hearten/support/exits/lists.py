"""The verbs of administrators: whom contacts are passed on to, which help lines there are, who fetches covers."""

import hashlib
import hmac
import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.people.events import announce
from hearten.support.exits.models import Cover, CoverAccount, Destination, HelpLine

NAMES = {Destination: "destination", HelpLine: "help_line"}
type Entry = Destination | HelpLine


def save_entry(entry: type[Entry], *, key: UUID, **fields: object) -> Entry:
    """Add an entry of one of the centre's lists, or change the one with this key. Twice is once."""
    with transaction.atomic():
        before = entry.objects.filter(key=key).first()
        changed = [name for name, value in fields.items() if before is None or getattr(before, name) != value]
        saved, _ = entry.objects.update_or_create(key=key, defaults=fields)
        if changed:
            announce("setting.changed", key, setting=NAMES[entry], fields=sorted(changed))
    return saved


def remove_entry(entry: type[Entry], key: UUID) -> None:
    """Take an entry off its list. One that is gone stays gone."""
    with transaction.atomic():
        if entry.objects.filter(key=key).delete()[0]:
            announce("setting.changed", key, setting=NAMES[entry], fields=["removed"])


def make_cover_account(*, now: datetime) -> str:
    """Let a system fetch covers as a file, from now on by this token alone. It is shown this once and kept nowhere."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        CoverAccount.objects.all().delete()
        made = CoverAccount.objects.create(token_hash=_hash(token), made_at=now)
        Cover.objects.filter(to_file=False, to_event=False).update(to_file=True)  # these had no way to go
        announce("setting.changed", made.key, setting="cover_account", fields=["token"])
    return token


def remove_cover_account() -> None:
    """Fetch covers by no file any more; what only a file would have carried has no way to go."""
    with transaction.atomic():
        for account in CoverAccount.objects.all():
            announce("setting.changed", account.key, setting="cover_account", fields=["removed"])
            account.delete()
        Cover.objects.filter(to_file=True, to_event=True).update(to_file=False)


def is_cover_account(token: str) -> bool:
    """Say whether a token is that of the system that fetches covers. In constant time."""
    kept = CoverAccount.objects.values_list("token_hash", flat=True).first()
    return kept is not None and hmac.compare_digest(kept, _hash(token))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
