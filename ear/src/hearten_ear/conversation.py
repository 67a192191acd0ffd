"""Who speaks, what they said, and when: the frozen shapes every other module passes around.

Times are integer milliseconds from the start of the contact, or a UTC instant for written channels; importers
convert once, by decimals, and nothing converts again.
"""

from datetime import datetime
from enum import StrEnum

import msgspec


class Channel(StrEnum):
    """How the contact reached the centre."""

    VOICE = "voice"
    CHAT = "chat"
    EMAIL = "email"
    SMS = "sms"


class Role(StrEnum):
    """What a party is to the contact. Only ``CUSTOMER`` is ever scored."""

    CUSTOMER = "customer"
    AGENT = "agent"
    BOT = "bot"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"
    UNKNOWN = "unknown"


class RoleBasis(StrEnum):
    """How we know the role. A ``GUESS`` is never scored: it could be an agent."""

    DECLARED = "declared"
    CHANNEL = "channel"
    GUESS = "guess"


class Party(msgspec.Struct, frozen=True, gc=False):
    """One voice in a conversation. ``pseudonym`` is a keyed hash or null, never a name."""

    index: int
    role: Role = Role.UNKNOWN
    role_basis: RoleBasis = RoleBasis.GUESS
    pseudonym: str | None = None

    @property
    def may_be_scored(self) -> bool:
        """Say whether house law 1 lets us read this party's words for hostility."""
        return self.role is Role.CUSTOMER and self.role_basis is not RoleBasis.GUESS


class Turn(msgspec.Struct, frozen=True, gc=False):
    """What one party said in one go.

    ``language`` is a BCP 47 tag or null where the source does not say; null is taken as the language the source was
    set up for. ``start_ms`` and ``end_ms`` count from the start of the contact; written channels give ``sent_at``.
    """

    party: Party
    text: str
    language: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    sent_at: datetime | None = None


class Conversation(msgspec.Struct, frozen=True):
    """A contact as a source knows it, its turns in the order of the canonical rules."""

    source: str
    source_conversation_id: str
    channel: Channel
    started_at: datetime | None = None
    language: str | None = None
    parties: tuple[Party, ...] = ()
    turns: tuple[Turn, ...] = ()
