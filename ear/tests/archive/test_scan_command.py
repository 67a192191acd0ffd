"""The command: what it prints, its exit status, its sentences."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ear.tests.archive.conftest import FakeScorer, Rows, rows_of, said

from hearten_ear import cli
from hearten_ear.cli import scan as command


def told(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = cli.main(["scan", *map(str, arguments), "--cores", "1"])
    captured = capfd.readouterr()
    return status, captured.out, captured.err


def test_the_table_says_what_was_read_what_not_and_why(
    quick: FakeScorer, jsonl: Rows, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = told(capfd, jsonl(said(3_000)), "--out", tmp_path / "out")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert status == 0
    assert lines[:2] == ["rows 3,000", "read 2,000"]
    assert "not read 1,000" in lines
    assert "not_customer 1,000" in lines
    assert any(line.startswith("3,000 rows in") for line in lines)


def test_bad_rows_make_the_exit_status_one_and_are_pointed_at(
    quick: FakeScorer, jsonl: Rows, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = told(capfd, jsonl([*said(3), b"bad"]), "--out", tmp_path / "out")
    assert status == 1
    assert f"{tmp_path}/out/_rejected.jsonl" in out


def test_for_programs_the_result_is_a_line_of_json(
    quick: FakeScorer, jsonl: Rows, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = told(capfd, jsonl(said(30)), "--out", tmp_path / "out", "--json")
    answer = json.loads(out)
    assert status == 0
    assert (answer["rows"], sum(answer["levels"]), answer["not_read"]) == (30, 20, {"not_customer": 10})


def test_the_same_command_again_has_nothing_left_to_do(
    quick: FakeScorer, jsonl: Rows, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    source = jsonl(said(30))
    told(capfd, source, "--out", tmp_path / "out")
    status, out, err = told(capfd, source, "--out", tmp_path / "out")
    assert status == 0
    assert "nothing was left to do" in out
    assert "going on: parts done so far: 1" in err


def test_without_roles_it_says_what_to_do(
    quick: FakeScorer, jsonl: Rows, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    source = jsonl([{"text": "hello"}])
    _, out, _ = told(capfd, source, "--out", tmp_path / "out")
    assert "--all-customers" in out
    status, out, _ = told(capfd, source, "--out", tmp_path / "out2", "--all-customers")
    assert status == 0
    assert "role_unknown" not in out


def test_options_name_the_columns(
    quick: FakeScorer, jsonl: Rows, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    row = {"words": "hello", "who": "owner", "key": "k1", "call": "c1", "tongue": "en", "before": "hi", "done": True}
    names = ["--text", "words", "--role", "who", "--id", "key", "--conversation", "call", "--language-column", "tongue"]
    names += ["--context", "before", "--final", "done", "--customer", "Owner"]
    assert told(capfd, jsonl([row]), "--out", tmp_path / "out", *names)[0] == 0
    (found,) = rows_of(tmp_path / "out")
    assert (found["id"], found["conversation"], found["not_read"]) == ("k1", "c1", None)


def test_wrong_use_is_status_two_and_says_what_changed(
    quick: FakeScorer, jsonl: Rows, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    told(capfd, jsonl(said(30)), "--out", tmp_path / "out")
    status, _, err = told(capfd, jsonl(said(31)), "--out", tmp_path / "out")
    assert status == 2
    assert "archive.jsonl changed. Give --restart to begin anew, or another --out." in err
    assert told(capfd, jsonl(said(31)), "--out", tmp_path / "out", "--restart")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere.jsonl"], "nowhere.jsonl: there is no such file or folder"),
        ([__file__], "not a kind of file that can be scanned"),
        (["x.jsonl", "--language", "tlh"], "not a language Hearten knows"),
    ],
)
def test_an_input_that_cannot_be_is_said_plainly(
    arguments: list[str], sentence: str, quick: FakeScorer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    status, _, err = told(capfd, *arguments, "--out", tmp_path / "out")
    assert status == 1
    assert sentence in err
    assert not (tmp_path / "out").exists()


def test_without_arrow_it_names_the_extra(
    jsonl: Rows, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda _name: None)
    status, _, err = told(capfd, jsonl(said(3)), "--out", tmp_path / "out")
    assert status == 1
    assert "pip install 'hearten-ear[archive]'" in err


def test_the_rest_of_the_command_line_needs_no_arrow() -> None:
    program = "import sys; from hearten_ear import cli, archive; cli.parser(); print('pyarrow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_help_has_examples(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["scan", "--help"])
    out = capfd.readouterr().out
    assert "hearten-ear scan contacts.jsonl --out scores" in out
    assert "Exit status" in out


def test_no_number_of_cores_but_a_number_will_do(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["scan", "x.jsonl", "--out", "o", "--cores", "none"])
    assert ended.value.code == 2


@pytest.mark.process
def test_ctrl_c_ends_it_with_status_130_and_the_next_run_goes_on(jsonl: Rows, tmp_path: Path) -> None:
    source = jsonl(said(300_000))
    arguments = ["scan", str(source), "--out", str(tmp_path / "out"), "--cores", "2"]
    # A run in the background ignores Ctrl-C, and so would everything it starts.
    program = (
        "import signal, sys, quick_scan; from hearten_ear import cli; quick_scan.prepare(0.5);"
        f"signal.signal(signal.SIGINT, signal.default_int_handler); sys.exit(cli.main({arguments}))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parent
    )
    until = time.monotonic() + 120
    while not list((tmp_path / "out").glob("_tmp/part-*")):
        assert time.monotonic() < until, "it never began"
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert (tmp_path / "out" / "_journal.jsonl").exists()


@pytest.mark.process
def test_on_a_terminal_there_is_a_bar_with_rate_and_time_left(jsonl: Rows, tmp_path: Path) -> None:
    source = jsonl(said(200_000))
    program = Path(__file__).with_name("dying_scan.py")  # which lives, at step 0
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, str(program), str(source), str(tmp_path / "out"), "0"],
        stderr=theirs,
        stdout=subprocess.DEVNULL,
    )
    os.close(theirs)
    seen = b""
    try:
        while block := os.read(ours, 4096):
            seen += block
    except OSError:  # Linux tells the end of a terminal so
        pass
    os.close(ours)
    assert process.wait() == 0
    assert "█".encode() in seen
    assert b"rows/s" in seen
    assert b" left" in seen
    assert seen.endswith(b"\r\x1b[K")
