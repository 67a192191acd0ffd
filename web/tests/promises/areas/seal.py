"""What people write for themselves."""

from datetime import datetime

from django.utils import timezone
from web.tests.promises.centre import Centre
from web.tests.promises.registry import Filler, address, declare_words, fact, parameter, plants

from hearten.people.models import Person
from hearten.seal import actions
from hearten.seal.models import DeskCard, Seal, SealedNote

declare_words(Seal, own="public_key")
declare_words(SealedNote, own="kind", kept="key blob")
declare_words(DeskCard, own="kind", kept="key blob")
PASSPHRASE = "six grey herons over still water"


@plants(Seal, SealedNote, DeskCard)
def sealed_rows(person: Person, fill: Filler) -> None:
    today = timezone.now().date()
    Seal.objects.create(person=person, set_up_on=today, **fill(Seal))
    SealedNote.objects.create(person=person, written_on=today, size_class=1, **fill(SealedNote))
    DeskCard.objects.create(person=person, written_on=today, **fill(DeskCard))


@fact("sealed notes and desk cards", Seal, SealedNote, DeskCard)
def sealed_notes(centre: Centre, now: datetime) -> None:
    actions.set_up(centre.ana, passphrase=PASSPHRASE, now=now)
    for number in range(40):
        actions.write_note(centre.ana, kind="self-talk", text=f"note {number}", on=now.date())
        actions.write_card(centre.ana, kind="plan", text=f"card {number}", on=now.date())


# Nobody has made their seal in the walk, so that most pages send on to where it is made.
address("seal:home", gets=302)
address("seal:set_up", posts=422)
address("seal:unlock", gets=302)
address("seal:change_passphrase", posts=422)
address("seal:new_code", posts=422)
address("seal:recover", posts=422)
address("seal:export", gets=302)
address("seal:take_in", gets=302)
address("seal:erase", posts=422)
parameter("as", lambda centre: ["json", "page"])
