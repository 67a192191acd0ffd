"""Icons come by name, and a wrong name is noticed at once."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template

from hearten.ui import icons

PACKAGE = Path(icons.__file__).parents[2]


def test_an_icon_is_drawn_into_the_page_and_hidden_from_screen_readers() -> None:
    drawn = Template('{% icon "phone" %}').render(Context())
    assert drawn.startswith('<svg class="icon"')
    assert 'aria-hidden="true"' in drawn
    assert "<path" in drawn


def test_an_unknown_icon_fails_loudly() -> None:
    with pytest.raises(icons.UnknownIconError, match="no icon 'smiley'"):
        Template('{% icon "smiley" %}').render(Context())


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_has_a_drawing_and_no_style_of_its_own(name: str) -> None:
    drawn = icons.icon_svg(name)
    assert re.search(r"<(path|circle|rect|line|polyline|ellipse)\b", drawn)
    assert "style=" not in drawn
    assert "<script" not in drawn


def test_every_icon_named_in_a_template_is_there() -> None:
    named = {
        name
        for file in PACKAGE.glob("*/templates/**/*.html")
        for name in re.findall(r'{% icon "([^"]+)"', file.read_text(encoding="utf-8"))
    }
    assert named, "no template names an icon: is the folder right?"
    assert named <= set(icons.names())


def test_the_licence_lies_beside_the_icons() -> None:
    assert "ISC License" in (icons.FOLDER / "LICENSE.txt").read_text(encoding="utf-8")
