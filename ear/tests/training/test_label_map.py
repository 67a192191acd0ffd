"""Every line of the label map names a head, gives 0–1 or nothing, and says why."""

import pytest

from hearten_ear.reading import HEADS
from hearten_ear.training.label_map import NOT_TRAINED_ON, SOURCES, Row, Source

#: Rows with every label at its ends, and texts with and without "you" and swearing. Labels are unions of all sources'.
TEXTS = ("you bloody crap thing", "the meter reads nought", "")
ENDS: tuple[dict[str, float], ...] = (
    {},
    {"politeness": -3.96, "abusive": 1.0, "toxic": 1.0, "hate_speech": 1.0, "offensive_language": 1.0, "anger": 1},
)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_every_line_gives_a_soft_label_or_none_and_its_reason(source: Source) -> None:
    assert source.lines
    for line in source.lines:
        assert line.head in HEADS, line
        assert line.how, line
        assert line.why, line
        values = [line.value(Row(text, labels)) for text in TEXTS for labels in ENDS]
        assert all(value is None or 0.0 <= value <= 1.0 for value in values), (line, values)


def test_no_head_is_mapped_twice_by_a_source() -> None:
    for source in SOURCES:
        assert len({line.head for line in source.lines}) == len(source.lines), source.name


def test_share_alike_and_unclear_sources_are_not_trained_on() -> None:
    names = {source.name for source in SOURCES}
    assert names.isdisjoint(NOT_TRAINED_ON)
    assert not any("sharealike" in name or "calibration" in name for name in names)
    assert all(source.licence and source.attribution for source in SOURCES)


def test_abuse_of_a_third_party_weighs_less_than_abuse_of_you() -> None:
    toxic = next(source for source in SOURCES if source.name == "toxic_spans")
    you, he = (toxic.heads["hostile"](Row(text, {"toxic": 1.0})) for text in ("you fool", "what a fool he is"))
    assert you is not None
    assert he is not None
    assert you > he > 0.5
