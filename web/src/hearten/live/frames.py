"""The frames of the stream, as bytes. Only durable notices carry an ``id:``; a control frame must not move a cursor."""

import msgspec

from hearten.live.queries import Told


def notice(told: Told) -> bytes:
    """Say that something changed. The number is in the data too: a browser keeps the last id for frames without one."""
    data = msgspec.json.encode({"seq": told.seq, "kind": told.kind, "object": told.object_id})
    return b"id: %d\ndata: %b\n\n" % (told.seq, data)


def nudge(kind: str) -> bytes:
    """Say "look again" without a number."""
    return b"data: %b\n\n" % msgspec.json.encode({"kind": kind})


def hello(seq: int, who: str, heartbeat: float, retry_ms: int) -> bytes:
    """Say where the stream begins, whose it is, how often the heart beats, and when to come back after a break."""
    data = msgspec.json.encode({"seq": seq, "who": who, "heartbeat": heartbeat})
    return b"retry: %d\nevent: hello\ndata: %b\n\n" % (retry_ms, data)


def reset(seq: int) -> bytes:
    """Say that too much was missed: look at everything again, then go on after ``seq``."""
    return b"event: reset\ndata: %b\n\n" % msgspec.json.encode({"seq": seq})


HEARTBEAT = b"event: heartbeat\ndata: {}\n\n"
AGAIN = b"event: again\ndata: {}\n\n"  # the end of a stream's life: come back at once
CROWDED = b"event: crowded\ndata: {}\n\n"  # this person has too many streams: ask instead of coming back
