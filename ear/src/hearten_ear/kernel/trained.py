"""The trained scorer: learned heads for every turn, and phrases with them for turns that may raise something.

A turn all of whose probabilities lie below the model's gates is calm: its reading is made by the kernel at once. Any
other is read by the phrases as well, and the two are joined head by head:

- a head is as sure as the surer of the two; ``rambling`` is heard by rule alone, and ``profanity``, ``distress``,
  ``demand`` and ``escalation`` need their words;
- what the question before asked for (``what did he call you?``) is a report, whoever heard it;
- a turn that is hostile as a whole and by no single kind is an insult, and what is abuse is hostile.

Spans are the phrases' words and, where the weights alone raised a head, the words that raised it most.
"""

from collections.abc import Mapping, Sequence

from hearten_ear.kernel.batch import Model
from hearten_ear.kernel.calm import CalmReadings
from hearten_ear.kernel.hearing import Limits, hearer
from hearten_ear.kernel.rules import MOST_SPANS, Rules
from hearten_ear.normal import LONGEST_READ, both_ends, hide_masks
from hearten_ear.reading import HEADS, Reading, Span
from hearten_ear.signals import Settings, level_of, with_settings
from hearten_ear.signals.hostile import AT_THE_PERSON, HEARD

#: Heads that the phrases alone hear.
BY_RULE = frozenset({"rambling"})
#: A column that is no head: how likely the phrases hear anything in a turn.
GATE = "phrases"
#: Heads that the weights alone never make heard, only likely: ``profanity`` is a word that is there or not;
#: ``distress`` puts steps for danger on the desk, and ``demand`` and ``escalation`` have ways out of their own, while
#: the rows that were learned from hold grief, haste and late parcels as well.
BY_WORD = frozenset({"profanity", "distress", "demand", "escalation"})
#: A kind of abuse is heard by weights alone only where the turn as a whole is at least so likely hostile to the person.
AGREED = 0.15
#: Just below heard: what a report is held to.
UNHEARD = 0.45
#: Of the words that raised a head so many are named, if they have at least this share of the weight of the first.
MOST_NAMED, LEAST_SHARE = 3, 0.35


_NOTHING: tuple[None] = (None,)


class Trained:
    """Scores by a trained model and the phrases of its language. Pure, as :class:`Rules` is."""

    def __init__(self, model: Model, rules: Rules, settings: Mapping[str, Settings] | None = None) -> None:
        self.model = model.definition.name
        self._learned = model
        self.rules = rules
        chosen = {signal.name: values for signal, values in with_settings(settings)}
        self._gains = {head: float(chosen[head].get("gain", 1.0)) for head in HEADS if head in chosen}
        points = model.definition.about.get("log_odds_per_point", "")
        self._units = {head: float(unit) for head, unit in zip(model.heads, points.split(), strict=False)}
        self._plain = all(gain == 1.0 for gain in self._gains.values()) and settings is None
        names = {head: head for head in model.heads if head in HEADS and head not in BY_RULE}
        long = int(chosen["rambling"]["from_words"])
        made = CalmReadings(dict.fromkeys(HEADS, 0.0), names, "hostile", self.model, long)
        model.make_readings(made)
        limits = Limits(AGREED, UNHEARD, LEAST_SHARE, MOST_NAMED)
        self._quick = hearer(model, rules, made, self._units, limits) if self._plain and rules.plain else None

    def score(self, texts: Sequence[str], contexts: Sequence[str | None] | None = None) -> list[Reading]:
        """Give one reading per text; ``contexts``, where given, has as many entries."""
        before: Sequence[str | None] = _NOTHING * len(texts) if contexts is None else contexts
        if len(before) != len(texts):
            raise ValueError(f"{len(texts)} texts and {len(before)} contexts")
        if self._quick is None:
            calm = self._learned.calm_readings(list(texts), None) if self._plain else [None] * len(texts)
            return [
                reading or self._full(text, context) for reading, text, context in zip(calm, texts, before, strict=True)
            ]
        if len(texts) == 1:
            return [self._quick.one(texts[0], before[0]) or self._full(texts[0], before[0])]
        readings, left = self._quick.many(list(texts), None if contexts is None else list(contexts))
        for index in left:
            readings[index] = self._full(texts[index], before[index])
        return readings

    def _full(self, text: str, context: str | None) -> Reading:
        text = hide_masks(text)
        read = text if len(text) <= LONGEST_READ else both_ends(text).text
        chances = self._learned.chances(self._learned.score_texts([read]))[0].tolist()
        told = self.rules.score((text,), (context,))[0]
        # How hostile mere anger is, the weights know better than the phrases' rule.
        heads = {**told.heads, "hostile": 0.0}
        doubtful = chances[self._learned.heads.index("hostile")] < 10_000 * AGREED
        for head, chance in zip(self._learned.heads, chances, strict=True):
            if head in heads and head not in BY_RULE:
                learned = chance / 10_000 * self._gains.get(head, 1.0)
                alone = head in BY_WORD or (doubtful and head in AT_THE_PERSON)
                heads[head] = max(heads[head], min(learned, UNHEARD) if alone else learned)
        if context:
            for head in self.rules.asked_for(context):
                heads[head] = min(heads[head], UNHEARD)
                heads["hostile"] = min(heads["hostile"], UNHEARD)
        heads = settled(heads, self._gains.get("insult", 1.0))
        return Reading(heads["hostile"], heads, level_of(heads), self._spans(read, text, heads, told), self.model)

    def _spans(self, read: str, text: str, heads: Mapping[str, float], told: Reading) -> tuple[Span, ...]:
        spans = [span for span in told.spans if heads[span.signal] >= HEARD]
        named = {span.signal for span in spans}
        if read is text:
            for head in self._learned.heads:
                if head not in {GATE, "hostile", *BY_RULE, *named} and heads[head] >= HEARD:
                    spans += self._fired(text, head)
        return tuple(sorted(spans, key=lambda span: (span.start, span.end, span.signal))[:MOST_SPANS])

    def _fired(self, text: str, head: str) -> list[Span]:
        """Name the words that raised a head most: the strongest single stretches, none twice."""
        found: list[Span] = []
        first, unit = 0, self._units.get(head, 0.0)
        bare, lead = text.strip(), len(text) - len(text.lstrip())
        for first_at, end_at, weight in self._learned.explain(bare, head):
            first = first or weight
            if weight < max(1, first * LEAST_SHARE) or len(found) == MOST_NAMED:
                break
            said = bare[first_at:end_at]
            start = lead + first_at + len(said) - len(said.lstrip())
            end = lead + end_at - len(said) + len(said.rstrip())
            if start < end and not any(start < span.end and span.start < end for span in found):
                found.append(Span(start, end, head, round(weight * unit, 2)))
        return found


def settled(heads: dict[str, float], gain: float = 1.0) -> dict[str, float]:
    """Make the heads agree: abuse is hostile, and what is hostile by no single kind is an insult, by its ``gain``."""
    sure = max(heads[head] for head in AT_THE_PERSON)
    hostile = max(heads["hostile"], sure) if sure >= HEARD else heads["hostile"]
    insult = max(heads["insult"], gain * hostile) if hostile >= HEARD > sure else heads["insult"]
    return {head: round({"hostile": hostile, "insult": insult}.get(head, heads[head]), 4) for head in HEADS}
