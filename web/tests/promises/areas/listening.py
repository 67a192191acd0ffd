"""Contacts, cues and the desk."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from web.tests.promises.centre import SAID, Centre, hold_contact
from web.tests.promises.registry import Filler, address, declare_words, fact, parameter, plants

from hearten.listening import actions
from hearten.listening.models import Announce, Contact, Cue, DeskSettings, HeardEvent, HeardSegment
from hearten.live.models import Notice, NoticeCounter
from hearten.people.models import Person
from hearten.staffing.models import Presence

declare_words(
    Contact,
    own="key queue external_id agent_ref following",
    kept="customer",
    coded={
        "source": "the slug of a source",
        "channel": "voice, chat, email or sms",
        "language": "a language tag",
        "not_heard": "why the desk is silent, by a code",
    },
)
declare_words(
    HeardSegment,
    own="segment_id heard",
    kept="digest",
    coded={"heads": "one byte for each head"},
)
declare_words(HeardEvent, kept="event_id digest", coded={"source": "the slug of a source"})
declare_words(Cue, own="key heard segment_id", coded={"kind": "one of the kinds the engine knows"})
declare_words(DeskSettings)


@plants(Contact, HeardSegment, HeardEvent, Cue)
def a_contact_under_way(person: Person, fill: Filler) -> None:
    now = timezone.now()
    words = fill(Contact)
    following = {"heat": {}, "line": [[0, 40]], "last": [1, 0, words["following"]]}
    contact = Contact.objects.create(
        **words | {"following": json.dumps(following)},
        source="desk",
        channel="voice",
        agent=person,
        began_at=now,
        heard_at=now,
        level=3,
    )
    words = fill(HeardSegment)
    HeardSegment.objects.create(
        **words | {"heard": json.dumps([words["heard"]])}, contact=contact, revision=0, final=True, position=1
    )
    HeardEvent.objects.create(**fill(HeardEvent), source="desk", at=now)
    words = fill(Cue)
    Cue.objects.create(
        **words | {"heard": [words["heard"]["words"]]},
        contact=contact,
        agent=person,
        kind="threat",
        level=3,
        raised_at=now,
    )


HOSTILE = 300  # contacts: enough to move any count, average, order or page size there could be


@fact("hostile contacts", Contact, HeardSegment, HeardEvent, Cue, Notice, NoticeCounter, Presence)
def hostile_contacts(centre: Centre, now: datetime) -> None:
    for number in range(HOSTILE):
        began = now - timedelta(days=20) + number * timedelta(minutes=90)
        hold_contact(centre, f"hard-{number}", "ana-7", SAID, "I will find you and hurt you", began=began)


@fact("contacts of an id that nobody is matched with", Contact, HeardSegment, HeardEvent, Cue)
def contacts_of_nobody(centre: Centre, now: datetime) -> None:
    for number in range(30):
        began = now - timedelta(days=2) + number * timedelta(minutes=60)
        hold_contact(centre, f"unmatched-{number}", "nobody-9", SAID, began=began)


@fact("cues switched off for today", DeskSettings)
def cues_off(centre: Centre, now: datetime) -> None:
    actions.cues_off_for_today(centre.ana, until=now + timedelta(hours=11))
    actions.snooze_cues(centre.ana, now=now)


@fact("desk settings", DeskSettings)
def desk_settings(centre: Centre, now: datetime) -> None:
    actions.set_desk(centre.ana, announce=Announce.SOUND, shortcuts=False)


@fact("cues put away", Cue)
def cues_put_away(centre: Centre, now: datetime) -> None:
    hold_contact(centre, "put-away", "ana-7", SAID, began=now - timedelta(hours=1))
    for key in Cue.objects.filter(agent=centre.ana).values_list("key", flat=True):
        actions.dismiss_cue(centre.ana, key, now=now)


def a_cue(centre: Centre) -> dict[str, Any]:
    def make() -> UUID:
        hold_contact(centre, "hers", "ana-7", SAID, began=timezone.now() - timedelta(minutes=5))
        return Cue.objects.get(contact__external_id="hers").key

    return {"key": centre.once("cue", make)}


def contact_keys(centre: Centre) -> list[str]:
    a_cue(centre)
    contact = Contact.objects.get(external_id="hers")
    return [str(contact.key), "nothing"]


address("listening:home", gets=(200, 302))
address("listening:desk_settings", form={"announce": "polite", "shortcuts": "on"}, bare=200)
address("listening:dismiss", objects=a_cue)
parameter("open", contact_keys)
