"""From what threw me to my own plan at the cue: written while closed, read by nobody else, asked for at most once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hearten.gameplan import actions, queries
from hearten.gameplan.rules.plans import Plan
from hearten.listening.models import Contact
from hearten.listening.tests.hearing import CALM, INSULT, event, hear_now, says
from hearten.people.models import Person
from hearten.seal import queries as seal
from hearten.seal.models import DeskCard, SealedNote
from hearten.seal.sessions import Unlocked
from hearten.staffing import actions as staffing
from hearten.staffing import prompts
from hearten.staffing.models import Prompted

from .conftest import text_of

MaxQueries = Callable[[int], AbstractContextManager[CaptureQueriesContext]]
pytestmark = pytest.mark.django_db
KEY = UUID("44444444-4444-4444-8444-444444444444")
ACT = "say once: I want to help, and I need us to speak respectfully"


def plan_form(**more: object) -> dict[str, object]:
    form = {
        "key": str(KEY),
        "moment": "they call me names",
        "act": ACT,
        "kinds": ["verbal_aggression"],
        "from_level": 0,
    }
    return form | {"shown": "desk card"} | more


def hear(person: Person, *texts: str, over: bool = False) -> Contact:
    turns = [says(text, number) for number, text in enumerate(texts, 1)]
    hear_now(*turns, *([event("ended", 9)] if over else []), agent_id=person.pk, now=timezone.now())
    return Contact.objects.get()


def desk(client: Client) -> str:
    return text_of(client.get("/desk/now/", headers={"HX-Request": "true"}))


class TestAtTheCue:
    def test_her_own_plan_comes_first_and_a_house_phrase_second(self, ana: Person, closed: Client) -> None:
        assert closed.post("/gameplan/plans/new/", plan_form()).status_code == 302
        hear(ana, CALM, INSULT)
        page = desk(closed)
        assert 0 < page.index("if they call me names") < page.index(ACT) < page.index("You could say")

    def test_without_a_plan_there_is_the_phrase_and_no_gap(self, ana: Person, closed: Client) -> None:
        hear(ana, INSULT)
        page = desk(closed)
        assert "You could say" in page
        assert "Your plan" not in page

    def test_a_sealed_plan_appears_only_while_her_notes_are_open(self, ana: Person, room: Client) -> None:
        room.post("/gameplan/plans/new/", plan_form(shown="sealed"))
        hear(ana, INSULT)
        assert DeskCard.objects.count() == 0
        assert ACT in desk(room)
        room.post("/sealed/lock/")
        assert ACT not in desk(room)

    def test_a_colleague_sees_nothing_of_it(self, ana: Person, closed: Client, mia: Person, mia_client: Client) -> None:
        closed.post("/gameplan/plans/new/", plan_form())
        assert mia_client.get("/gameplan/desk/at/insult/2/").status_code == 404
        assert closed.get("/gameplan/desk/at/insult/2/").status_code == 200
        assert closed.get("/gameplan/desk/at/nonsense/2/").status_code == 404

    def test_the_desk_asks_as_often_however_many_plans_and_cues_there_are(
        self, ana: Person, closed: Client, django_assert_max_num_queries: MaxQueries
    ) -> None:
        hear(ana, *[INSULT] * 3)
        with django_assert_max_num_queries(40) as few:
            desk(closed)
        for number in range(30):
            plan = Plan(uuid4(), f"moment {number}", "ask", kinds=frozenset({"verbal_aggression"}), is_card=True)
            actions.keep_plan(ana, plan, on=timezone.localdate())
        hear(ana, *[INSULT] * 40)
        with django_assert_max_num_queries(len(few)):
            desk(closed)

    def test_fetching_the_desk_does_not_keep_notes_open(self, ana: Person, room: Client) -> None:
        entry = dict(room.session["hearten_unlocked"])
        session = room.session
        session["hearten_unlocked"] = entry | {"used_at": entry["used_at"] - 300}
        session.save()
        hear(ana, INSULT)
        desk(room)
        assert room.session["hearten_unlocked"]["used_at"] == entry["used_at"] - 300


class TestTheLog:
    def test_one_press_at_the_cue_is_kept_while_closed_and_read_when_open(self, ana: Person, closed: Client) -> None:
        contact = hear(ana, INSULT)
        address = f"/gameplan/desk/note/{contact.key}/insult/"
        assert "Note it for myself" in desk(closed)
        assert "Noted for you, sealed" in text_of(closed.post(address, headers={"HX-Request": "true"}))
        assert "Noted for you, sealed" in desk(closed)
        closed.post(address)
        note = SealedNote.objects.get()
        assert str(contact.key).encode() not in bytes(note.blob) + note.key.bytes
        closed.post("/sealed/unlock/", {"passphrase": "maple quartz heron velvet tundra lilac"})
        assert "An insult" in text_of(closed.get("/gameplan/triggers/"))
        page = text_of(closed.get(f"/gameplan/triggers/{note.key}/"))
        assert "useless idiot" in page
        assert "Draw the roadmap" in page

    def test_the_words_of_the_customer_are_not_copied(self, ana: Person, room: Client) -> None:
        contact = hear(ana, INSULT)
        room.post(f"/gameplan/desk/note/{contact.key}/insult/")
        Contact.objects.all().delete()
        assert "idiot" not in text_of(room.get(f"/gameplan/triggers/{SealedNote.objects.get().key}/"))

    def test_without_a_seal_nothing_is_kept_and_the_desk_says_so(self, ana: Person, ana_client: Client) -> None:
        contact = hear(ana, INSULT)
        address = f"/gameplan/desk/note/{contact.key}/insult/"
        assert "Not noted" in text_of(ana_client.post(address, headers={"HX-Request": "true"}))
        assert SealedNote.objects.count() == 0

    def test_nobody_can_note_another_ones_contact(self, ana: Person, mia_client: Client) -> None:
        contact = hear(ana, INSULT)
        assert mia_client.post(f"/gameplan/desk/note/{contact.key}/insult/").status_code == 404

    def test_a_line_by_hand_gets_words_later_and_goes_when_deleted(self, closed: Client) -> None:
        sent = {"key": str(KEY), "kind": "ambiguous", "what": "three requests in one sentence"}
        assert closed.post("/gameplan/triggers/new/", sent).status_code == 302
        assert closed.get(f"/gameplan/triggers/{KEY}/")["Location"].startswith("/sealed/unlock/")
        closed.post("/sealed/unlock/", {"passphrase": "maple quartz heron velvet tundra lilac"})
        closed.post(f"/gameplan/triggers/{KEY}/", {"kind": "ambiguous", "what": "I began to guess"})
        assert "I began to guess" in text_of(closed.get("/gameplan/"))
        closed.post(f"/gameplan/triggers/{KEY}/delete/")
        assert SealedNote.objects.count() == 0


class TestPlans:
    def test_a_weak_one_is_explained_once_and_kept_all_the_same(self, room: Client) -> None:
        weak = plan_form(moment="a customer is difficult", act="stay calm")
        page = text_of(room.post("/gameplan/plans/new/", weak))
        assert "Not kept yet" in page
        assert "Feelings do not come when they are called" in page
        assert SealedNote.objects.count() == 0
        assert room.post("/gameplan/plans/new/", weak | {"looked": "1"}).status_code == 302
        assert SealedNote.objects.count() == DeskCard.objects.count() == 1

    def test_one_that_no_cue_calls_up_is_said_to_be_so_and_kept_all_the_same(self, ana: Person, room: Client) -> None:
        sent = plan_form(kinds=[])
        assert "No cue would call this plan up" in text_of(room.post("/gameplan/plans/new/", sent))
        assert room.post("/gameplan/plans/new/", sent | {"looked": "1"}).status_code == 302
        hear(ana, INSULT)
        assert ACT not in desk(room)
        assert "No cue calls this one up" in text_of(room.get("/gameplan/"))

    def test_half_a_plan_is_none(self, room: Client) -> None:
        assert room.post("/gameplan/plans/new/", plan_form(act="")).status_code == 422

    def test_the_frame_of_the_sentence_may_be_typed_along(self, ana: Person, room: Client) -> None:
        room.post("/gameplan/plans/new/", plan_form(moment="If they shout", act="then I put my pen down"))
        (plan,) = queries.cards_of(ana)
        assert (plan.moment, plan.act) == ("they shout", "put my pen down")

    def test_sealed_later_it_leaves_the_desk(self, room: Client) -> None:
        room.post("/gameplan/plans/new/", plan_form())
        room.post(f"/gameplan/plans/{KEY}/", plan_form(shown="sealed"))
        assert DeskCard.objects.count() == 0
        assert "sealed" in text_of(room.get("/gameplan/"))

    def test_nothing_of_it_stands_in_the_database(self, room: Client) -> None:
        room.post("/gameplan/plans/new/", plan_form())
        stored = bytes(SealedNote.objects.get().blob) + bytes(DeskCard.objects.get().blob)
        assert b"names" not in stored
        assert b"help" not in stored

    def test_a_colleague_finds_none(self, closed: Client, mia_client: Client) -> None:
        closed.post("/gameplan/plans/new/", plan_form())
        hers, none = mia_client.get(f"/gameplan/plans/{KEY}/"), mia_client.get(f"/gameplan/plans/{uuid4()}/")
        assert (hers.status_code, len(hers.content)) == (404, len(none.content))

    def test_a_lead_has_no_such_page(self, tom_client: Client) -> None:
        assert tom_client.get("/gameplan/").status_code == 404


class TestRoadmaps:
    def road_form(self, **more: object) -> dict[str, object]:
        return (
            {"key": str(KEY), "contact": "", "about": "the refund", "turn": "they called me names"}
            | {
                "turn_at": 66,
                "did": "explained again",
                "instead": "say their name",
            }
            | more
        )

    def test_it_is_drawn_from_the_contact_and_keeps_its_shape_without_its_words(
        self, ana: Person, room: Client
    ) -> None:
        contact = hear(ana, CALM, INSULT, CALM)
        assert "useless idiot" in text_of(room.get("/gameplan/roadmaps/new/", {"contact": str(contact.key)}))
        room.post("/gameplan/roadmaps/new/", self.road_form(contact=str(contact.key)))
        page = text_of(room.get(f"/gameplan/roadmaps/{KEY}/"))
        for words in ("the refund", "what I want instead", "useless idiot", "an insult", "say their name"):
            assert words in page, words
        Contact.objects.all().delete()
        page = text_of(room.get(f"/gameplan/roadmaps/{KEY}/"))
        assert "an insult" in page
        assert "useless idiot" not in page

    def test_another_ones_contact_is_as_if_there_were_none(self, ana: Person, room: Client, mia: Person) -> None:
        contact = hear(mia, INSULT)
        page = text_of(room.get("/gameplan/roadmaps/new/", {"contact": str(contact.key)}))
        assert "idiot" not in page
        assert "not to scale" in page

    def test_from_it_a_plan_begins(self, room: Client) -> None:
        room.post("/gameplan/roadmaps/new/", self.road_form())
        page = text_of(room.get("/gameplan/plans/new/", {"roadmap": str(KEY)}))
        assert 'value="they called me names"' in page
        assert "say their name</textarea>" in page

    def test_it_is_changed_and_deleted(self, room: Client) -> None:
        room.post("/gameplan/roadmaps/new/", self.road_form())
        room.post(f"/gameplan/roadmaps/{KEY}/change/", self.road_form(instead="ask one question", turn_at=20))
        assert "ask one question" in text_of(room.get(f"/gameplan/roadmaps/{KEY}/"))
        room.post(f"/gameplan/roadmaps/{KEY}/delete/")
        assert room.get(f"/gameplan/roadmaps/{KEY}/").status_code == 404


class TestDidItFire:
    @pytest.fixture
    def asked(self, ana: Person, closed: Client) -> Contact:
        closed.post("/gameplan/plans/new/", plan_form())
        contact = hear(ana, INSULT, over=True)
        staffing.contacts_changed(ana.pk, contacts_now=0, level=0, now=timezone.now())
        return contact

    def answer(self, contact: Contact, answer: str) -> dict[str, str]:
        return {"plan": str(KEY), "contact": str(contact.key), "answer": answer, "from": "desk"}

    def test_after_the_contact_she_is_asked_once_and_sees_what_helps(
        self, asked: Contact, closed: Client, ana: Person
    ) -> None:
        assert "Did your plan fire?" in text_of(closed.get("/gameplan/desk/now/"))
        closed.post("/gameplan/plans/fired/", self.answer(asked, "helped"), headers={"HX-Request": "true"})
        assert "Did your plan fire?" not in text_of(closed.get("/gameplan/desk/now/"))
        assert "Answered" in text_of(closed.get("/gameplan/plans/fired/"))
        closed.post("/sealed/unlock/", {"passphrase": "maple quartz heron velvet tundra lilac"})
        assert "I did it, and it helped: 1" in text_of(closed.get(f"/gameplan/plans/{KEY}/"))

    def test_not_during_a_contact(self, asked: Contact, closed: Client, ana: Person) -> None:
        staffing.contacts_changed(ana.pk, contacts_now=1, level=0, now=timezone.now())
        assert "Did your plan fire?" not in text_of(closed.get("/gameplan/desk/now/"))

    def test_put_away_it_stays_away(self, asked: Contact, closed: Client) -> None:
        closed.post("/gameplan/desk/away/")
        assert Prompted.objects.count() == 1
        assert "Did your plan fire?" not in text_of(closed.get("/gameplan/desk/now/"))

    def test_switched_off_it_never_comes(self, asked: Contact, closed: Client) -> None:
        closed.post("/gameplan/asks/", {"asks": "none"})
        assert "Did your plan fire?" not in text_of(closed.get("/gameplan/desk/now/"))

    def test_what_was_settled_is_not_brought_up_in_the_next_shift(
        self, asked: Contact, closed: Client, ana: Person
    ) -> None:
        closed.post("/gameplan/plans/fired/", self.answer(asked, "helped"))
        began = timezone.now() + timedelta(minutes=1)
        shift = {"person": ana, "team": ana.team, "role": "agent", "starts_at": began}
        staffing.save_shift(key=uuid4(), ends_at=began + timedelta(hours=8), **shift)  # type: ignore[arg-type]
        assert not queries.wants_to_ask(ana, began + timedelta(minutes=1))
        assert prompts.turn(ana, now=began + timedelta(minutes=1)).name != "gameplan"

    def test_nothing_is_kept_for_asking(self, asked: Contact, closed: Client) -> None:
        before = SealedNote.objects.count(), DeskCard.objects.count()
        closed.get("/gameplan/desk/now/")
        assert (SealedNote.objects.count(), DeskCard.objects.count()) == before
        assert not Prompted.objects.exists()


class TestTheRest:
    def test_an_intention_stands_on_the_desk_for_its_day(self, ana: Person, closed: Client) -> None:
        closed.post("/gameplan/intention/", {"text": "write one line before each call"})
        assert "write one line before each call" in text_of(closed.get("/gameplan/desk/now/"))
        DeskCard.objects.update(written_on=timezone.localdate() - timedelta(days=1))
        assert "write one line" not in text_of(closed.get("/gameplan/desk/now/"))

    def test_thanks_of_the_day_help_to_recall_what_she_did(self, ana: Person, room: Client) -> None:
        hear(ana, "thank you so much, you have been very helpful", over=True)
        page = text_of(room.get("/gameplan/good/"))
        assert "You were thanked" in page
        contact = Contact.objects.get()
        taken = text_of(room.post("/gameplan/good/", {"take": str(contact.key)}))
        assert 'value="thank you so much' in taken
        assert SealedNote.objects.count() == 0
        room.post("/gameplan/good/", {"key": str(KEY), "did": "read the numbers back", "thanks": ""})
        assert "read the numbers back" in text_of(room.get("/gameplan/good/"))
        room.post(f"/gameplan/good/{KEY}/delete/")
        assert "read the numbers back" not in text_of(room.get("/gameplan/good/"))

    def test_who_she_wants_to_be_stands_above_it_all(self, room: Client) -> None:
        room.post("/gameplan/goal/", {"text": "plain and fair"})
        assert "plain and fair" in text_of(room.get("/gameplan/"))
        room.post("/gameplan/goal/", {"text": "plain, fair and home on time"})
        assert SealedNote.objects.count() == 1
        room.post("/gameplan/goal/", {"text": ""})
        assert SealedNote.objects.count() == 0

    def test_it_can_be_taken_along_and_brought_back(self, ana: Person, room: Client) -> None:
        room.post("/gameplan/plans/new/", plan_form())
        room.post("/gameplan/goal/", {"text": "plain and fair"})
        file = room.get("/gameplan/export/", {"as": "json"})
        page = text_of(room.get("/gameplan/export/", {"as": "page"}))
        assert "attachment" in file["Content-Disposition"]
        assert ACT in page
        assert "If-then plan" in page
        assert actions.erase_gameplan(ana) == 3
        from hearten.seal.exporting import take_in

        assert take_in(ana, file.content) == 3
        assert ACT in text_of(room.get("/gameplan/"))

    def test_erasing_it_leaves_her_other_notes(self, ana: Person, room: Client) -> None:
        from hearten.seal.actions import write_note

        write_note(ana, kind="support.review", text="kept", on=timezone.localdate())
        room.post("/gameplan/plans/new/", plan_form())
        assert room.post("/gameplan/erase/", {}).status_code == 422
        assert room.post("/gameplan/erase/", {"sure": "on"}).status_code == 302
        assert [note.kind for note in SealedNote.objects.all()] == ["support.review"]
        assert DeskCard.objects.count() == 0

    def test_closed_the_first_page_shows_the_cards_and_nothing_sealed(self, closed: Client) -> None:
        closed.post("/gameplan/plans/new/", plan_form())
        closed.post("/gameplan/plans/new/", plan_form(key=str(uuid4()), moment="they shout", shown="sealed"))
        page = text_of(closed.get("/gameplan/"))
        assert "they call me names" in page
        assert "they shout" not in page
        assert "Your notes are closed" in page

    def test_another_ones_open_notes_open_nothing_of_hers(self, ana: Person, mia: Person, closed: Client) -> None:
        closed.post("/gameplan/plans/new/", plan_form(shown="sealed"))
        assert queries.plans_for(ana, Unlocked(mia.pk, b"x" * 32)) == []
        assert seal.notes_for(mia, None) == []
