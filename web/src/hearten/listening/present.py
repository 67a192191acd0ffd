"""Put the desk into words: what the templates of the dock are given. Pure, but for addresses and translation."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from hearten.listening.models import ContactState
from hearten.listening.queries import ContactLine, CueShown, Desk, OpenContact
from hearten.ui.heat import LEVELS

NEW_FOR = timedelta(seconds=4)  # a cue rises into place once, in the answer it first appears in

HEARD_AS = {
    "insult": gettext_lazy("an insult"),
    "profanity": gettext_lazy("swearing"),
    "threat": gettext_lazy("a threat"),
    "identity_attack": gettext_lazy("an attack on who you are"),
    "sexual_harassment": gettext_lazy("sexual harassment"),
    "demand": gettext_lazy("a demand that may be more than you can give"),
    "escalation": gettext_lazy("they ask for somebody above you"),
    "rambling": gettext_lazy("they have been speaking for long"),
    "frustration": gettext_lazy("anger, not at you"),
    "distress": gettext_lazy("somebody may be in danger"),
}
STATE_WORDS = {
    ContactState.HELD: gettext_lazy("On hold"),
    ContactState.WRAP_UP: gettext_lazy("Wrap-up"),
    ContactState.ENDED: gettext_lazy("Ended"),
}
CHANNEL_WORDS = {
    "voice": gettext_lazy("Call"),
    "chat": gettext_lazy("Chat"),
    "email": gettext_lazy("E-mail"),
    "sms": gettext_lazy("Text message"),
}


def heard_as(kind: str) -> str:
    """Name what was heard, plainly."""
    return str(HEARD_AS.get(kind, _("something hard")))


def line_for(line: ContactLine) -> dict[str, Any]:
    """Give a contact's line."""
    choose = f"?open={line.key}"
    return {
        "key": line.key,
        "channel": "mail" if line.channel in {"email", "sms"} else line.channel,
        "label": line.queue or str(CHANNEL_WORDS.get(line.channel, line.channel)),
        "started_at": line.began_at,
        "level": line.level,
        "level_word": LEVELS[line.level],
        "state_word": STATE_WORDS.get(ContactState(line.state), ""),
        "is_chosen": line.is_open,
        "cue_waits": line.cue_waits and not line.is_open,
        "not_heard": not_heard(line.not_heard),
        "url": choose,
        "fragment_url": reverse("listening:now") + choose,
    }


def cue_for(cue: CueShown, *, contact: UUID, chosen: str, language: str, now: datetime) -> dict[str, Any]:
    """Give a cue with everything the agent may use at once. The ways out are a place for another area to fill."""
    after = f"?open={chosen}" if chosen else ""
    return {
        "key": cue.key,
        "kind": cue.kind,
        "heard": cue.heard,
        "heard_as": heard_as(cue.kind),
        "level": cue.level,
        "lang": language,
        "plan": cue.plan,
        "phrase": cue.phrase,
        "safeguarding": cue.safeguarding.steps if cue.safeguarding else None,
        "danger": cue.safeguarding.id if cue.safeguarding else "",
        "contact": contact,
        "is_new": now - cue.raised_at < NEW_FOR,
        "dismiss_url": reverse("listening:dismiss", args=[cue.key]) + after,
        "snooze_url": reverse("listening:snooze") + after,
        "snooze_label": _("Not for 30 minutes"),
        "off_url": reverse("listening:off_for_today") + after,
    }


def status_for(lines: Sequence[ContactLine]) -> list[dict[str, str]]:
    """Say that the customer is heard, where that is so; what is not heard stands with its contact."""
    if any(not line.not_heard for line in lines):
        return [{"kind": "heard", "text": _("Listening to the customer only")}]
    return []


def not_heard(reason: str) -> str:
    """Say why a contact is not heard, or nothing."""
    if not reason:
        return ""
    if reason == "speaker":
        return _("Not listening: who speaks is unknown")
    return _("Not listening: %(language)s") % {"language": language_name(reason.partition(":")[2])}


def language_name(tag: str) -> str:
    """Give the name of a language in the viewer's language, or the tag where we know no name."""
    try:
        return str(get_language_info(tag.lower())["name_translated"])
    except KeyError:
        return tag


def desk_context(desk: Desk, *, chosen: str, now: datetime) -> dict[str, Any]:
    """Give the template of the desk what it shows."""
    opened = desk.open
    return {
        "contacts": [line_for(line) for line in desk.contacts],
        "over": [line_for(line) for line in desk.over],
        "chosen": chosen,
        "open": opened
        and {
            "points": opened.points,
            "level": opened.level,
            "cue": opened.cue and cue_for(opened.cue, contact=opened.line.key, chosen=chosen, language="", now=now),
            "recent": recent_for(opened.recent),
        },
        "lines": status_for(desk.contacts),
        "off_until": desk.off_until,
        "off_for_today": desk.off_for_today,
        "announcement": announcement(opened),
    }


def recent_for(cues: Sequence[CueShown]) -> list[dict[str, Any]]:
    """Give earlier cues of the open contact, named and no more."""
    return [{"key": cue.key, "heard": cue.heard, "heard_as": heard_as(cue.kind), "at": cue.raised_at} for cue in cues]


def announcement(opened: OpenContact | None) -> dict[str, str] | None:
    """Give what may be announced of the cue shown: named, not repeated, for others may hear the speaker."""
    if opened is None or opened.cue is None:
        return None
    return {"key": str(opened.cue.key), "text": _("Cue. Heard: %(what)s.") % {"what": heard_as(opened.cue.kind)}}
