"""What all files of speech recognisers have in common: turns with times, speakers without roles, shares of certainty.

A recogniser knows voices and channels, not roles. A turn's role is what the person importing says (``speaker 0``,
``channel 1``, ``SPEAKER_01``, a name), or a word that is itself a role (``Agent``); else it is unknown and never
scored.
"""

from dataclasses import dataclass, field
from typing import Any

from hearten_ear.conversation import Channel, Party, Role
from hearten_ear.formats.records import Piece
from hearten_ear.formats.roles import party, role_of_word
from hearten_ear.formats.shapes import ReadOptions
from hearten_ear.formats.words import clean, find_masks, is_too_long
from hearten_ear.segment import Problem, Segment, Skipped

_CHANNELS_MAX = 32767


@dataclass(slots=True)
class Voices:
    """The parties of one file: numbered as they first speak, with the role that was declared for them."""

    options: ReadOptions
    _known: dict[tuple[str | None, ...], Party] = field(default_factory=dict)

    def party_of(self, *names: str | None) -> Party:
        """Give the party known by these names, the most particular first; without any it is nobody in particular."""
        if names not in self._known:
            role = self.options.role_of(*names)
            words = (role_of_word(name) for name in names)
            told = role or next((word for word in words if word is not Role.UNKNOWN), Role.UNKNOWN)
            self._known[names] = party(told, index=len(self._known))
        return self._known[names]


@dataclass(frozen=True, slots=True)
class Said:
    """One turn as a recogniser gives it; times in milliseconds."""

    id: str
    where: str
    text: Any
    party: Party
    start_ms: int | None = None
    end_ms: int | None = None
    channel_index: int | None = None
    language: str | None = None
    confidence: float | None = None
    final: bool = True
    revision: int = 0
    order: int | None = None


def piece_of(said: Said, conversation: str, source: str, channel: Channel = Channel.VOICE) -> Piece | Problem | Skipped:
    """Clean the words and make the segment, or say why there is none."""
    if said.text is None:
        return Skipped("empty", said.where)
    if not isinstance(said.text, str):
        return Problem("text_not_a_string", said.where, "Expected the words as a string.")
    text = clean(said.text)
    if not text:
        return Skipped("empty", said.where)
    if is_too_long(text):
        return Problem("text_too_long", said.where, "Expected at most 1 MB of text.")
    if said.start_ms is not None and said.end_ms is not None and said.end_ms < said.start_ms:
        return Problem("bad_time", said.where, "Expected an end that is not before its start.")
    segment = Segment(
        source,
        conversation,
        said.id,
        said.party,
        text,
        said.revision,
        said.final,
        order=said.order,
        channel_index=said.channel_index,
        start_ms=said.start_ms,
        end_ms=said.end_ms,
        language=said.language,
        redactions=find_masks(text),
        confidence=said.confidence,
        channel=channel,
    )
    return Piece(said.where, segment)


def label(kind: str, value: Any) -> str | None:
    """Name a voice: a number as ``speaker 0``, a word as it is (``SPEAKER_01``), nothing for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return f"{kind} {int(value)}"
    if isinstance(value, str) and (name := value.strip()):
        return f"{kind} {name}" if name.isdecimal() and name.isascii() and len(name) < 10 else name[:200]
    return None


def index_of(value: Any) -> int | None:
    """Give a channel's number where it is one that a segment may carry."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 6:
        value = int(value)
    is_index = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _CHANNELS_MAX
    return value if is_index else None


def share(value: Any) -> float | None:
    """Give a certainty from 0 to 1, or nothing where it is none; a number may come as a string."""
    if isinstance(value, str) and len(value) < 30:
        try:
            value = float(value)
        except ValueError:
            return None
    is_share = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
    return float(value) if is_share else None


def dict_of(value: Any) -> dict[str, Any]:
    """Give an object, or an empty one in the place of anything else."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """Give a list, or an empty one in the place of anything else."""
    return value if isinstance(value, list) else []
