"""Small sound documents of every format, to be spoilt; and the published samples, read where they lie."""

import json
import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = Path(os.environ.get("HEARTEN_SHARED") or ROOT.parent / "shared") / "samples"
LARGEST = 60_000  # bytes of a sample that is worth mutating
MOST = 40

CALL = {
    "Channel": "VOICE",
    "LanguageCode": "en-US",
    "CustomerMetadata": {"ContactId": "c"},
    "Participants": [
        {"ParticipantId": "A", "ParticipantRole": "AGENT"},
        {"ParticipantId": "C", "ParticipantRole": "CUSTOMER"},
    ],
    "Transcript": [
        {"Id": "1", "ParticipantId": "A", "Content": "Hello.", "BeginOffsetMillis": 0, "EndOffsetMillis": 900},
        {"Id": "2", "ParticipantId": "C", "Content": "You [PII].", "BeginOffsetMillis": 950, "EndOffsetMillis": 1900},
    ],
}
VCON = {
    "uuid": "v-1",
    "parties": [{"name": "Ana", "role": "agent"}, {"name": "Kim", "role": "customer"}],
    "dialog": [
        {"type": "text", "start": "2026-03-01T10:00:00Z", "parties": [1, 0], "originator": 1, "body": "Hi\n> before"},
        {
            "type": "text",
            "start": "2026-03-01T10:00:09Z",
            "parties": [0, 1],
            "mediatype": "multipart/mixed; boundary=b",
            "body": "--b\r\nContent-Type: text/html; charset=utf-7\r\n\r\n<p>x</p>\r\n--b--",
        },
        {"type": "recording", "start": "2026-03-01T10:01:00Z", "duration": 5.5, "parties": [1, 0]},
    ],
    "analysis": [
        {"type": "transcript", "dialog": 2, "body": [{"speaker": "Agent", "message": "Hi", "start": 1}]},
        {"type": "transcript", "dialog": 2, "encoding": "json", "body": '{"transcript": "x", "words": []}'},
    ],
}
SEGMENT = {
    "conversation": "c",
    "segment_id": "1",
    "role": "customer",
    "text": "Good morning.",
    "revision": 0,
    "final": True,
    "order": 1,
    "start_ms": 10,
    "end_ms": 20,
    "sent_at": "2026-03-01T14:02:11Z",
    "language": "en-GB",
    "confidence": 0.9,
    "channel": "voice",
    "queue": "billing",
    "agent": "a-1",
}
EVENT = {"event": "started", "event_id": "e", "conversation": "c", "agent": "a-1", "at": "2026-03-01T14:02:11Z"}
STATE = {"event": "agent_state", "event_id": "s", "agent": "a-1", "state": "ready"}
CHAT = {
    "event": "message_created",
    "id": 5,
    "content": "<p>Hi</p><blockquote>before</blockquote>",
    "content_type": "text",
    "message_type": "incoming",
    "created_at": "2026-03-01T14:02:11Z",
    "sender": {"type": "contact"},
    "conversation": {"id": 2, "channel": "Channel::Email", "meta": {"assignee": {"id": 7}}},
    "inbox": {"id": 3},
}
TEMPLATE = {
    "items": "list",
    "fields": {
        "conversation": "$.c",
        "segment_id": "id",
        "role": {"path": "r", "values": {"user": "customer"}, "default": "agent"},
        "text": "t",
        "sent_at": "at",
        "start_ms": {"path": "s", "unit": "ticks"},
        "revision": "rev",
        "confidence": "conf",
        "agent": "a",
    },
    "filter": [{"path": "p", "not": False}],
    "zone": "Europe/Lisbon",
}
WEBHOOK = {"c": 1, "list": [{"id": 1, "r": "user", "t": "Hi", "at": 1, "s": "20", "rev": "3", "conf": "0.5", "a": 7}]}
VTT = "WEBVTT\nLanguage: en\n\nNOTE x\n\n1\n00:00:01.000 --> 00:00:02.000\n<v Kim>Hi.\n\n00:03.0 --> 00:04.0\nAgent: x"
SRT = "1\n00:00:01,000 --> 00:00:02,000\nKim: Hi.\n\n2\n00:00:03,000 --> 00:00:04,000\nKim: x\n"
MAIL = (
    "<html><head><title>x</title></head><body><p>Now &amp; then</p><!-- --><div class='gmail_quote'>old</div>"
    "</body></html>\nOn Sun, 1 Mar 2026 at 10:00, Kim <k@x.example> wrote:\n> before\n-- \nKim"
)

WRITTEN: dict[str, tuple[bytes, ...]] = {
    "contact-lens": (json.dumps(CALL).encode(),),
    "vcon": (json.dumps(VCON).encode(),),
    "webvtt": (VTT.encode(),),
    "srt": (SRT.encode(),),
    "hearten-jsonl": tuple(
        "\n".join(json.dumps(item) for item in items).encode() for items in ([SEGMENT], [EVENT, SEGMENT, STATE])
    ),
    "wire": (json.dumps([SEGMENT, EVENT, STATE]).encode(), json.dumps(SEGMENT).encode()),
    "chatwoot": (json.dumps(CHAT).encode(), json.dumps({**CHAT, "event": "message_updated", "updated_at": 1}).encode()),
    "mapped": (json.dumps(WEBHOOK).encode(),),
    "mapping": (json.dumps(TEMPLATE).encode(),),
    "mail": (MAIL.encode(), json.dumps(VCON["dialog"][1]["body"]).encode()),  # type: ignore[index]
    "json": (json.dumps({"a": [1, -2.5e3, "é\\u0301", None, {"b": True}]}).encode(),),
    "engine": (b"you are a us\xe2\x80\x8bele\xcc\x81ss 1d10t, i will f*ck you up [PII]",),
}


@cache
def published() -> tuple[bytes, ...]:
    """Give small published samples, in the order of their paths; none where they are not on this machine."""
    if not SAMPLES.is_dir():
        return ()
    files = sorted(path for path in SAMPLES.rglob("*") if path.suffix in {".json", ".vcon", ".vtt", ".srt", ".jsonl"})
    small = [path for path in files if 0 < path.stat().st_size <= LARGEST]
    step = max(1, len(small) // MOST)
    return tuple(path.read_bytes() for path in small[::step])


def seeds_of(name: str) -> tuple[bytes, ...]:
    """Give the seeds of one target: its own, and for whole files the published ones too."""
    files = {"contact-lens", "vcon", "webvtt", "srt", "hearten-jsonl", "any file"}
    own = WRITTEN.get(name, ()) or tuple(seed for group in WRITTEN.values() for seed in group)
    return own + (published() if name in files else ())
