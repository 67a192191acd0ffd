"""Every table is decided about: what an export takes, what erasing does, how long rows live and who ends them."""

from datetime import datetime, timedelta
from typing import ClassVar

import pytest
import time_machine
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hearten.config.schedule import PERIODIC
from hearten.keeping import fates
from hearten.keeping.fates import DELETE, UNLINK, Fate
from hearten.keeping.tests.filling import fill
from hearten.people.models import Person, Team

ENTRIES = frozenset(entry.name for entry in PERIODIC)
DAY = timedelta(days=1)


def test_somebody_decided_about_every_model() -> None:
    problems = [
        problem for model in fates.every_model() for problem in fates.problems_of(model, fates.fate_of(model), ENTRIES)
    ]
    assert problems == []


def test_the_list_names_no_model_that_is_gone() -> None:
    assert set(fates.FATES) - {model._meta.label for model in fates.every_model()} == set()


class Planted(models.Model):
    """A table nobody decided about, known to this test alone."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    lifetime: ClassVar[timedelta | None] = DAY

    class Meta:
        app_label = "planted"
        managed = False

    def __str__(self) -> str:
        return "planted"


@pytest.fixture(autouse=True, scope="module")
def unplanted() -> None:
    """Take the planted model out of Django's registry again, or every walk of the other tests would meet it."""
    from django.apps import apps

    apps.all_models.pop("planted", None)
    apps.clear_cache()


GOOD = Fate((("person", DELETE),), age="at", sweeper="back up")


@pytest.mark.parametrize(
    ("fate", "words"),
    [
        (None, "nobody decided"),
        (Fate(age="at", sweeper="back up"), "leads to a person"),
        (Fate((("person", "perhaps"),), age="at", sweeper="back up"), "neither deleted nor unlinked"),
        (Fate((("person", "kept"),), age="at", sweeper="back up"), "neither deleted nor unlinked"),
        (Fate((("person", UNLINK),), age="at", sweeper="back up"), "never empty"),
        (Fate((("person", DELETE),), sweeper="back up"), "no time it counts from"),
        (Fate((("person", DELETE),), age="at"), "no entry of the schedule"),
        (Fate((("person", DELETE),), age="at", sweeper="sweep the yard"), "no entry of the schedule"),
        (Fate((("person", DELETE),), for_ever="why not"), "claims to live for ever"),
    ],
)
def test_each_hole_in_a_decision_is_named(fate: Fate | None, words: str) -> None:
    problems = list(fates.problems_of(Planted, fate, ENTRIES))
    assert len(problems) == 1
    assert words in problems[0]
    assert list(fates.problems_of(Planted, GOOD, ENTRIES)) == []


def test_a_table_without_a_lifetime_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Planted, "lifetime", None)
    assert "does not say why" in next(fates.problems_of(Planted, Fate((("person", DELETE),)), ENTRIES))


# --- 400 days forward


def overdue(now: datetime) -> dict[str, int]:
    """Count rows that are older than their table allows. A sweeper has a day, so that it need not run all the time."""
    found = {}
    for model in fates.every_model():
        fate = fates.fate_of(model)
        lifetime = fates.lifetime_of(model, fate) if fate else None
        if fate is not None and lifetime is not None:
            late = model._base_manager.filter(Q(**{f"{fate.age}__lt": now - lifetime - DAY}))
            found[model._meta.label] = late.count()
    return found


def with_a_lifetime() -> list[type[models.Model]]:
    return [
        model
        for model in fates.every_model()
        if (fate := fates.fate_of(model)) and fates.lifetime_of(model, fate) is not None
    ]


#: Tables that the schedule itself or the tests' own hands fill again.
STILL_MADE = {"work.QueuedTask", "keeping.Backup", "support_ledger.Month", "blocks.StoredPublication"}


@pytest.mark.django_db(transaction=True)
def test_after_four_hundred_days_not_one_row_is_overdue(ana: Person, olu: Person, harbour: Team) -> None:
    began = timezone.now()
    filled = with_a_lifetime()
    for model in filled:
        if not model._base_manager.exists():
            fill(model, person=ana, at=began)
    assert all(model._base_manager.exists() for model in filled)
    # Figures that were published are kept for years; at the second date their time is over too.
    for days in (400, 2_400):
        with time_machine.travel(began + days * DAY, tick=False):
            now = timezone.now()
            before = overdue(now)
            assert sum(map(bool, before.values())) > (15 if days == 400 else 1), "the sweep has to have something to do"
            # Erasing comes last: it would take rows along that a sweeper of their own has to end.
            erasing = fates.FATES["keeping.ErasureRequest"].sweeper
            for entry in sorted(PERIODIC, key=lambda entry: entry.name == erasing):
                if entry.name == erasing:
                    assert {label for label, rows in overdue(now).items() if rows} <= {"keeping.ErasureRequest"}
                entry.run(now)
            assert not any(overdue(now).values())
    emptied = [model for model in filled if not model._base_manager.exists()]
    assert {model._meta.label for model in filled} - {model._meta.label for model in emptied} <= STILL_MADE


@pytest.mark.django_db
def test_a_sweeper_that_does_nothing_is_found(ana: Person, harbour: Team) -> None:
    """The control: without one entry of the schedule its table is overdue."""
    began = timezone.now()
    from hearten.support.models import Moment

    fill(Moment, person=ana, at=began)
    later = began + 400 * DAY
    for entry in PERIODIC:
        if entry.name != fates.FATES["support.Moment"].sweeper:
            entry.run(later)
    assert overdue(later)["support.Moment"] == 1
