"""The rules of draft-ietf-vcon-vcon-core that a schema cannot say, because they hold between places."""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from datetime import datetime
from typing import Any


def broken_rules(vcon: dict[str, Any]) -> list[str]:
    """Say what a vCon that passes the schema still does wrong, each with its place."""
    return [*_frame(vcon), *_dialogs(vcon), *_analyses(vcon), *_attachments(vcon), *_contents(vcon)]


def _frame(vcon: dict[str, Any]) -> Iterator[str]:
    if {"redacted", "amended"} <= vcon.keys():
        yield "redacted and amended exclude each other"
    unknown = set(vcon.get("critical", ())) - set(vcon.get("extensions", ()))
    if unknown:
        yield "critical names extensions that are not among extensions"
    if vcon.get("group"):
        yield "group is no longer part of the draft"
    if "updated_at" in vcon and _time(vcon["updated_at"]) < _time(vcon["created_at"]):
        yield "updated_at lies before created_at"


def _dialogs(vcon: dict[str, Any]) -> Iterator[str]:
    parties, dialogs = len(vcon.get("parties", [])), vcon.get("dialog", [])
    for place, dialog in enumerate(dialogs):
        where = f"dialog[{place}]"
        for key in ("parties", "originator", "transferee", "transferor", "transfer_target"):
            if any(index >= parties for index in _indices(dialog.get(key))):
                yield f"{where}.{key} names a party that is not there"
        for key in ("original", "consultation", "target_dialog", "recordings", "recording_set"):
            if any(index >= len(dialogs) for index in _indices(dialog.get(key))):
                yield f"{where}.{key} names a dialog that is not there"
        if "originator" in dialog and dialog["originator"] not in _indices(dialog.get("parties")):
            yield f"{where}.originator is none of its parties"
        if dialog["type"] in ("text", "recording") and not {"body", "url"} & dialog.keys():
            yield f"{where} has no content"
        if dialog["type"] != "incomplete" and "disposition" in dialog:
            yield f"{where}.disposition is for incomplete dialogs"


def _analyses(vcon: dict[str, Any]) -> Iterator[str]:
    for place, entry in enumerate(vcon.get("analysis", [])):
        for key, among in (("dialog", "dialog"), ("attachment", "attachments")):
            if any(index >= len(vcon.get(among, [])) for index in _indices(entry.get(key))):
                yield f"analysis[{place}].{key} is not there"
        if not {"body", "url"} & entry.keys():
            yield f"analysis[{place}] has no content"


def _attachments(vcon: dict[str, Any]) -> Iterator[str]:
    for place, entry in enumerate(vcon.get("attachments", [])):
        if entry["party"] >= len(vcon.get("parties", [])) or entry["dialog"] >= len(vcon.get("dialog", [])):
            yield f"attachments[{place}] names what is not there"


def _contents(vcon: dict[str, Any]) -> Iterator[str]:
    for kind in ("dialog", "analysis", "attachments"):
        for place, entry in enumerate(vcon.get(kind, [])):
            if "body" in entry and "url" in entry:
                yield f"{kind}[{place}] is inside and outside"
            if entry.get("encoding") == "base64url" and not _is_base64url(entry["body"]):
                yield f"{kind}[{place}].body is no base64url"
            if entry.get("encoding") == "json" and isinstance(entry["body"], str) and not _is_json(entry["body"]):
                yield f"{kind}[{place}].body is no JSON"


def _indices(value: Any) -> list[int]:
    if isinstance(value, list):
        return [index for entry in value for index in _indices(entry)]
    return [value] if isinstance(value, int) else []


def _time(value: str) -> datetime:
    return datetime.fromisoformat(value)


def _is_base64url(body: str) -> bool:
    try:
        urlsafe_b64decode(body + "=" * (-len(body) % 4))
    except ValueError:
        return False
    return re.fullmatch(r"[A-Za-z0-9_-]*", body) is not None


def _is_json(body: str) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True
