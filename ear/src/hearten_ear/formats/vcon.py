"""vCon (IETF draft, ``application/vcon+json``) of any version seen: read liberally by fields, not by version number.

Words come from text dialogs (plain, HTML, MIME mail with quotes cut) and, for recordings, from ``analysis`` of a
transcript type. A signed container is unwrapped without being trusted; an encrypted one is refused. URLs are never
fetched and inline audio is never decoded.
"""

from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from typing import Any

from hearten_ear.formats.json_door import BadJson, parse_json
from hearten_ear.formats.shapes import FILE_MAX, ConversationSeen, Format, Item, ReadOptions, UnreadableFile
from hearten_ear.formats.times import is_zone
from hearten_ear.formats.vcon_frame import Spoken, describe, to_segment
from hearten_ear.formats.vcon_turns import text_turns, transcript_turns
from hearten_ear.formats.words import file_id, is_id
from hearten_ear.segment import Problem

# A signature over a signature is legal JSON; three deep is nobody's vCon.
_SIGNED_DEPTH = 3


def sniff(data: bytes, _name: str | None) -> bool:
    """Say whether this is a JSON object with the keys of a vCon, signed and encrypted ones included."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return False
    plain = b'"parties"' in data and (b'"dialog"' in data or b'"analysis"' in data)
    signed = b'"payload"' in data and b'"signatures"' in data
    return plain or signed or (b'"ciphertext"' in data and b'"recipients"' in data)


def read(data: bytes, options: ReadOptions) -> Iterator[Item]:
    """Yield what could not be read and why, the conversation, then its turns in the order of time."""
    if options.zone is not None and not is_zone(options.zone):
        raise _refused("unknown_zone", "zone", "Expected an IANA zone such as America/New_York.")
    document = _opened(data)
    found = document.get("uuid")
    vcon = describe(document, found if is_id(found) else file_id(data), options)
    turns: list[Spoken] = []
    for item in (*vcon.problems, *text_turns(vcon), *transcript_turns(vcon)):
        if isinstance(item, Spoken):
            turns.append(item)
        else:
            yield item
    if not turns and any(dialog.get("type") == "recording" for dialog in vcon.dialogs):
        yield Problem(
            "no_transcript", "analysis", "Recordings only. Expected their words under analysis, as a transcript."
        )
    if turns and vcon.needs_zone:
        message = "The times name no zone: say which one is meant (zone). Until then only their order is used."
        yield Problem("zone_needed", "dialog[].start", message)
    agent = vcon.agent_ref
    channel = turns[0].channel if turns else None
    yield ConversationSeen(vcon.id, channel, started_at=vcon.started_at)
    # The array is not in the order of time. What has no time keeps its place in it.
    for order, spoken in enumerate(sorted(turns, key=Spoken.place_in_time)):
        yield to_segment(vcon, spoken, order, agent)


def _opened(data: bytes) -> dict[str, Any]:
    """Give the unsigned document inside, or refuse: encrypted, critical extensions, no vCon."""
    document = _parsed(data, "file")
    for _ in range(_SIGNED_DEPTH):
        if "ciphertext" in document:
            message = "This vCon is encrypted. Expected an unsigned or signed one: decrypt it before sending it here."
            raise _refused("encrypted", "ciphertext", message)
        if "payload" not in document or "signatures" not in document:
            break
        document = _parsed(_payload(document["payload"]), "payload")
    if not any(key in document for key in ("parties", "dialog", "analysis")):
        raise _refused("not_a_vcon", "top level", "Expected a vCon with parties, dialog and analysis.")
    if document.get("critical") or document.get("must_support"):
        message = "This vCon demands support of extensions that Hearten does not know."
        raise _refused("critical_extension", "critical", message)
    return document


def _parsed(data: bytes, where: str) -> dict[str, Any]:
    try:
        document: dict[str, Any] = parse_json(data, limit=FILE_MAX, strip_bom=True)
    except BadJson as bad:
        raise _refused(bad.code, bad.where if where == "file" else f"{where}: {bad.where}", bad.message) from None
    return document


def _payload(value: Any) -> bytes:
    if isinstance(value, str):
        try:
            return urlsafe_b64decode(value + "=" * (-len(value) % 4))
        except (Base64Error, ValueError):
            pass
    raise _refused("bad_payload", "payload", "Expected the signed vCon as base64url.")


def _refused(code: str, where: str, message: str) -> UnreadableFile:
    return UnreadableFile(Problem(code, where, message))


FORMAT = Format("vcon", sniff, read)
