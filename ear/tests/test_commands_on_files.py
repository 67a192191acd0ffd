"""What people and programs get from the commands: files or standard input, tables or JSON lines, colour or none."""

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hearten_ear import cli
from hearten_ear.cli import style
from hearten_ear.cli.formats import all_files, look_at
from hearten_ear.formats import formats
from hearten_ear.formats.about import ABOUT, reference

ROOT = Path(__file__).resolve().parents[2]
CALL = """WEBVTT

00:00.000 --> 00:02.000
<v Ana>Hello, you are an idiot.

00:03.000 --> 00:05.000
<v Kim>You useless idiot.

00:06.000 --> 00:07.000
<v Kim>Thanks a lot.

00:08.000 --> 00:09.000
Nobody knows who.
"""
KNOWN = ["--role", "kim=customer", "--role", "Ana=agent"]


@pytest.fixture
def call(tmp_path: Path) -> Path:
    path = tmp_path / "call.vtt"
    path.write_text(CALL, encoding="utf-8")
    return path


def json_lines(capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capfd.readouterr().out.splitlines()]


# ---------------------------------------------------------------- score


def test_score_shows_a_table_of_the_customer_s_turns(call: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["score", str(call), *KNOWN]) == 0
    name, heading, *rows = capfd.readouterr().out.splitlines()
    assert name == f"{call} (webvtt)"
    assert heading.split() == ["turn", "time", "level", "hostility", "heard", "words"]
    assert [row.split()[:3] for row in rows[:2]] == [["2", "0:03", "2"], ["3", "0:06", "0"]]
    assert rows[2:] == [
        "not read: 1 turn, not_customer",
        "not read: 1 turn, role_unknown",
        "say who is who with --role, such as --role 'Kim=customer'",
    ]
    # In columns: every row begins its words at the same place.
    assert len({row.index(words) for row, words in zip(rows, ("You useless", "Thanks"), strict=False)}) == 1


def test_score_of_a_conversation_in_json_says_of_each_turn_what_was_heard_or_why_not(
    call: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["score", "--json", str(call), *KNOWN]) == 0
    first, second, _, last = json_lines(capfd)
    assert (first["role"], first["not_read"]) == ("agent", "not_customer")
    assert "level" not in first
    assert (second["level"], second["start_ms"], second["segment"]) == (2, 3000, "cue2")
    assert second["spans"]
    assert last["not_read"] == "role_unknown"


def test_score_without_a_known_role_reads_nothing(call: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["score", "--json", str(call)]) == 0
    assert {line["not_read"] for line in json_lines(capfd)} == {"role_unknown"}


def test_score_reads_a_table_by_a_mapping(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    table, columns = tmp_path / "chats.csv", tmp_path / "columns.json"
    table.write_text("wer;was\nKundin;You useless idiot.\nMitarbeiter;You moron.\n", encoding="utf-8")
    who = {"path": "wer", "values": {"kundin": "customer", "mitarbeiter": "agent"}}
    columns.write_text(json.dumps({"fields": {"text": "was", "role": who}}), encoding="utf-8")
    assert cli.main(["score", "--json", str(table), "--mapping", str(columns)]) == 0
    heard, silent = json_lines(capfd)
    assert heard["level"] == 2
    assert silent["not_read"] == "not_customer"


@pytest.mark.parametrize("content", ["{", "[]", '{"fields": {}}', '{"fields": {"text": 5}}', None])
def test_a_mapping_that_is_none_is_refused_with_its_place(
    content: str | None, call: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    columns = tmp_path / "columns.json"
    if content is not None:
        columns.write_text(content, encoding="utf-8")
    assert cli.main(["score", str(call), "--mapping", str(columns)]) == 1
    assert str(columns) in capfd.readouterr().err


def test_score_goes_on_after_a_file_that_cannot_be_read(
    call: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    missing = tmp_path / "missing.txt"
    assert cli.main(["score", str(broken), str(missing), str(call), *KNOWN]) == 1
    said = capfd.readouterr()
    assert "You useless" in said.out
    assert str(broken) in said.err
    assert str(missing) in said.err


def test_a_text_file_is_scored_line_by_line_and_json_counts_the_lines(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    texts = tmp_path / "texts.txt"
    texts.write_text("you idiot\n\nhello, there\n", encoding="utf-8")
    assert cli.main(["score", str(texts), "--json"]) == 0
    assert [(line["line"], line["level"]) for line in json_lines(capfd)] == [(1, 2), (3, 0)]


# ---------------------------------------------------------------- vCon


def test_score_writes_a_vcon_that_is_read_again(call: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "call.vcon.json"
    assert cli.main(["score", str(call), *KNOWN, "--vcon", str(out)]) == 0
    document = json.loads(out.read_bytes())
    assert document["analysis"][0]["type"] == "signals"
    assert [entry["dialog"] for entry in document["analysis"][0]["body"]["turns"]] == [1, 2]
    assert cli.main(["score", "--json", str(out)]) == 0
    assert [line.get("level") for line in json_lines(capfd)] == [None, 2, 0, None]


def test_several_conversations_become_a_folder_or_lines(
    call: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.vtt"
    other.write_text(CALL.replace("idiot", "moron"), encoding="utf-8")
    folder = tmp_path / "out"
    assert cli.main(["score", str(call), str(other), "--vcon", str(folder)]) == 0
    assert len(list(folder.glob("*.vcon.json"))) == 2
    assert cli.main(["score", str(call), str(other), "--vcon", "-"]) == 0
    assert len({line["uuid"] for line in json_lines(capfd)}) == 2
    taken = tmp_path / "taken"
    taken.write_bytes(b"keep me")
    assert cli.main(["score", str(call), str(other), "--vcon", str(taken)]) == 1
    assert taken.read_bytes() == b"keep me"
    assert cli.main(["score", str(call), "--vcon", str(tmp_path / "no" / "where")]) == 1
    assert "cannot be written" in capfd.readouterr().err


def test_nothing_to_write_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.json"
    assert cli.main(["score", str(tmp_path / "missing.vtt"), "--vcon", str(out)]) == 1
    assert not out.exists()
    assert "no vCon was written" in capfd.readouterr().err


# ---------------------------------------------------------------- explain and watch


def test_explain_in_json_gives_findings_and_counts_what_was_not_read(
    call: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["explain", "--json", str(call), *KNOWN]) == 0
    lines = json_lines(capfd)
    assert {(line["turn"], line["signal"]) for line in lines if "signal" in line} >= {(2, "insult"), (3, "thanks")}
    assert [(line["not_read"], line["turns"]) for line in lines if "not_read" in line] == [
        ("not_customer", 1),
        ("role_unknown", 1),
    ]


def test_explain_of_several_files_names_each(call: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", str(call), str(call), *KNOWN]) == 0
    assert capfd.readouterr().out.count(str(call)) == 2


def test_watch_in_json_gives_the_state_after_each_turn(call: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["watch", "--json", str(call), *KNOWN]) == 0
    lines = json_lines(capfd)
    assert [(line["level"], line["kind"], line["not_read"]) for line in lines[:2]] == [
        (0, None, "not_customer"),
        (2, "insult", None),
    ]
    assert lines[-1]["peak"] == 2


@pytest.mark.parametrize("command", [["explain"], ["watch", "--speed", "0"], ["score", "--format", "webvtt"]])
@pytest.mark.parametrize("name", [[], ["-"]])
def test_a_conversation_may_come_by_standard_input(
    command: list[str], name: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    source = SimpleNamespace(buffer=io.BytesIO(CALL.encode()), isatty=lambda: False)
    monkeypatch.setattr(sys, "stdin", source)
    assert cli.main([*command, *name, *KNOWN]) == 0
    assert "insult" in capfd.readouterr().out


# ---------------------------------------------------------------- formats


def test_formats_lists_every_format_with_words(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["formats"]) == 0
    listed = capfd.readouterr().out.splitlines()
    assert [line.split()[0] for line in listed[1:]] == list(formats())
    assert cli.main(["formats", "--json"]) == 0
    assert [line["format"] for line in json_lines(capfd)] == list(formats())


def test_every_format_is_described_and_the_page_of_the_documentation_says_the_same() -> None:
    assert list(ABOUT) == list(formats())
    page = ROOT / "docs" / "reference" / "formats.md"
    assert page.read_text(encoding="utf-8") == reference(), "write it anew: hearten-ear formats --markdown"


def test_formats_looks_at_files_and_folders(call: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("no conversation", encoding="utf-8")
    (tmp_path / ".hidden").write_bytes(b"x")
    assert cli.main(["formats", str(tmp_path)]) == 1
    heading, first, second, total = capfd.readouterr().out.splitlines()
    assert heading.split() == ["file", "format", "segments", "customer", "no", "role", "errors", "remarks"]
    assert first.split()[1:5] == ["webvtt", "4", "0", "4"]
    assert "–" in second
    assert total == "2 files: 1 read, 1 refused; 4 segments"
    assert cli.main(["formats", "--json", str(call), *KNOWN]) == 0
    (found,) = json_lines(capfd)
    assert (found["format"], found["segments"], found["customer_segments"]) == ("webvtt", 4, 2)
    assert [path.name for path in all_files([tmp_path])] == ["call.vtt", "notes.txt"]


def test_formats_names_the_first_error_of_a_file(tmp_path: Path) -> None:
    mixed = tmp_path / "mixed.csv"
    mixed.write_text("role,text\ncustomer,Hi.\na,b,c\n", encoding="utf-8")
    found = look_at(mixed)
    assert (found.errors, found.first_error.partition(":")[0]) == (1, "line 3")


def test_every_published_sample_is_read_or_refused_in_a_sentence(shared: Path) -> None:
    samples = shared / "samples"
    if not samples.is_dir():
        pytest.skip("no published samples: set HEARTEN_SHARED to the folder that holds them")
    found = [look_at(path) for path in all_files([samples])]
    assert len(found) > 200
    for one in found:
        assert one.refused.endswith(")") if one.refused else one.format in formats()
    read = {one.file: one for one in found if not one.refused}
    assert len({one.format for one in read.values()}) >= 12
    for folder in ("aws-lca", "aws-contact-lens", "fake-vcons", "whisper", "zoom-style-vtt"):
        assert all(str(path) in read for path in (samples / folder).iterdir()), folder
    for folder in ("icalendar", "scim2", "xapi", "telephony-audio"):
        assert not any(str(path) in read for path in (samples / folder).iterdir()), folder


# ---------------------------------------------------------------- colour, tables


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "expected"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"TERM": "xterm"}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(stream: io.StringIO, environment: dict[str, str], expected: bool) -> None:
    assert style.has_colour(stream, environment) is expected


@pytest.mark.process
@pytest.mark.parametrize(
    ("told", "is_coloured"), [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False)]
)
def test_on_a_real_terminal_there_is_colour_unless_it_is_not_wanted(
    told: dict[str, str], is_coloured: bool, call: Path
) -> None:
    ours, theirs = pty.openpty()
    kept = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "TERM"}}
    command = [sys.executable, "-m", "hearten_ear.cli", "score", str(call), *KNOWN]
    try:
        subprocess.run(
            command,
            stdout=theirs,
            stderr=subprocess.DEVNULL,
            env={**kept, "TERM": "xterm", **told},
            check=True,
            timeout=60,
        )
    finally:
        os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 65536):
            said += part
    except OSError:
        pass  # Linux ends a pseudo-terminal so when its other side was closed
    finally:
        os.close(ours)
    assert b"useless" in said
    assert (b"\x1b[31m" in said) is is_coloured


def test_columns_line_up_whatever_script_they_hold() -> None:
    lines = list(style.table(("a", "b"), [("漢字", "x"), ("e\u0301e", "y"), ("z" * 6, "q")]))
    assert [style.width(line[: line.index(last)]) for line, last in zip(lines, "bxyq", strict=True)] == [8] * 4


def test_long_words_are_cut_to_the_columns_there_are() -> None:
    assert style.cut("漢字漢字", 5) == "漢字…"
    assert style.cut("short", 5) == "short"
    assert style.cut("a\u202eb" + "c" * 10**6, 4) == "a b…"


# ---------------------------------------------------------------- help


@pytest.mark.parametrize("command", ["score", "explain", "watch", "formats", "completion"])
def test_every_command_s_help_has_examples_and_exit_statuses(command: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main([command, "--help"])
    assert stopped.value.code == 0
    said = capfd.readouterr().out
    assert f"  hearten-ear {command}" in said
    assert "Exit status: 0 well" in said
