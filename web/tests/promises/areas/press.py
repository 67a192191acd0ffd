"""The card press: the centre's brand, cards of one's own, and what is in the corner of one's desk."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from web.tests.promises.centre import Centre
from web.tests.promises.registry import (
    Filler,
    address,
    declare_words,
    fact,
    parameter,
    plants,
)

from hearten.people.models import Person
from hearten.press import actions
from hearten.press.models import Brand, Corner
from hearten.seal.models import DeskCard

PRINTED = "is on every card that is printed"
declare_words(
    Brand,
    open={"mark": PRINTED, "face": PRINTED},
    coded=dict.fromkeys(("paper", "ink", "accent", "warm"), "a colour") | {"mark_type": "a media type"},
)
declare_words(Corner)


@plants(Corner)
def a_corner(person: Person, fill: Filler) -> None:
    Corner.objects.update_or_create(person=person, defaults={"sort": "mine", **fill(Corner)})


@fact("cards of her own in the corner of her desk", Corner, DeskCard)
def cards_in_the_corner(centre: Centre, now: datetime) -> None:
    actions.choose_corner(centre.ana, "mine")
    for number in range(3):
        key = UUID(int=100 + number, version=4)
        actions.keep_card(centre.ana, f"My own card {number}.", on_desk=True, key=key, now=now)


def her_card(centre: Centre) -> dict[str, Any]:
    def make() -> UUID:
        key = uuid4()
        actions.keep_card(centre.ana, "Hers alone.", on_desk=True, key=key, now=timezone.now())
        return key

    return {"key": centre.once("card of hers", make)}


def card_ids(centre: Centre) -> list[str]:
    return ["say-back", f"mine-{her_card(centre)['key']}", "nothing"]


COLOURS = {"paper": "#ffffff", "ink": "#222222", "accent": "#0d5c63", "warm": "#d9a441"}
address("press:sheet_svg", gets=(200, 404))
address("press:sheet_pdf", gets=(200, 404))
address("press:one", gets=(200, 404))
address("press:corner", gets=(200, 204))
address("press:choose_corner", form={"sort": "house"})
address("press:brand", form=COLOURS, bare=422)
# Nobody has made their seal in the walk, so that the page sends on to where it is made.
address("press:new_card", gets=302)
address(
    "press:own_card",
    objects=her_card,
    form=lambda centre: {"key": str(uuid4()), "text": "Hers still.", "on_desk": "on"},
    bare=422,
)
address("press:forget_card", objects=her_card)
parameter("card", card_ids)
parameter("product", lambda centre: ["badges", "nothing"])
parameter("paper", lambda centre: ["letter", "nothing"])
parameter("design", lambda centre: ["papercut", "nothing"])
parameter("turn", lambda centre: ["", "4", "-1", "99999999999999999999"])
