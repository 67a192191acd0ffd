"""The kinds of trigger, and the signals that each of them gathers."""

from collections.abc import Collection

TRIGGER_KINDS = ("verbal_aggression", "disproportionate", "ambiguous", "unpleasant", "own")

#: What is heard as what. A kind of one's own has no signals: nothing in a contact can call it up by itself.
SIGNALS: dict[str, tuple[str, ...]] = {
    "verbal_aggression": ("insult", "profanity", "threat", "identity_attack", "sexual_harassment"),
    "disproportionate": ("demand", "escalation"),
    "ambiguous": ("rambling",),
    "unpleasant": ("frustration", "distress"),
    "own": (),
}
ALL_SIGNALS = tuple(signal for kind in TRIGGER_KINDS for signal in SIGNALS[kind])
LEVELS = range(4)


def kind_of_signal(signal: str) -> str:
    """Give the kind that gathers a signal; "own" for one that none does."""
    return next((kind for kind, signals in SIGNALS.items() if signal in signals), "own")


def called_up_by(kinds: Collection[str], signals: Collection[str]) -> frozenset[str]:
    """Give every signal that calls a plan up: those it names, and all of the kinds it names."""
    of_kinds = {signal for kind in kinds for signal in SIGNALS.get(kind, ())}
    return frozenset(of_kinds | (set(signals) & set(ALL_SIGNALS)))
