"""The head ``hostile`` and the level: what the other signals add up to, by a rule one can read aloud."""

from collections.abc import Mapping

from hearten_ear.reading import ABUSIVE, CALM, HEATED, HOSTILE
from hearten_ear.signals.base import Heard, Settings, Signal

#: A head counts as heard from here on.
HEARD = 0.5
AT_THE_PERSON = ("insult", "threat", "identity_attack", "sexual_harassment")
ABUSE = ("threat", "identity_attack", "sexual_harassment")
ANGER = ("profanity", "frustration", "rudeness")


def hear_hostile(heard: Heard, settings: Settings) -> float:
    """Join what is aimed at the person in full, and anger in part.

    Anger alone never reaches 0.5: a customer who swears at a bill is not hostile to the agent.
    """
    doubt = 1.0
    for head in AT_THE_PERSON:
        doubt *= 1.0 - heard.heads[head]
    anger = 1.0
    for head in ANGER:
        anger *= 1.0 - settings[head] * heard.heads[head]
    return 1.0 - doubt * max(anger, 1.0 - settings["anger_at_most"])


def level_of(heads: Mapping[str, float]) -> int:
    """Say the level of one turn from its heads.

    3 abusive: a threat, an identity attack or sexual harassment. 2 hostile: an insult or swearing at the agent.
    1 heated: swearing, frustration or rudeness without any of these. 0 calm: none. Distress, demands, escalation,
    rambling and thanks never raise the level: they are not hostility.
    """
    if any(heads[head] >= HEARD for head in ABUSE):
        return ABUSIVE
    if heads["insult"] >= HEARD:
        return HOSTILE
    if any(heads[head] >= HEARD for head in ANGER):
        return HEATED
    return CALM


SIGNALS = (
    Signal(
        "hostile",
        needs=AT_THE_PERSON + ANGER,
        emits="hostile",
        settings={"profanity": 0.25, "frustration": 0.15, "rudeness": 0.35, "anger_at_most": 0.45},
        hear=hear_hostile,
    ),
)
