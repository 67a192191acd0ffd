"""What the tests themselves stand on: no network but this machine, and a run script that counts honestly."""

import socket
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_a_socket_to_another_machine_is_refused() -> None:
    with socket.socket() as sock, pytest.raises(PermissionError, match="no network"):
        sock.connect(("192.0.2.1", 80))


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(PermissionError, match="look up no names"):
        socket.create_connection(("example.com", 80))


def test_a_socket_to_this_machine_is_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as sock:
        sock.connect(server.getsockname())
        assert sock.getpeername() == server.getsockname()


def shell(script: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    """Run a few lines with the functions of ``run`` at hand, and none of its steps."""
    functions = (ROOT / "run").read_text(encoding="utf-8").rpartition('main "$@"')[0]
    functions = functions.replace('ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"', f'ROOT="{ROOT}"')
    return subprocess.run(
        ["bash", "-c", functions + script], capture_output=True, text=True, check=False, env=surroundings, timeout=60
    )


def test_a_python_that_only_pretends_is_passed_over(tmp_path: Path) -> None:
    shim = tmp_path / "python3.13"
    shim.write_text("#!/bin/sh\necho 'pyenv: version 3.13 is not installed' >&2\nexit 127\n", encoding="utf-8")
    shim.chmod(0o755)
    run = shell('is_our_python python3.13 && echo taken || echo "passed over"', PATH=f"{tmp_path}:/usr/bin:/bin")
    assert run.stdout == "passed over\n"


def test_without_a_python_one_sentence_says_what_is_missing() -> None:
    run = shell('python_candidates() { echo "$PWD/nowhere"; }; find_python', PATH="/usr/bin:/bin")
    assert (run.returncode, run.stderr.count("\n")) == (1, 1)
    assert "Python 3.12, 3.13 or 3.14" in run.stderr


def test_the_closing_line_sums_the_runs_and_a_failed_check_counts(tmp_path: Path) -> None:
    tally = tmp_path / "tally"
    tally.write_text("10 0 1\n5 0 0\n", encoding="utf-8")
    good = shell(f'TALLY="{tally}"; close_the_run', PATH="/usr/bin:/bin")
    assert (good.returncode, good.stdout.splitlines()[-1]) == (0, "15 passed, 0 failed, 1 skipped")
    tally.write_text("10 0 1\n", encoding="utf-8")
    bad = shell(f'TALLY="{tally}"; FAILED_STEPS=(Lint); close_the_run', PATH="/usr/bin:/bin")
    assert (bad.returncode, bad.stdout.splitlines()[-1]) == (1, "10 passed, 1 failed, 1 skipped")


def test_a_run_in_which_nothing_was_tested_is_no_success(tmp_path: Path) -> None:
    tally = tmp_path / "tally"
    tally.touch()
    assert shell(f'TALLY="{tally}"; close_the_run', PATH="/usr/bin:/bin").returncode == 1


def test_a_step_that_fails_shows_the_end_of_its_log_and_what_to_do(tmp_path: Path) -> None:
    script = f'LOG="{tmp_path}/log"; needed_step "Ask the mirror." "Packages" bash -c "echo no such wheel; exit 3"'
    run = shell(script, PATH="/usr/bin:/bin")
    assert run.returncode == 1
    assert "no such wheel" in run.stderr
    assert run.stderr.endswith("Ask the mirror.\n")


@pytest.mark.parametrize(
    ("step", "surroundings", "line"),
    [
        ("find_chromium", {"HEARTEN_CHROMIUM": "/nowhere"}, "skipped: browser journeys, because HEARTEN_CHROMIUM"),
        (
            "find_chromium",
            {"HEARTEN_WITHOUT": "postgresql,browser"},
            "skipped: browser journeys, because HEARTEN_WITHOUT",
        ),
        ("find_chromium", {}, "skipped: browser journeys, because there is no Chromium"),
        (
            "start_postgresql",
            {"HEARTEN_WITHOUT": "postgresql"},
            "skipped: tests on PostgreSQL, because HEARTEN_WITHOUT",
        ),
        ("start_postgresql", {}, "skipped: tests on PostgreSQL, because there is no PostgreSQL 15"),
    ],
)
def test_a_part_that_cannot_be_had_is_skipped_in_one_line(step: str, surroundings: dict[str, str], line: str) -> None:
    bare = "chromium_on_path() { return 1; }; postgresql_folder() { return 1; }; "
    run = shell(
        bare + f"{step} || echo none",
        PATH="/usr/bin:/bin",
        HEARTEN_SYSTEM_PACKAGES="no",
        **surroundings,
    )
    said, closing = run.stdout.splitlines()
    assert line in said
    assert closing == "none"
