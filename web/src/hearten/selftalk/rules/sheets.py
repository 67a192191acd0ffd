"""A note of several parts as one text, in a shape that reads well when exported.

Each part stands below its name with its lines set in, so that no line of a writer's can be taken for a name.
"""

from collections.abc import Mapping, Sequence

INDENT = "  "


def write_sheet(parts: Mapping[str, str], names: Sequence[str]) -> str:
    """Write the parts of these names as one text. What is empty is left out.

    >>> print(write_sheet({"words": "never again", "sits": ""}, ("words", "sits")))
    words
      never again
    """
    written = []
    for name in names:
        part = parts.get(name, "").replace("\r\n", "\n").strip()
        if part:
            lines = "\n".join(f"{INDENT}{line}" for line in part.split("\n"))
            written.append(f"{name}\n{lines}")
    return "\n".join(written)


def read_sheet(text: str, names: Sequence[str]) -> dict[str, str]:
    """Give the parts of a written text by name; what is not there is empty, what has no name is left out."""
    parts: dict[str, list[str]] = {name: [] for name in names}
    name = ""
    for line in text.split("\n"):
        if line in parts:
            name = line
        elif name and (line.startswith(INDENT) or not line.strip()):
            parts[name].append(line.removeprefix(INDENT))
    return {name: "\n".join(lines) for name, lines in parts.items()}
