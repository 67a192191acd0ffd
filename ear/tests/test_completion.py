"""Completion: read out of the parser, and tried in the shells that this machine has."""

import re
import shutil
import subprocess

import pytest

from hearten_ear import cli
from hearten_ear.cli import completion
from hearten_ear.formats import formats

COMMANDS = tuple(completion.commands_of(cli.parser()))


def script(shell: str, capfd: pytest.CaptureFixture[str]) -> str:
    assert cli.main(["completion", shell]) == 0
    return capfd.readouterr().out


def offered(script: str, *words: str) -> list[str]:
    """Ask bash what it would offer for the last of these words."""
    typed = " ".join(f"'{word}'" for word in words)
    asked = f"COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; _hearten_ear"
    ask = f"{script}\n{asked}; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True, timeout=30)
    return done.stdout.split()


def test_the_commands_are_those_of_the_parser() -> None:
    assert {"score", "explain", "watch", "formats", "completion"} <= {command.name for command in COMMANDS}
    score = next(command for command in COMMANDS if command.name == "score")
    options = {name: option for option in score.options for name in option.spellings}
    assert options["--jsonl"].words is None
    assert options["--vcon"].words == ()
    assert options["--format"].words == tuple(sorted(formats()))


@pytest.mark.process
@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")
def test_bash_offers_commands_options_words_and_files(
    capfd: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = script("bash", capfd)
    folder = tmp_path_factory.mktemp("files")
    (folder / "call.vtt").touch()
    assert offered(text, "hearten-ear", "exp") == ["explain"]
    assert set(offered(text, "hearten-ear", "")) >= {command.name for command in COMMANDS}
    assert "--jsonl" in offered(text, "hearten-ear", "score", "--js")
    assert offered(text, "hearten-ear", "score", "--format", "web") == ["webvtt"]
    assert offered(text, "hearten-ear", "completion", "z") == ["zsh"]
    assert offered(text, "hearten-ear", "explain", f"{folder}/ca") == [f"{folder}/call.vtt"]
    assert offered(text, "hearten-ear", "score", "--vcon", f"{folder}/ca") == [f"{folder}/call.vtt"]


@pytest.mark.process
@pytest.mark.skipif(shutil.which("fish") is None, reason="no fish on this machine")
def test_fish_offers_commands_and_words(capfd: pytest.CaptureFixture[str]) -> None:
    text = script("fish", capfd)
    for typed, expected in (("hearten-ear exp", "explain"), ("hearten-ear score --format web", "webvtt")):
        ask = f"{text}\ncomplete -C '{typed}'"
        done = subprocess.run(["fish", "-c", ask], capture_output=True, text=True, check=True, timeout=30)
        assert done.stdout.split()[0] == expected


@pytest.mark.process
@pytest.mark.parametrize(("shell", "check"), [("bash", ["-n"]), ("zsh", ["-n"]), ("fish", ["--no-execute"])])
def test_a_shell_finds_its_script_well_formed(shell: str, check: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} on this machine")
    text = script(shell, capfd)
    done = subprocess.run([shell, *check], input=text, capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_names_every_command_and_long_option(shell: str, capfd: pytest.CaptureFixture[str]) -> None:
    text = script(shell, capfd)
    for command in COMMANDS:
        assert command.name in text
        for option in command.options:
            for name in option.spellings:
                assert (f"-l {name[2:]} " if shell == "fish" and name.startswith("--") else name.lstrip("-")) in text


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_no_help_text_breaks_out_of_its_quotes(shell: str) -> None:
    nasty = completion.Option(("--x",), 'it\'s [a] `$(trap)` "q": \\ end', ())
    text = completion.SCRIPTS[shell]((completion.Command("score", "it's", (nasty,), ()),))
    for line in text.splitlines():
        if "--x" in line or "-l x" in line:
            assert line.count("'") % 2 == 0
            assert not re.search(r"[`$\"]", line)
