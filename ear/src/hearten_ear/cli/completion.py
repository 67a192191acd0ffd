"""``hearten-ear completion SHELL``: prints what a shell needs to complete our commands, options and their words."""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_EXAMPLES = """
examples:
  source <(hearten-ear completion bash)
  hearten-ear completion zsh > "${fpath[1]}/_hearten-ear"
  hearten-ear completion fish > ~/.config/fish/completions/hearten-ear.fish

Exit status: 0 well, 2 wrong use.
"""


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its spellings, its help, and the words it takes (none: free, null: it takes no value)."""

    spellings: tuple[str, ...]
    help: str
    words: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Command:
    """One command with its options and the words of its first argument, if those are few."""

    name: str
    help: str
    options: tuple[Option, ...]
    words: tuple[str, ...]


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command and its options."""
    command = commands.add_parser(
        "completion",
        help="print what a shell needs to complete commands",
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("shell", choices=sorted(SCRIPTS), help="bash, zsh or fish")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the script of a shell."""
    from hearten_ear.cli import parser  # it holds this module: a cycle otherwise

    print(SCRIPTS[arguments.shell](tuple(commands_of(parser()))), end="")
    return 0


def commands_of(parser: argparse.ArgumentParser) -> Iterator[Command]:
    """Read the commands and their options out of the parser itself, so that they cannot drift apart."""
    for action in parser._actions:  # noqa: SLF001 -- argparse tells them in no other way
        if not isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            continue
        helps = {choice.dest: choice.help or "" for choice in action._choices_actions}  # noqa: SLF001
        for name, command in action.choices.items():
            options = tuple(_options(command))
            yield Command(name, helps.get(name, ""), options, _words(command))


def _options(command: argparse.ArgumentParser) -> Iterator[Option]:
    for action in command._actions:  # noqa: SLF001
        if action.option_strings:
            takes = action.nargs != 0
            words = tuple(map(str, action.choices or ())) if takes else None
            yield Option(tuple(action.option_strings), (action.help or "").replace("%%", "%"), words)


def _words(command: argparse.ArgumentParser) -> tuple[str, ...]:
    places = (action for action in command._actions if not action.option_strings)  # noqa: SLF001
    return tuple(map(str, next((action.choices for action in places if action.choices), ())))


def bash(commands: tuple[Command, ...]) -> str:
    """Give the script for bash; files are completed where nothing else is expected."""
    cases = []
    for command in commands:
        valued = [option for option in command.options if option.words]
        free = "|".join(name for option in command.options if option.words == () for name in option.spellings)
        lines = [f"    {command.name})", '      case "$before" in']
        lines += [f'        {"|".join(o.spellings)}) words="{" ".join(o.words or ())}"; only=1 ;;' for o in valued]
        lines += [f"        {free}) only=2 ;;"] if free else []
        options = " ".join(name for option in command.options for name in option.spellings)
        lines += ["      esac", f'      [[ -z $only && $word == -* ]] && words="{options}" && only=1']
        lines += [f'      [[ -z $only ]] && words="{" ".join(command.words)}" && only=1'] if command.words else []
        cases.append("\n".join([*lines, "      ;;"]))
    names = " ".join(command.name for command in commands)
    body = "\n".join(cases)
    return f"""# bash completion for hearten-ear; made by: hearten-ear completion bash
_hearten_ear() {{
  local word="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}" words="" only=""
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    mapfile -t COMPREPLY < <(compgen -W "{names} --help" -- "$word")
    return
  fi
  case "${{COMP_WORDS[1]}}" in
{body}
  esac
  if [[ $only == 1 ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  else
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}}
complete -F _hearten_ear hearten-ear
"""


def zsh(commands: tuple[Command, ...]) -> str:
    """Give the script for zsh."""
    cases = []
    for command in commands:
        lines = [f"    {command.name})", "      _arguments -S \\"]
        for option in command.options:
            said = _plain(option.help)
            value = (
                ""
                if option.words is None
                else f":value:({' '.join(option.words)})"
                if option.words
                else ":value:_files"
            )
            lines += [f"        '*{name}[{said}]{value}' \\" for name in option.spellings]
        rest = f"'1:what:({' '.join(command.words)})'" if command.words else "'*:file:_files'"
        cases.append("\n".join([*lines, f"        {rest}", "      ;;"]))
    described = "\n".join(f"    '{command.name}:{_plain(command.help)}'" for command in commands)
    body = "\n".join(cases)
    return f"""#compdef hearten-ear
# zsh completion for hearten-ear; made by: hearten-ear completion zsh
_hearten_ear() {{
  local -a commands=(
{described}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
{body}
  esac
}}
if [[ $funcstack[1] == _hearten-ear ]]; then
  _hearten_ear "$@"
else
  compdef _hearten_ear hearten-ear
fi
"""


def fish(commands: tuple[Command, ...]) -> str:
    """Give the script for fish."""
    lines = ["# fish completion for hearten-ear; made by: hearten-ear completion fish"]
    first = "complete -c hearten-ear -f -n __fish_use_subcommand"
    lines += [f"{first} -a {command.name} -d '{_plain(command.help)}'" for command in commands]
    for command in commands:
        where = f"complete -c hearten-ear -n '__fish_seen_subcommand_from {command.name}'"
        if command.words:
            lines.append(f"{where} -f -a '{' '.join(command.words)}'")
        lines += [f"{where} {_fish_option(option)} -d '{_plain(option.help)}'" for option in command.options]
    return "\n".join(lines) + "\n"


def _fish_option(option: Option) -> str:
    spelled = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.spellings)
    if option.words is None:
        return spelled
    return f"{spelled} -x -a '{' '.join(option.words)}'" if option.words else f"{spelled} -r"


def _plain(text: str) -> str:
    """Give a help text without signs that mean something to a shell."""
    return "".join(char for char in text if char not in "'\"[]`$\\:").replace("\n", " ")


#: The script of each shell that is known.
SCRIPTS: dict[str, Callable[[tuple[Command, ...]], str]] = {"bash": bash, "zsh": zsh, "fish": fish}
