"""Where a browser goes on after it was away."""

from datetime import UTC, datetime, timedelta

import pytest

from hearten.live.rules import Resume, decide_resume

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
JUST_NOW = NOW - timedelta(seconds=5)
AN_HOUR_AGO = NOW - timedelta(hours=1)


@pytest.mark.parametrize(
    ("after", "newest", "next_at", "resume"),
    [
        (None, 7, None, Resume(7, reset=False, because="new")),
        (7, 7, None, Resume(7, reset=False, because="current")),
        (0, 0, None, Resume(0, reset=False, because="current")),
        (5, 7, JUST_NOW, Resume(5, reset=False, because="behind")),
        (5, 7, AN_HOUR_AGO, Resume(5, reset=False, because="behind")),
        (5, 7, AN_HOUR_AGO - timedelta(seconds=1), Resume(7, reset=True, because="too old")),
        (5, 7, None, Resume(7, reset=True, because="too old")),
        (0, 500, JUST_NOW, Resume(0, reset=False, because="behind")),
        (0, 501, JUST_NOW, Resume(501, reset=True, because="too far behind")),
        (9, 7, None, Resume(7, reset=True, because="unknown number")),
        (-1, 7, None, Resume(7, reset=True, because="unknown number")),
    ],
)
def test_a_browser_goes_on_where_it_stood_or_looks_at_everything_again(
    after: int | None, newest: int, next_at: datetime | None, resume: Resume
) -> None:
    assert decide_resume(after, newest, next_at, now=NOW) == resume
