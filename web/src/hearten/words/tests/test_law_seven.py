"""House law 7 on ourselves: every word we ship is walked through the positivity lint, and none is found."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import hearten
from hearten.words.bundle import bundled, languages
from hearten_ear.wording import OwnWords
from hearten_ear.wording.positivity import lint

PRODUCT = Path(hearten.__file__).parent
TRANSLATED = (
    re.compile(r"{%\s*translate\s+\"([^\"]*)\""),
    re.compile(r"{%\s*translate\s+'([^']*)'"),
    re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*(?:plural|endblocktranslate)", re.DOTALL),
    re.compile(r"{%\s*plural\s*%}(.*?){%\s*endblocktranslate", re.DOTALL),
)
GETTEXT = re.compile(r"\b(?:_|gettext|gettext_lazy|ngettext|ngettext_lazy)\(\s*((?:\"(?:[^\"\\]|\\.)*\"\s*)+)")
BETWEEN_TAGS = re.compile(r">([^<>{}%]+)<")


def shown(text: str, suffix: str) -> Iterator[str]:
    """Every text that a template or module shows to people."""
    if suffix == ".py":
        for call in GETTEXT.finditer(text):
            yield "".join(re.findall(r"\"((?:[^\"\\]|\\.)*)\"", call[1]))
        return
    for pattern in TRANSLATED:
        yield from pattern.findall(text)
    yield from (piece for piece in BETWEEN_TAGS.findall(text) if piece.strip())


def interface() -> list[tuple[str, str]]:
    files = [path for path in sorted(PRODUCT.rglob("*")) if path.suffix in {".html", ".txt", ".py"}]
    ours = [path for path in files if not {"tests", "migrations", "vendor", "demo"} & set(path.parts)]
    return [(path.name, text) for path in ours for text in shown(path.read_text(encoding="utf-8"), path.suffix)]


def house() -> Iterator[tuple[str, OwnWords]]:
    for language in languages():
        words = bundled(language)
        for phrase in words.phrases:
            yield phrase.id, OwnWords(phrase.text, language, for_customers=True)
            yield phrase.id, OwnWords(phrase.why, language)
        for steps in words.ladders.values():
            for step in steps:
                yield step.id, OwnWords(step.say, language, for_customers=True)
                yield step.id, OwnWords(f"{step.label}\n{step.then}\n{step.why}", language)
        for guide in words.safeguarding:
            yield guide.id, OwnWords("\n".join([guide.title, *guide.steps, guide.why]), language)


def test_no_house_phrase_step_or_reason_tells_people_how_to_feel() -> None:
    walked = list(house())
    assert len(walked) > 300
    assert [(where, each.words) for where, words in walked for each in lint(words)] == []


def test_no_text_of_the_interface_tells_people_how_to_feel_or_shouts() -> None:
    walked = interface()
    assert len(walked) > 300
    assert [(where, each.words, text) for where, text in walked for each in lint(OwnWords(text))] == []
    assert [(where, text) for where, text in walked if "!" in text.replace("!=", "")] == []


@pytest.mark.parametrize(
    ("suffix", "source"),
    [
        (".html", '<p>{% translate "Stay positive" %}</p>'),
        (".html", "<p>{% blocktranslate with a=b %}Stay positive, {{ a }}{% endblocktranslate %}</p>"),
        (".html", "<p>Stay positive</p>"),
        (".py", '_("Stay "\n    "positive")'),
    ],
)
def test_a_planted_cheer_is_found_wherever_it_hides(suffix: str, source: str) -> None:
    assert any(lint(OwnWords(text)) for text in shown(source, suffix))
