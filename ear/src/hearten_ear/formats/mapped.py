"""Any JSON webhook, read by a template that an administrator writes.

A template is a JSON object::

    {"items": "comments",                                  # optional: a list inside the payload, one item per entry
     "fields": {
       "conversation": "$.ticket.id",                      # dotted path; "$." counts from the top, else from the entry
       "segment_id": "id",
       "role": {"path": "author.type", "values": {"end-user": "customer", "agent": "agent"}},
       "text": "html_body",
       "sent_at": "created_at",
       "start_ms": {"path": "offset", "unit": "s"},        # units: s, ms, us, ticks (100 ns)
       "channel": {"value": "email"}},                     # a constant
     "filter": [{"path": "public", "equals": true}],       # all must hold: equals, not, in, exists
     "zone": "Europe/Berlin",                              # of times that carry none
     "html": true, "cut_quotes": true}                     # both true unless said otherwise

Fields are those of :mod:`hearten_ear.formats.wire`. Numbers may come as strings, ids as numbers, times in any form that
:func:`hearten_ear.formats.times.to_instant` reads. A role that ``values`` does not list is unknown, and never scored.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from hearten_ear.formats.mail import cut_quotes, html_to_text, looks_like_html
from hearten_ear.formats.times import UNITS, is_zone, to_instant, to_ms
from hearten_ear.formats.wire import EXPECTED, decode_item
from hearten_ear.segment import ContactEvent, Problem, Segment, Skipped

_SEGMENT_NEEDS = ("conversation", "segment_id", "role", "text")
_EVENT_NEEDS = ("event", "event_id")
_IDS = frozenset({"conversation", "segment_id", "event_id", "queue", "agent", "customer_ref"})
_TIMES = frozenset({"sent_at", "at"})
_OFFSETS = frozenset({"start_ms", "end_ms"})
_COUNTS = frozenset({"revision", "order", "channel_index"})
_OPERATORS = ("equals", "not", "in", "exists")
_PATH_MAX = 200
_DIGITS_MAX = 19  # of 2^63; what is a little larger is refused as out of range afterwards

#: Most entries of one payload that are read.
ITEMS_MAX = 10_000

_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Path:
    """A dotted path: keys, and indices of lists."""

    parts: tuple[str, ...]
    from_top: bool = False

    def find(self, entry: Any, top: Any) -> Any:
        """Give the value at the path, or a marker of absence."""
        value = top if self.from_top else entry
        for part in self.parts:
            if isinstance(value, dict) and part in value:
                value = value[part]
            elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
                value = value[int(part)]
            else:
                return _ABSENT
        return value


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a field comes from: a path with a value map, or a constant."""

    path: Path | None = None
    constant: str | int | float | bool | None = None
    values: dict[str, str] | None = None
    default: str | None = None
    unit: str = "ms"


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the filter."""

    path: Path
    operator: str
    operand: Any

    def holds(self, entry: Any, top: Any) -> bool:
        found = self.path.find(entry, top)
        match self.operator:
            case "exists":
                return (found is not _ABSENT and found is not None) is self.operand
            case "in":
                return any(_same(found, option) for option in self.operand)
            case "not":
                return not _same(found, self.operand)
        return _same(found, self.operand)


@dataclass(frozen=True, slots=True)
class Mapping:
    """A template that has been checked."""

    fields: dict[str, Rule]
    items: Path | None = None
    filter: tuple[Condition, ...] = ()
    zone: str | None = None
    html: bool = True
    cut_quotes: bool = True


def validate_mapping(template: Any, *, for_rows: bool = False) -> Mapping | list[Problem]:
    """Check a template as an administrator wrote it; give the mapping, or everything that is wrong with it.

    ``for_rows``: the template is for the rows of a table, where only ``text`` must be there: the file and the row give
    the ids, and a role that nothing tells is unknown.
    """
    if not isinstance(template, dict):
        return [Problem("not_an_object", "template", "Expected an object with fields.")]
    problems: list[Problem] = []
    mapping = Mapping(
        fields=_fields(template.get("fields"), problems, ("text",) if for_rows else _SEGMENT_NEEDS),
        items=_path(template["items"], "items", problems) if template.get("items") is not None else None,
        filter=tuple(_conditions(template.get("filter"), problems)),
        zone=_zone(template.get("zone"), problems),
        html=_flag(template, "html", problems),
        cut_quotes=_flag(template, "cut_quotes", problems),
    )
    known = {"fields", "items", "filter", "zone", "html", "cut_quotes"}
    if template.keys() - known:
        problems.append(Problem("unknown_key", "template", "Expected no keys but " + ", ".join(sorted(known)) + "."))
    return problems or mapping


def apply(
    mapping: Mapping, payload: dict[str, Any], *, source: str
) -> Iterator[Segment | ContactEvent | Problem | Skipped]:
    """Turn one payload into items; a bad entry costs that entry only."""
    if mapping.items is None:
        yield item_of(mapping, payload, payload, "item 1", source=source)
        return
    entries = mapping.items.find(payload, payload)
    if not isinstance(entries, list):
        yield Problem("items_not_a_list", "items", "Expected a list at the path of items.")
        return
    for number, entry in enumerate(entries[:ITEMS_MAX], 1):
        yield item_of(mapping, entry, payload, f"item {number}", source=source)
    if len(entries) > ITEMS_MAX:
        yield Problem("too_many_items", "items", f"Expected at most {ITEMS_MAX} entries; the rest was not read.")


def item_of(
    mapping: Mapping,
    entry: Any,
    top: Any,
    where: str,
    *,
    source: str,
    defaults: dict[str, Any] | None = None,
) -> Segment | ContactEvent | Problem | Skipped:
    """Turn one entry into an item; ``defaults`` are fields that it has where the mapping gives none."""
    if not all(condition.holds(entry, top) for condition in mapping.filter):
        return Skipped("filtered", where)
    item: dict[str, Any] = dict(defaults or {})
    for key, rule in mapping.fields.items():
        try:
            value = _value(key, rule, entry, top, mapping)
        except ValueError:
            return Problem("wrong_type", f"{where}: {key}", f"Expected {EXPECTED[key]}, or what can be read as it.")
        if value is not None:
            item[key] = value
    return decode_item(item, where, source=source)


def _value(key: str, rule: Rule, entry: Any, top: Any, mapping: Mapping) -> Any:
    """Find and convert one field; null where it is absent. Raises ``ValueError`` where it cannot be converted."""
    found = rule.constant if rule.path is None else rule.path.find(entry, top)
    if rule.values is not None:
        found = rule.values.get(_word(found), rule.default)
        if found is None and key == "role":
            return "unknown"
    elif found is _ABSENT or found is None:
        found = rule.default
    if found is None:
        return None
    return _convert(key, found, rule, mapping)


def _convert(key: str, value: Any, rule: Rule, mapping: Mapping) -> Any:
    if key in _TIMES:
        return to_instant(value, mapping.zone)
    if key in _OFFSETS:
        return to_ms(value, rule.unit)
    if key in _COUNTS:
        return _count(value, mapping.zone)
    if key in _IDS and _is_number(value):
        return str(value)
    return _LOOSE[key](value, mapping) if key in _LOOSE else value


def _final(value: Any, _mapping: Mapping) -> Any:
    return {"true": True, "false": False}.get(_word(value), value)


def _confidence(value: Any, _mapping: Mapping) -> Any:
    return float(value) if isinstance(value, str) or _is_number(value) else value


def _text(value: Any, mapping: Mapping) -> Any:
    if not isinstance(value, str):
        return value
    text = html_to_text(value) if mapping.html and looks_like_html(value) else value
    return cut_quotes(text) if mapping.cut_quotes else text


_LOOSE: dict[str, Callable[[Any, Mapping], Any]] = {"final": _final, "confidence": _confidence, "text": _text}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _count(value: Any, zone: str | None) -> int:
    """Read a whole number, or a time as milliseconds since 1970: a last change numbers revisions well."""
    try:
        number = Decimal(str(value))
        # By its exponent first: arithmetic with 1e9999999 raises, and int() of it fills the memory.
        return int(number) if number.is_finite() and number.adjusted() < _DIGITS_MAX else -1
    except InvalidOperation:
        moment = to_instant(value, zone)
    if not isinstance(moment, datetime):
        raise ValueError("not a number")  # noqa: TRY004 -- one kind of error for all that cannot be converted
    return int(moment.timestamp() * 1000)


def _fields(value: Any, problems: list[Problem], segment_needs: tuple[str, ...]) -> dict[str, Rule]:
    if not isinstance(value, dict):
        problems.append(Problem("missing", "fields", "Expected an object that says where each field comes from."))
        return {}
    rules: dict[str, Rule] = {}
    for key, rule in value.items():
        if key not in EXPECTED:
            problems.append(
                Problem("unknown_field", "fields", "Expected only fields among " + ", ".join(EXPECTED) + ".")
            )
        elif (read := _rule(rule, f"fields.{key}", problems)) is not None:
            rules[key] = read
    needs = _EVENT_NEEDS if "event" in value else segment_needs
    problems += [Problem("missing", f"fields.{key}", "This field is required.") for key in needs if key not in value]
    return rules


def _rule(value: Any, where: str, problems: list[Problem]) -> Rule | None:
    if isinstance(value, str):
        path = _path(value, where, problems)
        return None if path is None else Rule(path)
    if not isinstance(value, dict) or ("path" in value) == ("value" in value):
        problems.append(Problem("wrong_type", where, "Expected a path, or an object with either path or value."))
        return None
    if "value" in value:
        return _constant(value["value"], where, problems)
    path = _path(value["path"], f"{where}.path", problems)
    values, default, unit = value.get("values"), value.get("default"), value.get("unit", "ms")
    checks: list[tuple[str, bool, str]] = [
        ("values", values is None or _is_word_map(values), "an object from words to words"),
        ("default", default is None or isinstance(default, str), "a string"),
        ("unit", isinstance(unit, str) and unit in UNITS, "one of " + ", ".join(UNITS)),
    ]
    wrong = [(name, wanted) for name, is_right, wanted in checks if not is_right]
    problems += [Problem("wrong_type", f"{where}.{name}", f"Expected {wanted}.") for name, wanted in wrong]
    if wrong or path is None:
        return None
    words = None if values is None else {key.strip().casefold(): word for key, word in values.items()}
    return Rule(path, values=words, default=default, unit=unit)


def _constant(value: Any, where: str, problems: list[Problem]) -> Rule | None:
    if isinstance(value, str | int | float | bool):
        return Rule(constant=value)
    problems.append(Problem("wrong_type", f"{where}.value", "Expected a string, a number, true or false."))
    return None


def _path(value: Any, where: str, problems: list[Problem]) -> Path | None:
    if isinstance(value, str) and 0 < len(value) <= _PATH_MAX:
        parts = tuple(value.removeprefix("$.").split("."))
        if all(parts):
            return Path(parts, from_top=value.startswith("$."))
    problems.append(Problem("bad_path", where, "Expected a dotted path such as ticket.comment.body."))
    return None


def _conditions(value: Any, problems: list[Problem]) -> Iterator[Condition]:
    if value is None:
        return
    if not isinstance(value, list):
        problems.append(Problem("wrong_type", "filter", "Expected a list of conditions."))
        return
    for place, entry in enumerate(value):
        where = f"filter[{place}]"
        operators = [name for name in _OPERATORS if isinstance(entry, dict) and name in entry]
        if len(operators) != 1 or not _OPERANDS[operators[0]](entry[operators[0]]):
            message = "Expected a path and one of equals or not (a value), in (a list), exists (true or false)."
            problems.append(Problem("bad_condition", where, message))
        elif (path := _path(entry.get("path"), f"{where}.path", problems)) is not None:
            yield Condition(path, operators[0], entry[operators[0]])


_OPERANDS: dict[str, Callable[[Any], bool]] = {
    "equals": lambda operand: not isinstance(operand, dict | list),
    "not": lambda operand: not isinstance(operand, dict | list),
    "in": lambda operand: isinstance(operand, list),
    "exists": lambda operand: isinstance(operand, bool),
}


def _zone(value: Any, problems: list[Problem]) -> str | None:
    if value is None or (isinstance(value, str) and is_zone(value)):
        return value
    problems.append(Problem("unknown_zone", "zone", "Expected an IANA zone such as America/New_York."))
    return None


def _flag(template: dict[str, Any], key: str, problems: list[Problem]) -> bool:
    value = template.get(key, True)
    if not isinstance(value, bool):
        problems.append(Problem("wrong_type", key, "Expected true or false."))
    return value is not False


def _is_word_map(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(part, str) for pair in value.items() for part in pair)


def _word(value: Any) -> str:
    """Give a value as the key of a value map: JSON spelling, case aside."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip().casefold() if isinstance(value, str | int | float) else ""


def _same(found: Any, operand: Any) -> bool:
    if found is _ABSENT:
        found = None
    return type(found) is type(operand) and bool(found == operand)
