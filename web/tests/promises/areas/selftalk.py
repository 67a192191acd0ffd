"""Self-talk: notes, pictures and reflections are sealed notes, lines are desk cards; there is no table of its own."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone
from web.tests.promises.areas.seal import PASSPHRASE
from web.tests.promises.centre import Centre
from web.tests.promises.registry import address, fact

from hearten.seal import actions as seal
from hearten.seal.models import DeskCard, Seal, SealedNote
from hearten.selftalk import actions, kinds
from hearten.selftalk.rules.notes import Note
from hearten.selftalk.rules.pictures import Picture


@fact("notes of self-talk, pictures, reflections, and a line that waits", Seal, SealedNote, DeskCard)
def wrote_to_herself(centre: Centre, now: datetime) -> None:
    today = now.date()
    seal.set_up(centre.ana, passphrase=PASSPHRASE, now=now)
    for number in range(12):
        note = Note("He hung up.", f"I should have known, number {number}.", ("should",), "I did not know then.")
        actions.keep_note(centre.ana, note, key=uuid4(), on=today)
    actions.keep_picture(centre.ana, Picture({"me": "Tired."}, {"me.rest": 2}), key=uuid4(), on=today)
    actions.keep_reflection(centre.ana, "The second sentence.", module="empathy", key=uuid4(), on=today)
    actions.keep_line(centre.ana, "One sentence at a time.", after_days=0, key=uuid4(), on=today)


def a_note(centre: Centre) -> dict[str, Any]:
    """Nobody has made their seal in the walk, so that whoever may read a note is sent to make one."""

    def make() -> SealedNote:
        return SealedNote.objects.create(
            person=centre.ana, kind=kinds.NOTE, blob=b"sealed", size_class=1, written_on=timezone.now().date()
        )

    return {"key": centre.once("note of self-talk", make).key}


def a_line(centre: Centre) -> dict[str, Any]:
    def make() -> Any:
        today = timezone.now().date()
        return seal.write_card(centre.ana, kind=kinds.LINE, text="line\n  Slowly.", on=today)

    return {"key": centre.once("line of self-talk", make).key}


SEALED = 302
address("selftalk:new_note", gets=SEALED)
address("selftalk:keep_line", gets=SEALED)
address("selftalk:new_picture", gets=SEALED)
address("selftalk:pictures", gets=SEALED)
for name in ("note", "change_note", "delete_note"):
    address(f"selftalk:{name}", objects=a_note, gets=SEALED)
address("selftalk:put_away", objects=a_line)
address(
    "selftalk:attitude",
    objects=lambda centre: {"item": "empathy"},
    form=lambda centre: {"key": str(uuid4()), "reflection": "I waited one second."},
    bare=422,
)
