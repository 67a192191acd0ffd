"""What is called up when, how notes are written and read back, and where a roadmap's lines stand."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.gameplan.rules.drawing import NARROW, WIDE, Box, draw
from hearten.gameplan.rules.fired import ANSWERS, Fired, read_fired, records, write_fired
from hearten.gameplan.rules.kinds import ALL_SIGNALS, SIGNALS, TRIGGER_KINDS, called_up_by, kind_of_signal
from hearten.gameplan.rules.plans import Plan, choose_plan, kinds_shown, read_plan, write_plan
from hearten.gameplan.rules.roadmaps import Mark, Road, Roadmap, first_turn, read_roadmap, write_roadmap
from hearten.gameplan.rules.sheets import read_sheet, write_sheet
from hearten.gameplan.rules.triggers import Trigger, read_trigger, write_trigger

KEY = UUID("33333333-3333-4333-8333-333333333333")
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
LINES = st.lists(WORDS, max_size=4).map("\n".join)


def plan(name: str, *, signals: str = "", kinds: str = "", level: int = 0) -> Plan:
    return Plan(uuid4(), name, "breathe out", frozenset(kinds.split()), frozenset(signals.split()), level, is_card=True)


class TestWhichPlanACueCallsUp:
    def test_one_that_names_the_very_signal_goes_before_one_of_its_kind(self) -> None:
        kind, signal = plan("kind", kinds="verbal_aggression"), plan("signal", signals="insult")
        assert choose_plan([kind, signal], "insult", 2) is signal
        assert choose_plan([kind, signal], "threat", 3) is kind

    def test_one_for_a_higher_level_goes_first_once_it_is_reached(self) -> None:
        mild, hard = plan("mild", signals="insult"), plan("hard", signals="insult", level=3)
        assert choose_plan([mild, hard], "insult", 2) is mild
        assert choose_plan([mild, hard], "insult", 3) is hard

    def test_of_equals_the_newest_which_stands_first(self) -> None:
        newer, older = plan("newer", signals="insult"), plan("older", signals="insult")
        assert choose_plan([newer, older], "insult", 2) is newer

    def test_none_for_what_no_plan_names(self) -> None:
        assert choose_plan([plan("other", kinds="disproportionate")], "insult", 3) is None
        assert choose_plan([plan("nothing", kinds="own")], "insult", 3) is None
        assert choose_plan([], "insult", 3) is None

    def test_every_signal_belongs_to_one_kind(self) -> None:
        assert len(ALL_SIGNALS) == len(set(ALL_SIGNALS)) == sum(map(len, SIGNALS.values()))
        assert {kind_of_signal(signal) for signal in ALL_SIGNALS} | {"own"} == set(TRIGGER_KINDS)
        assert called_up_by(TRIGGER_KINDS, ()) == set(ALL_SIGNALS)
        assert called_up_by((), ("insult", "nonsense")) == {"insult"}

    def test_a_plan_stands_under_the_kinds_of_what_it_names(self) -> None:
        assert kinds_shown(plan("both", signals="insult", kinds="ambiguous")) == ("verbal_aggression", "ambiguous")
        assert kinds_shown(plan("none")) == ("own",)


class TestNotesAsText:
    def test_a_plan_reads_well_in_an_export(self) -> None:
        text = write_plan(plan("they call me names", signals="insult", level=2))
        assert text.startswith("if\n  they call me names\nthen I\n  breathe out\nsignals\n  insult\nfrom level\n  2")

    @given(WORDS, WORDS, st.sets(st.sampled_from(TRIGGER_KINDS)), st.sets(st.sampled_from(ALL_SIGNALS)))
    def test_a_plan_reads_back(self, moment: str, act: str, kinds: set[str], signals: set[str]) -> None:
        made = Plan(KEY, moment.strip(), act.strip(), frozenset(kinds), frozenset(signals), 2, is_card=True)
        assert read_plan(KEY, write_plan(made)) == made

    @given(LINES, LINES)
    def test_no_answer_can_be_taken_for_a_name(self, first: str, second: str) -> None:
        told = read_sheet(write_sheet({"if": first, "then I": f"if\n{second}"}), ("if", "then I"))
        assert told["if"] == first.strip()
        assert told["then I"] == f"if\n{second}".strip()

    @given(st.text(max_size=300))
    def test_any_text_is_read_as_something(self, text: str) -> None:
        assert read_plan(KEY, text).key == KEY
        assert read_trigger(KEY, text).kind in TRIGGER_KINDS
        assert read_fired(text).answer in ANSWERS
        assert 0 <= read_roadmap(KEY, text).turn_at <= 100

    def test_a_line_of_the_log_reads_back(self) -> None:
        made = Trigger(KEY, "verbal_aggression", "insult", 2, "14:02", str(uuid4()), "useless, again\nthird today")
        assert read_trigger(KEY, write_trigger(made)) == made

    def test_a_roadmap_reads_back_with_its_road(self) -> None:
        road = Road(((0, 10), (60_000, 80)), (Mark(42_000, "insult", 2),))
        made = Roadmap(KEY, {"about": "the refund", "meant": "", "turn": "names\nagain"}, 70, "c", road)
        read = read_roadmap(KEY, write_roadmap(made))
        assert (read.turn_at, read.road, read.title) == (70, road, "the refund")
        assert read.answers["turn"] == "names\nagain"

    def test_an_answer_reads_back(self) -> None:
        made = Fired(str(KEY), "c", "helped")
        assert read_fired(write_fired(made)) == made


class TestWhichPlansHelp:
    def test_of_two_answers_about_one_contact_the_later_counts(self) -> None:
        found = records([Fired("p", "c", "not_needed"), Fired("p", "c", "helped"), Fired("p", "d", "did_it")])
        assert found["p"].answers == ("helped", "did_it")
        assert dict(found["p"].counts) == {"helped": 1, "did_it": 1}

    @pytest.mark.parametrize(
        ("answers", "advice"),
        [
            (["not_thought_of"] * 2, ""),
            (["not_thought_of"] * 2 + ["helped"], "moment_missed"),
            (["did_it", "did_it", "helped"], "act_helps_little"),
            (["helped", "helped", "did_it"], ""),
            (["not_needed"] * 9 + ["not_thought_of"], ""),
        ],
    )
    def test_advice_comes_after_three_answers_and_only_where_they_say_so(self, answers: list[str], advice: str) -> None:
        said = [Fired("p", str(number), answer) for number, answer in enumerate(answers)]
        assert records(said)["p"].advice == advice


class TestTheDrawing:
    ROAD = Road(((0, 10), (30_000, 20), (60_000, 90), (90_000, 60)), (Mark(60_000, "insult", 2),))

    def test_both_ways_leave_from_the_turn(self) -> None:
        drawn = draw(self.ROAD, 50, WIDE)
        turn = f"M{drawn.turn[0]} {drawn.turn[1]}"
        assert drawn.happened.startswith(turn)
        assert drawn.instead.startswith(turn)
        assert drawn.way.endswith(f"L{drawn.turn[0]} {drawn.turn[1]}")

    def test_the_wanted_way_ends_lower_than_what_happened(self) -> None:
        drawn = draw(self.ROAD, 50, NARROW)
        happened = float(drawn.happened.rpartition(" ")[2])
        assert drawn.end[1] > happened  # down on the screen is calm

    def test_a_proposal_begins_where_it_first_became_hostile(self) -> None:
        assert first_turn(self.ROAD) == 66
        assert first_turn(Road()) == 50

    def test_without_a_contact_there_is_a_road_all_the_same(self) -> None:
        drawn = draw(Road(), 50, WIDE)
        assert not drawn.is_heard
        assert drawn.flags == ()

    @given(
        st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 100)), max_size=60),
        st.lists(st.integers(0, 10**7), max_size=30),
        st.integers(0, 100),
        st.sampled_from([WIDE, NARROW]),
    )
    def test_every_line_and_label_stays_in_the_box(
        self, points: list[tuple[int, int]], marks: list[int], turn: int, box: Box
    ) -> None:
        road = Road(tuple(sorted(points)), tuple(Mark(at, "insult", 2) for at in sorted(marks)))
        drawn = draw(road, turn, box)
        places = [tuple(map(float, pair.split(","))) for pair in drawn.line.split()]
        places += [drawn.turn, drawn.end, drawn.happened_label, drawn.instead_label]
        places += [(flag.x, flag.y) for flag in drawn.flags]
        assert all(0 <= x <= box.width and 0 <= y <= box.height for x, y in places)
        assert abs(drawn.happened_label[1] - drawn.instead_label[1]) >= 19
