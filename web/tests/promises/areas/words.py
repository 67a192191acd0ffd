"""The house's words: written under one's name, for everybody who works here."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from web.tests.promises.centre import Centre
from web.tests.promises.registry import (
    Filler,
    address,
    declare_not_private,
    declare_words,
    fact,
    parameter,
    plants,
)

from hearten.people.models import Person
from hearten.seal.models import DeskCard
from hearten.words import actions, mine, votes
from hearten.words.actions import Draft
from hearten.words.models import Vote, VoteTally, Wording
from hearten.words.shapes import Phrase

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
declare_words(Vote, kept="mark", open={"item": "a phrase of the house"}, coded={"language": "a language tag"})
declare_words(VoteTally, open={"item": "a phrase of the house"}, coded={"language": "a language tag"})


@plants(Vote)
def a_vote(person: Person, fill: Filler) -> None:
    Vote.objects.create(item="insult-2-voice-1", language="en", **fill(Vote))


@fact("finds phrases useful, and keeps some of her own", Vote, DeskCard)
def votes_and_phrases(centre: Centre, now: datetime) -> None:
    """Three votes of one person for three phrases: each has one, far below what is ever shown."""
    for number in range(1, 4):
        votes.vote(centre.ana, f"insult-2-voice-{number}", language="en", useful=True)
        own = Phrase("", f"My own words {number}.", "insult", 2, "voice", "limit", "")
        mine.keep(centre.ana, own, key=UUID(int=number, version=4), now=now)


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


MINE = {"text": "My own words.", "kind": "insult", "level": "2", "channel": "voice", "purpose": "limit"}


def my_phrase(centre: Centre) -> dict[str, Any]:
    def make() -> UUID:
        key = uuid4()
        mine.keep(centre.ana, Phrase("", "Hers.", "insult", 2, "voice", "limit", ""), key=key, now=timezone.now())
        return key

    return {"key": centre.once("phrase of hers", make)}


def mine_form(centre: Centre) -> dict[str, Any]:
    return {"key": str(uuid4()), **MINE}


def purposes(centre: Centre) -> list[str]:
    return ["", "limit", "nothing"]


def keys_of_hers(centre: Centre) -> list[str]:
    return ["", str(my_phrase(centre)["key"]), "nothing"]


address("words:check", form={"text": "Stay positive."}, posts=200)
address("words:new_mine", form=mine_form, bare=422)
address("words:my_phrase", objects=my_phrase, form=mine_form, bare=422)
address("words:forget_mine", objects=my_phrase)
address("words:vote", objects=a_phrase, form={"useful": "1"})
# Nobody has made their seal in the walk, so that the page sends on to where it is made.
address("words:instead", objects=a_phrase, gets=302)
parameter("purpose", purposes)
parameter("mine", keys_of_hers)
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
