"""Reading publications: from the stored table alone, verified, with covered-up cells gone."""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from hearten.blocks.models import PublishedCell, StoredPublication
from hearten.blocks.rules.publish import as_bytes
from hearten.blocks.rules.shapes import Cell, Publication, Unshown
from hearten.people.models import Person, Role

READERS = (Role.LEAD, Role.PEOPLE_PARTNER, Role.WORKER_REP)


class TamperedWith(Exception):  # noqa: N818 - named for what happened
    """The stored rows are not those that were signed. Nothing is shown."""


def publication_for(viewer: Person, topic: str) -> Publication | None:
    """Give a publication as this viewer may read it, or None: not there and not for them look the same.

    Cells that a later round covered up (R8) are left out. Raises :class:`TamperedWith` where rows were changed.
    """
    stored = StoredPublication.objects.filter(topic=topic).prefetch_related("cells", "after").first()
    if stored is None or not (stored.open_to_members or viewer.has_role(*READERS)):
        return None
    whole = _verified(stored)
    gone = {name for later in stored.after.all() for name in later.covers_up}
    cells = tuple(cell for cell in whole.cells if cell.id not in gone)
    return Publication(whole.k, whole.open_to_members, cells, whole.unshown, whole.covers_up)


def _verified(stored: StoredPublication) -> Publication:
    cells = tuple(_cell(row) for row in sorted(stored.cells.all(), key=lambda row: row.name))
    unshown = tuple(Unshown(*each) for each in stored.unshown)
    whole = Publication(stored.k, stored.open_to_members, cells, unshown, tuple(stored.covers_up))
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    salt = f"hearten.blocks:{stored.topic}"
    expected = [salted_hmac(salt, as_bytes(whole), secret=key, algorithm="sha256").hexdigest() for key in secrets]
    if not any(constant_time_compare(stored.signature, each) for each in expected):
        raise TamperedWith(stored.topic)
    return whole


def _cell(row: PublishedCell) -> Cell:
    return Cell(
        row.name, row.question, row.level, tuple(row.groups), tuple(row.values),
        row.size, row.share, row.percent, row.trend,
    )  # fmt: skip
