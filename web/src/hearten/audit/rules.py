"""The chain: how an entry is tied to the one before it, and how a break is found. Plain data, no database.

Each entry carries an HMAC-SHA-256 over the one before it and over every field of its own, under a key that is not in
the database. Whoever changes, drops, moves or inserts a row without the key breaks the chain at that row. Cutting off
the end breaks nothing inside, so the end is anchored: its number and its HMAC are noted outside the database.
"""

import hmac
import json
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

Fact = str | int | bool | list[str]
START = b"\0" * 32  # what the first entry is tied to
CODE_LENGTH = 80
CODE_CHARACTERS = frozenset(string.ascii_letters + string.digits + "._:+-")


class Link(NamedTuple):
    """One entry as it is tied into the chain. ``facts`` is canonical JSON."""

    seq: int
    at: datetime
    by: UUID | None
    deed: str
    about: UUID | None
    facts: str
    mac: bytes


@dataclass(frozen=True, slots=True)
class Mark:
    """An anchor: at this time the chain ended with this entry. ``seal`` is ours, so that nobody can invent one.

    ``kind`` is "anchor", or "restored" where a backup deliberately took the chain back to this entry.
    """

    kind: str
    seq: int
    at: datetime
    mac: bytes
    seal: bytes


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row that is not as it was written. ``why`` is a code: see ``WHY``."""

    seq: int
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: how many entries hold, where the chain ends, and the first break or None."""

    entries: int
    head: bytes
    marks: int
    broken: Broken | None


WHY = {
    "altered": "does not fit the entry before it: it was changed or moved, or the key is another",
    "missing": "is not there",
    "repeated": "stands where another entry belongs",
    "cut_off": "was anchored and is not there: the end of the chain was cut off",
    "replaced": "is not the entry that was anchored: the chain was written anew",
    "forged": "is named by an anchor that this installation did not seal",
}


def is_code(value: object) -> bool:
    """Say whether a value may be recorded: a number, or a short word of letters, digits and ``._:+-``."""
    if isinstance(value, int):
        return True
    return isinstance(value, str) and len(value) <= CODE_LENGTH and CODE_CHARACTERS.issuperset(value)


def canonical(facts: Mapping[str, Fact]) -> str:
    """Write facts in the one way that is tied into the chain."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def stamp(at: datetime) -> str:
    """Write a time as it is tied into the chain: UTC with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def mac_of(key: bytes, before: bytes, link: Link) -> bytes:
    """Give the 32 bytes that tie a link to the one before it. Each field is preceded by its length: none can leak."""
    fields = (
        str(link.seq),
        stamp(link.at),
        link.by.hex if link.by else "",
        link.deed,
        link.about.hex if link.about else "",
        link.facts,
    )
    encoded = [each.encode() for each in fields]
    return hmac.digest(key, before + b"".join(b"%d:%s," % (len(each), each) for each in encoded), "sha256")


def seal_of(key: bytes, kind: str, seq: int, at: datetime, mac: bytes) -> bytes:
    """Give the seal of an anchor. Its first word keeps it apart from the HMAC of an entry."""
    return hmac.digest(key, f"hearten {kind} {seq} {stamp(at)} ".encode() + mac, "sha256")


def make_mark(key: bytes, kind: str, seq: int, at: datetime, mac: bytes) -> Mark:
    """Make a sealed mark. ``at`` is cut to whole seconds, as it is written on paper."""
    at = at.astimezone(UTC).replace(microsecond=0)
    return Mark(kind, seq, at, mac, seal_of(key, kind, seq, at, mac))


def write_mark(mark: Mark) -> str:
    """Write a mark as one line of text."""
    at = mark.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{mark.kind} {mark.seq} {at} {mark.mac.hex()} {mark.seal.hex()}"


def read_marks(text: str) -> list[Mark]:
    """Read the marks in a text, such as a downloaded anchor; lines of other kinds are passed over."""
    marks = []
    for line in text.splitlines():
        parts = line.split()
        if len(parts) == 5 and parts[0] in {"anchor", "restored"} and parts[1].isdigit():
            try:
                at = datetime.strptime(parts[2], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
                marks.append(Mark(parts[0], int(parts[1]), at, bytes.fromhex(parts[3]), bytes.fromhex(parts[4])))
            except ValueError:
                continue
    return marks


def still_standing(marks: Sequence[Mark]) -> list[Mark]:
    """Give the marks that must hold now, oldest first: a restore made void what lay beyond its place."""
    standing: list[Mark] = []
    for mark in sorted(marks, key=lambda each: each.at):
        if mark.kind == "restored":
            standing = [each for each in standing if each.seq <= mark.seq]
        standing.append(mark)
    return standing


def check_chain(key: bytes, links: Iterable[Link], marks: Sequence[Mark] = ()) -> Report:
    """Walk the chain in the order of its numbers and name the first row that is not as it was written.

    ``links`` must come ordered by ``seq``; they are read once, so a chain of any length fits. ``marks`` from everywhere
    they are kept (database, file, paper) are checked too.
    """
    if forged := _first_forged(key, marks):
        return Report(0, START, len(marks), Broken(forged.seq, "forged"))
    standing = still_standing(marks)
    anchored: dict[int, set[bytes]] = {}
    for mark in standing:
        anchored.setdefault(mark.seq, set()).add(mark.mac)
    if anchored.pop(0, {START}) != {START}:
        return Report(0, START, len(standing), Broken(0, "replaced"))
    head, count = START, 0
    for link in links:
        why = _wrong(key, head, count + 1, link, anchored)
        if why:
            seq = count + 1 if why == "missing" else link.seq
            return Report(count, head, len(standing), Broken(seq, why))
        head, count = link.mac, count + 1
    beyond = min((seq for seq in anchored if seq > count), default=None)
    broken = Broken(count + 1, "cut_off") if beyond is not None else None
    return Report(count, head, len(standing), broken)


def _first_forged(key: bytes, marks: Sequence[Mark]) -> Mark | None:
    for mark in marks:
        if not hmac.compare_digest(mark.seal, seal_of(key, mark.kind, mark.seq, mark.at, mark.mac)):
            return mark
    return None


def _wrong(key: bytes, before: bytes, expected: int, link: Link, anchored: Mapping[int, set[bytes]]) -> str:
    if link.seq > expected:
        return "missing"
    if link.seq < expected:
        return "repeated"
    if not hmac.compare_digest(link.mac, mac_of(key, before, link)):
        return "altered"
    if expected in anchored and anchored[expected] != {link.mac}:
        return "replaced"
    return ""
