from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.integrations.outgoing.catalogue import MOMENT_OVER, MOMENT_STARTED, EventType, Field, data_of
from hearten.integrations.outgoing.rules import TRIED_FOR, Step, after_attempt, wait_asked_for

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
END = NOW + TRIED_FOR


def step(
    status: int | None, *, retry_after: str = "", attempts: int = 1, now: datetime = NOW, jitter: float = 0.5
) -> Step:
    return after_attempt(
        status=status, retry_after=retry_after, attempts=attempts, now=now, give_up_at=END, jitter=jitter
    )


@pytest.mark.parametrize("status", range(200, 300))
def test_every_2xx_is_success(status: int) -> None:
    assert step(status) == Step("delivered")


@pytest.mark.parametrize("status", [None, 100, 199, 300, 301, 302, 304, 400, 401, 404, 409, 429, 500, 503, 599])
def test_nothing_else_is(status: int | None) -> None:
    assert step(status).state == "waiting"


def test_410_switches_off() -> None:
    assert step(410) == Step("stopped", switch_off=True)


def test_it_is_tried_for_three_days_and_the_last_time_at_their_end() -> None:
    now, attempts, at = NOW, 1, [NOW]
    while (follows := step(None, now=now, attempts=attempts)).due_at is not None:
        now, attempts = follows.due_at, attempts + 1
        at.append(now)
    assert follows == Step("given_up")
    assert at[-1] == END
    assert 12 <= attempts <= 15
    assert at[3] - NOW < timedelta(seconds=30)  # an agent waits for the phone


@given(attempts=st.integers(1, 50), jitter=st.floats(0, 1))
def test_what_failed_together_is_spread_by_a_fifth_either_way(attempts: int, jitter: float) -> None:
    middle, spread = step(None, attempts=attempts).due_at, step(None, attempts=attempts, jitter=jitter).due_at
    assert middle is not None
    assert spread is not None
    assert abs((spread - NOW) / (middle - NOW) - 1) <= 0.2001


@pytest.mark.parametrize("asked", ["120", " 120 ", format_datetime(NOW + timedelta(seconds=120), usegmt=True)])
def test_retry_after_is_honoured_in_seconds_and_as_a_date(asked: str) -> None:
    assert step(503, retry_after=asked).due_at == NOW + timedelta(seconds=120)
    assert step(429, retry_after=asked).due_at == NOW + timedelta(seconds=120)


def test_retry_after_never_hastens_and_beyond_the_end_it_ends() -> None:
    late = step(503, retry_after="1", attempts=6).due_at
    assert late is not None
    assert late > NOW + timedelta(minutes=20)
    assert step(503, retry_after=str(4 * 86400)).state == "given_up"


@given(st.text(max_size=40))
def test_any_retry_after_asks_for_some_time_or_none(text: str) -> None:
    assert timedelta() <= wait_asked_for(text, now=NOW)


@given(
    status=st.one_of(st.none(), st.integers(100, 599)),
    retry_after=st.one_of(st.text(max_size=12), st.integers(0, 10**12).map(str)),
    attempts=st.integers(1, 100),
    minutes=st.integers(-10, 5000),
    jitter=st.floats(0, 1),
)
def test_whatever_happens_it_is_later_and_ends_in_time(
    status: int | None, retry_after: str, attempts: int, minutes: int, jitter: float
) -> None:
    now = NOW + timedelta(minutes=minutes)
    follows = step(status, retry_after=retry_after, attempts=attempts, now=now, jitter=jitter)
    assert (follows.due_at is not None) == (follows.state == "waiting")
    if follows.due_at is not None:
        assert now < follows.due_at <= END


# -- what may be carried


def test_a_type_that_names_an_agent_can_carry_times_and_nothing_else() -> None:
    class Wider:
        LEVEL = "a level"

    with pytest.raises(ValueError, match="names an agent"):
        EventType("hearten.listening.cue.v1", {"agent": Field.AGENT, "level": Wider.LEVEL})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"agent": "ana-7"},
        {"agent": "ana-7", "until": NOW, "reason": "tired"},
        {"agent": "", "until": NOW},
        {"agent": "x" * 201, "until": NOW},
        {"agent": 7, "until": NOW},
        {"agent": "ana-7", "until": "soon"},
        {"agent": "ana-7", "until": datetime(2026, 3, 3)},  # noqa: DTZ001 - refused
    ],
)
def test_an_event_carries_its_fields_and_no_others(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"carries|this is not"):
        data_of(MOMENT_STARTED, given)


def test_times_travel_in_utc() -> None:
    assert data_of(MOMENT_STARTED, {"agent": "ana-7", "until": NOW}) == {
        "agent": "ana-7",
        "until": "2026-03-03T12:00:00Z",
    }
    assert data_of(MOMENT_OVER, {"agent": "ana-7"}) == {"agent": "ana-7"}
