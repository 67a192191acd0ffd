"""What the engine heard in one turn.

This is the measuring seam: ``hearten-ear score --jsonl`` and :func:`hearten_ear.engine.Engine.score` give the same
fields, and a trained model changes their values, never their names.
"""

import msgspec

#: Every head and every signal the engine knows, in the order they are shown.
HEADS = (
    "hostile",
    "insult",
    "threat",
    "identity_attack",
    "sexual_harassment",
    "profanity",
    "frustration",
    "rudeness",
    "demand",
    "escalation",
    "rambling",
    "distress",
    "thanks",
)

CALM, HEATED, HOSTILE, ABUSIVE = range(4)


class Span(msgspec.Struct, frozen=True, gc=False):
    """Words that fired a signal: half-open character offsets into the text as it was given.

    ``weight`` is how much they count for it, in log-odds: 0 is even, 2 is seven to one.
    """

    start: int
    end: int
    signal: str
    weight: float = 0.0


class Reading(msgspec.Struct, frozen=True, gc=False):
    """One turn, heard.

    ``hostility`` is 0–1: how sure we are that the turn is hostile to the person. ``heads`` maps each of :data:`HEADS`
    to 0–1. ``level`` is 0 calm, 1 heated, 2 hostile, 3 abusive, by what was said in this turn alone. ``model`` names
    the engine and its version.
    """

    hostility: float
    heads: dict[str, float]
    level: int
    spans: tuple[Span, ...]
    model: str

    def signals(self, at_least: float = 0.5) -> tuple[str, ...]:
        """Name the signals heard with at least this certainty, in the order of :data:`HEADS`."""
        return tuple(head for head in HEADS if self.heads.get(head, 0.0) >= at_least)

    def words(self, text: str) -> tuple[str, ...]:
        """Cut the words that fired out of the text, in order: overlapping spans as one stretch, repeats once."""
        stretches: list[list[int]] = []
        for span in sorted(self.spans, key=lambda each: (each.start, -each.end)):
            if stretches and span.start < stretches[-1][1]:
                stretches[-1][1] = max(stretches[-1][1], span.end)
            else:
                stretches.append([span.start, span.end])
        said = [text[start:end] for start, end in stretches]
        folded = [words.casefold() for words in said]
        kept = {
            key: words
            for key, words in zip(folded, said, strict=True)
            if not any(key != other and f" {key} " in f" {other} " for other in folded)
        }
        return tuple(kept.values())
