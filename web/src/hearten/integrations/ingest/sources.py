"""The sources that may send, read again at most every two seconds: a source shut out is out within that time."""

import logging
import time
from dataclasses import dataclass, field
from secrets import token_urlsafe

import msgspec

from hearten.integrations.models import Source, SourceKind
from hearten.integrations.rules import SignaturePreset
from hearten_ear.conversation import Channel, Role
from hearten_ear.formats import ReadOptions
from hearten_ear.formats.mapped import Mapping, validate_mapping

log = logging.getLogger(__name__)
FRESH_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class KnownSource:
    """What a request must know of its source."""

    id: int
    slug: str
    kind: str
    secrets: tuple[str, ...]
    token_hash: str
    language: str
    channel: Channel | None
    options: ReadOptions
    mapping: Mapping | None
    preset: SignaturePreset | None

    @classmethod
    def of(cls, source: Source) -> "KnownSource":
        """Read a row; a mapping that no longer validates leaves the source without one, and it says so when used."""
        mapping = validate_mapping(source.mapping) if source.mapping else None
        return cls(
            source.pk,
            source.slug,
            source.kind,
            tuple(filter(None, (source.secret, source.next_secret))),
            source.token_hash,
            source.language,
            Channel(source.channel) if source.channel else None,
            ReadOptions(
                source=source.slug,
                zone=source.zone or None,
                roles={name: Role(role) for name, role in source.roles.items()},
                default_language=source.language or None,
            ),
            mapping if isinstance(mapping, Mapping) else None,
            msgspec.convert(source.signature, SignaturePreset) if source.signature else None,
        )


def nobody() -> KnownSource:
    """Give a source that nothing can be genuine for, to check a sender against who names no source."""
    never = token_urlsafe(32)
    options = ReadOptions(source="")
    return KnownSource(0, "", SourceKind.HEARTEN, (never,), "", "", None, options, None, None)


@dataclass(slots=True)
class SourceBook:
    """The active sources by slug."""

    by_slug: dict[str, KnownSource] = field(default_factory=dict)
    read_at: float = float("-inf")

    def is_fresh(self) -> bool:
        """Say whether the book was read within the last two seconds."""
        return time.monotonic() - self.read_at < FRESH_SECONDS

    def read(self) -> None:
        """Read every active source. Runs in a thread that has, or opens, a connection."""
        readable: dict[str, KnownSource] = {}
        for source in Source.objects.filter(is_active=True):
            try:
                readable[source.slug] = KnownSource.of(source)
            except (ValueError, TypeError, AttributeError):
                log.warning("A source cannot be read and is left out: save its settings again.")
        self.by_slug = readable
        self.read_at = time.monotonic()
