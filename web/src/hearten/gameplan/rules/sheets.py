"""A note as text: named answers, each below its name with its lines set in. It reads well in an export, and reads back.

What stands in an answer can never be taken for a name, whatever somebody types.
"""

from collections.abc import Iterable, Mapping

INDENT = "  "


def write_sheet(answers: Mapping[str, str]) -> str:
    """Write answers by name as one text, in their order. Those without an answer are left out."""
    parts = []
    for name, answer in answers.items():
        lines = answer.replace("\r\n", "\n").replace("\r", "\n").strip()
        if lines:
            parts.append(f"{name}\n" + "\n".join(f"{INDENT}{line}" for line in lines.split("\n")))
    return "\n".join(parts)


def read_sheet(text: str, names: Iterable[str]) -> dict[str, str]:
    """Give the answers of a written sheet by name; what nobody answered is empty, what has another name is let go."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.split("\n"):
        if line and not line.startswith(INDENT):
            current = found.setdefault(line, [])
        else:
            current.append(line.removeprefix(INDENT))
    return {name: "\n".join(found.get(name, ())) for name in names}
