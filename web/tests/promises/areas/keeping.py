"""Backups, taking data out, and erasing."""

from datetime import datetime, timedelta

from web.tests.promises.centre import Centre
from web.tests.promises.registry import address, declare_dear, declare_words, fact

from hearten.keeping import erasing
from hearten.keeping.models import Backup, Erasure, ErasureRequest

declare_words(Erasure, open={"person": "the key of somebody who is gone; it leads to nobody"})
declare_words(ErasureRequest)
declare_words(Backup, coded={"error": "the kind of an error"})


@fact("a wish to be erased", ErasureRequest)
def a_wish(centre: Centre, now: datetime) -> None:
    """Not due within the twins' time: that somebody is gone, everybody may see."""
    erasing.ask_for_erasure(centre.ana, now=now)
    ErasureRequest.objects.filter(person=centre.ana).update(due_at=now + timedelta(hours=48))


address("keeping:take_out", posts=200)
address("keeping:erase", bare=(200, 422))

SCAN = "looks through whole tables for what is the viewer's: longer the more rows everybody has together"
declare_dear("keeping:take_out", SCAN)
declare_dear("keeping:erase", SCAN)
