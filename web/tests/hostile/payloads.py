"""What is thrown at /ingest/: requests with something wrong in them, for every kind of source, and sound ones."""

import gzip
import hmac
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from ear.tests.hostile.seeds import CHAT, SEGMENT, VTT, WEBHOOK, seeds_of
from ear.tests.hostile.spoiling import TOKENS, spoil
from web.tests.hostile.document import breaking, schema

from hearten.integrations.rules import key_of, sign

INSULT = "you are a useless idiot"
Keys = dict[str, dict[str, str]]


@dataclass(slots=True)
class Throw:
    """One request. ``key`` is (conversation, segment) where it is sound and must be applied once."""

    path: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "POST"
    key: tuple[str, str] | None = None


def bearer(keys: Keys, slug: str) -> dict[str, str]:
    """Say who sends, by token."""
    return {"Authorization": f"Bearer {keys[slug]['token']}"}


def signed(keys: Keys, slug: str, body: bytes, delivery: str) -> dict[str, str]:
    """Say who sends, as Standard Webhooks does."""
    at = int(time.time())
    signature = sign(keys[slug]["secret"], delivery_id=delivery, timestamp=at, body=body)
    return {"webhook-id": delivery, "webhook-timestamp": str(at), "webhook-signature": signature}


def of_chatwoot(keys: Keys, body: bytes) -> dict[str, str]:
    """Say who sends, as Chatwoot does."""
    at = str(int(time.time()))
    digest = hmac.digest(keys["chat"]["secret"].encode(), f"{at}.".encode() + body, "sha256").hex()
    return {"X-Chatwoot-Signature": f"sha256={digest}", "X-Chatwoot-Timestamp": at}


def of_vendor(keys: Keys, body: bytes) -> dict[str, str]:
    """Say who sends, as the preset of the source "vendor" asks."""
    at = str(int(time.time()))
    digest = hmac.digest(key_of(keys["vendor"]["secret"]), f"{at}.".encode() + body, "sha256").hex()
    return {"X-Signature": f"sha256={digest}", "X-Time": at}


# ------------------------------------------------------------------ sound


def sound(number: int, keys: Keys) -> Throw:
    """Give the sound request of this number: each kind of source and each way to send in turn."""
    contact, insult = f"sound-{number}", f"{INSULT}, {number}"
    item = {**SEGMENT, "conversation": contact, "segment_id": "1", "text": insult, "agent": "7"}
    match number % 7:
        case 0:
            body = json.dumps(item).encode()
            return Throw("/ingest/desk/", body, signed(keys, "desk", body, f"d-{number}"), key=(contact, "1"))
        case 1:
            body = gzip.compress(json.dumps([item]).encode())
            return Throw(
                "/ingest/desk/", body, {**bearer(keys, "desk"), "Content-Encoding": "gzip"}, key=(contact, "1")
            )
        case 2:
            lines = json.dumps(item).encode() + b"\n" + json.dumps({**item, "segment_id": 7}).encode() + b"\n"
            headers = {**bearer(keys, "desk"), "Content-Type": "application/x-ndjson"}
            return Throw("/ingest/desk/", lines, headers, key=(contact, "1"))
        case 3:
            chat = {**CHAT, "id": number, "content": insult, "conversation": {**CHAT["conversation"], "id": contact}}  # type: ignore[dict-item]
            body = json.dumps(chat).encode()
            return Throw("/ingest/chat/", body, of_chatwoot(keys, body), key=(contact, str(number)))
        case 4 | 5:
            entry = {**WEBHOOK["list"][0], "id": number, "t": insult}  # type: ignore[index, dict-item]
            body = json.dumps({"c": contact, "list": [entry]}).encode()
            slug = "tickets" if number % 7 == 4 else "vendor"
            headers = bearer(keys, slug) if slug == "tickets" else of_vendor(keys, body)
            return Throw(f"/ingest/{slug}/", body, headers, key=(contact, str(number)))
    line = json.dumps(item).encode()
    return Throw("/ingest/files/files/?name=a.jsonl&agent=7", line, bearer(keys, "files"), key=(contact, "1"))


# ------------------------------------------------------------------ with something wrong


def _spoilt(name: str, dice: random.Random) -> bytes:
    return spoil(dice.choice(seeds_of(name)), dice)


def _bad_items(keys: Keys, dice: random.Random) -> Throw:
    items = [breaking(schema("Item"), dice) for _ in range(dice.choice((1, 1, 3, 50)))]
    body = json.dumps(items if len(items) > 1 else items[0]).encode()
    return Throw("/ingest/desk/", body, signed(keys, "desk", body, f"bad-{dice.random()}"))


def _bad_wire(keys: Keys, dice: random.Random) -> Throw:
    kinds = (
        "application/json",
        "application/x-ndjson",
        "application/vcon+json",
        "text/plain",
        "",
        "x/y;charset=utf-16",
    )
    kind = dice.choice(kinds)
    body = _spoilt("vcon" if "vcon" in kind else dice.choice(("wire", "hearten-jsonl")), dice)
    return Throw("/ingest/desk/", body, {**bearer(keys, "desk"), "Content-Type": kind})


def _bad_chat(keys: Keys, dice: random.Random) -> Throw:
    body = _spoilt("chatwoot", dice)
    if dice.random() < 0.2:
        return Throw(f"/ingest/chat/?token={quote(dice.choice((keys['chat']['token'], '%00', 'é')))}", body)
    return Throw("/ingest/chat/", body, of_chatwoot(keys, body))


def _bad_webhook(keys: Keys, dice: random.Random) -> Throw:
    body = _spoilt("mapped", dice)
    if dice.random() < 0.5:
        return Throw("/ingest/tickets/", body, bearer(keys, "tickets"))
    return Throw("/ingest/vendor/", body, of_vendor(keys, body))


def _bad_file(keys: Keys, dice: random.Random) -> Throw:
    names = ("", "a.vtt", "a.srt", "a.vcon", "a.jsonl", "../../etc/passwd", "%00", "é" * 50, "a.exe")
    agents = ("", "7", "%00", "%01", "%ff", "x" * 201, "%E2%80%AE7", "7&agent=8", "%ED%A0%80")
    query = f"?name={dice.choice(names)}&agent={dice.choice(agents)}"
    kind = dice.choice(("vcon", "contact-lens", "webvtt", "srt", "hearten-jsonl"))
    path = f"/ingest/files/files/{quote(query, safe='?=&%')}"
    return Throw(path, _spoilt(kind, dice), bearer(keys, "files"))


def _bad_gzip(keys: Keys, dice: random.Random) -> Throw:
    whole = gzip.compress(_spoilt("wire", dice), mtime=0)
    bodies = (
        whole[: dice.randint(0, len(whole))],
        whole + b"rest",
        gzip.compress(b"", mtime=0) * dice.choice((2, 3_000)),
        gzip.compress(b" " * 3_000_000, mtime=0),
        spoil(whole, dice),
        b"",
    )
    encodings = ("gzip", "GZIP", " gzip ", "deflate", "br", "gzip, gzip", "\xe9")
    chosen = {"Content-Encoding": "gzip" if dice.random() < 0.7 else dice.choice(encodings)}
    path = dice.choice(("/ingest/desk/", "/ingest/files/files/"))
    return Throw(path, dice.choice(bodies), {**bearer(keys, path.split("/")[2]), **chosen})


def _bad_sender(keys: Keys, dice: random.Random) -> Throw:
    body = json.dumps(SEGMENT).encode()
    good = signed(keys, "desk", body, f"s-{dice.random()}")
    odd = ("", "0", "-1", "1e9", "9" * 400, "v1,", "v2,x", "v1,\xe9", " ".join(["v1,AAAA"] * 500), "Bearer", "²")
    spoilt = {**good, dice.choice(list(good)): dice.choice(odd)}
    wrong = (spoilt, {}, {"Authorization": f"Bearer {dice.choice(odd)}"}, {"Authorization": "Basic \xff"})
    slug = dice.choice(("desk", "chat", "vendor", "nobody", "%00", "..", "de%73k", "desk%2ffiles"))
    return Throw(f"/ingest/{slug}/", body, dice.choice(wrong))


def _bad_door(keys: Keys, dice: random.Random) -> Throw:
    path = dice.choice(
        ("/ingest/", "/ingest/desk", "/ingest/desk/x/", "/ingest//", "/ingest/desk/files/x/", "/ingest/?a")
    )
    method = dice.choice(("GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "POST", "QUERY"))
    headers = {**bearer(keys, "desk"), "Host": dice.choice(("127.0.0.1", "elsewhere.example", "", "[::1", "a:b:c"))}
    return Throw(path, dice.choice(TOKENS), headers, method)


def _many(keys: Keys, dice: random.Random) -> Throw:
    bodies = (
        b"[" + b"0," * 400_000 + b"0]",
        b"{\n" * 480_000,
        json.dumps([{**SEGMENT, "segment_id": str(n), "role": "x"} for n in range(3_000)]).encode(),
        b"[" * 500_000,
        json.dumps({**SEGMENT, "conversation": "marks", "text": "a" + "\u0301\u0316" * 70_000}).encode(),
        json.dumps({**SEGMENT, "conversation": "long", "text": "idiot " * 150_000}).encode(),
        b"x" * 1_000_001,
    )
    kind = dice.choice(("application/json", "application/x-ndjson"))
    return Throw("/ingest/desk/", dice.choice(bodies), {**bearer(keys, "desk"), "Content-Type": kind})


def _bad_voices(keys: Keys, dice: random.Random) -> Throw:
    pump = dice.choice(("<v ", "<v" + " " * 50, "-->\n", "00:01.000 --> ", "Kim: ", "&#", "\n", "<b>"))
    return Throw("/ingest/files/files/?name=a.vtt", VTT.encode() + pump.encode() * 4_000, bearer(keys, "files"))


WAYS: list[tuple[int, Callable[[Keys, random.Random], Throw]]] = [
    (20, _bad_items),
    (20, _bad_wire),
    (14, _bad_chat),
    (14, _bad_webhook),
    (16, _bad_file),
    (6, _bad_gzip),
    (6, _bad_sender),
    (3, _bad_door),
    (1, _bad_voices),
]


def malformed(number: int, keys: Keys, dice: random.Random) -> Throw:
    """Give a request with something wrong in it; every hundredth is a heavy one."""
    if number % 100 == 99:
        return _many(keys, dice)
    weights = [weight for weight, _ in WAYS]
    return dice.choices([way for _, way in WAYS], weights)[0](keys, dice)
