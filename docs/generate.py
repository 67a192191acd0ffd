"""Writes the pages of ``docs/reference`` that are made from the code: settings and commands. Run by ``./run docs``."""

import os
import re
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
REFERENCE = Path(__file__).parent / "reference"
BIN = Path(sys.executable).parent
ENGINE = "The engine on the command line. It reads files, writes to standard output, and keeps nothing."
APPLICATION = "The application. Its commands read the [settings](settings.md) from the environment."
SETTINGS_HEAD = """# Settings

Every setting is a variable of the environment. Any of them can come from a file instead, which is the right way for a
secret: set the name with `_FILE` after it to the file's path. This page is written by `./run docs`.
"""
COMMANDS_HEAD = """# Commands

What each command says of itself. This page is written by `./run docs`.
"""


def settings_page() -> str:
    """Give the page that lists each variable with its sentence and its default."""
    from hearten.config.settings import ENVIRONMENT

    parts = [
        f"### `{name}`\n\n{sentence} Default: {f'`{default}`' if default else 'empty'}.\n"
        for name, (default, sentence) in ENVIRONMENT.items()
    ]
    return "\n".join([SETTINGS_HEAD, *parts])


def help_of(program: str, *command: str) -> str:
    """Give the help of one command, in the width of the page and without colour."""
    surroundings = os.environ | {"COLUMNS": "100", "NO_COLOR": "1", "PYTHON_COLORS": "0"}
    run = subprocess.run(  # noqa: S603 - our own programs
        [BIN / program, *command, "--help"], capture_output=True, text=True, check=True, env=surroundings
    )
    return run.stdout.rstrip()


def engine_commands() -> list[str]:
    """Name the commands of the engine, as its help lists them."""
    return re.findall(r"^    ([a-z]\w+)  ", help_of("hearten-ear"), flags=re.MULTILINE)


def application_commands() -> list[str]:
    """Name the management commands that live in our own areas."""
    folder = Path(__file__).parent.parent / "web" / "src" / "hearten"
    return sorted(path.stem for path in folder.glob("*/management/commands/*.py") if not path.stem.startswith("_"))


def described(name: str) -> str:
    """Give a management command's sentence and its own options; those that every Django command has are left out."""
    import django
    from django.core.management import get_commands, load_command_class
    from django.core.management.base import BaseCommand

    django.setup()
    command = load_command_class(get_commands()[name], name)
    common = {
        option for action in BaseCommand().create_parser("hearten", name)._actions for option in action.option_strings
    }
    lines = [command.help.strip(), ""]
    for action in command.create_parser("hearten", name)._actions:
        if common.isdisjoint(action.option_strings):
            label = ", ".join(action.option_strings) or str(action.metavar or action.dest)
            lines.append(f"- `{label}`: {action.help}" if action.help else f"- `{label}`")
    return "\n".join(lines).rstrip()


def commands_page() -> str:
    """Give the page with the help of every command of both distributions."""
    parts = [COMMANDS_HEAD, f"## hearten-ear\n\n{ENGINE}\n"]
    parts += [f"### `hearten-ear {name}`\n\n```\n{help_of('hearten-ear', name)}\n```\n" for name in engine_commands()]
    parts.append(f"## hearten\n\n{APPLICATION}\n")
    parts += [f"### `hearten {name}`\n\n{described(name)}\n" for name in application_commands()]
    return "\n".join(parts)


def main() -> None:
    """Write both pages."""
    for name, text in (("settings.md", settings_page()), ("commands.md", commands_page())):
        (REFERENCE / name).write_text(text, encoding="utf-8")
        print(f"  docs/reference/{name}")


if __name__ == "__main__":
    main()
