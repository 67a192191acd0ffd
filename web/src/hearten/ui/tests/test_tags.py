"""Clock times are the viewer's own, and who can read a field is said in one line."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone

from hearten.ui.templatetags.hearten import READERS

NOON = datetime(2026, 11, 24, 12, 32, tzinfo=UTC)


def clock(when: datetime, zone: str) -> str:
    with timezone.override(ZoneInfo(zone)):
        return Template("{% clock when %}").render(Context({"when": when}))


@time_machine.travel(NOON, tick=False)
def test_a_time_is_on_the_viewers_clock() -> None:
    assert clock(NOON, "UTC") == '<time datetime="2026-11-24T12:32:00+00:00">12:32</time>'
    assert clock(NOON, "Asia/Kolkata") == '<time datetime="2026-11-24T18:02:00+05:30">18:02</time>'


@time_machine.travel(NOON, tick=False)
def test_a_time_of_another_day_names_the_day() -> None:
    late = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    assert ">22:00<" in clock(late, "UTC")
    assert ">25 Nov, 07:00<" in clock(late, "Asia/Tokyo")


@pytest.mark.parametrize("readers", READERS)
def test_one_line_says_who_can_read(readers: str) -> None:
    html = Template("{% who_reads readers %}").render(Context({"readers": readers}))
    assert "Who can read this:" in html
    assert str(READERS[readers]) in html


def test_a_reader_nobody_knows_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        Template('{% who_reads "everybody" %}').render(Context())
