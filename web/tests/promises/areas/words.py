"""The house's words: written under one's name, for everybody who works here."""

from typing import Any
from uuid import uuid4

from django.utils import timezone
from web.tests.promises.centre import Centre
from web.tests.promises.registry import address, declare_not_private, declare_words, parameter

from hearten.words import actions
from hearten.words.actions import Draft
from hearten.words.models import Wording

PUBLIC = "everybody reads the words of the house; the page says so where one writes"
OPEN = ("key", "item", "title", "queue", "text", "endings", "why", "because", "decided_because")
declare_words(
    Wording,
    open=dict.fromkeys(OPEN, PUBLIC),
    coded={
        "language": "a language tag",
        "kind": "a kind of ours",
        "channel": "voice, chat or email",
        "purpose": "a purpose of ours",
    },
)
declare_not_private(Wording, PUBLIC)


def a_phrase(centre: Centre) -> dict[str, Any]:
    return {"item": "insult-2-voice-1"}


def a_script(centre: Centre) -> dict[str, Any]:
    def make() -> Wording:
        draft = Draft("script", "own-parcel", "en", "voice", "Ask.", title="Parcel", endings="I end the call now.")
        return actions.write(centre.people["own lead"], draft, key=uuid4(), because="b", now=timezone.now())

    return {"item": centre.once("script", make).item}


def a_proposal(centre: Centre) -> dict[str, Any]:
    def make() -> Wording:
        draft = Draft("phrase", "own-hers", "en", "voice", "Say.", kind="insult", level=2, purpose="limit", why="w")
        return actions.write(centre.ana, draft, key=uuid4(), because="b", now=timezone.now())

    return {"key": centre.once("proposal", make).key}


def phrase_form(centre: Centre) -> dict[str, Any]:
    parts = {"kind": "insult", "level": "2", "channel": "voice", "purpose": "limit", "text": "Say.", "why": "w"}
    return {"key": str(uuid4()), "because": "b", **parts}


def script_form(centre: Centre) -> dict[str, Any]:
    parts = {"title": "Parcel", "channel": "voice", "text": "Ask.", "endings": "I end the call now."}
    return {"key": str(uuid4()), "because": "b", **parts}


def searches(centre: Centre) -> list[str]:
    return ["", "respect", "zebra"]


def kinds(centre: Centre) -> list[str]:
    return ["", "insult", "nothing"]


def levels(centre: Centre) -> list[str]:
    return ["", "2", "9"]


def channels(centre: Centre) -> list[str]:
    return ["", "chat", "nothing"]


address("words:new_phrase", form=phrase_form, bare=422)
address("words:phrase", objects=a_phrase, form=phrase_form, bare=422)
address("words:new_script", form=script_form, bare=422)
address("words:script", objects=a_script, form=script_form, bare=422)
OWN = {"because": "b", "title": "Say", "text": "One step.", "why": "w", "endings": "Write to us."}


def own_form(centre: Centre) -> dict[str, Any]:
    return {"key": str(uuid4()), **OWN}


address("words:way", objects=lambda centre: {"item": "insult-limit.voice"}, form=own_form, bare=422)
address("words:steps", objects=lambda centre: {"item": "threat-to-life"}, form=own_form, bare=422)
address("words:notice", objects=lambda centre: {"item": "caller-notice"}, form=own_form, bare=422)
address("words:retire", objects=a_phrase, form=lambda centre: {"key": str(uuid4()), "because": "b"})
address("words:decide", objects=a_proposal, form={"accept": "1", "because": "b"})
parameter("q", searches)
parameter("kind", kinds)
parameter("level", levels)
parameter("channel", channels)
