"""The OpenAPI document of /ingest/ says what the wire code does, in both directions, so that it cannot rot."""

import random
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from web.tests.hostile.document import breaking, document, fits, keeping, schema

from hearten.integrations.ingest import application
from hearten.integrations.ingest.application import Answer, Refusal, Result
from hearten.integrations.ingest.reading import BODY_MAX, FILE_MAX
from hearten.integrations.ingest.writer import BACKLOG_MAX
from hearten_ear.formats import wire
from hearten_ear.segment import ContactEvent, Problem, Segment, Skipped

SHAPES = {
    "Segment": wire._SegmentItem,
    "ContactEvent": wire._ContactEventItem,
    "AgentState": wire._AgentStateItem,
    "Answer": Answer,
    "Result": Result,
    "Refusal": Refusal,
}
SOURCE = Path(application.__code__.co_filename).parent


@pytest.mark.parametrize("name", SHAPES)
def test_a_schema_has_the_keys_of_the_code_and_asks_for_the_same(name: str) -> None:
    fields = msgspec.structs.fields(SHAPES[name])
    said = schema(name)
    assert list(said["properties"]) == [field.encode_name for field in fields]
    assert said["required"] == [field.encode_name for field in fields if field.required]


def test_every_key_that_the_wire_knows_is_documented() -> None:
    said = {key for name in ("Segment", "ContactEvent", "AgentState") for key in schema(name)["properties"]}
    assert said == set(wire.EXPECTED)


def test_what_keeps_to_the_document_is_taken() -> None:
    dice = random.Random(15)
    for _ in range(1_500):
        item = keeping(schema("Item"), dice)
        assert fits(schema("Item"), item)
        if (item.get("start_ms") or 0) > (item["end_ms"] if item.get("end_ms") is not None else 2**31):
            continue  # the one rule that a schema cannot say; it is said in words
        assert isinstance(wire.decode_item(item, "item 1", source="s"), Segment | ContactEvent | Skipped), item


def test_what_breaks_the_document_is_a_problem_that_repeats_nothing() -> None:
    dice = random.Random(16)
    for _ in range(1_500):
        item = breaking(schema("Item"), dice)
        assert not fits(schema("Item"), item)
        found = wire.decode_item(item, "item 1", source="s")
        assert isinstance(found, Problem), item
        assert re.fullmatch(r"item 1(: \w+)?", found.where)
        assert "nope" not in found.message


def test_every_status_that_the_code_gives_is_documented() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(SOURCE.glob("*.py")))
    given = {"202", "503"} | set(re.findall(r"RefusedError\(\s*(\d{3})", text))
    assert {"400", "401", "413"} <= given
    for path in document()["paths"].values():
        assert set(path["post"]["responses"]) == given


def test_the_limits_are_those_of_the_code() -> None:
    live, file = (path["post"]["description"] for path in document()["paths"].values())
    assert f"{BODY_MAX:,} bytes" in live
    assert f"{FILE_MAX:,}" in file
    assert all(f"{BACKLOG_MAX:,} items" in " ".join(said.split()) for said in (live, file))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Segment", {"conversation": "c", "segment_id": "1", "role": "boss", "text": ""}),
        ("Segment", {"conversation": "", "segment_id": "1", "role": "agent", "text": ""}),
        ("Answer", {"accepted": 1}),
        ("Refusal", {"code": "x", "message": "y", "echo": "z"}),
    ],
)
def test_the_judge_finds_what_does_not_fit(name: str, value: Any) -> None:
    assert not fits(schema(name), value)
