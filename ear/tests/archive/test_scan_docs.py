"""The pages about scanning: their commands run as they stand there."""

import re
import shlex
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ear.tests.archive.conftest import FakeScorer, Rows, said

from hearten_ear import cli
from hearten_ear.archive.scoring import CERTAINTIES
from hearten_ear.cli.scan import COLUMNS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "howto" / "scan-an-archive.md"
TEXT = PAGE.read_text(encoding="utf-8")
COMMANDS = re.findall(r"^hearten-ear scan .*$", TEXT.replace("\\\n", " "), flags=re.MULTILINE)


@pytest.fixture
def archive(jsonl: Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    jsonl(said(30), "contacts.jsonl")
    calls = [
        {"utterance": row["text"], "speaker": "End user", "turn_id": row["id"], "call_id": row["conversation"]}
        for row in said(30)
    ]
    pq.write_table(pa.Table.from_pylist(calls), tmp_path / "calls.parquet")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_runs_as_it_stands(
    command: str, quick: FakeScorer, archive: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*shlex.split(command)[1:], "--cores", "1"]) == 0
    assert "read" in capfd.readouterr().out


def test_there_are_commands_to_run() -> None:
    assert len(COMMANDS) >= 2


def test_the_page_names_every_option_and_every_reason() -> None:
    options = ["--language-column" if name == "language" else f"--{name}" for name in COLUMNS]
    wanted = [*options, "--all-customers", "--customer", "--cores", "--restart", "--json"]
    wanted += ["not_customer", "role_unknown", "not_final", "no_text", "not_utf8", "language:"]
    assert [word for word in wanted if word not in TEXT] == []
    assert CERTAINTIES[0] in TEXT
