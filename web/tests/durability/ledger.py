"""A program that prints all that is kept, as JSON, and whether it agrees with itself."""

import json
import os
import sys
from typing import Any

import django


def kept() -> dict[str, Any]:
    from hearten.listening.models import Contact, Cue, HeardEvent, HeardSegment
    from hearten.live.models import Notice, NoticeCounter
    from hearten.support.models import Asked, Moment

    segments = HeardSegment.objects.values_list("contact__external_id", "segment_id", "revision")
    return {
        "segments": sorted(map(list, segments)),
        "events": sorted(HeardEvent.objects.values_list("event_id", flat=True)),
        "support": kept_of_support(),
        "asked": [[person_id, str(ref)] for person_id, ref in Asked.objects.values_list("person_id", "hand__ref")],
        "moments": sorted(str(key) for key in Moment.objects.values_list("key", flat=True)),
        "cues": sorted(str(key) for key in Cue.objects.values_list("key", flat=True)),
        "notices": list(
            map(list, Notice.objects.order_by("person", "seq").values_list("person_id", "seq", "kind", "object_id"))
        ),
        "counters": dict(NoticeCounter.objects.values_list("person_id", "seq")),
        "folds_that_disagree": [contact.external_id for contact in Contact.objects.all() if not agrees(contact)],
    }


def kept_of_support() -> dict[str, list[str]]:
    """Name each thing that was asked for and is kept, as those who sent it name it."""
    from hearten.support.after.models import CheckIn, DoorSlot
    from hearten.support.exits.models import Cover, Exit, Ladder
    from hearten.support.models import HandUp

    said = [(str(contact), step) for contact, said in Ladder.objects.values_list("contact", "said") for step, _ in said]
    return {
        "hand": [str(key) for key in HandUp.objects.values_list("key", flat=True)],
        "step": [f"{contact} {step}" for contact, step in said],
        "exit": [str(key) for key in Exit.objects.values_list("key", flat=True)],
        "cover": list(Cover.objects.values_list("external_id", flat=True)),
        "check-in": [str(key) for key in CheckIn.objects.values_list("key", flat=True)],
        "door": [str(key) for key in DoorSlot.objects.exclude(booked_by=None).values_list("key", flat=True)],
    }


def agrees(contact: Any) -> bool:
    """Fold a contact's kept turns from the first one; the running fold and the cues must be what that gives."""
    from hearten.listening.actions.cues import _turns_kept
    from hearten.listening.models import Cue
    from hearten.listening.rules import Following, follow_all

    again = follow_all(Following(), [turn for turn, _ in _turns_kept(contact.pk).values()])
    cues = set(Cue.objects.filter(contact=contact, withdrawn=False).values_list("segment_id", flat=True))
    return contact.level == again.following.heat.level and cues == {cue.segment_id for cue in again.cues}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
    django.setup()
    sys.stdout.write(json.dumps(kept()))
