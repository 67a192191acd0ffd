"""Any webhook through an administrator's template."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hearten_ear.conversation import Channel, Role
from hearten_ear.formats.mapped import Mapping, apply, validate_mapping
from hearten_ear.segment import ContactEvent, Problem, Segment, Skipped

FIELDS: dict[str, Any] = {
    "conversation": "$.ticket.id",
    "segment_id": "id",
    "role": {"path": "author.kind", "values": {"End-User": "customer", "agent": "agent"}},
    "text": "body",
    "sent_at": "written",
    "start_ms": {"path": "offset", "unit": "s"},
    "channel": {"value": "email"},
}
TEMPLATE: dict[str, Any] = {
    "items": "comments",
    "fields": FIELDS,
    "filter": [{"path": "public", "equals": True}],
    "zone": "Europe/Berlin",
}
COMMENT: dict[str, Any] = {
    "id": 5,
    "author": {"kind": "end-user"},
    "body": "<p>No &amp; never.</p><blockquote>old anger</blockquote>",
    "written": "2026-03-01 11:00:00",
    "offset": "1.5",
    "public": True,
}


def checked(**changes: Any) -> Mapping:
    mapping = validate_mapping(TEMPLATE | changes)
    assert isinstance(mapping, Mapping)
    return mapping


def run(mapping: Mapping, *comments: Any) -> list[Any]:
    return list(apply(mapping, {"ticket": {"id": 77}, "comments": list(comments)}, source="desk"))


def test_paths_constants_values_units_and_zone_make_a_segment() -> None:
    (segment,) = run(checked(), COMMENT)
    assert isinstance(segment, Segment)
    assert (segment.source, segment.conversation, segment.segment_id) == ("desk", "77", "5")
    assert (segment.party.role, segment.channel, segment.start_ms) == (Role.CUSTOMER, Channel.EMAIL, 1500)
    assert segment.sent_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert segment.text == "No & never."


def test_quotes_of_plain_mail_are_cut_and_both_cuts_can_be_switched_off() -> None:
    plain = COMMENT | {"body": "No.\n> old anger\n-- \nKim"}
    assert run(checked(), plain)[0].text == "No."
    assert run(checked(cut_quotes=False), plain)[0].text == "No.\n> old anger\n-- \nKim"
    assert run(checked(html=False, cut_quotes=False), COMMENT)[0].text == COMMENT["body"]


def test_a_lone_angle_bracket_is_no_markup() -> None:
    assert run(checked(), COMMENT | {"body": "2 < 3 and <3 you"})[0].text == "2 < 3 and <3 you"


@pytest.mark.parametrize("kind", ["partner", None, 5, {}])
def test_a_role_that_the_values_do_not_list_is_unknown(kind: Any) -> None:
    segment = run(checked(), COMMENT | {"author": {"kind": kind}})[0]
    assert segment.party.role is Role.UNKNOWN


def test_the_filter_leaves_out_what_does_not_hold() -> None:
    found = run(checked(), COMMENT | {"public": False}, COMMENT, {"id": 1}, "text")
    assert found[0] == Skipped("filtered", "item 1")
    assert [type(item) for item in found] == [Skipped, Segment, Skipped, Skipped]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"path": "id", "equals": 5}, True),
        ({"path": "id", "equals": "5"}, False),
        ({"path": "id", "equals": True}, False),
        ({"path": "id", "not": 6}, True),
        ({"path": "id", "in": [4, 5]}, True),
        ({"path": "id", "in": []}, False),
        ({"path": "author.kind", "exists": True}, True),
        ({"path": "author.name", "exists": False}, True),
        ({"path": "author.name", "equals": None}, True),
        ({"path": "$.ticket.id", "equals": 77}, True),
    ],
)
def test_each_operator_of_the_filter(condition: dict[str, Any], holds: bool) -> None:
    (found,) = run(checked(filter=[condition]), COMMENT)
    assert isinstance(found, Segment) is holds


def test_one_bad_entry_costs_that_entry_and_names_it() -> None:
    bad = [{"id": None}, {"id": {}}, {"written": "soon"}, {"offset": -1}, {"body": 5}, {"body": None}]
    found = run(checked(), *(COMMENT | change for change in bad), COMMENT)
    assert isinstance(found.pop(), Segment)
    assert [(problem.code, problem.where) for problem in found] == [
        ("missing", "item 1: segment_id"),
        ("wrong_type", "item 2: segment_id"),
        ("wrong_type", "item 3: sent_at"),
        ("wrong_type", "item 4: start_ms"),
        ("wrong_type", "item 5: text"),
        ("missing", "item 6: text"),
    ]


def test_a_naive_time_without_a_zone_is_a_problem() -> None:
    (problem,) = run(checked(zone=None), COMMENT)
    assert (problem.code, problem.where) == ("wrong_type", "item 1: sent_at")


def test_events_are_mapped_too_and_lists_are_reached_by_index() -> None:
    fields = {
        "event": {"path": "states.0.name", "values": {"picked up": "started", "1": "ended"}},
        "event_id": "states.0.id",
        "conversation": "call",
        "at": "when",
    }
    mapping = validate_mapping({"fields": fields})
    assert isinstance(mapping, Mapping)
    payload = {"states": [{"name": "Picked Up", "id": 3}], "call": "k", "when": 1772359200123}
    (event,) = apply(mapping, payload, source="pbx")
    assert isinstance(event, ContactEvent)
    assert (event.kind, event.event_id, event.conversation) == ("started", "3", "k")
    assert event.at == datetime(2026, 3, 1, 10, 0, 0, 123_000, tzinfo=UTC)
    (unmapped,) = apply(mapping, payload | {"states": [{"name": "x", "id": 3}]}, source="pbx")
    assert isinstance(unmapped, Problem)


def test_a_last_change_numbers_revisions_and_strings_are_converted() -> None:
    mapping = checked(fields=FIELDS | {"revision": "changed", "final": "done", "confidence": "sure", "order": "n"})
    more = {"changed": "2026-03-01T10:00:05Z", "done": "true", "sure": "0.5", "n": "8"}
    (segment,) = run(mapping, COMMENT | more)
    assert (segment.revision, segment.final, segment.confidence, segment.order) == (1772359205000, True, 0.5, 8)
    assert run(mapping, COMMENT | more | {"sure": "NaN"})[0].code == "out_of_range"
    assert run(mapping, COMMENT | more | {"n": "-1"})[0].code == "out_of_range"


@pytest.mark.parametrize("payload", [{}, {"comments": None}, {"comments": "x"}, {"comments": {"0": 1}}])
def test_items_that_are_no_list_are_named(payload: dict[str, Any]) -> None:
    (problem,) = apply(checked(), payload, source="desk")
    assert isinstance(problem, Problem)
    assert problem.code == "items_not_a_list"


@pytest.mark.parametrize(
    ("template", "where"),
    [
        ([], "template"),
        ({}, "fields"),
        ({"fields": FIELDS | {"colour": "x"}}, "fields"),
        ({"fields": {"conversation": "a", "segment_id": "b", "role": "c"}}, "fields.text"),
        ({"fields": FIELDS | {"text": 5}}, "fields.text"),
        ({"fields": FIELDS | {"text": "a..b"}}, "fields.text"),
        ({"fields": FIELDS | {"text": "x" * 201}}, "fields.text"),
        ({"fields": FIELDS | {"text": {"path": "a", "value": "b"}}}, "fields.text"),
        ({"fields": FIELDS | {"text": {"value": None}}}, "fields.text.value"),
        ({"fields": FIELDS | {"start_ms": {"path": "a", "unit": "fortnight"}}}, "fields.start_ms.unit"),
        ({"fields": FIELDS | {"role": {"path": "a", "values": {"x": 1}}}}, "fields.role.values"),
        ({"fields": FIELDS, "filter": {}}, "filter"),
        ({"fields": FIELDS, "filter": [{"path": "a"}]}, "filter[0]"),
        ({"fields": FIELDS, "filter": [{"path": "a", "in": 3}]}, "filter[0]"),
        ({"fields": FIELDS, "filter": [{"equals": 3}]}, "filter[0].path"),
        ({"fields": FIELDS, "zone": "Mars/Olympus"}, "zone"),
        ({"fields": FIELDS, "html": "yes"}, "html"),
        ({"fields": FIELDS, "script": "x"}, "template"),
    ],
)
def test_a_wrong_template_is_refused_with_every_place_named(template: Any, where: str) -> None:
    problems = validate_mapping(template)
    assert isinstance(problems, list)
    assert where in {problem.where for problem in problems}
