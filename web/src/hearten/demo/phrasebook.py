"""What the demo's agents keep to say and to look at: invented phrases and cards of Ana's, and votes of the floor."""

from datetime import datetime
from uuid import UUID, uuid5

from hearten.people.models import Person
from hearten.press import actions as press
from hearten.words import mine, votes
from hearten.words.shapes import Phrase

KEYS = UUID("0d5b0a2e-6b0f-4c39-9a43-6a2c6c1d7e55")  # the namespace of the demo's phrases and cards

PHRASES = (
    ("Let me put that into one sentence, and you tell me whether it is yours.", "any", 0, "voice", "restate"),
    ("I'm Ana, I've got your case open, and I'm staying on it until six.", "frustration", 1, "voice", "acknowledge"),
    ("I read all of it. One thing at a time: the date first.", "rambling", 0, "chat", "transition"),
)
CARDS = (
    ("I answer the question, not the tone.", True),
    ("Water. Window. Next.", True),
    ("Not my refund. My call.", False),
)
INSTEAD = ("insult-2-voice-1", "I said: “I'm on your side of this. Leave me out of it, and let's look at the date.”")
USEFUL = ("insult-2-voice-1", "any-0-voice-1", "rambling-0-voice-5", "demand-0-voice-1")


def set_up(by_id: dict[str, Person], *, now: datetime) -> None:
    """Give Ana phrases and cards, and the floor its votes. Twice is once."""
    ana = by_id["ana"]
    for number, (text, kind, level, channel, purpose) in enumerate(PHRASES):
        mine.keep(ana, Phrase("", text, kind, level, channel, purpose, ""), key=_key(f"phrase {number}"), now=now)
    for number, (text, on_desk) in enumerate(CARDS):
        press.keep_card(ana, text, on_desk=on_desk, key=_key(f"card {number}"), now=now)
    item, text = INSTEAD
    mine.keep_instead(ana, item, text, key=_key("instead"), now=now)
    press.choose_corner(ana, "all")
    for number, item in enumerate(USEFUL):
        for person in list(by_id.values())[number:]:
            votes.vote(person, item, language="en", useful=True)
    votes.count_votes(now)


def _key(name: str) -> UUID:
    return uuid5(KEYS, name)
