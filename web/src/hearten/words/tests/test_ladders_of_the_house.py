"""A centre says its ladders, its steps for danger and its letter in its own words; a limit and an end always remain."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hearten.people.models import Person
from hearten.words import actions, queries
from hearten.words.actions import Draft
from hearten.words.bundle import bundled
from hearten.words.checks import problems_in
from hearten.words.models import State, Wording
from hearten.words.rules import ways_out
from hearten.words.shapes import CHANNELS, OCCURS

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
ITEM = "insult-limit.voice"
WAY = {"title": "Say it once", "text": "I want to help. Please stop insulting me.", "why": "Short.", "because": "Ours."}
STEPS = {"title": "Someone is in danger", "text": "Call 7000.\n\n Stay on the line. ", "why": "w", "because": "b"}
NOTICE = {"title": "Your call", "text": "Dear customer", "endings": "Write to the desk.", "because": "b"}


def post(client: Client, sort: str, item: str, form: dict[str, str]) -> Any:
    return client.post(reverse(f"words:{sort}", args=[item]), {"key": str(uuid4()), **form}, follow=True)


# --- what ships


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(("kind", "level"), [(kind, level) for kind, levels in OCCURS.items() for level in levels])
def test_every_kind_has_a_way_out_at_every_level_it_is_met_at(kind: str, level: int, channel: str) -> None:
    """Also at level 0: rambling, demands beyond reason, and a customer in danger."""
    purposes = [way.purpose for way in ways_out(kind, level, channel)]
    assert purposes
    if level >= 2:
        assert "closing" in purposes
        assert {"limit", "warning"} & set(purposes) or kind == "threat"
    elif kind in {"rambling", "demand", "any", "frustration"}:
        moves = {"transition", "restate"} & set(purposes)
        assert moves
        assert "yes_no" in purposes
        assert purposes[-1] == "closing"


def test_what_ships_has_nothing_wrong_and_its_letter_says_how_to_appeal() -> None:
    assert problems_in(bundled()) == []
    notice = bundled().notice
    assert notice is not None
    assert "[date]" in notice.text
    assert "30 days" in notice.appeal


# --- the centre's own


@pytest.mark.django_db
def test_a_leads_words_stand_on_every_ladder_of_that_channel_and_on_no_other(tom_client: Client) -> None:
    post(tom_client, "way", ITEM, WAY)
    voice, chat = (queries.ways_out_for("insult", 2, channel)[0] for channel in ("voice", "chat"))
    assert (voice.say, voice.label, voice.version) == (WAY["text"], WAY["title"], 2)
    assert (voice.purpose, voice.then) == ("limit", bundled().way(ITEM).then)  # type: ignore[union-attr]
    assert chat == bundled().way("insult-limit.chat")


@pytest.mark.django_db
def test_an_agents_words_wait_for_a_decision(ana_client: Client, tom_client: Client) -> None:
    assert "Proposed." in post(ana_client, "way", ITEM, WAY).content.decode()
    assert queries.house_words() == bundled()
    made = Wording.objects.get()
    assert WAY["text"] in tom_client.get(reverse("words:ladders")).content.decode()
    tom_client.post(reverse("words:decide", args=[made.key]), {"accept": "1", "because": "Good."})
    assert queries.ways_out_for("insult", 2, "voice")[0].say == WAY["text"]


@pytest.mark.django_db
def test_going_back_brings_the_words_that_ship(tom: Person, tom_client: Client) -> None:
    post(tom_client, "way", ITEM, WAY)
    tom_client.post(reverse("words:retire", args=[ITEM]), {"key": str(uuid4()), "because": "No better."})
    assert queries.house_words() == bundled()
    assert [each.state for each in Wording.objects.order_by("version")] == [State.STANDING, State.RETIRED]
    post(tom_client, "way", ITEM, WAY)
    assert queries.ways_out_for("insult", 2, "voice")[0].version == 4


@pytest.mark.django_db
def test_a_centre_puts_its_own_steps_before_every_exit(tom_client: Client) -> None:
    post(tom_client, "steps", "customer-in-danger", STEPS)
    found = queries.safeguarding_for("distress", ())
    assert found is not None
    assert (found.title, found.steps) == (STEPS["title"], ("Call 7000.", "Stay on the line."))
    assert found.heads == ("distress",)
    assert queries.safeguarding_for("threat", ()) == bundled().safeguarding[1]


@pytest.mark.django_db
def test_a_centre_writes_its_own_letter_and_cannot_leave_the_appeal_out(tom_client: Client) -> None:
    assert post(tom_client, "notice", "caller-notice", NOTICE | {"endings": ""}).status_code == 422
    post(tom_client, "notice", "caller-notice", NOTICE)
    notice = queries.house_words().notice
    assert notice is not None
    assert (notice.subject, notice.appeal) == ("Your call", "Write to the desk.")


@pytest.mark.django_db
def test_words_that_tell_how_to_feel_are_named_beside_the_step(tom_client: Client) -> None:
    page = post(tom_client, "way", ITEM, WAY | {"text": "Stay positive and smile, then everything will be fine."})
    assert "Worth another look" in page.content.decode()
    long = post(tom_client, "way", ITEM, WAY | {"text": "word " * 60}).content.decode()
    assert "Long for this channel" in long


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sort", "item"),
    [
        ("way", "no-such.voice"),
        ("way", "insult-limit.fax"),
        ("way", "insult-limit"),
        ("steps", "nothing"),
        ("notice", "x"),
    ],
)
def test_what_does_not_ship_cannot_be_changed(tom_client: Client, sort: str, item: str) -> None:
    assert tom_client.get(reverse(f"words:{sort}", args=[item])).status_code == 404


@pytest.mark.django_db
def test_a_version_of_a_step_that_no_longer_ships_changes_nothing(tom: Person) -> None:
    draft = Draft("way", "gone-step.voice", "en", "voice", "Say.", title="Gone", why="w")
    actions.write(tom, draft, key=uuid4(), because="b", now=NOW)
    assert queries.house_words() == bundled()


# --- scripts by queue


@pytest.mark.django_db
def test_a_contact_is_offered_the_scripts_of_its_queue_first_then_those_of_every_queue(
    ana: Person, tom: Person
) -> None:
    for title, queue, channel in (
        ("Everywhere", "", "voice"),
        ("Refund", "Refunds", "voice"),
        ("Parcel", "Parcels", "voice"),
        ("Refund chat", "Refunds", "chat"),
    ):
        draft = Draft(
            "script",
            f"own-{title.lower().replace(chr(32), chr(45))}",
            "en",
            channel,
            "Ask.",
            title=title,
            endings="I end it.",
            queue=queue,
        )
        actions.write(tom, draft, key=uuid4(), because="b", now=NOW)
    offered = queries.scripts_of_queue(ana, "refunds", "voice")
    assert [each.title for each in offered] == ["Refund", "Everywhere"]
    assert [each.title for each in queries.scripts_of_queue(ana, "", "sms")] == []
