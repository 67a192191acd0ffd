"""G-01: the server is killed at random moments, and nothing that was acknowledged is lost or there twice."""

import random
import time
from pathlib import Path

import pytest

from .conftest import Count
from .hard_day_senders import after_a_hard_day, hard_day
from .house import House, at_work, compare, let_finish

pytestmark = pytest.mark.process
ENOUGH = 4000  # contacts to leave: more than anybody leaves in a thousand kills


def work_through(house: House, kills: int, seed: int) -> tuple[list[str], int, int]:
    """Let everybody send while the server is killed. Gives the troubles, how much was acknowledged, and the retries."""
    pick = random.Random(seed)
    day = hard_day(house, min(ENOUGH, 12 * kills))
    house.start()
    senders = [*at_work(house, seed), *after_a_hard_day(house, seed, day)]
    for _ in range(kills):
        time.sleep(pick.uniform(0.01, 0.25))
        house.kill()
        house.start()
    let_finish(senders)
    acknowledged = sum(len(sender.acknowledged) for sender in senders)
    troubles = compare(senders, house.ledger())
    troubles += [f"never answered: {type(sender).__name__}" for sender in senders if not sender.acknowledged]
    return troubles, acknowledged, sum(sender.again for sender in senders)


# On a commit PostgreSQL is killed less often: what differs from SQLite is seen in a dozen.
@pytest.mark.parametrize(
    ("database_url", "kills"),
    [
        ("sqlite", 50),
        pytest.param("postgresql", 12, marks=pytest.mark.db),
        pytest.param("sqlite", 1000, marks=pytest.mark.slow),
        pytest.param("postgresql", 1000, marks=[pytest.mark.slow, pytest.mark.db]),
    ],
    indirect=["database_url"],
)
def test_a_killed_server_has_kept_all_it_acknowledged_and_nothing_twice(
    folder: Path, database_url: str, kills: int, counted: Count
) -> None:
    seed = random.randrange(10**6)
    began = time.monotonic()
    with House(folder, database_url=database_url) as house:
        troubles, acknowledged, again = work_through(house, kills, seed)
    name = "PostgreSQL" if database_url else "SQLite"
    counted(
        f"kill -9, {name}: {kills} kills in {time.monotonic() - began:.0f} s, {acknowledged} things acknowledged,"
        f" {again} sent again, {len(troubles)} lost, doubled or in trouble"
    )
    assert acknowledged > kills
    assert again >= kills / 2, "the kills met nobody in the middle of anything"
    assert not troubles, f"seed {seed}: {troubles[:10]}"


PLANTED = [
    ("answers_too_early", ("lost: segment",)),
    ("makes_own_keys", ("never sent: moment", "never sent: hand", "never sent: exit", "never sent: check-in")),
    ("forgets_deliveries", ("never sent: segment",)),
]


@pytest.mark.parametrize(("plant", "found"), PLANTED)
def test_the_check_finds_a_server_that(folder: Path, plant: str, found: tuple[str, ...]) -> None:
    with House(folder, plant=plant) as house:
        troubles, _, _ = work_through(house, kills=4, seed=1)
    assert any(trouble.startswith(found) for trouble in troubles), troubles[:10]


@pytest.mark.slow
def test_with_more_kills_every_kind_of_press_that_is_doubled_is_found(folder: Path) -> None:
    plant, found = PLANTED[1]
    with House(folder, plant=plant) as house:
        troubles, _, _ = work_through(house, kills=60, seed=1)
    for each in found:
        assert any(trouble.startswith(each) for trouble in troubles), (each, troubles[:10])
