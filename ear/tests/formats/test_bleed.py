"""One voice on two channels counts once, and nobody is scored for the other's words."""

from hearten_ear.formats.bleed import Heard, Verdict, judge

AGENT, CUSTOMER = 0, 1


def test_the_later_start_is_the_echo() -> None:
    turns = [
        Heard(CUSTOMER, 1000, 4000, "I have been waiting for three weeks now."),
        Heard(AGENT, 1600, 4200, "have been waiting for three weeks now"),
    ]
    assert judge(turns) == [Verdict.KEEP, Verdict.ECHO]


def test_starts_under_400_ms_apart_leave_the_role_unknown() -> None:
    turns = [Heard(CUSTOMER, 1000, 3000, "Hey, good morning."), Heard(AGENT, 1399, 3000, "Hey, good morning!")]
    assert judge(turns) == [Verdict.ROLE_UNKNOWN, Verdict.ECHO]
    assert judge([turns[0], Heard(AGENT, 1400, 3000, "Hey, good morning!")]) == [Verdict.KEEP, Verdict.ECHO]


def test_a_longer_turn_that_begins_with_an_echo_loses_its_role_and_no_words() -> None:
    turns = [
        Heard(AGENT, 0, 2000, "placed a couple of weeks ago"),
        Heard(CUSTOMER, 900, 6000, "placed a couple of weeks ago and I have not heard a single word from you"),
    ]
    assert judge(turns) == [Verdict.KEEP, Verdict.ROLE_UNKNOWN]


def test_the_order_given_does_not_matter() -> None:
    turns = [Heard(CUSTOMER, 1000, 3000, "Thanks very much."), Heard(AGENT, 1700, 3100, "Thanks very much.")]
    assert judge(turns[::-1]) == judge(turns)[::-1]


def test_the_same_words_more_than_a_second_apart_are_an_answer() -> None:
    turns = [
        Heard(AGENT, 0, 1000, "Have a nice day, goodbye."),
        Heard(CUSTOMER, 2001, 3000, "Have a nice day, goodbye."),
    ]
    assert judge(turns) == [Verdict.KEEP, Verdict.KEEP]


def test_one_channel_may_repeat_itself() -> None:
    turns = [Heard(CUSTOMER, 0, 900, "Can you hear me?"), Heard(CUSTOMER, 1000, 1900, "Can you hear me?")]
    assert judge(turns) == [Verdict.KEEP, Verdict.KEEP]


def test_a_short_word_is_not_found_in_a_long_answer() -> None:
    turns = [
        Heard(AGENT, 0, 5000, "So you wanted to know whether your idiotic invoice was paid, is that right?"),
        Heard(CUSTOMER, 5100, 5600, "Idiot."),
        Heard(AGENT, 5700, 7000, "Idiotic it may be."),
    ]
    assert judge(turns) == [Verdict.KEEP] * 3


def test_other_words_spoken_at_the_same_time_are_kept() -> None:
    turns = [
        Heard(CUSTOMER, 0, 4000, "I want to speak to your manager right now, do you understand me?"),
        Heard(AGENT, 500, 4000, "I do understand, let me see what I can do for you today."),
    ]
    assert judge(turns) == [Verdict.KEEP, Verdict.KEEP]


def test_turns_without_letters_are_left_alone() -> None:
    assert (
        judge([Heard(AGENT, 0, 10, "..."), Heard(CUSTOMER, 0, 10, "..."), Heard(CUSTOMER, 5, 9, "")])
        == [Verdict.KEEP] * 3
    )


def test_ten_thousand_open_turns_take_a_moment_only() -> None:
    turns = [Heard(number % 2, number, 2**31 - 1, f"turn number {number}") for number in range(10_000)]
    assert len(judge(turns)) == len(turns)
