"""Core attitudes: five ship, a centre adds its own, and a file that cannot be used is named with its line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.selftalk.check import main
from hearten.selftalk.library import shelf, shipped_modules
from hearten.selftalk.rules.modules import FIELDS, KINDS, BadModule, Block, read_module
from hearten_ear.wording import OwnWords
from hearten_ear.wording.positivity import lint

GOOD = """---
id: our-own
kind: own
order: 9
title: How we say no
idea: A no with a reason is shorter.
weak: We can't do that.
strong: Not before Friday: the depot is closed.
try: Say the reason once.
reflect: Who took it well?
---
A paragraph
of two lines.

## By phone
- first,
  and its second line
- second
"""


def test_five_ship_and_each_has_one_idea_one_pair_one_thing_to_try_and_one_question() -> None:
    modules = [module for _name, module in shipped_modules()]
    assert [each.kind for each in modules] == ["self-talk", "mindset", "empathy", "balance", "self-image"]
    for each in modules:
        assert each.weak != each.strong
        assert "shift" in each.try_out or "contacts" in each.try_out
        assert each.reflect.endswith("?")


def test_empathy_is_habits_by_channel() -> None:
    empathy = shelf().find("empathy")
    assert empathy is not None
    headings = [block.text for block in empathy.blocks if block.kind == "heading"]
    assert headings == ["By phone", "In person", "In writing"]
    assert all(len(block.items) >= 3 for block in empathy.blocks if block.kind == "list")


def test_what_ships_passes_our_own_lint() -> None:
    for _name, module in shipped_modules():
        said = [module.title, module.idea, module.strong, module.try_out, module.reflect]
        said += [text for block in module.blocks for text in (block.text, *block.items)]
        assert [found.words for text in said for found in lint(OwnWords(text))] == []


def test_text_is_read_into_paragraphs_headings_and_lists_and_nothing_else() -> None:
    assert read_module(GOOD, "own.md").blocks == (
        Block("paragraph", "A paragraph of two lines."),
        Block("heading", "By phone"),
        Block("list", items=("first, and its second line", "second")),
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("---\nid", "id"), "own.md, line 1: begin with a line of three dashes"),
        (("reflect: Who took it well?\n---", "reflect: Who took it well?"), "no second line of three dashes"),
        (("title:", "name:"), "own.md, line 5: unknown field 'name'"),
        (("order: 9", "order: 9\norder: 8"), "own.md, line 5: order stands here for the second time"),
        (("kind: own", "kind: mood"), "own.md, line 3: unknown kind 'mood'; known: self-talk"),
        (("order: 9", "order: first"), "own.md, line 4: order is a number"),
        (("id: our-own", "id: Our own"), "own.md, line 2: id is small letters"),
        (("strong: Not before Friday: the depot is closed.\n", ""), "own.md: strong missing"),
        (("try: Say the reason once.", "try:"), "own.md, line 9: try needs a text"),
        (("try: Say", "Say"), "own.md, line 9: write “field: text” on one line"),
    ],
)
def test_a_bad_module_names_file_line_and_what_was_expected(change: tuple[str, str], message: str) -> None:
    with pytest.raises(BadModule) as refused:
        read_module(GOOD.replace(*change, 1), "own.md")
    assert message in str(refused.value)


def test_a_file_of_any_length_is_refused_early() -> None:
    with pytest.raises(BadModule, match="longer than"):
        read_module(GOOD + "x" * 70_000, "own.md")


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read = read_module("---\n" + text, "own.md")
    except BadModule as refused:
        read, said = None, str(refused)
    assert read is not None or "own.md" in said


def test_a_centre_adds_its_own_and_a_bad_one_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.md").write_text(GOOD.replace("kind: own", "kind: mood"), encoding="utf-8")
    (tmp_path / "c.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "d.md").write_bytes(b"\xff\xfe---")
    found = shelf(tmp_path)
    assert [each.id for each in found.modules][-1] == "our-own"
    assert len(found.modules) == 6
    unknown, twice, bytes_ = found.problems
    assert "b.md, line 3" in unknown
    assert "c.md: the id 'our-own' is that of a.md" in twice
    assert "d.md: is not UTF-8" in bytes_


def test_a_folder_that_is_not_there_is_no_problem(tmp_path: Path) -> None:
    assert shelf(tmp_path / "nowhere").problems == ()


def test_the_checker_counts_what_can_be_shown_and_names_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.md").write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["check", str(tmp_path)])
    assert main() == 0
    (tmp_path / "b.md").write_text(GOOD.replace("order: 9", "order: 9\norder: 9"), encoding="utf-8")
    assert main() == 1
    assert "b.md, line 5: order stands here for the second time\n1 can be shown, 1 cannot.\n" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["check"])
    assert main() == 2


def test_the_page_on_writing_one_shows_one_that_can_be_used() -> None:
    page = (Path(__file__).parents[5] / "docs" / "howto" / "write-a-core-attitude.md").read_text(encoding="utf-8")
    example = page.split("```markdown\n")[1].split("```")[0]
    assert read_module(example, "example.md").id == "saying-no"
    assert all(f"`{field}`" in page for field in FIELDS)
    assert all(f"`{kind}`" in page for kind in KINDS)
