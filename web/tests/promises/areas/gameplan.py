"""The gameplan: sealed notes, desk cards, and what one agent wants to be asked."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from web.tests.promises.areas.listening import a_cue, contact_keys
from web.tests.promises.areas.seal import PASSPHRASE
from web.tests.promises.centre import Centre
from web.tests.promises.registry import address, declare_words, fact, parameter

from hearten.gameplan import actions, kinds
from hearten.gameplan.models import Asks, GameplanSettings
from hearten.gameplan.rules.fired import ANSWERS, Fired
from hearten.gameplan.rules.plans import Plan, write_plan
from hearten.gameplan.rules.roadmaps import Roadmap
from hearten.gameplan.rules.triggers import Trigger
from hearten.listening.models import Contact
from hearten.seal import actions as seal
from hearten.seal.models import DeskCard, Seal, SealedNote
from hearten.staffing.models import Prompted

declare_words(GameplanSettings)
CARD = frozenset({"verbal_aggression"})


@fact("what she wants to be asked", GameplanSettings)
def what_is_asked(centre: Centre, now: datetime) -> None:
    actions.choose_what_is_asked(centre.ana, asks=Asks.NONE)


@fact("a gameplan", Seal, SealedNote, DeskCard, Prompted)
def a_gameplan(centre: Centre, now: datetime) -> None:
    """Everything there can be of it, on every day of a month."""
    seal.set_up(centre.ana, passphrase=PASSPHRASE, now=now)
    for number in range(30):
        on = (now - timedelta(days=number)).date()
        plan = Plan(uuid4(), "they call me names", "say one sentence", kinds=CARD, is_card=number % 2 == 0)
        actions.keep_plan(centre.ana, plan, on=on)
        actions.keep_trigger(centre.ana, Trigger(uuid4(), "verbal_aggression", "insult", 2), on=on)
        actions.keep_roadmap(centre.ana, Roadmap(uuid4(), {"about": f"call {number}"}), on=on)
        actions.keep_good(centre.ana, {"did": "asked again"}, key=uuid4(), on=on, now=now)
        said = Fired(str(plan.key), str(uuid4()), ANSWERS[number % 4])
        actions.answer_fired(centre.ana, said, key=uuid4(), on=on, now=now)
    actions.keep_goal(centre.ana, "fair and plain", on=now.date())
    actions.keep_intention(centre.ana, "write one line", on=now.date(), now=now)


def a_note(kind: str) -> Callable[[Centre], dict[str, Any]]:
    """Nobody has made their seal in the walk, so that whoever may read a note is sent to make one."""

    def objects(centre: Centre) -> dict[str, Any]:
        def make() -> SealedNote:
            on = timezone.now().date()
            return SealedNote.objects.create(person=centre.ana, kind=kind, blob=b"sealed", size_class=1, written_on=on)

        return {"key": centre.once(kind, make).key}

    return objects


def key_of(kind: str) -> Callable[[Centre], list[str]]:
    return lambda centre: [str(a_note(kind)(centre)["key"]), "nothing"]


def a_card(centre: Centre) -> dict[str, Any]:
    """A desk card needs no seal: it is under a key of the server."""

    def make() -> UUID:
        plan = Plan(uuid4(), "they call me names", "say one sentence", kinds=CARD, is_card=True)
        text = write_plan(plan)
        return seal.write_card(centre.ana, kind=kinds.PLAN, text=text, on=timezone.now().date(), key=plan.key).key

    centre.once("a plan on a card", make)
    return {"signal": "insult", "level": 2}


def her_contact(centre: Centre) -> dict[str, Any]:
    a_cue(centre)
    return {"contact": Contact.objects.get(external_id="hers").key, "signal": "insult"}


CLOSED = 302
for name in ("triggers", "new_trigger", "new_plan", "new_roadmap", "goal", "intention", "goods", "export", "erase"):
    address(f"gameplan:{name}", gets=CLOSED)
for name in ("trigger", "delete_trigger"):
    address(f"gameplan:{name}", objects=a_note(kinds.TRIGGER), gets=CLOSED)
for name in ("plan", "delete_plan"):
    address(f"gameplan:{name}", objects=a_note(kinds.PLAN), gets=CLOSED)
for name in ("roadmap", "change_roadmap", "delete_roadmap"):
    address(f"gameplan:{name}", objects=a_note(kinds.ROADMAP), gets=CLOSED)
address("gameplan:delete_good", objects=a_note(kinds.GOOD), gets=CLOSED)
address("gameplan:asks", form={"asks": "none"}, bare=422)
address("gameplan:plan_at_cue", objects=a_card)
address("gameplan:note_cue", objects=her_contact)
parameter("trigger", key_of(kinds.TRIGGER))
parameter("roadmap", key_of(kinds.ROADMAP))
parameter("contact", contact_keys)
