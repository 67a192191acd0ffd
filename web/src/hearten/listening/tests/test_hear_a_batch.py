import random
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hearten.listening.actions import Outcome, hear
from hearten.listening.models import Contact, Cue, HeardSegment
from hearten.listening.tests.hearing import CALM, INSULT, NOW, THREAT, event, hear_now, says
from hearten.live.models import Notice
from hearten.people.models import Person
from hearten.staffing.models import Presence
from hearten_ear.conversation import Role, RoleBasis

numbers = count(1)


def statuses(outcomes: list[Outcome]) -> list[str]:
    return [outcome.status for outcome in outcomes]


@pytest.mark.django_db
class TestACueIsRaised:
    def test_by_an_insult_for_the_agent_of_the_contact(self, ana: Person) -> None:
        hear_now(says(CALM, 1), says(INSULT, 2), agent_id=ana.pk)
        cue = Cue.objects.get()
        assert (cue.agent, cue.kind, cue.level, cue.segment_id) == (ana, "insult", 2, "2")
        assert Contact.objects.get().level == 2

    def test_and_keeps_only_the_words_that_fired(self, ana: Person) -> None:
        hear_now(says("my name is Bartholomew and you are a useless idiot, my card is 4111", 1), agent_id=ana.pk)
        kept = " ".join(Cue.objects.get().heard)
        assert "idiot" in kept
        assert "Bartholomew" not in kept
        assert "4111" not in kept

    def test_and_the_desk_is_told_once(self, ana: Person) -> None:
        hear_now(says(INSULT), agent_id=ana.pk)
        hear_now(says(INSULT), agent_id=ana.pk)
        assert Notice.objects.filter(person=ana, kind="cue").count() == 1

    def test_at_the_level_of_a_threat(self, ana: Person) -> None:
        hear_now(says(THREAT), agent_id=ana.pk)
        assert (Cue.objects.get().kind, Cue.objects.get().level) == ("threat", 3)

    def test_again_by_the_same_insult_only_after_half_a_minute(self, ana: Person) -> None:
        hear_now(says(INSULT, 1), says(INSULT, 2), says(INSULT, 9), agent_id=ana.pk)
        assert sorted(Cue.objects.values_list("segment_id", flat=True)) == ["1", "9"]

    def test_for_nobody_yet_while_the_agent_is_not_matched(self, db: None) -> None:
        hear_now(says(INSULT))
        assert Cue.objects.get().agent is None
        assert not Notice.objects.exists()


@pytest.mark.django_db
class TestNoCueIsRaised:
    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.CUSTOMER])
    def test_by_anybody_but_the_customer(self, ana: Person, role: Role) -> None:
        hear_now(says(THREAT, role=role), agent_id=ana.pk)
        assert not Cue.objects.exists()
        assert HeardSegment.objects.get().heads is None

    def test_by_a_speaker_who_is_only_guessed_to_be_the_customer(self, ana: Person) -> None:
        hear_now(says(THREAT, basis=RoleBasis.GUESS), agent_id=ana.pk)
        assert not Cue.objects.exists()
        assert Contact.objects.get().not_heard == "speaker"

    def test_by_a_partial(self, ana: Person) -> None:
        hear_now(says(THREAT, final=False), agent_id=ana.pk)
        assert not Cue.objects.exists()

    @pytest.mark.parametrize("where", ["segment", "contact"])
    def test_in_a_language_we_do_not_hear_and_the_desk_can_say_so(self, ana: Person, where: str) -> None:
        started = event("started", 1, language="es" if where == "contact" else None, agent_ref="ana-7")
        hear_now(started, says(INSULT, language="es" if where == "segment" else None), agent_id=ana.pk)
        assert not Cue.objects.exists()
        assert Contact.objects.get().not_heard == "language:es"


@pytest.mark.django_db
class TestAnItem:
    def test_is_accepted_once_and_a_duplicate_then(self, ana: Person) -> None:
        assert statuses(hear_now(says(INSULT), says(INSULT), agent_id=ana.pk)) == ["accepted", "duplicate"]
        assert statuses(hear_now(says(INSULT), agent_id=ana.pk)) == ["duplicate"]
        assert HeardSegment.objects.count() == 1

    def test_with_the_same_key_and_other_words_is_a_conflict_and_changes_nothing(self, ana: Person) -> None:
        hear_now(says(CALM), agent_id=ana.pk)
        (outcome,) = hear_now(says(INSULT), agent_id=ana.pk)
        assert (outcome.status, outcome.code) == ("rejected", "conflict")
        assert not Cue.objects.exists()

    def test_whose_speaker_becomes_known_later_is_read_then(self, ana: Person) -> None:
        hear_now(says(INSULT, basis=RoleBasis.GUESS), agent_id=ana.pk)
        assert statuses(hear_now(says(INSULT), agent_id=ana.pk)) == ["accepted"]
        assert Cue.objects.get().kind == "insult"
        assert Contact.objects.get().not_heard == ""
        assert statuses(hear_now(says(INSULT), agent_id=ana.pk)) == ["duplicate"]

    def test_keeps_no_text_anywhere(self, ana: Person) -> None:
        hear_now(says("the secret word is xylophone", 1), agent_id=ana.pk)
        row = HeardSegment.objects.values().get()
        assert not any(b"xylophone" in str(value).encode() for value in row.values())


@pytest.mark.django_db
class TestACorrection:
    def test_of_a_misheard_insult_withdraws_the_cue(self, ana: Person) -> None:
        hear_now(says(INSULT), agent_id=ana.pk)
        hear_now(says("you are a useful ideal", revision=1), agent_id=ana.pk)
        assert Cue.objects.get().withdrawn
        assert Contact.objects.get().level == 0

    def test_that_arrives_before_what_it_corrects_wins_as_well(self, ana: Person) -> None:
        hear_now(says(CALM, revision=1), agent_id=ana.pk)
        hear_now(says(INSULT, revision=0), agent_id=ana.pk)
        assert not Cue.objects.filter(withdrawn=False).exists()

    def test_back_to_the_insult_shows_the_cue_again(self, ana: Person) -> None:
        hear_now(says(INSULT), agent_id=ana.pk)
        hear_now(says(CALM, revision=1), agent_id=ana.pk)
        hear_now(says(INSULT, revision=2), agent_id=ana.pk)
        assert not Cue.objects.get().withdrawn

    def test_into_something_worse_takes_the_place_of_the_cue_and_waits_for_the_agent_again(self, ana: Person) -> None:
        hear_now(says(INSULT), agent_id=ana.pk)
        before = Cue.objects.get()
        Cue.objects.update(handled_at=NOW)
        hear_now(says("I will come and find you", revision=1), agent_id=ana.pk)
        cue = Cue.objects.get()
        assert (cue.key, cue.kind, cue.handled_at) == (before.key, "threat", None)
        assert cue.heard != before.heard

    def test_back_to_what_was_dismissed_stays_dismissed(self, ana: Person) -> None:
        hear_now(says(INSULT), agent_id=ana.pk)
        Cue.objects.update(handled_at=NOW)
        hear_now(says(CALM, revision=1), agent_id=ana.pk)
        hear_now(says(INSULT, revision=2), agent_id=ana.pk)
        assert Cue.objects.get().handled_at == NOW

    def test_by_a_late_partial_corrects_nothing(self, ana: Person) -> None:
        hear_now(says(INSULT), agent_id=ana.pk)
        hear_now(says("you are", revision=3, final=False), agent_id=ana.pk)
        assert not Cue.objects.get().withdrawn


@pytest.mark.django_db
class TestAContact:
    def test_goes_through_its_states_and_late_ones_do_not_turn_it_back(self, ana: Person) -> None:
        hear_now(event("started", 1, agent_ref="ana-7"), agent_id=ana.pk)
        for number, (kind, state) in enumerate(
            [("held", "held"), ("resumed", "live"), ("wrap_up", "wrap_up"), ("held", "wrap_up"), ("ended", "ended")], 2
        ):
            hear_now(event(kind, number), agent_id=ana.pk)
            assert Contact.objects.get().state == state

    def test_follows_the_order_of_its_source(self, ana: Person) -> None:
        hear_now(event("ended", 1, order=9), event("held", 2, order=5), agent_id=ana.pk)
        assert Contact.objects.get().state == "ended"

    def test_that_is_transferred_leaves_its_earlier_cues_where_they_were_raised(self, ana: Person, mia: Person) -> None:
        hear_now(says(INSULT, 1), agent_id=ana.pk)
        agents = {("desk", "ana-7"): ana.pk, ("desk", "mia-3"): mia.pk}
        hear([event("transferred", 1, agent_ref="mia-3"), says(THREAT, 5, agent_ref="mia-3")], agents=agents, now=NOW)
        assert dict(Cue.objects.values_list("segment_id", "agent__name")) == {"1": "Ana", "5": "Mia"}
        assert Contact.objects.get().agent == mia

    def test_counts_as_presence_until_it_ends(self, ana: Person) -> None:
        hear_now(says(CALM), agent_id=ana.pk)
        assert Presence.objects.get(person=ana).contacts_now == 1
        hear_now(says(THREAT, 2), event("wrap_up", 1), agent_id=ana.pk)
        presence = Presence.objects.get(person=ana)
        assert (presence.contacts_now, presence.after_level) == (0, 3)


def state_of(contact: str) -> dict[str, object]:
    row = Contact.objects.get(external_id=contact)
    cues = Cue.objects.filter(contact=row, withdrawn=False).order_by("segment_id")
    return {
        "following": row.following,
        "level": row.level,
        "state": row.state,
        "cues": list(cues.values_list("segment_id", "kind", "level")),
    }


TEXTS = (CALM, INSULT, THREAT, "thank you so much", "this is a bloody disgrace", "I can't go on living like this")


class TestShuffledDeliveries(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(
        texts=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=8),
        seed=st.integers(0, 10_000),
        copies=st.integers(1, 3),
    )
    def test_end_in_the_same_state_as_deliveries_in_order(self, texts: list[str], seed: int, copies: int) -> None:
        name = f"h-{next(numbers)}"
        said = [(text, number) for number, text in enumerate(texts, 1)]
        for text, number in said:
            hear_now(says(text, number, contact=name))
        shuffled = said * copies
        random.Random(seed).shuffle(shuffled)
        for text, number in shuffled:
            hear_now(says(text, number, contact=f"{name}-again"))
        assert state_of(name) == state_of(f"{name}-again")
