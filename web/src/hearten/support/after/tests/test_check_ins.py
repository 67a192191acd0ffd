"""A talk with a person of one's choice: asked, accepted, in both calendars, moved, cancelled, forgotten."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from icalendar import Calendar
from web.tests.cast import signed_in

from hearten.listening.events import ContactsOver, contacts_over
from hearten.live.models import Notice
from hearten.people import mail
from hearten.people.models import Person
from hearten.staffing.models import Presence
from hearten.support.after.actions import check_ins as actions
from hearten.support.after.actions.forgetting import forget_old, let_go
from hearten.support.after.models import CheckIn, CheckInOffer
from hearten.support.after.queries import check_ins as queries
from hearten.support.after.tasks import send_check_in
from hearten.work.models import QueuedTask

from .conftest import NOW, text_of

KEY = UUID("11111111-1111-4111-8111-111111111111")
PAGE = "/after/"
IN_THREE_DAYS = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
FIELDS = {"summary", "dtstart"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch, mailoutbox: list[EmailMessage]) -> list[EmailMessage]:
    """A centre that sends mail, and what it has sent."""
    monkeypatch.setattr(mail, "is_set_up", lambda: True)
    return mailoutbox


def ask(agent: Person, companion: Person, at: datetime = IN_THREE_DAYS) -> CheckIn:
    return actions.ask_for_check_ins(agent, companion, {"days": at}, key=uuid4(), now=NOW)[0]


def agreed(agent: Person, companion: Person) -> CheckIn:
    made = ask(agent, companion)
    actions.answer_check_in(companion, made.key, accept=True, now=NOW)
    made.refresh_from_db()
    return made


def deliver() -> None:
    """Let the worker send what waits."""
    for row in QueuedTask.objects.order_by("pk"):
        send_check_in.func(*row.args, **row.kwargs)
    QueuedTask.objects.all().delete()


def event_in(file: Any) -> tuple[str, Any]:
    calendar = Calendar.from_ical(file)
    (event,) = calendar.events
    return str(calendar["METHOD"]), event


def test_an_agent_chooses_a_person_and_gets_two_times_proposed(ana_client: Client, ana: Person, tom: Person) -> None:
    page = text_of(ana_client.get("/after/check-ins/ask/"))
    assert 'value="2026-11-27T09:30"' in page
    assert 'value="2026-12-24T09:30"' in page
    assert "Tom" in page
    sent = {"key": str(KEY), "companion": str(tom.key), "days": "2026-11-27T09:30", "month": "2026-12-24T10:00"}
    for _ in range(2):  # a retry asks once
        assert ana_client.post("/after/check-ins/ask/", sent).status_code == 302
    found = CheckIn.objects.order_by("starts_at")
    assert [(each.which, each.state) for each in found] == [("days", "asked"), ("month", "asked")]
    assert found[0].starts_at == IN_THREE_DAYS


def test_times_are_the_wall_clock_of_whoever_asks(ana: Person, tom: Person) -> None:
    Person.objects.filter(pk=ana.pk).update(zone="Asia/Kolkata")
    sent = {"key": str(KEY), "companion": str(tom.key), "days": "2026-11-27T15:00"}
    signed_in(ana).post("/after/check-ins/ask/", sent)
    made = CheckIn.objects.get()
    assert made.starts_at == IN_THREE_DAYS
    assert made.zone == "Asia/Kolkata"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"companion": ""}, "This field is required"),
        ({"companion": str(uuid4())}, "Select a valid choice"),
        ({"days": "", "month": ""}, "Choose a time for one of the two at least."),
        ({"days": "2026-11-23T09:30"}, "Choose a time to come"),
        ({"days": "2027-11-23T09:30"}, "within three months"),
        ({"days": "tomorrow"}, "Write a day and a time."),
        ({"days": "0001-01-01T00:00"}, "Write a day and a time."),
    ],
)
def test_what_cannot_be_asked_is_said_at_the_field(
    ana_client: Client, tom: Person, wrong: dict[str, str], told: str
) -> None:
    sent = {"key": str(KEY), "companion": str(tom.key), "days": "2026-11-27T09:30"} | wrong
    answer = ana_client.post("/after/check-ins/ask/", sent)
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert not CheckIn.objects.exists()


def test_an_hour_that_the_clocks_skip_is_refused(ana: Person, tom: Person, clock: time_machine.Traveller) -> None:
    Person.objects.filter(pk=ana.pk).update(zone="Europe/Vienna")
    clock.move_to(datetime(2026, 3, 20, 9, tzinfo=UTC))
    answer = signed_in(ana).post(
        "/after/check-ins/ask/", {"key": str(KEY), "companion": str(tom.key), "days": "2026-03-29T02:30"}
    )
    assert answer.status_code == 422
    assert "The clocks are put forward" in text_of(answer)


def test_nobody_asks_oneself(ana_client: Client, ana: Person) -> None:
    page = text_of(ana_client.get("/after/check-ins/ask/"))
    assert f'value="{ana.key}"' not in page


def test_there_is_no_field_for_a_reason_anywhere(ana_client: Client, tom: Person) -> None:
    page = text_of(ana_client.get("/after/check-ins/ask/"))
    form = page[page.index("<main") : page.index("</main>")]
    assert "textarea" not in form
    assert 'type="text"' not in form
    names = {field.name for field in CheckIn._meta.get_fields()}
    assert names.isdisjoint({"reason", "topic", "note", "text", "subject", "contact", "cue"})


def test_the_person_asked_sees_who_and_when_on_every_page_and_answers(ana: Person, tom: Person) -> None:
    made = ask(ana, tom)
    client = signed_in(tom)
    assert "Ana would like a 1:1 with you." in text_of(client.get("/account/"))
    assert "Waits for your answer" in text_of(client.get(PAGE))
    client.post(f"/after/check-ins/{made.key}/answer/", {"accept": "1"})
    assert "would like a 1:1" not in text_of(client.get("/account/"))
    assert "Agreed" in text_of(client.get(PAGE))
    assert "Agreed" in text_of(signed_in(ana).get(PAGE))


def test_no_is_a_full_answer_and_puts_nothing_into_a_calendar(
    ana: Person, tom: Person, post: list[EmailMessage]
) -> None:
    made = ask(ana, tom)
    signed_in(tom).post(f"/after/check-ins/{made.key}/answer/", {"accept": "0"})
    assert "Not possible" in text_of(signed_in(ana).get(PAGE))
    deliver()
    assert post == []
    assert signed_in(ana).get(f"/after/check-ins/{made.key}/1-1.ics").status_code == 404


def test_the_file_opens_in_a_calendar_with_a_title_that_says_nothing(ana: Person, tom: Person) -> None:
    Person.objects.filter(pk=ana.pk).update(zone="Europe/Vienna")
    ana.refresh_from_db()
    made = agreed(ana, tom)
    for person in (ana, tom):
        answer = signed_in(person).get(f"/after/check-ins/{made.key}/1-1.ics")
        assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
        assert answer["Content-Disposition"] == 'attachment; filename="1-1.ics"'
        method, event = event_in(answer.content)
        assert (method, str(event["SUMMARY"]), event["UID"], event["SEQUENCE"]) == ("REQUEST", "1:1", str(made.key), 0)
        assert event.start == IN_THREE_DAYS
        assert event["DTSTART"].params["TZID"] == "Europe/Vienna"
        assert event.end - event.start == timedelta(minutes=20)
        for word in (b"hostile", b"support", b"check-in", b"abus", b"debrief"):
            assert word not in answer.content.lower()


def test_what_is_agreed_moved_and_called_off_reaches_both_by_mail(
    ana: Person, tom: Person, post: list[EmailMessage]
) -> None:
    made = agreed(ana, tom)
    deliver()
    actions.move_check_in(tom, made.key, starts_at=IN_THREE_DAYS + timedelta(hours=1), now=NOW)
    deliver()
    actions.cancel_check_in(ana, made.key, now=NOW)
    deliver()
    seen = []
    for message in post:
        parts = {part.get_content_type(): part for part in message.message().walk()}
        calendar = parts["text/calendar"]
        method, event = event_in(calendar.get_payload(decode=True))
        assert calendar.get_param("method") == method
        assert str(message.subject) == "1:1"
        assert event["UID"] == str(made.key)
        assert event_in(parts["application/ics"].get_payload(decode=True))[0] == method
        seen.append((message.to[0].partition("@")[0], method, int(event["SEQUENCE"]), event.start.hour))
    assert seen == [
        ("ana", "REQUEST", 0, 9), ("tom", "REQUEST", 0, 9),
        ("ana", "REQUEST", 1, 10), ("tom", "REQUEST", 1, 10),
        ("ana", "CANCEL", 2, 10), ("tom", "CANCEL", 2, 10),
    ]  # fmt: skip


def test_a_mail_that_has_become_untrue_is_never_sent(ana: Person, tom: Person, post: list[EmailMessage]) -> None:
    made = agreed(ana, tom)
    actions.cancel_check_in(tom, made.key, now=NOW)
    deliver()
    parts = [part for message in post for part in message.message().walk()]
    assert {part.get_param("method") for part in parts if part.get_content_type() == "text/calendar"} == {"CANCEL"}
    assert len(post) == 2


def test_the_mail_waits_for_the_commit_and_survives_a_worker(
    ana: Person, tom: Person, post: list[EmailMessage]
) -> None:
    made = agreed(ana, tom)
    row = QueuedTask.objects.get()
    assert (row.args, row.kwargs) == ([made.pk, 0], {})
    for _ in range(2):  # a worker that died after sending: the calendar knows the meeting by its UID
        send_check_in.func(made.pk, 0)
    assert len(post) == 4


def test_where_the_centre_sends_no_mail_nothing_waits_and_the_page_says_so(
    ana: Person, tom: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "is_set_up", lambda: False)
    agreed(ana, tom)
    assert not QueuedTask.objects.exists()
    assert "This centre sends no mail" in text_of(signed_in(ana).get(PAGE))


def test_doing_things_twice_does_them_once(ana: Person, tom: Person) -> None:
    made = agreed(ana, tom)
    actions.answer_check_in(tom, made.key, accept=False, now=NOW)  # too late: it stands
    for _ in range(2):
        assert actions.cancel_check_in(ana, made.key, now=NOW)
    actions.answer_check_in(tom, made.key, accept=True, now=NOW)
    actions.move_check_in(tom, made.key, starts_at=IN_THREE_DAYS + timedelta(days=1), now=NOW)
    made.refresh_from_db()
    assert (made.state, made.sequence, made.starts_at) == ("cancelled", 1, IN_THREE_DAYS)


def test_whoever_asked_cannot_answer_for_the_other(ana: Person, tom: Person) -> None:
    made = ask(ana, tom)
    assert signed_in(ana).post(f"/after/check-ins/{made.key}/answer/", {"accept": "1"}).status_code == 404
    made.refresh_from_db()
    assert made.state == "asked"


@pytest.mark.parametrize("name", ["mia", "lena", "hana", "pia", "olu", "ravi"])
def test_nobody_but_the_two_has_any_way_to_it(
    ana: Person, tom: Person, name: str, request: pytest.FixtureRequest
) -> None:
    made = agreed(ana, tom)
    client = signed_in(request.getfixturevalue(name))
    assert client.get(f"/after/check-ins/{made.key}/1-1.ics").status_code == 404
    assert client.get(f"/after/check-ins/{made.key}/move/").status_code == 404
    for verb in ("answer", "move", "cancel"):
        assert client.post(f"/after/check-ins/{made.key}/{verb}/").status_code == 404
    assert str(made.key) not in text_of(client.get(PAGE))
    made.refresh_from_db()
    assert made.state == "accepted"


def test_the_own_lead_sees_nothing_where_somebody_else_was_chosen(ana: Person, tom: Person, mia: Person) -> None:
    before = text_of(signed_in(tom).get(PAGE))
    agreed(ana, mia)
    after = text_of(signed_in(tom).get(PAGE))
    assert before.count("<li") == after.count("<li")
    assert "Mia" not in after[after.index("<main") :]


def test_a_day_afterwards_it_is_forgotten(ana: Person, tom: Person, clock: time_machine.Traveller) -> None:
    agreed(ana, tom)
    clock.move_to(IN_THREE_DAYS + timedelta(hours=23))
    forget_old(IN_THREE_DAYS + timedelta(hours=23))
    assert CheckIn.objects.count() == 1
    assert queries.check_ins_for(tom, now=IN_THREE_DAYS + timedelta(hours=23)) == []  # over is out of sight at once
    forget_old(IN_THREE_DAYS + timedelta(hours=25))
    assert not CheckIn.objects.exists()


def test_what_was_refused_or_called_off_is_forgotten_a_day_later(ana: Person, tom: Person) -> None:
    made = ask(ana, tom)
    actions.answer_check_in(tom, made.key, accept=False, now=NOW)
    forget_old(NOW + timedelta(hours=23))
    assert CheckIn.objects.exists()
    forget_old(NOW + timedelta(hours=25))
    assert not CheckIn.objects.exists()


def test_it_is_offered_on_the_desk_after_a_hard_contact_for_a_day(
    ana: Person, ana_client: Client, clock: time_machine.Traveller
) -> None:
    assert not actions.offer_check_ins(ana.pk, after_level=1, now=NOW)
    assert actions.offer_check_ins(ana.pk, after_level=2, now=NOW)
    assert "That was a hard contact" in text_of(ana_client.get("/desk/"))
    clock.move_to(NOW + timedelta(hours=25))
    assert "That was a hard contact" not in text_of(signed_in(ana).get("/desk/"))
    forget_old(NOW + timedelta(hours=25))
    assert not CheckInOffer.objects.exists()


def test_the_offer_is_put_away_by_one_press_and_by_asking(ana: Person, ana_client: Client, tom: Person) -> None:
    actions.offer_check_ins(ana.pk, after_level=3, now=NOW)
    answer = ana_client.post("/after/check-ins/offer/away/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert not CheckInOffer.objects.exists()
    actions.offer_check_ins(ana.pk, after_level=3, now=NOW)
    ask(ana, tom)
    assert not CheckInOffer.objects.exists()


def test_both_browsers_are_told_and_nobody_elses(ana: Person, tom: Person, mia: Person) -> None:
    agreed(ana, tom)
    assert set(Notice.objects.filter(kind="check-in").values_list("person_id", flat=True)) == {ana.pk, tom.pk}
    assert set(Notice.objects.values_list("object_id", flat=True)) == {""}


def test_before_somebody_else_can_sign_in_as_them_it_is_gone(ana: Person, tom: Person) -> None:
    agreed(ana, tom)
    actions.offer_check_ins(ana.pk, after_level=3, now=NOW)
    let_go(ana.pk)
    assert not CheckIn.objects.exists()
    assert not CheckInOffer.objects.exists()


def test_a_hostile_contact_that_ends_is_followed_by_the_offer(ana: Person, ana_client: Client) -> None:
    contacts_over.send(None, event=ContactsOver(ana.pk, over=1, under_way=0, level=3))
    assert "That was a hard contact" in text_of(ana_client.get("/desk/"))


def test_nothing_is_asked_or_offered_during_a_contact(ana: Person, tom: Person, ana_client: Client) -> None:
    actions.offer_check_ins(ana.pk, after_level=3, now=NOW)
    ask(tom, ana)
    assert "would like a 1:1" in text_of(ana_client.get("/desk/"))
    Presence.objects.create(person=ana, contacts_now=1, changed_at=NOW)
    page = text_of(ana_client.get("/desk/"))
    assert "would like a 1:1" not in page
    assert "That was a hard contact" not in page


def test_where_the_clock_has_a_name_that_is_no_zone_check_ins_are_asked_for_all_the_same(
    ana: Person, tom: Person, ana_client: Client
) -> None:
    """Django calls Etc/GMT-6 "+06", which no list of zones knows."""
    Person.objects.filter(pk=ana.pk).update(zone="Etc/GMT-6")
    assert ana_client.get("/after/check-ins/ask/").status_code == 200
    at = datetime.now(UTC).astimezone(ZoneInfo("Etc/GMT-6")).replace(second=0, microsecond=0) + timedelta(days=3)
    form = {"key": str(uuid4()), "companion": str(tom.key), "days": f"{at:%Y-%m-%dT%H:%M}"}
    assert ana_client.post("/after/check-ins/ask/", form).status_code == 302
    assert CheckIn.objects.get().starts_at == at
