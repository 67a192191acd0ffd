"""The README's examples are run as printed."""

import json
import re
from pathlib import Path

import pytest

from hearten_ear import cli

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")


def block(title: str) -> str:
    found = re.search(rf"<!-- {title} -->\n```\w+\n(.*?)```", README, re.DOTALL)
    assert found, title
    return found[1]


def test_the_jsonl_example_gives_what_is_printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    texts = tmp_path / "in.jsonl"
    texts.write_text(block("jsonl in"), encoding="utf-8")
    assert cli.main(["score", "--jsonl", str(texts)]) == 1
    given = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert given == [json.loads(line) for line in block("jsonl out").splitlines()]


def test_the_python_example_runs() -> None:
    exec(compile(block("python"), "README.md", "exec"), {})  # noqa: S102 -- our own page
