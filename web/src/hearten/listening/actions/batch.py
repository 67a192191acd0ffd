"""What a batch has in hand while it is being heard: its contacts, and the rows it will write."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Self
from uuid import UUID

import msgspec

from hearten.listening import hot
from hearten.listening.events import ContactsOver, contacts_over
from hearten.listening.models import Contact, ContactState, HeardEvent
from hearten.listening.rules import Following, TurnHeard
from hearten.staffing import actions as staffing
from hearten_ear.conversation import Role
from hearten_ear.segment import ContactEvent, Segment

_following = msgspec.json.Decoder(Following)
UNDER_WAY = (ContactState.LIVE, ContactState.HELD)


@dataclass(slots=True)
class ContactInHand:
    """A contact's row while a batch changes it."""

    id: int
    stored_key: Any
    channel: str
    queue: str
    language: str
    agent_ref: str
    agent_id: int | None
    agent_order: int | None
    state: str
    state_order: int | None
    heard_at: Any  # as the database gave it, or a datetime of this batch
    ended_at: Any
    following: Following
    level: int
    not_heard: str
    customer: str
    changed: bool = False
    moved: bool = False  # more than its turns: agent, state, or what describes it
    turns: list[tuple[TurnHeard, str]] = field(default_factory=list)
    corrected: bool = False

    @classmethod
    def of(cls, contact: hot.KnownContact) -> Self:
        """Take a contact in hand. A state another version wrote is folded again from the turns that were kept."""
        try:
            following, again = _following.decode(contact.following) if contact.following else Following(), False
        except msgspec.MsgspecError:
            following, again = Following(), True
        return cls(
            contact.id,
            contact.key,
            contact.channel,
            contact.queue,
            contact.language,
            contact.agent_ref,
            contact.agent_id,
            contact.agent_order,
            contact.state,
            contact.state_order,
            contact.heard_at,
            contact.ended_at,
            following,
            contact.level,
            contact.not_heard,
            contact.customer,
            corrected=again,
        )

    @property
    def key(self) -> str:
        """Give the key by which the world knows the contact. Few turns have it told to anybody: made when asked for."""
        return str(UUID(str(self.stored_key)))

    @property
    def touched(self) -> bool:
        """Say whether there is a turn to fold."""
        return bool(self.turns) or self.corrected

    def quiet_row(self) -> hot.QuietRow:
        """Give what is written back after turns alone."""
        following = msgspec.json.encode(self.following).decode()
        return hot.QuietRow(self.heard_at, following, self.level, self.not_heard, self.id)

    def row(self) -> hot.ContactRow:
        """Give what is written back after more than turns."""
        return hot.ContactRow(
            self.channel,
            self.queue,
            self.language,
            self.agent_ref,
            self.agent_id,
            self.agent_order,
            self.state,
            self.state_order,
            self.heard_at,
            self.ended_at,
            msgspec.json.encode(self.following).decode(),
            self.level,
            self.not_heard,
            self.customer,
            self.id,
        )

    def describe(self, item: Segment | ContactEvent, batch: "Batch") -> None:
        """Take over what an item says about the contact itself; what is known already stays."""
        self.changed = True
        self.heard_at = batch.now_kept
        for name in ("channel", "queue", "language"):
            told = getattr(item, name)
            if told and not getattr(self, name):
                setattr(self, name, told)
                self.moved = True
        if item.customer_ref and not self.customer:  # a hash by now: the door has seen to it
            self.customer, self.moved = item.customer_ref, True
        if item.agent_ref and not self.agent_ref:
            self.give_to(item.agent_ref, item.source, batch)
        if isinstance(item, Segment) and item.final:
            self._note_what_is_not_heard(item)

    def _note_what_is_not_heard(self, segment: Segment) -> None:
        if segment.party.may_be_scored:
            self.not_heard = ""
        elif segment.party.role in {Role.UNKNOWN, Role.CUSTOMER} and not (self.turns or self.following.last):
            self.not_heard = self.not_heard or "speaker"  # in whatever order turns come: once heard, it is heard

    def give_to(self, agent_ref: str, source: str, batch: "Batch") -> None:
        """Put the contact on an agent's desk; both agents' desks look again."""
        before = self.agent_id
        self.moved = True
        self.agent_ref = agent_ref
        self.agent_id = batch.agents.get((source, agent_ref))
        for agent_id in {before, self.agent_id} - {None}:
            batch.tell(agent_id, "contact", self.key)
            batch.presence.setdefault(agent_id, [])  # type: ignore[arg-type]

    def new_row(self, segment: Segment, digest: bytes, heads: bytes | None, heard: str) -> hot.SegmentRow:
        """Make the row that is kept of a segment."""
        at_ms = segment.start_ms
        if at_ms is None and segment.sent_at is not None:
            at_ms = round(segment.sent_at.timestamp() * 1000)
        position = segment.order if segment.order is not None else at_ms
        if position is None:  # neither a sequence nor a time: arrival is all there is
            position = (self.following.last[0] if self.following.last else 0) + len(self.turns) + 1
        return hot.SegmentRow(
            self.id,
            segment.segment_id,
            segment.revision,
            digest,
            segment.final,
            position,
            segment.channel_index or 0,
            at_ms,
            heads,
            heard,
        )

    def take_turn(self, row: hot.SegmentRow, *, corrects: bool) -> None:
        """Keep a final turn for folding; one that corrects another makes the whole contact fold again."""
        self.corrected = self.corrected or corrects
        if row.heads is not None:
            turn = TurnHeard(row.segment_id, row.position, row.channel_index, row.at_ms, row.heads)
            self.turns.append((turn, row.heard))


@dataclass
class Batch:
    """Everything one call of ``hear`` will write."""

    agents: Mapping[tuple[str, str], int | None]
    now: datetime
    contacts: dict[tuple[str, str], ContactInHand] = field(default_factory=dict)
    segments: list[hot.SegmentRow] = field(default_factory=list)
    late: list[hot.LateRow] = field(default_factory=list)
    events: list[HeardEvent] = field(default_factory=list)
    notices: dict[tuple[int, str, str], None] = field(default_factory=dict)  # in order, each once
    cues: list[hot.CueRow] = field(default_factory=list)
    presence: dict[int, list[ContactInHand]] = field(default_factory=dict)  # agent → contacts that just ended

    @cached_property
    def now_kept(self) -> Any:
        """Give ``now`` in the form the database keeps, for statements by hand."""
        return hot.as_kept(self.now)

    def tell(self, agent_id: int | None, kind: str, key: Any) -> None:
        """Tell an agent's desk, once per thing, when the batch is durable."""
        if agent_id is not None:
            self.notices[agent_id, kind, str(key)] = None

    def settle_presence(self) -> None:
        """Say how many contacts each agent has now whose contacts began, ended or moved."""
        for agent_id, over in self.presence.items():
            level = max((contact.following.heat.peak for contact in over), default=0)
            under_way = Contact.objects.filter(agent_id=agent_id, state__in=UNDER_WAY).count()
            staffing.contacts_changed(agent_id, contacts_now=under_way, level=level, now=self.now)
            if over or under_way == 0:
                contacts_over.send(Batch, event=ContactsOver(agent_id, len(over), under_way, level))
