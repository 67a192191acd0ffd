"""Reading what the pages show about one's own data and about backups."""

from dataclasses import dataclass
from datetime import datetime

from hearten.keeping import exporting
from hearten.keeping.models import Backup, ErasureRequest
from hearten.people.models import Person


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


def kinds_of_data(viewer: Person) -> list[tuple[str, int]]:
    """Give what there is about the viewer: a title and a number of rows, for the viewer's own eyes."""
    return [(section.title, len(section.rows)) for section in exporting.sections_of(viewer) if section.rows]


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
