"""What the demo's agents have written for themselves: invented, sealed like anybody's, opened by a phrase shown there.

Once somebody's seal is made, nothing is written for them again: what a visitor changes stays.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from hearten.gameplan import actions
from hearten.gameplan.rules.fired import Fired
from hearten.gameplan.rules.plans import Plan
from hearten.gameplan.rules.roadmaps import Mark, Road, Roadmap
from hearten.gameplan.rules.triggers import Trigger
from hearten.people.models import Person
from hearten.seal import actions as seal

#: Shown on the page on which one chooses whose desk to sit down at. It opens invented notes and nothing else.
PASSPHRASE = "harbour lantern quiet morning tea"  # noqa: S105 - meant to be read
NOTES = UUID("7f6b8a54-70a6-4a1b-8f3e-0c1d2e3f4a5b")  # the namespace of the demo's notes

GOAL = "Somebody whom a caller in trouble would want to get. Plain, fair, and home on time."
PLANS = (
    ("they call me names", "say once: I want to help, and I need us to speak respectfully", "verbal_aggression", "", 0),
    ("they ask for my manager a second time", "ask what they would want her to decide", "", "escalation", 0),
    ("they have talked for two minutes", "say their name and ask one yes or no question", "ambiguous", "", 0),
)
SAID = "helped not_thought_of did_it helped helped not_needed helped", "not_thought_of did_it not_thought_of", ""
ROAD = Road(
    ((0, 8), (20_000, 14), (45_000, 22), (70_000, 30), (95_000, 58), (120_000, 86), (150_000, 78), (190_000, 64)),
    (Mark(70_000, "frustration", 1), Mark(95_000, "demand", 0), Mark(120_000, "insult", 2)),
)
ANSWERS = {
    "about": "The refund that was promised twice",
    "meant": "A date for the money, and the customer off the phone knowing it.",
    "turn": "“You people are all the same.” My shoulders went up.",
    "did": "I explained the rule again, faster.",
    "instead": "Say their name, and what I can do today, in one sentence.",
    "then": "They ask “when”, and I can answer that.",
}
THREW = (
    ("verbal_aggression", "insult", 2, "", 1),
    ("disproportionate", "demand", 0, "Wanted it fixed before he hung up. I began to promise.", 2),
    ("verbal_aggression", "profanity", 2, "", 4),
    ("ambiguous", "", 0, "Three requests in one sentence, and I picked the wrong one first.", 6),
)


def set_up(agent: Person, *, now: datetime) -> None:
    """Give the agent a gameplan, where they have not begun one."""
    if seal.set_up(agent, passphrase=PASSPHRASE, now=now) is None:
        return
    today = now.date()
    actions.keep_goal(
        agent, "Somebody whom a caller in trouble would want to get. Plain, fair, and home on time.", on=today
    )
    for number, (moment, act, kind, signal, level) in enumerate(PLANS):
        key = _key(agent, f"plan {number}")
        plan = Plan(key, moment, act, frozenset(kind.split()), frozenset(signal.split()), level, is_card=True)
        actions.keep_plan(agent, plan, on=today)
        for nth, answer in enumerate(SAID[number].split()):
            about = Fired(str(key), f"demo {nth}", answer)
            on = today - timedelta(days=9 - nth)
            actions.answer_fired(agent, about, key=_key(agent, f"{key} {nth}"), on=on, now=now - timedelta(days=2))
    _log(agent, now)
    road = Roadmap(_key(agent, "roadmap"), ANSWERS, 58, "", ROAD)
    actions.keep_roadmap(agent, road, on=today - timedelta(days=3))
    did = {"did": "Read the booking number back before searching: no second search.", "thanks": "you saved my day"}
    actions.keep_good(agent, did, key=_key(agent, "good"), on=today - timedelta(days=1), now=now - timedelta(days=2))


def _log(agent: Person, now: datetime) -> None:
    for number, (kind, heard, level, what, days) in enumerate(THREW):
        trigger = Trigger(_key(agent, f"trigger {number}"), kind, heard, level, f"{9 + number}:4{number}", "", what)
        actions.keep_trigger(agent, trigger, on=now.date() - timedelta(days=days))


def _key(agent: Person, name: str) -> UUID:
    return uuid5(NOTES, f"{agent.key} {name}")
