"""The parts of the dock show what an agent needs, in the order in which it is needed, once."""

import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from hearten.ui import samples


def cue(**changes: Any) -> str:
    return render_to_string("ui/dock/cue.html", {"cue": samples.insult() | changes})


def order(html: str, *parts: str) -> list[int]:
    return [html.index(part) for part in parts]


def test_a_cue_goes_from_what_was_heard_to_the_way_out() -> None:
    html = cue()
    places = order(html, "you useless clown", "Your plan", "You could say", "Ways out", "Dismiss", "Off for today")
    assert places == sorted(places)


def test_the_words_that_fired_are_quoted_and_underlined() -> None:
    assert "<q><u>you useless clown</u></q>" in cue()
    assert '<p lang="de"><q>' in " ".join(cue(lang="de").split())


def test_safeguarding_comes_before_everything() -> None:
    html = render_to_string("ui/dock/cue.html", {"cue": samples.in_danger()})
    places = order(html, "Stay on the line", "Heard: distress", "You could say", "Ways out")
    assert places == sorted(places)
    assert "is-safeguarding" in html


def test_the_phrase_is_the_largest_where_there_is_no_plan() -> None:
    assert "is-first" in cue(plan=None)
    assert "is-first" not in cue()


def test_what_is_absent_leaves_no_heading() -> None:
    html = cue(plan=None, phrase=None, ways_out=[])
    for heading in ("Your plan", "You could say", "Ways out"):
        assert heading not in html


def test_a_cue_never_asks_for_the_focus() -> None:
    assert "autofocus" not in cue()
    assert "aria-live" not in cue()
    assert 'role="alert"' not in cue()


def test_words_of_a_customer_are_escaped() -> None:
    html = cue(heard=["<script>alert(1)</script>"], plan="<b>", phrase="<img>")
    assert "<script>" not in html
    assert "<b>" not in html
    assert "<img>" not in html


def test_the_ways_out_keep_their_order_and_their_keys() -> None:
    html = cue()
    labels = re.findall(r"<summary[^>]*>.*?<span>([^<]+)</span>", html)
    assert labels == ["Firm, polite turn", "Yes or no question", "Warning", "End the contact"]
    assert re.findall(r'<summary data-shortcut="(\d)"', html) == ["1", "2", "3", "4"]


def test_closing_a_cue_works_without_scripts() -> None:
    html = cue(dismiss_url="/d/", snooze_url="/s/", off_url="/o/")
    assert re.findall(r'formaction="([^"]+)"', html) == ["/d/", "/s/", "/o/"]
    assert 'method="post"' in html


@pytest.mark.parametrize(("channel", "word"), [("voice", "Call"), ("chat", "Chat"), ("mail", "Message")])
def test_a_contact_names_its_channel_to_those_who_see_no_icon(channel: str, word: str) -> None:
    contact = samples.contact(channel, "Refund", 0, samples.CALM)
    html = render_to_string("ui/dock/contact_line.html", {"contact": contact})
    assert f'<span class="visually-hidden">{word}</span>' in html


def test_the_level_of_the_chosen_contact_is_said_once_by_its_heat_line() -> None:
    parts: dict[str, Any] = {"state_word": "Hold"}
    closed = samples.contact("chat", "Refund", 2, samples.RISING, **parts)
    opened = samples.contact("chat", "Refund", 2, samples.RISING, is_chosen=True, **parts)
    closed_html, opened_html = (
        render_to_string("ui/dock/contact_line.html", {"contact": each}) for each in (closed, opened)
    )
    assert "hostile" in closed_html
    assert "Hold" in closed_html
    assert "hostile" not in opened_html
    assert 'aria-current="true"' in opened_html


def test_a_line_that_asks_for_something_stands_out() -> None:
    html = render_to_string("ui/dock/status_line.html", {"lines": samples.every_line()})
    assert re.findall(r'class="(status-line[^"]*)"', html) == [
        "status-line",
        "status-line",
        "status-line not-live",
        "status-line needs-you",
    ]


def test_the_style_page_shows_every_state_of_the_dock() -> None:
    with override("en"):
        names = [dock["name"] for dock in samples.docks()]
    assert len(names) == 7
