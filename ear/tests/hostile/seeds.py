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

AZURE = {
    "recognizedPhrases": [
        {
            "recognitionStatus": "Success",
            "channel": 0,
            "speaker": 1,
            "offsetInTicks": 400000.0,
            "duration": "PT2.18S",
            "nBest": [{"confidence": 0.9, "display": "Hello.", "words": []}],
        }
    ]
}
AZURE_LIVE = [
    {"Offset": 10000000, "Duration": 5000000, "Text": "you", "SpeakerId": "Guest-1"},
    {
        "RecognitionStatus": "Success",
        "Offset": 10000000,
        "Duration": 9000000,
        "Channel": 0,
        "DisplayText": "You there.",
    },
]
WORDS = [{"word": "hi", "punctuated_word": "Hi.", "start": 0.1, "end": 0.5, "speaker": 0}]
DEEPGRAM = {
    "metadata": {"request_id": "r"},
    "results": {"channels": [{"alternatives": [{"transcript": "Hi.", "confidence": 0.9, "words": WORDS}]}]},
}
DEEPGRAM_LIVE = [
    {
        "type": "Results",
        "channel_index": [0, 2],
        "start": place,
        "duration": 1.0,
        "is_final": True,
        "speech_final": place > 0,
        "channel": {"alternatives": [{"transcript": "Hi.", "confidence": 0.9, "words": WORDS}]},
    }
    for place in (0, 1)
] + [{"type": "UtteranceEnd", "channel": [0, 2], "last_word_end": 0.5}]
WHISPER_SEGMENT = {"id": 1, "start": 0.0, "end": 2.5, "text": " Hi.", "avg_logprob": -0.2, "no_speech_prob": 0.9}
WHISPER = {
    "text": "Hi.",
    "language": "Catalan",
    "segments": [WHISPER_SEGMENT | {"words": WORDS, "speaker": "SPEAKER_00"}],
}
WTF = {
    "transcript": {"text": "Hi.", "language": "en"},
    "segments": [{"id": 0, "start": 0, "end": 1, "text": "Hi.", "speaker": 0, "words": [0]}],
    "speakers": {"0": {"label": "Kim"}},
}
LCA = [
    {"EventType": "START", "CallId": "c", "AgentId": "a", "CreatedAt": "2026-03-01T10:00:00.000Z"},
    {
        "EventType": "ADD_TRANSCRIPT_SEGMENT",
        "CallId": "c",
        "SegmentId": "s",
        "Channel": "CALLER",
        "Transcript": "You [PIN].",
        "IsPartial": False,
        "StartTime": "1.5",
        "EndTime": "2.25",
    },
]
LENS_LIVE = [
    {"EventType": "STARTED", "ContactId": "c"},
    {
        "EventType": "SEGMENTS",
        "ContactId": "c",
        "Segments": [
            {"Utterance": {"TranscriptId": "t", "PartialContent": "You", "BeginOffsetMillis": 1, "EndOffsetMillis": 2}},
            {"Transcript": CALL["Transcript"][0]},  # type: ignore[index]
        ],
    },
]
VOSK = [{"partial": "hel"}, {"text": "hello", "result": [{"word": "hello", "start": 0.1, "end": 0.5}]}]
ASSEMBLYAI = [
    {"type": "Begin", "id": "s"},
    {"turn_order": 0, "end_of_turn": True, "turn_is_formatted": True, "transcript": "Hi.", "words": [{"start": 1}]},
]
TRANSCRIBE = {
    "Transcript": {
        "Results": [
            {
                "ResultId": "r",
                "IsPartial": False,
                "StartTime": 1.0,
                "EndTime": 2.0,
                "ChannelId": "ch_0",
                "Alternatives": [{"Transcript": "Hi.", "Items": [{"Speaker": "0"}]}],
            }
        ]
    }
}
TABLE = 'conversation_id;turn;role;text;start;created_at\nc;1;customer;"Hi\n""you""";1:02.5;2026-03-01 10:00:00\n'
ROWS = [{"speaker": "customer", "message": "Hi.", "turn": 2, "start_ms": 5}, {"speaker": "Kim", "message": "Yes."}]


def _both(*records: object) -> tuple[bytes, bytes]:
    """Give records as lines and as an array."""
    return "\n".join(map(json.dumps, records)).encode(), json.dumps(records).encode()


WRITTEN: dict[str, tuple[bytes, ...]] = {
    "azure-speech": (json.dumps(AZURE).encode(), *_both(*AZURE_LIVE)),
    "deepgram": (json.dumps(DEEPGRAM).encode(), *_both(*DEEPGRAM_LIVE)),
    "whisper": (json.dumps(WHISPER).encode(), *_both(WHISPER_SEGMENT, WHISPER_SEGMENT)),
    "wtf": (json.dumps(WTF).encode(),),
    "aws-lca": _both(*LCA),
    "contact-lens-live": _both(*LENS_LIVE),
    "vosk": _both(*VOSK),
    "assemblyai-live": _both(*ASSEMBLYAI),
    "amazon-transcribe": _both(TRANSCRIBE, TRANSCRIBE),
    "csv": (TABLE.encode(), TABLE.replace(";", "\t").encode()),
    "jsonl": _both(*ROWS),
    "contact-lens": (json.dumps(CALL).encode(),),
    "vcon": (json.dumps(VCON).encode(),),
    "webvtt": (VTT.encode(),),
    "srt": (SRT.encode(),),
    "hearten-jsonl": tuple(
        "\n".join(json.dumps(item) for item in items).encode() for items in ([SEGMENT], [EVENT, SEGMENT, STATE])
    ),
    "wire": (json.dumps([SEGMENT, EVENT, STATE]).encode(), json.dumps(SEGMENT).encode()),
    "chatwoot webhook": (json.dumps(CHAT).encode(),),
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
    files = {"contact-lens", "vcon", "webvtt", "srt", "hearten-jsonl", "csv", "jsonl", "any file"}
    own = WRITTEN.get(name, ()) or tuple(seed for group in WRITTEN.values() for seed in group)
    return own + (published() if name in files else ())
