"""Core attitudes as files: Markdown with front matter. Reads one and says what is wrong with it, with the line.

---
id: empathy
kind: empathy
order: 3
title: Empathy is something one can see
idea: One sentence.
weak: What one might say.
strong: What is better.
try: One thing for the next shift.
reflect: A question for oneself.
---
Paragraphs, `## Headings` and `- lists`. Nothing else is Markdown here, and HTML is shown as it is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

KINDS = ("self-talk", "mindset", "empathy", "balance", "self-image", "own")
FIELDS = ("id", "kind", "order", "title", "idea", "weak", "strong", "try", "reflect")
LONGEST_FILE, LONGEST_FIELD, LONGEST_ID = 64_000, 600, 40
FENCE = "---"


class BadModule(ValueError):  # noqa: N818 - named as writers of modules speak of it
    """A module that cannot be used; says the file, the line and what was expected."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a module's text: a heading, a paragraph, or a list with its items."""

    kind: Literal["heading", "paragraph", "list"]
    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Module:
    """One core attitude: an idea, a contrast pair, one thing to try, one reflection, and some text."""

    id: str
    kind: str
    order: int
    title: str
    idea: str
    weak: str
    strong: str
    try_out: str
    reflect: str
    blocks: tuple[Block, ...]


def read_module(text: str, name: str) -> Module:
    """Read one file. Raises :class:`BadModule` with the name and the line."""
    if len(text) > LONGEST_FILE:
        raise BadModule(f"{name}: longer than {LONGEST_FILE} characters")
    lines = text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n")
    if lines[0].strip() != FENCE:
        raise BadModule(f"{name}, line 1: begin with a line of three dashes, then the fields")
    end = next((at for at, line in enumerate(lines[1:], start=1) if line.strip() == FENCE), None)
    if end is None:
        raise BadModule(f"{name}: no second line of three dashes closes the fields")
    fields = _fields(name, lines[1:end])
    return Module(
        id=fields["id"],
        kind=fields["kind"],
        order=int(fields["order"]),
        title=fields["title"],
        idea=fields["idea"],
        weak=fields["weak"],
        strong=fields["strong"],
        try_out=fields["try"],
        reflect=fields["reflect"],
        blocks=tuple(_blocks(lines[end + 1 :])),
    )


def _fields(name: str, lines: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for number, line in enumerate(lines, start=2):
        if not line.strip():
            continue
        where = f"{name}, line {number}"
        field, colon, value = line.partition(":")
        field, value = field.strip(), value.strip()
        if not colon:
            raise BadModule(f"{where}: write “field: text” on one line")
        if field not in FIELDS:
            raise BadModule(f"{where}: unknown field {field[:40]!r}; known: {', '.join(FIELDS)}")
        if field in fields:
            raise BadModule(f"{where}: {field} stands here for the second time")
        if not value or len(value) > LONGEST_FIELD:
            raise BadModule(f"{where}: {field} needs a text of at most {LONGEST_FIELD} characters")
        _check(where, field, value)
        fields[field] = value
    if missing := [field for field in FIELDS if field not in fields]:
        raise BadModule(f"{name}: {', '.join(missing)} missing")
    return fields


def _check(where: str, field: str, value: str) -> None:
    if field == "kind" and value not in KINDS:
        raise BadModule(f"{where}: unknown kind {value[:40]!r}; known: {', '.join(KINDS)}")
    if field == "order" and not (value.isascii() and value.isdigit() and len(value) < 4):
        raise BadModule(f"{where}: order is a number from 0 to 999")
    plain = value.replace("-", "").isalnum() and value.isascii() and value == value.lower()
    if field == "id" and (not plain or len(value) > LONGEST_ID):
        raise BadModule(f"{where}: id is small letters, digits and dashes, {LONGEST_ID} at most")


def _blocks(lines: Iterable[str]) -> list[Block]:
    """Read the text: a blank line, a heading or a list ends what stands before it."""
    blocks: list[Block] = []
    paragraph: list[str] = []
    items: list[str] = []

    def close() -> None:
        if paragraph:
            blocks.append(Block("paragraph", " ".join(paragraph)))
        if items:
            blocks.append(Block("list", items=tuple(items)))
        paragraph.clear()
        items.clear()

    for line in lines:
        written = line.strip()
        if written.startswith("## "):
            close()
            blocks.append(Block("heading", written[3:].strip()))
        elif written.startswith("- "):
            if paragraph:
                close()
            items.append(written[2:].strip())
        elif not written:
            close()
        elif items:
            items[-1] += f" {written}"
        else:
            paragraph.append(written)
    close()
    return blocks


def no_two_alike(modules: Iterable[tuple[str, Module]]) -> list[Module]:
    """Give modules in their order. Raises :class:`BadModule` where two files have one id."""
    where: dict[str, str] = {}
    kept = []
    for name, module in modules:
        if module.id in where:
            raise BadModule(f"{name}: the id {module.id!r} is that of {where[module.id]}")
        where[module.id] = name
        kept.append(module)
    return sorted(kept, key=lambda module: (module.order, module.id))
