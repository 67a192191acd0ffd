"""Ana's gameplan in the demo: sealed like anybody's, opened by the phrase that is shown, and left alone afterwards."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings

from hearten.demo.gameplan import PASSPHRASE, PLANS
from hearten.demo.seed import seed
from hearten.gameplan import actions, queries
from hearten.people.models import Person
from hearten.seal.actions import open_by_passphrase
from hearten.seal.sessions import Unlocked

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(tmp_path: Path, settings: LazySettings) -> Person:
    settings.KEY_STORE = settings.KEY_STORE | {"NAME": tmp_path / "keys.sqlite3", "BACKUPS": tmp_path / "backups"}
    seed(NOW)
    return Person.objects.get(name="Ana Duarte")


def test_the_phrase_that_is_shown_opens_it(ana: Person) -> None:
    unlocked = Unlocked(ana.pk, open_by_passphrase(ana, PASSPHRASE).private)
    assert len(queries.plans_for(ana, unlocked)) == len(queries.cards_of(ana)) == len(PLANS)
    assert queries.roadmaps_for(ana, unlocked)[0].road.marks
    assert {each.kind for each in queries.triggers_for(ana, unlocked)} > {"verbal_aggression"}
    assert queries.plan_at_cue(ana, None, "insult", 2) is not None


def test_what_a_visitor_erases_stays_erased(ana: Person) -> None:
    actions.erase_gameplan(ana)
    seed(NOW)
    assert queries.cards_of(ana) == []
