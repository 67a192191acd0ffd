"""Reading what the pages show about one's own data and about backups."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearten.keeping import exporting, fates
from hearten.keeping.models import Backup, ErasureRequest
from hearten.people.models import Person

TITLES = {
    "people.Person": _("Your account, with name and address"),
    "people.RoleGrant": _("Your roles"),
    "account.EmailAddress": _("Your address for signing in"),
    "mfa.Authenticator": _("Your passkeys and codes"),
}


@dataclass(frozen=True, slots=True)
class LastBackups:
    """When a backup last went well, and when one last failed since then."""

    good_at: datetime | None
    bytes: int
    encrypted: bool
    failed_at: datetime | None
    error: str


def erasure_request_of(viewer: Person) -> ErasureRequest | None:
    """Give the viewer's own wish to be erased, if there is one."""
    return ErasureRequest.objects.filter(person=viewer).first()


def what_would_go(viewer: Person) -> list[tuple[str | Promise, int]]:
    """Give what erasing would delete, for the viewer's own eyes: a title and a number of rows."""
    found = [section for section in exporting.sections_of(viewer) if section.rows]
    return [
        (TITLES.get(section.label, section.title), len(section.rows))
        for section in found
        if any(what in {fates.DELETE, fates.WITH} for _path, what in fates.FATES[section.label].people)
    ]


def last_backups() -> LastBackups:
    """Give how backups stand, for the page about the system's health."""
    good = Backup.objects.filter(error="").order_by("-at").first()
    failed = Backup.objects.exclude(error="").order_by("-at").first()
    if failed and good and failed.at < good.at:
        failed = None
    return LastBackups(
        good.at if good else None,
        good.bytes if good else 0,
        bool(good and good.encrypted),
        failed.at if failed else None,
        failed.error if failed else "",
    )
