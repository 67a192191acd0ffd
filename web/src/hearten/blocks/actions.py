"""Keeping a publication. It is computed once, by the area that closed the round, and never again (R9)."""

from datetime import date

from django.db import transaction
from django.utils.crypto import salted_hmac

from hearten.blocks.models import PublishedCell, StoredPublication
from hearten.blocks.rules import K_FLOOR, TooSmall
from hearten.blocks.rules.publish import as_bytes
from hearten.blocks.rules.shapes import Publication


def keep(publication: Publication, *, topic: str, on: date, before: str = "") -> StoredPublication:
    """Store and sign a publication. A topic that is stored already stays as it is: publishing twice is once.

    ``before`` names the topic of the round before, whose cells the new one may cover up.
    """
    if publication.k < K_FLOOR:
        raise TooSmall(f"Nothing is kept for groups of fewer than {K_FLOOR}.")
    with transaction.atomic():
        earlier = StoredPublication.objects.filter(topic=before).first() if before else None
        stored, is_new = StoredPublication.objects.get_or_create(
            topic=topic,
            defaults={
                "before": earlier,
                "k": publication.k,
                "open_to_members": publication.open_to_members,
                "published_on": on,
                "unshown": [[each.question, each.group, each.within] for each in publication.unshown],
                "covers_up": list(publication.covers_up),
                "signature": sign(publication, topic),
            },
        )
        if is_new:
            PublishedCell.objects.bulk_create(
                PublishedCell(
                    publication=stored, name=cell.id, question=cell.question, level=cell.level,
                    groups=list(cell.groups), values=list(cell.values), size=cell.size, share=cell.share,
                    percent=cell.percent, trend=cell.trend,
                )
                for cell in publication.cells
            )  # fmt: skip
    return stored


def sign(publication: Publication, topic: str) -> str:
    """Give the signature of a publication under its topic: a row changed by hand is noticed when it is read."""
    return salted_hmac(f"hearten.blocks:{topic}", as_bytes(publication), algorithm="sha256").hexdigest()
