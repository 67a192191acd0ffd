"""The canonical segment: the one shape all sources are turned into.

Key: ``(source, conversation, segment_id, revision)``. Same key and same text is a duplicate; same key and other text is
a conflict and is rejected, never overwritten.
"""

from datetime import datetime

import msgspec

from hearten_ear.conversation import Channel, Party, Role, Turn


class Redaction(msgspec.Struct, frozen=True, gc=False):
    """A masked stretch of the text, as half-open character offsets into it."""

    start: int
    end: int
    label: str


class Segment(msgspec.Struct, frozen=True, gc=False):
    """One settled or unsettled piece of speech or writing from one party of one conversation.

    ``confidence`` is 0–1 or null. ``raw_ref`` points at the bytes it came from (``digest:offset``). ``order`` is the
    source's own sequence number where it has one. ``channel``, ``queue``, ``agent_ref`` (the agent's id at the source)
    and ``customer_ref`` (the customer's) describe the contact and may ride along on any segment of it. A
    ``customer_ref`` is personal: whoever keeps segments keeps a keyed hash of it at most.
    """

    source: str
    conversation: str
    segment_id: str
    party: Party
    text: str
    revision: int = 0
    final: bool = True
    order: int | None = None
    channel_index: int | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    sent_at: datetime | None = None
    language: str | None = None
    redactions: tuple[Redaction, ...] = ()
    confidence: float | None = None
    received_at: datetime | None = None
    raw_ref: str | None = None
    channel: Channel | None = None
    queue: str | None = None
    agent_ref: str | None = None
    customer_ref: str | None = None

    @property
    def may_be_scored(self) -> bool:
        """Say whether this is a final customer turn whose role is known, the only thing Hearten ever scores."""
        return self.final and self.party.may_be_scored

    def as_turn(self) -> Turn:
        """Give the part of the segment that the engine reads."""
        return Turn(self.party, self.text, self.language, self.start_ms, self.end_ms, self.sent_at)


class ContactEvent(msgspec.Struct, frozen=True, gc=False):
    """A change in the state of a contact, or of an agent at the phone system, as the source tells it.

    ``kind`` is one of ``started held resumed transferred wrap_up ended`` (contact) or ``agent_state`` (agent), where
    ``state`` is ``ready`` or ``not_ready``. ``event_id`` makes it idempotent; ``order`` is the source's sequence.
    """

    source: str
    event_id: str
    kind: str
    conversation: str | None = None
    agent_ref: str | None = None
    state: str | None = None
    order: int | None = None
    channel: Channel | None = None
    queue: str | None = None
    language: str | None = None
    at: datetime | None = None
    customer_ref: str | None = None


class Problem(msgspec.Struct, frozen=True, gc=False):
    """One item that could not be read: where it lies, what is wrong with it, what to do.

    ``code`` is stable and machine-readable (``text_not_a_string``); ``where`` is a path a person can find
    (``Transcript[3].Content``, ``line 12``); ``message`` is a sentence that names what was expected. Neither ever
    echoes the content.
    """

    code: str
    where: str
    message: str


class Skipped(msgspec.Struct, frozen=True, gc=False):
    """Something read correctly and left out by rule: ``echo``, ``empty``, ``bot``. An unknown role is no reason."""

    reason: str
    where: str


__all__ = ["ContactEvent", "Problem", "Redaction", "Role", "Segment", "Skipped"]
