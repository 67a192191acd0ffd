"""What a file's name says of the contact in it, by a pattern such as ``{agent}_{conversation}_{language}``.

Not a regular expression: one that an administrator wrote could stall on a name that somebody else chose. Between two
fields stands a text of the pattern; a field takes the shortest stretch up to the next such text, the last one the rest.
"""

from dataclasses import dataclass

from hearten_ear.formats.words import is_id, language_tag
from hearten_ear.segment import Problem

#: What a name can tell; ``_`` is a stretch that means nothing.
FIELDS = ("conversation", "agent", "queue", "language", "_")


@dataclass(frozen=True, slots=True)
class NamePattern:
    """A pattern that has been checked: fields, and the texts around them (one more than fields)."""

    fields: tuple[str, ...]
    texts: tuple[str, ...]

    def facts_of(self, name: str) -> dict[str, str] | None:
        """Give what the name says, its ending aside; null where it does not fit."""
        stem = name.rpartition(".")[0] or name
        if not stem.startswith(self.texts[0]):
            return None
        rest = stem.removeprefix(self.texts[0])
        found: dict[str, str] = {}
        for place, field in enumerate(self.fields):
            text = self.texts[place + 1]
            is_last = place == len(self.fields) - 1
            if is_last and not rest.endswith(text):
                return None
            end = len(rest) - len(text) if is_last else rest.find(text, 1)
            if end < 1:
                return None
            found[field], rest = rest[:end], rest[end + len(text) :]
        return _usable(found)


def _usable(found: dict[str, str]) -> dict[str, str] | None:
    found.pop("_", None)
    if "language" in found:
        found["language"] = language_tag(found["language"]) or "und"
    return found if all(is_id(value) for value in found.values()) else None


def read_pattern(pattern: str) -> NamePattern | Problem:
    """Check a pattern as somebody wrote it; give it ready for use, or what is wrong with it."""
    first, *parts = pattern.split("{")
    fields, texts = [], [first]
    for part in parts:
        field, closed, text = part.partition("}")
        if not closed or field not in FIELDS:
            return Problem("bad_pattern", "name pattern", f"Expected only {', '.join(FIELDS)} between braces.")
        fields.append(field)
        texts.append(text)
    told = [field for field in fields if field != "_"]
    if not told or len(set(told)) < len(told):
        return Problem("bad_pattern", "name pattern", "Expected at least one field, and each once.")
    if not all(texts[1:-1]) or any("}" in text for text in texts):
        return Problem("bad_pattern", "name pattern", "Expected a text such as _ between two fields.")
    return NamePattern(tuple(fields), tuple(texts))
