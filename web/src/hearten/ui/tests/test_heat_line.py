"""The heat line says where a contact has been, in a shape and in words, without a number."""

import re

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from hearten.ui import heat

RISING = [(0.0, 0.1), (10.0, 0.2), (20.0, 0.8)]


def shown(points: list[heat.Point], level: int) -> str:
    return Template("{% heat_line points level %}").render(Context({"points": points, "level": level}))


def test_the_level_is_a_word_and_a_shape() -> None:
    marks = set()
    for level, word in enumerate(("calm", "heated", "hostile", "abusive")):
        html = shown(RISING, level)
        assert f'data-level="{level}"' in html
        found = re.search(r"<figcaption>(.*)</figcaption>", html, re.DOTALL)
        assert found is not None
        assert found[1].strip().endswith(word)
        marks.add(" ".join(found[1].split()).replace(word, ""))
    assert len(marks) == 4, "two levels have the same shape"


def test_a_person_who_sees_no_line_hears_how_it_went() -> None:
    html = shown(RISING, 2)
    assert "<title>The contact so far, now hostile</title>" in html
    assert "<desc>It has risen and is at its highest now.</desc>" in html


def test_no_number_is_said_or_shown() -> None:
    words = re.sub(r"<[^>]+>", " ", shown(RISING, 3))
    assert not re.search(r"\d", words)


@pytest.mark.parametrize(
    ("heats", "words"),
    [
        ([], "Nothing heard from the customer yet."),
        ([0.3], "Level so far."),
        ([0.3, 0.35], "Level so far."),
        ([0.1, 0.9], "It has risen and is at its highest now."),
        ([0.1, 0.9, 0.2], "It rose and has come down again."),
        ([0.9, 0.2], "It has come down."),
    ],
)
def test_the_words_follow_the_line(heats: list[float], words: str) -> None:
    assert heat.describe(heats) == words


def test_a_contact_without_a_word_yet_is_a_level_line_at_the_bottom() -> None:
    assert heat.draw([], 0).line == "M0.0 36.0 L240.0 36.0"


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(-5, 5)), max_size=50).map(sorted), st.integers(-3, 9))
def test_the_line_never_leaves_its_place(points: list[heat.Point], level: int) -> None:
    drawn = heat.draw(points, level)
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", drawn.line)]
    assert all(0 <= x <= heat.WIDTH for x in numbers[::2])
    assert all(0 <= y <= heat.HEIGHT for y in numbers[1::2])
    assert drawn.word in {"calm", "heated", "hostile", "abusive"}
