"""What happens is done first and counted after the commit: a count stands in nobody's way."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client, TestCase
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from hearten.listening.actions import close_silent_contacts
from hearten.listening.tests.hearing import INSULT, event, hear_now, says
from hearten.people.models import Person
from hearten.support import actions as support
from hearten.support.after.models import CheckInOffer
from hearten.support.exits import actions as exits
from hearten.support.exits import lists
from hearten.support.exits.models import Cover, Exit
from hearten.support.ledger import actions
from hearten.support.ledger.models import Mark, State
from hearten.support.models import Asked, HandUp, Moment


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings: LazySettings) -> Path:
    """Keep keys apart per test."""
    file = tmp_path / "keys.sqlite3"
    settings.KEY_STORE = settings.KEY_STORE | {"NAME": file, "BACKUPS": tmp_path / "key-backups"}
    return file


def counted() -> dict[str, int]:
    """Give what was counted of anybody."""
    return dict(Mark.objects.exclude(state=State.NOT_ASKED).values_list("kind", "state"))


def press(client: Client, *, key: str = "", waited: str = "") -> str:
    """Press the button, as the page or the script that kept it does. Gives the key."""
    key = key or str(uuid4())
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert client.post("/moment/ask/", {"key": key, "waited": waited}).status_code == 302
    return key


def test_a_moment_granted_is_a_promise_kept(
    ana: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        support.ask_for_moment(ana, key=uuid4(), now=timezone.now())
    assert counted() == {"moment": State.KEPT}


def test_a_moment_that_had_to_wait_for_the_line_is_a_promise_broken(ana_client: Client) -> None:
    press(ana_client, waited="30")
    assert counted() == {"moment": State.BROKEN}


def test_a_moment_that_had_to_wait_for_the_database_is_a_promise_broken(
    ana_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock of the commit decides: seven seconds after the press."""
    pressed = timezone.now()
    monkeypatch.setattr("hearten.support.views.moments.pressed_at", lambda *_, **__: pressed - timedelta(seconds=7))
    press(ana_client)
    assert counted() == {"moment": State.BROKEN}


@pytest.mark.parametrize("waited", ["", "0", "2", "-9", "soon", "٣٠٠", "1e9"])
def test_a_press_that_came_at_once_or_cannot_say_is_a_promise_kept(ana_client: Client, waited: str) -> None:
    press(ana_client, waited=waited)
    assert counted() == {"moment": State.KEPT}


def test_a_press_repeated_because_its_answer_was_lost_was_granted_at_once(ana_client: Client) -> None:
    key = press(ana_client)
    press(ana_client, key=key, waited="90")
    assert counted() == {"moment": State.KEPT}


def test_a_browser_that_claims_a_year_is_believed_an_hour(ana: Person, ana_client: Client) -> None:
    ana_client.post("/hand/raise/", {"key": str(uuid4()), "waited": "999999999"})
    assert timezone.now() - HandUp.objects.get(agent=ana).raised_at < timedelta(minutes=61)


def test_a_moment_that_never_began_is_a_promise_broken(
    ana: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    now = timezone.now()
    waiting = Moment.objects.create(agent=ana, key=uuid4(), asked_at=now - timedelta(hours=13), waits_for=1)
    with django_capture_on_commit_callbacks(execute=True):
        support.forget_old(now)
    waiting.refresh_from_db()
    assert waiting.ended_at is not None
    assert counted() == {"moment": State.BROKEN}


def test_a_moment_that_outlived_its_contact_by_hours_is_a_promise_broken(
    ana: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    now = timezone.now()
    Moment.objects.create(agent=ana, key=uuid4(), asked_at=now - timedelta(hours=5), waits_for=1)
    with django_capture_on_commit_callbacks(execute=True):
        assert support.begin_waiting_moment(ana.pk, after_level=0, now=now) is None
    assert counted() == {"moment": State.BROKEN}


def test_one_that_was_taken_back_before_it_began_is_not(
    ana: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    now = timezone.now()
    Moment.objects.create(agent=ana, key=uuid4(), asked_at=now - timedelta(minutes=5), waits_for=1)
    with django_capture_on_commit_callbacks(execute=True):
        support.come_back(ana, now=now)
    assert counted() == {}


def test_a_hand_is_up_since_it_was_pressed_however_long_the_line_was_down(ana: Person, ana_client: Client) -> None:
    ana_client.post("/hand/raise/", {"key": str(uuid4()), "waited": "110"})
    hand = HandUp.objects.get(agent=ana)
    assert timedelta(seconds=109) < timezone.now() - hand.raised_at < timedelta(seconds=115)
    assert hand.due_at is not None
    assert hand.due_at > timezone.now() + timedelta(seconds=50), "whoever is asked has their minute all the same"


def test_help_that_came_in_time_by_the_servers_clock_alone_was_late(
    ana: Person, tom: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    now = timezone.now()
    hand = support.raise_hand(ana, key=uuid4(), pressed_at=now - timedelta(seconds=100), now=now)
    Asked.objects.get_or_create(hand=hand, person=tom, defaults={"because": "lead_on_shift", "at": now})
    with django_capture_on_commit_callbacks(execute=True):
        assert support.answer(tom, hand.ref, now=now + timedelta(seconds=30))
        support.take_back(ana, now=now + timedelta(seconds=90))
    assert counted() == {"help": State.BROKEN}


class TestAnExit:
    """It counts when its day is over: until then nobody knows whether its cover arrives."""

    def left(self, agent: Person, *, name: str = "c-1", days_ago: float = 1.01) -> Exit:
        at = timezone.now() - timedelta(days=days_ago)
        words = {"key": uuid4(), "source": "desk", "external_id": name, "action": "end"}
        return Exit.objects.create(agent=agent, contact=uuid4(), taken_at=at, **words)

    def settle(self, capture: DjangoCaptureOnCommitCallbacks) -> dict[str, int]:
        with capture(execute=True):
            exits.forget_old(timezone.now())
        return counted()

    def test_whose_cover_was_delivered_is_a_promise_kept(
        self, ana: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        taken = self.left(ana)
        exits.write_cover("desk", "c-1", now=taken.taken_at)
        exits.delivered_by_event("desk", "c-1")
        assert self.settle(django_capture_on_commit_callbacks) == {"exit": State.KEPT}
        assert not Exit.objects.exists()

    def test_whose_cover_was_never_taken_up_is_a_promise_broken(
        self, ana: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        taken = self.left(ana)
        exits.write_cover("desk", "c-1", now=taken.taken_at)
        assert self.settle(django_capture_on_commit_callbacks) == {"exit": State.BROKEN}
        assert not Exit.objects.exists()
        assert Cover.objects.exists(), "it may still be taken up"

    def test_whose_file_was_fetched_and_never_stored_is_a_promise_broken(
        self, ana: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        lists.make_cover_account(now=timezone.now())
        taken = self.left(ana)
        exits.write_cover("desk", "c-1", now=taken.taken_at)
        exits.take_file(timezone.now())
        assert self.settle(django_capture_on_commit_callbacks) == {"exit": State.BROKEN}

    def test_is_not_judged_by_the_cover_of_a_colleagues_later_one(
        self, ana: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        self.left(ana)
        exits.write_cover("desk", "c-1", now=timezone.now())
        assert self.settle(django_capture_on_commit_callbacks) == {"exit": State.KEPT}

    def test_of_today_is_not_counted_yet(
        self, ana: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        taken = self.left(ana, days_ago=0.5)
        exits.write_cover("desk", "c-1", now=taken.taken_at)
        assert self.settle(django_capture_on_commit_callbacks) == {}

    def test_counts_once_for_each_who_took_it_and_keeps_no_name(
        self, ana: Person, mia: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        for agent in (ana, ana, mia):
            self.left(agent, name=f"c-{uuid4()}")
        self.settle(django_capture_on_commit_callbacks)
        assert Mark.objects.filter(kind="exit", state=State.KEPT).count() == 2


class TestCheckInsAfterAHardContact:
    def test_that_ended_count_as_kept(
        self, ana: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            hear_now(says(INSULT, contact="c-1"), agent_id=ana.pk, now=timezone.now())
            hear_now(event("ended", 2), agent_id=ana.pk, now=timezone.now())
        assert counted() == {"check_in": State.KEPT}

    def test_that_nobody_said_had_ended_are_offered_late_and_count_as_broken(
        self, ana: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        long_ago = timezone.now() - timedelta(hours=3)
        with django_capture_on_commit_callbacks(execute=True):
            hear_now(says(INSULT, contact="c-1"), agent_id=ana.pk, now=long_ago)
            close_silent_contacts(timezone.now())
        assert counted() == {"check_in": State.BROKEN}
        assert CheckInOffer.objects.filter(person=ana).exists(), "late is better than never"

    def test_that_fell_silent_in_wrap_up_were_offered_when_it_was_over(
        self, ana: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        long_ago = timezone.now() - timedelta(hours=3)
        with django_capture_on_commit_callbacks(execute=True):
            hear_now(says(INSULT, contact="c-1"), agent_id=ana.pk, now=long_ago)
            hear_now(event("wrap_up", 2), agent_id=ana.pk, now=long_ago)
            close_silent_contacts(timezone.now())
        assert counted() == {"check_in": State.KEPT}

    def test_after_a_calm_one_that_fell_silent_nothing_was_promised(
        self, ana: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        long_ago = timezone.now() - timedelta(hours=3)
        with django_capture_on_commit_callbacks(execute=True):
            hear_now(says("good morning", contact="c-1"), agent_id=ana.pk, now=long_ago)
            close_silent_contacts(timezone.now())
        assert counted() == {}


def test_a_count_that_fails_costs_nobody_a_moment(
    ana: Person,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise OSError("The key store is away.")

    monkeypatch.setattr(actions, "open_month", broken)
    with django_capture_on_commit_callbacks(execute=True):
        support.ask_for_moment(ana, key=uuid4(), now=timezone.now())
    assert Moment.objects.get().covered_until is not None
    assert counted() == {}
