"""What the names of files tell, by a pattern that nobody can stall with a name."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten_ear import cli
from hearten_ear.formats import ReadOptions, read
from hearten_ear.formats.names import NamePattern, read_pattern
from hearten_ear.segment import Problem

VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Customer>Hello.\n"


def pattern(text: str) -> NamePattern:
    found = read_pattern(text)
    assert isinstance(found, NamePattern)
    return found


@pytest.mark.parametrize(
    ("text", "name", "facts"),
    [
        ("{agent}_{conversation}", "ana_4711.vtt", {"agent": "ana", "conversation": "4711"}),
        ("{agent}_{conversation}", "ana_4711_b.vtt", {"agent": "ana", "conversation": "4711_b"}),
        ("call-{conversation}-{language}-{_}", "call-9-EN_gb-2026.01.json", {"conversation": "9", "language": "en-GB"}),
        ("{_}.{queue}", "x.billing", None),
        ("{conversation} (final)", "7 (final).srt", {"conversation": "7"}),
        ("{conversation}", "no ending", {"conversation": "no ending"}),
        ("{agent}_{conversation}", "ana.vtt", None),
        ("{agent}_{conversation}", "_4711.vtt", None),
        ("call-{conversation}", "chat-9.vtt", None),
        ("{conversation}-end", "9.vtt", None),
        ("{conversation}", "a\x00b.vtt", None),
    ],
)
def test_a_name_is_taken_apart_or_does_not_fit(text: str, name: str, facts: dict[str, str] | None) -> None:
    assert pattern(text).facts_of(name) == facts


@pytest.mark.parametrize(
    "text", ["", "call", "{agent", "{person}", "{agent}{queue}", "{_}", "{agent}_{agent}", "a}b{agent}"]
)
def test_a_pattern_that_tells_nothing_is_refused(text: str) -> None:
    assert isinstance(read_pattern(text), Problem)


def test_a_name_fills_only_what_the_file_leaves_open() -> None:
    options = ReadOptions(names=pattern("{agent}_{conversation}_{language}_{queue}"))
    report = read(VTT, name="ana_4711_en_billing.vtt", options=options)
    (part,) = report.segments
    assert (part.conversation, part.agent_ref, part.language, part.queue) == ("4711", "ana", "en", "billing")
    assert report.conversations[0].id == "4711"
    own = (
        b'{"conversation": "c", "segment_id": "1", "role": "customer", "text": "Hi.", "agent": "tom", "language": "de"}'
    )
    (kept,) = read(own, name="ana_4711_en_billing.jsonl", options=options).segments
    assert (kept.conversation, kept.agent_ref, kept.language, kept.queue) == ("c", "tom", "de", "billing")
    assert read(VTT, name="other.vtt", options=options).segments == read(VTT).segments


def test_the_command_takes_a_pattern_and_refuses_one_that_is_none(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["explain", "--names", "{who}", "x"])
    assert stopped.value.code == 2
    assert "conversation, agent" in capfd.readouterr().err


@given(st.text("ab{}_-.", max_size=20), st.text("ab_-.\x00é", max_size=40))
def test_any_pattern_and_any_name_give_facts_or_none(text: str, name: str) -> None:
    found = read_pattern(text)
    if isinstance(found, NamePattern):
        facts = found.facts_of(name)
        assert facts is None or all(facts.values())


def test_a_long_name_made_to_hurt_is_done_at_once() -> None:
    began = time.process_time()
    pattern("{_}a_{agent}a_{queue}a_{language}a_{conversation}b").facts_of("a_" * 100_000)
    assert time.process_time() - began < 0.1
