"""The verbs of the promise. Each may be called twice and acts once."""

from datetime import datetime

from hearten.support.actions import hands, moments
from hearten.support.actions.buddies import accept_buddy, choose_buddy, end_buddy, set_reaching
from hearten.support.actions.hands import answer, finish_help, go_on, pass_on, raise_hand, take_back
from hearten.support.actions.moments import (
    ask_for_moment,
    begin_waiting_moment,
    come_back,
    contacts_over,
    offer_moment,
    phone_state_heard,
    put_offer_away,
)
from hearten.support.actions.policies import settle_moments

__all__ = [
    "accept_buddy",
    "answer",
    "ask_for_moment",
    "begin_waiting_moment",
    "choose_buddy",
    "come_back",
    "contacts_over",
    "end_buddy",
    "finish_help",
    "forget_old",
    "go_on",
    "let_go",
    "offer_moment",
    "pass_on",
    "phone_state_heard",
    "put_offer_away",
    "raise_hand",
    "set_reaching",
    "settle_moments",
    "take_back",
]


def let_go(agent_id: int) -> None:
    """Delete what a person has open here: somebody else may be about to sign in as them."""
    moments.let_go(agent_id)
    hands.let_go(agent_id)


def forget_old(now: datetime) -> int:
    """Delete moments and hands within 24 hours of their end. Gives how many rows."""
    return moments.forget_old(now) + hands.forget_old(now)
