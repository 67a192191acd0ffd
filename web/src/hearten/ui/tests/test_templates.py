"""What holds for every template: the strict policy on scripts and styles, and words that can be translated."""

import re
from pathlib import Path

import pytest
from django.template import Origin, Template, engines

PACKAGE = Path(__file__).parents[2]
# A file for a person to keep: it is opened from their disk, where no policy of ours reigns and no style sheet is near.
FILES_TO_KEEP = {"keeping/export.html"}
TEMPLATES = sorted(
    path
    for path in PACKAGE.glob("*/templates/**/*.html")
    if path.relative_to(path.parents[1]).as_posix() not in FILES_TO_KEEP
)
OURS = sorted((PACKAGE / "ui").glob("templates/**/*.html"))

COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}|<!--.*?-->", re.DOTALL)
STYLE_ATTRIBUTE = re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE)
HANDLER = re.compile(r"<[a-z][^>]*\s(on[a-z]+|hx-on[\w:-]*)\s*=", re.IGNORECASE)
INLINE = re.compile(r"<(style)\b|<script\b(?![^>]*\b(src=|nonce=|type=\"application/json\"))", re.IGNORECASE)
SCRIPT_URL = re.compile(r"=\s*[\"']?\s*javascript:", re.IGNORECASE)
TRANSLATED = re.compile(r"{% blocktrans(?:late)?\b.*?{% endblocktrans(?:late)? %}", re.DOTALL)
KEY = re.compile(r"<kbd.*?</kbd>", re.DOTALL)
TAGS = re.compile(r"{%.*?%}|{{.*?}}|&\w+;", re.DOTALL)
READ_ATTRIBUTE = re.compile(r"\b(?:aria-label|title|alt|placeholder)=\"([^\"]*)\"")
MADE_UP = {"Harbour", "Tom", "Kraftfahrzeughaftpflichtversicherungsabteilung", "hearten", "replay"}


def markup(file: Path) -> str:
    return COMMENT.sub("", file.read_text(encoding="utf-8"))


def name(file: Path) -> str:
    return str(file.relative_to(PACKAGE))


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_no_template_needs_an_inline_style_or_script(file: Path) -> None:
    html = markup(file)
    for forbidden in (STYLE_ATTRIBUTE, HANDLER, INLINE, SCRIPT_URL):
        found = forbidden.search(html)
        assert found is None, f"{name(file)}: {found and found[0]!r}"


@pytest.mark.parametrize(
    "html",
    [
        '<p class="a" style="color: red">',
        '<button onclick="go()">',
        '<div hx-on:click="go()">',
        "<style>p {}</style>",
        "<script>go()</script>",
        '<a href="javascript:go()">',
    ],
)
def test_the_check_itself_finds_what_is_forbidden(html: str) -> None:
    assert any(forbidden.search(html) for forbidden in (STYLE_ATTRIBUTE, HANDLER, INLINE, SCRIPT_URL))


def untranslated_words(html: str) -> set[str]:
    """Give the words a person would read that no translator can reach. Names of keys are the same in every language."""
    html = TAGS.sub(" ", KEY.sub("", TRANSLATED.sub("", html)))
    text = re.sub(r"<[^>]*>", " ", html)
    return set(re.findall(r"[^\W\d_]+", " ".join([text, *READ_ATTRIBUTE.findall(html)])))


@pytest.mark.parametrize("file", OURS, ids=name)
def test_every_word_of_the_shell_can_be_translated(file: Path) -> None:
    html = markup(file)
    if file.name == "body_attributes.html":  # the inside of a tag
        html = f"<body {html}>"
    assert untranslated_words(html) <= MADE_UP


def test_the_check_itself_finds_words_nobody_can_translate() -> None:
    assert untranslated_words('<p aria-label="Close">Dear {{ name }}</p>') == {"Close", "Dear"}


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_every_template_can_be_read_by_django(file: Path) -> None:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    Template(file.read_text(encoding="utf-8"), Origin(str(file)), name(file), engine)
