"""What is typed, pasted or sent into a field by somebody who means harm, or by a broken program."""

import json
import random
from typing import Any
from urllib.parse import quote_from_bytes

#: Bytes as they come over the wire, not text: a form may hold anything.
VALUES: list[bytes] = [
    b"",
    b" ",
    b"\x00",
    b"a\x00b",
    b"\x01\x1f\x7f",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"\xf4\x90\x80\x80",
    "\u202eabc\u202c\u2066x".encode(),
    "e\u0301".encode() * 90,
    ("a" + "\u0301\u0316" * 2_000).encode(),
    "ﷺ".encode() * 400,
    "İ".encode() * 60,
    "ß".encode() * 130,
    b"0",
    b"-1",
    b"1e400",
    b"NaN",
    b"9" * 30,
    b"9" * 5_000,
    b"0x1F",
    b"1_000",
    "٣".encode(),
    "²".encode(),
    b"true",
    b"on",
    b"null",
    b"None",
    b"{}",
    b"[]",
    b'{"a":' * 40,
    b'{"a":{"b":[]}}',
    b'{"a":[]}',
    b'{"": ""}',
    b'{"fields":{"text":[]}}',
    b'{"header":"x\\r\\ny","signed":"{body}"}',
    b'{"header":1}',
    b'"x"',
    b"00000000-0000-0000-0000-000000000000",
    b"{00000000-0000-0000-0000-000000000000}",
    b"urn:uuid:00000000-0000-0000-0000-000000000000",
    b"not-a-uuid",
    b"../../etc/passwd",
    b"//evil.example",
    b"http://[",
    b"https://evil.example/",
    b"javascript:alert(1)",
    b"\\\\evil",
    b"/\\evil",
    b"/%00",
    b"a@b@c",
    b"a@[::1",
    b"@",
    b"x" * 121,
    b"x" * 255,
    b"x" * 20_000,
    b"%",
    b"%s%s%n",
    b"{{ 7*7 }}",
    b"${7*7}",
    b"' OR 1=1 --",
    b'a,b\n"c',
    b"=1+1",
    b"2026-02-30",
    b"0000-00-00",
    b"9999-12-31T23:59:59Z",
    b"2026-W99",
    b"24:61",
    b"UTC",
    b"Europe/",
    b"../Lisbon",
    b"en-" * 20,
    b"<script>alert(1)</script>",
    b"\r\nSet-Cookie: a=b",
    b"\xe2\x80\xa8",
    b"\xef\xbb\xbf",
    b"agent",
    b"admin",
    b"1",
]
HEADERS: list[dict[str, str]] = [
    {"HX-Request": "true", "HX-Current-URL": "http://["},
    {"HX-Request": "\x00", "HX-Target": "'\""},
    {"Referer": "http://["},
    {"Origin": "http://["},
    {"Accept-Language": "x" * 5_000},
    {"Accept-Language": "en;q=nan, *;q=" + "9" * 400},
    {"Accept": "\x00/\x00;q=x"},
    {"Cookie": "sessionid=\x00; csrftoken=é; messages=x"},
    {"Cookie": 'sessionid="abcdefghij\\000klmnop"'},
    {"Cookie": 'csrftoken="\\000"; messages="[[\\"__json_message\\"]]"; django_language=\\'},
    {"X-Forwarded-For": "x, \x00", "X-Forwarded-Proto": "gopher"},
    {"If-Modified-Since": "Sun, 99 Foo 99999 99:99:99"},
    {"Range": "bytes=-1-"},
    {"Last-Event-ID": "9" * 400},
]
CONTENT_TYPES = [
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nope",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=b",
    "multipart/form-data; boundary=b; charset=nope",
    "multipart/form-data; boundary=" + "b" * 300,
    "application/json",
    "text/plain",
    "",
    "\x00",
    "application/x-www-form-urlencoded; charset=utf-7",
]


def urlencoded(fields: list[tuple[str, bytes]]) -> bytes:
    """Write fields as a page does, whatever bytes they hold."""
    return "&".join(f"{name}={quote_from_bytes(value)}" for name, value in fields).encode()


def multipart(fields: list[tuple[str, bytes]], dice: random.Random) -> bytes:
    """Write fields as a page with a file does, some of them as files with odd names, sometimes without an end."""
    parts = []
    for name, value in fields:
        file = dice.choice((b"", b"", b'; filename="../../x\xff.vtt"', b'; filename=""', b"; filename*=utf-16''%FF%FE"))
        kind = dice.choice((b"", b"Content-Type: text/plain; charset=nope\r\n", b"Content-Transfer-Encoding: x\r\n"))
        head = b'Content-Disposition: form-data; name="' + name.encode() + b'"' + file + b"\r\n" + kind
        parts.append(b"--b\r\n" + head + b"\r\n" + value + b"\r\n")
    return b"".join(parts) + (b"--b--\r\n" if dice.random() < 0.8 else b"")


def fields_of(names: list[str], good: dict[str, Any], dice: random.Random) -> list[tuple[str, bytes]]:
    """Fill a form: mostly what a person would send, with one to three fields spoilt, doubled or left out."""
    fields = [(name, str(value).encode()) for name, value in good.items() if isinstance(value, str | int)]
    for _ in range(dice.randint(1, 3)):
        name = dice.choice(names)
        if dice.random() < 0.85:
            fields = [(each, value) for each, value in fields if each != name or dice.random() < 0.1]
        if dice.random() < 0.9:
            fields.append((name, dice.choice(VALUES)))
    return fields


def body(names: list[str], good: dict[str, Any], dice: random.Random) -> tuple[bytes, str]:
    """Give a body and what it says it is; usually these agree."""
    fields = fields_of(names, good, dice)
    draw = dice.random()
    if draw < 0.6:
        return urlencoded(fields), CONTENT_TYPES[0]
    if draw < 0.8:
        return multipart(fields, dice), "multipart/form-data; boundary=b"
    if draw < 0.85:
        return json.dumps({name: value.decode("latin-1") for name, value in fields}).encode(), "application/json"
    if draw < 0.87:
        return urlencoded([("x", b"1")] * 1_500), CONTENT_TYPES[0]
    if draw < 0.89:
        return urlencoded([(dice.choice(names), b"x" * 10_000_000)]), CONTENT_TYPES[0]
    return dice.choice((urlencoded(fields), multipart(fields, dice))), dice.choice(CONTENT_TYPES)
