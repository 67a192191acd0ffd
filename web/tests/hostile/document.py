"""The OpenAPI document of ``/ingest/`` as a source of bodies that keep to it, of bodies that do not, and as a judge.

Only the part of JSON Schema that the document uses is understood; anything else in it raises: nothing is passed over.
"""

import random
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "ingest-api.openapi.yaml"
UNDERSTOOD = {
    "$ref", "type", "enum", "required", "properties", "additionalProperties", "items", "oneOf", "anyOf", "minimum",
    "maximum", "minLength", "maxLength", "format", "description", "default",
}  # fmt: skip
LETTERS = "aZ09 -_.:/é世😀\u0301\u202e\"'<&\\"
KINDS: dict[str, Any] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "null": lambda value: value is None,
}
OTHERS: list[Any] = [None, True, -1, 2**63, 0.5, "", "x" * 201, "nope", [], {}, [None], {"a": 1}, "2026-03-01", "1"]


@cache
def document() -> dict[str, Any]:
    """Read the page."""
    read: dict[str, Any] = yaml.safe_load(PAGE.read_text(encoding="utf-8"))
    return read


def schema(name: str) -> dict[str, Any]:
    """Give a named schema."""
    found: dict[str, Any] = document()["components"]["schemas"][name]
    return found


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """Follow references; refuse words of JSON Schema that this module does not know."""
    unknown = set(part) - UNDERSTOOD
    if unknown:
        raise ValueError(f"the document says {sorted(unknown)}, which no test understands")
    if "$ref" in part:
        return resolved(schema(part["$ref"].rpartition("/")[2]))
    return part


def fits(part: dict[str, Any], value: Any) -> bool:
    """Say whether a value keeps to a schema."""
    part = resolved(part)
    for key, wanted in (("oneOf", 1), ("anyOf", None)):
        if key in part:
            good = sum(fits(option, value) for option in part[key])
            return good == wanted if wanted else good > 0
    if "enum" in part:
        return value in part["enum"]
    return KINDS[part["type"]](value) and _is_within(part, value) and _fits_inside(part, value)


def _is_within(part: dict[str, Any], value: Any) -> bool:
    if isinstance(value, str):
        is_time = part.get("format") != "date-time" or re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)", value)
        return part.get("minLength", 0) <= len(value) <= part.get("maxLength", len(value)) and bool(is_time)
    if isinstance(value, int | float):
        return bool(part.get("minimum", value) <= value <= part.get("maximum", value))
    return True


def _fits_inside(part: dict[str, Any], value: Any) -> bool:
    if isinstance(value, list):
        return all(fits(part["items"], item) for item in value)
    if not isinstance(value, dict):
        return True
    known = part.get("properties", {})
    if not set(part.get("required", ())) <= set(value):
        return False
    if part.get("additionalProperties") is False and set(value) - set(known):
        return False
    return all(fits(known[key], item) for key, item in value.items() if key in known)


def keeping(part: dict[str, Any], dice: random.Random) -> Any:  # noqa: PLR0911 - one line for each kind
    """Draw a value that keeps to a schema."""
    part = resolved(part)
    for key in ("oneOf", "anyOf", "enum"):
        if key in part:
            option = dice.choice(part[key])
            return option if key == "enum" else keeping(option, dice)
    match part["type"]:
        case "object":
            asked = [key for key in part["properties"] if key in part["required"] or dice.random() < 0.5]
            return {key: keeping(part["properties"][key], dice) for key in asked}
        case "string":
            return _text(part, dice)
        case "integer":
            low, high = part["minimum"], part["maximum"]
            return dice.choice((low, high, dice.randint(low, high)))
        case "number":
            return dice.choice((part["minimum"], part["maximum"], dice.random()))
        case "boolean":
            return dice.random() < 0.5
        case "null":
            return None
    raise ValueError(part["type"])


def _text(part: dict[str, Any], dice: random.Random) -> str:
    if part.get("format") == "date-time":
        return f"20{dice.randint(10, 39)}-0{dice.randint(1, 9)}-1{dice.randint(0, 9)}T1{dice.randint(0, 9)}:00:00Z"
    length = dice.choice((part.get("minLength", 0), dice.randint(1, 40), part.get("maxLength", 300)))
    return "".join(dice.choices(LETTERS, k=length))


def breaking(part: dict[str, Any], dice: random.Random) -> Any:
    """Draw a value that breaks a schema of an object in one place: a key missing, or a value it does not allow."""
    part = resolved(part)
    if "oneOf" in part:
        return breaking(dice.choice(part["oneOf"]), dice)
    value = keeping(part, dice)
    key = dice.choice([*part["required"], *value])
    if key in part["required"] and dice.random() < 0.3:
        del value[key]
    else:
        value[key] = dice.choice([other for other in OTHERS if not fits(part["properties"][key], other)])
    return value
