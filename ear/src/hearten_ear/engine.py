"""The door to the engine: load it, score texts, read turns under house law 1.

Only a final turn of a customer whose role is known is ever scored, and only in a language Hearten knows. A source that
does not say its language (``None``) is taken at the language it was set up for, which the caller passes.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

import msgspec

from hearten_ear.conversation import Role, Turn
from hearten_ear.kernel import batch
from hearten_ear.kernel.phrasebook import shipped
from hearten_ear.kernel.rules import Rules
from hearten_ear.kernel.scorer import Scorer
from hearten_ear.kernel.trained import Trained
from hearten_ear.languages import KNOWN
from hearten_ear.reading import Reading
from hearten_ear.signals import Settings
from hearten_ear.signals.hostile import HEARD

#: Names and three-letter codes that sources write instead of a tag.
_NAMES = {
    "english": "en", "eng": "en", "spanish": "es", "spa": "es", "español": "es", "french": "fr", "fra": "fr",
    "fre": "fr", "german": "de", "deu": "de", "ger": "de", "deutsch": "de", "catalan": "ca", "cat": "ca",
    "italian": "it", "ita": "it", "portuguese": "pt", "por": "pt", "dutch": "nl", "nld": "nl", "polish": "pl",
    "pol": "pl", "arabic": "ar", "ara": "ar", "hindi": "hi", "hin": "hi", "chinese": "zh", "zho": "zh",
    "mandarin": "zh", "japanese": "ja", "jpn": "ja", "korean": "ko", "kor": "ko", "russian": "ru", "rus": "ru",
    "turkish": "tr", "tur": "tr", "welsh": "cy", "cym": "cy",
}  # fmt: skip
_LOG = logging.getLogger("hearten_ear")
_PRIMARY = re.compile(r"[^\W\d_]{2,20}")

#: What a cue is named after, first that is heard wins. Safeguarding outranks everything: a customer in danger, then a
#: threat. What was done to the agent comes next, then what has a way out of its own (a demand, a wish for somebody
#: else, a turn without end), then mere anger, then thanks.
PRECEDENCE = (
    "distress",
    "threat",
    "identity_attack",
    "sexual_harassment",
    "insult",
    "demand",
    "escalation",
    "rambling",
    "profanity",
    "frustration",
    "thanks",
)


class NotHeard(msgspec.Struct, frozen=True, gc=False):
    """A turn that was not read. ``reason`` is ``not_customer``, ``role_unknown`` or ``language:es``."""

    reason: str


class Engine:
    """Hears what is said to an agent, in one language.

    Whatever stands behind it is a :class:`hearten_ear.kernel.scorer.Scorer`: rules, or a trained model and them.
    """

    def __init__(self, language: str, scorer: Scorer) -> None:
        self.language = language
        self._scorer = scorer

    @property
    def model(self) -> str:
        """Name the scorer and its version, as in every reading: ``rules-en-2``."""
        return self._scorer.model

    def score(self, texts: Sequence[str], contexts: Sequence[str | None] | None = None) -> list[Reading]:
        """Give one reading per text, in order. ``contexts`` has as many entries, each what was said before or ``None``.

        Knows no roles: callers that have a :class:`Turn` use :meth:`read_turn`.
        """
        return self._scorer.score(texts, contexts)

    def read_turn(
        self, turn: Turn, *, context: str | None = None, source_language: str | None = None
    ) -> Reading | NotHeard:
        """Read a turn if house law 1 allows it, else say why not.

        ``source_language`` is what the source was set up for, taken where the turn names no language.
        """
        refused = refusal(turn, source_language or self.language, self.language)
        return refused or self._scorer.score((turn.text,), (context,))[0]


def refusal(turn: Turn, source_language: str, heard: str) -> NotHeard | None:
    """Say why a turn may not be read by an engine that hears ``heard``; ``None`` if it may."""
    if not turn.party.may_be_scored:
        known_other = turn.party.role not in {Role.CUSTOMER, Role.UNKNOWN}
        return NotHeard("not_customer" if known_other else "role_unknown")
    language = language_code(turn.language or source_language)
    return None if language == heard else NotHeard(f"language:{language}")


def language_code(tag: str) -> str:
    """Bring a tag or name (``en-US``, ``en_gb``, ``English``, ``Catalan``) to its primary code; ``und`` if it has none.

    A name we have no code for comes back as it is, in lower case and letters only.
    """
    found = _PRIMARY.match(tag.strip().casefold())
    if found is None:
        return "und"
    return _NAMES.get(found[0], found[0])


def hears(language: str | None) -> bool:
    """Say whether a turn in this language can be read.

    ``None`` means that the source does not say: the turn is taken at the language the source was set up for, so
    nothing speaks against it here. ``""`` and ``und`` say that it is unknown: never read.
    """
    return language is None or language_code(language) in KNOWN


def build_engine(language: str = "en", settings: Mapping[str, Settings] | None = None) -> Engine:
    """Build an engine; ``settings`` override the defaults of signals by name. Raises on an unknown language or name."""
    code = language_code(language)
    rules = Rules(shipped(code), settings)
    try:
        weights = model_bytes(code)
    except FileNotFoundError:
        _LOG.warning("The weights of %s are not installed: hearing by phrases alone.", code)
        return Engine(code, rules)
    return Engine(code, Trained(batch.load(weights), rules, settings))


def model_bytes(code: str) -> bytes:
    """Read the shipped weights of a language. Raises ``FileNotFoundError`` where an installation lacks them."""
    return resources.files("hearten_ear").joinpath("model", f"ear-{code}.ear").read_bytes()


@cache
def _cached(code: str) -> Engine:
    return build_engine(code)


def load_engine(language: str = "en") -> Engine:
    """Give the engine of a language with its default settings, built once per process (a quarter of a second)."""
    return _cached(language_code(language))


def read_turn(turn: Turn, *, context: str | None = None, source_language: str = "en") -> Reading | NotHeard:
    """Read a turn with the engine of its own language, if there is one and house law 1 allows it."""
    code = language_code(turn.language or source_language)
    if code not in KNOWN:
        return refusal(turn, source_language, "") or NotHeard(f"language:{code}")
    return load_engine(code).read_turn(turn, context=context, source_language=source_language)


def kind_of(reading: Reading) -> str:
    """Name the leading kind of a reading, by :data:`PRECEDENCE`; ``calm`` if nothing was heard.

    Rudeness has no kind of its own: its way out is that of frustration.
    """
    heads = reading.heads
    for kind in PRECEDENCE:
        if heads[kind] >= HEARD:
            return kind
        if kind == "frustration" and heads["rudeness"] >= HEARD:
            return kind
    return "calm"
