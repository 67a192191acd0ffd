"""What the coordinator and its workers say to each other: a length, then one of these as msgpack."""

import struct

import msgspec

from hearten_ear.archive.shapes import Chunk, Done, Options

LENGTH = struct.Struct("<I")


class Setup(msgspec.Struct, frozen=True, tag=True):
    """The first message to a worker: where parts go, and how rows are read."""

    out: str
    options: Options


class Look(msgspec.Struct, frozen=True, tag=True):
    """Asks for the row groups of a Parquet file."""

    name: str


class Work(msgspec.Struct, frozen=True, tag=True):
    """Asks for a chunk."""

    chunk: Chunk


class Hello(msgspec.Struct, frozen=True, tag=True):
    """A worker is ready, with this model."""

    model: str


class Seen(msgspec.Struct, frozen=True, tag=True):
    """The row groups of a Parquet file, or why it cannot be read."""

    groups: tuple[int, ...] = ()
    problem: tuple[str, str] | None = None


class Made(msgspec.Struct, frozen=True, tag=True):
    """A chunk has become a part that is durable."""

    done: Done


class Broken(msgspec.Struct, frozen=True, tag=True):
    """A chunk could not become a part, for a reason outside its rows."""

    part: int
    why: str


Request = Setup | Look | Work
Answer = Hello | Seen | Made | Broken
