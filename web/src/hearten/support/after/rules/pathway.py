"""The pathways page as text: how it is read, and what changed between two versions, in plain words.

A line that begins with ``#`` is a heading, one that begins with ``-`` a step; any other line says something. That is
all there is to learn, so that whoever looks after the procedure can write it in the box of a form.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import groupby
from typing import Literal

ALIKE = 0.55  # of a sentence that must be the same for it to have been changed rather than replaced
WORDS = re.compile(r"\S+\s*")

What = Literal[
    "section_added", "section_removed", "section_renamed", "sections_reordered", "added", "removed", "changed", "moved"
]


@dataclass(frozen=True, slots=True)
class Line:
    """A step to take, or something said."""

    is_step: bool
    text: str

    @property
    def quoted(self) -> str:
        """Give the line as a change quotes it: that a sentence became a step is a change, too."""
        return f"• {self.text}" if self.is_step else self.text


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it. Text before the first heading has an empty one."""

    title: str
    lines: tuple[Line, ...]

    @property
    def blocks(self) -> list[tuple[bool, list[str]]]:
        """Give runs of steps and of sentences, as they are shown: ``(are_steps, texts)``."""
        return [
            (is_step, [line.text for line in run]) for is_step, run in groupby(self.lines, lambda each: each.is_step)
        ]


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of words of a changed sentence: the same as before, gone, or new."""

    what: Literal["same", "gone", "new"]
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change, as one sentence can tell it. ``before`` and ``now`` are empty where there is nothing to quote."""

    what: What
    section: str
    before: str = ""
    now: str = ""
    marks: tuple[Mark, ...] = ()


def digest(text: str) -> str:
    """Give what a version is recognised by: whoever acknowledged it has acknowledged exactly these words."""
    return sha256(text.encode()).hexdigest()


def read(text: str) -> tuple[Section, ...]:
    """Read a page. Empty lines and spaces at the ends of lines mean nothing."""
    titles: list[str] = [""]
    bodies: list[list[Line]] = [[]]
    for raw in text.splitlines():
        line = " ".join(raw.split())
        if line.startswith("#"):
            titles.append(line.lstrip("#").strip())
            bodies.append([])
        elif line:
            is_step = line.startswith("-")
            bodies[-1].append(Line(is_step, line[1:].strip() if is_step else line))
    sections = [Section(title, tuple(body)) for title, body in zip(titles, bodies, strict=True)]
    return tuple(section for section in sections if section.title or section.lines)


def compare(before: str, now: str) -> tuple[Change, ...]:
    """Give what is different, section by section in the order of the new page. Nothing, where both read the same."""
    old, new = list(read(before)), list(read(now))
    pairs = _partners(old, new)
    kept = [pairs[index] for index in sorted(pairs)]
    changes: list[Change] = []
    for index, section in enumerate(new):
        if index in pairs:
            changes += _within(old[pairs[index]], section)
        else:
            changes.append(Change("section_added", section.title, now=_quoted(section)))
    gone = [section for index, section in enumerate(old) if index not in kept]
    changes += [Change("section_removed", section.title, before=_quoted(section)) for section in gone]
    if kept != sorted(kept):
        changes.append(Change("sections_reordered", "", now=" · ".join(section.title for section in new)))
    return tuple(changes)


def _partners(old: Sequence[Section], new: Sequence[Section]) -> dict[int, int]:
    """Say which new section was which old one: by its heading, else by what stands below it."""
    found: dict[int, int] = {}
    for alike in (_same_title, _same_body):
        for index, section in enumerate(new):
            if index in found:
                continue
            left = [each for each in range(len(old)) if each not in found.values() and alike(old[each], section)]
            if left:
                found[index] = left[0]
    return found


def _same_title(old: Section, new: Section) -> bool:
    return old.title == new.title


def _same_body(old: Section, new: Section) -> bool:
    return bool(old.lines) and old.lines == new.lines


def _within(old: Section, new: Section) -> list[Change]:
    changes = [Change("section_renamed", new.title, old.title, new.title)] if old.title != new.title else []
    removed: list[Line] = []
    added: list[Line] = []
    for block in _blocks(old.lines, new.lines):
        gone, come = list(block[0]), list(block[1])
        for before, now in _alike(gone, come):
            words = marks(before.quoted, now.quoted)
            changes.append(Change("changed", new.title, before.quoted, now.quoted, words))
            gone.remove(before)
            come.remove(now)
        removed += gone
        added += come
    for line in [each for each in removed if each in added]:
        if line in added:
            removed.remove(line)
            added.remove(line)
            changes.append(Change("moved", new.title, now=line.quoted))
    changes += [Change("removed", new.title, before=line.quoted) for line in removed]
    return changes + [Change("added", new.title, now=line.quoted) for line in added]


def _blocks(old: Sequence[Line], new: Sequence[Line]) -> Iterator[tuple[Sequence[Line], Sequence[Line]]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if what != "equal":
            yield old[old_from:old_to], new[new_from:new_to]


def _alike(gone: Sequence[Line], come: Sequence[Line]) -> list[tuple[Line, Line]]:
    """Pair sentences that were changed, in their order; each is used once. What only moved is none of them."""
    pairs: list[tuple[Line, Line]] = []
    left = [line for line in come if line not in gone]
    for before in (line for line in gone if line not in come):
        likeness = [(_likeness(before.text, now.text), -at) for at, now in enumerate(left)]
        best, at = max(likeness, default=(0.0, 0))
        if best >= ALIKE:
            pairs.append((before, left.pop(-at)))
    return pairs


def _likeness(before: str, now: str) -> float:
    return SequenceMatcher(None, before.split(), now.split(), autojunk=False).ratio()


def marks(before: str, now: str) -> tuple[Mark, ...]:
    """Mark which words of a sentence went and which came. The parts that are not new give ``before`` again."""
    old, new = WORDS.findall(before), WORDS.findall(now)
    found: list[Mark] = []
    for what, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Mark("same", "".join(old[old_from:old_to])))
            continue
        if old_to > old_from:
            found.append(Mark("gone", "".join(old[old_from:old_to])))
        if new_to > new_from:
            found.append(Mark("new", "".join(new[new_from:new_to])))
    return tuple(found)


def _quoted(section: Section) -> str:
    return " ".join(line.quoted for line in section.lines)
