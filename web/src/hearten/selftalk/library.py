"""What ships with this area, and what a centre adds: questions for saying it anew, and core attitudes.

A centre puts modules of its own into the folder ``attitudes`` of its data folder. One that cannot be read is left out,
and the page names it with its line; the others are there.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from django.conf import settings

from hearten.selftalk.rules.modules import LONGEST_FILE, BadModule, Module, no_two_alike, read_module
from hearten.selftalk.rules.reframing import Question, read_questions

_DATA = files("hearten.selftalk") / "data"
MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class Shelf:
    """The modules there are, in their order, and what is wrong with those that cannot be shown."""

    modules: tuple[Module, ...]
    problems: tuple[str, ...]

    def find(self, name: str) -> Module | None:
        """Give a module by its id, or None."""
        return next((module for module in self.modules if module.id == name), None)


@cache
def questions() -> tuple[Question, ...]:
    """Give the questions that ship."""
    return read_questions((_DATA / "questions.toml").read_text(encoding="utf-8"), "questions.toml")


@cache
def shipped_modules() -> tuple[tuple[str, Module], ...]:
    """Give the five core attitudes that ship, with the names of their files."""
    listed = sorted((each.name, each) for each in (_DATA / "attitudes").iterdir() if each.name.endswith(".md"))
    return tuple((name, read_module(each.read_text(encoding="utf-8"), name)) for name, each in listed)


def own_folder() -> Path:
    """Give the folder a centre puts its own modules into. It need not exist."""
    return Path(settings.DATA) / "attitudes"


def shelf(folder: Path | None = None) -> Shelf:
    """Give what ships and what the folder adds."""
    kept = list(shipped_modules())
    problems: list[str] = []
    for path in sorted((folder or own_folder()).glob("*.md"))[:MOST_FILES]:
        try:
            added = (path.name, read_module(_text_of(path), path.name))
            no_two_alike([*kept, added])
        except BadModule as problem:
            problems.append(str(problem))
        else:
            kept.append(added)
    return Shelf(tuple(no_two_alike(kept)), tuple(problems))


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(4 * LONGEST_FILE + 4).decode("utf-8")
    except OSError:
        raise BadModule(f"{path.name}: cannot be read by the server") from None
    except UnicodeDecodeError as problem:
        raise BadModule(f"{path.name}: is not UTF-8, byte {problem.start}") from None
