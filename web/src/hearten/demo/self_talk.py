"""What the demo's agents say to themselves: invented, sealed like anybody's, opened by the phrase of their gameplan."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from hearten.people.models import Person
from hearten.selftalk import actions
from hearten.selftalk.rules.notes import Note
from hearten.selftalk.rules.pictures import Picture

NOTES = UUID("1f0f8f0e-6a0c-4c39-9f43-0a6c0b9d2e11")  # the namespace of these notes
DAYS = (3, 9, 16, 23, 31)  # ago
SAID = (
    Note(
        "The refund that was promised twice. He shouted, I explained the rule again.",
        "I should have known what to say. I'm useless with men who shout.",
        ("labelling", "should"),
        "I repeat the question first; the rule can wait. I have done that before, with the man from the ferry.",
        "lighter",
    ),
    Note("She hung up in the middle of my sentence.", "She thinks I'm reading it from a card.", ("mind_reading",)),
    Note(
        "Third complaint about the app in an hour.",
        "It's always my calls. I should have known what to say by now.",
        ("all_or_nothing", "should"),
        "Three of eleven were about the app, and the app is broken. I wrote it on the barrier board.",
        "put_down",
    ),
    Note(
        "A thank-you in the survey.", "She says that to everybody.", ("discounting",), "I found the parcel.", "lighter"
    ),
    Note(
        "Got lost between two screens.", "I'm useless with that screen.", ("labelling",), "I ask Noor to show me.", ""
    ),
)
SEEN = (
    (4, {"me": "Tired, and quick."}, "21322"),
    (3, {"customers": "Mostly people with one question."}, "22332"),
    (2, {"organisation": "The new script came from us. That was new."}, "22433"),
    (1, {"me": "I know three ways to close a call now.", "customers": "Two bad ones, the rest ordinary."}, "33443"),
    (0, {"me": "Rested. The openings are mine.", "organisation": "Tom answered the question about Sundays."}, "44434"),
)
MARKS = ("me.rest", "me.skill", "customers.people", "organisation.backing", "organisation.hearing")


def set_up(agent: Person, *, now: datetime) -> None:
    """Give the agent notes, pictures and a line that waits. Once: what a visitor changes stays."""
    today = now.date()
    for number, (note, days) in enumerate(zip(SAID, DAYS, strict=True)):
        actions.keep_note(agent, note, key=_key(agent, f"note {number}"), on=today - timedelta(days=days))
    for ago, lines, marks in SEEN:
        on = today - timedelta(days=30 * ago)
        picture = Picture(lines, dict(zip(MARKS, map(int, marks), strict=True)))
        actions.keep_picture(agent, picture, key=_key(agent, f"picture {ago}"), on=on)
    words = "I repeat the question first; the rule can wait."
    actions.keep_line(agent, words, after_days=7, key=_key(agent, "line"), on=today)


def _key(agent: Person, name: str) -> UUID:
    return uuid5(NOTES, f"{agent.key} {name}")
