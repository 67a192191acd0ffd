"""The commands, run through ``main`` and once as a real process."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hearten_ear import cli
from hearten_ear.cli import explain, score, watch
from hearten_ear.conversation import Party, Role, RoleBasis
from hearten_ear.engine import load_engine
from hearten_ear.formats import Report
from hearten_ear.reading import HEADS
from hearten_ear.segment import Segment

CUSTOMER = Party(0, Role.CUSTOMER, RoleBasis.DECLARED)
AGENT = Party(1, Role.AGENT, RoleBasis.DECLARED)
VTT = """WEBVTT

00:00.000 --> 00:02.000
<v Customer>hello

00:03.000 --> 00:05.000
<v Customer>you fucking idiot
"""


def segment(
    number: int, text: str, party: Party = CUSTOMER, *, final: bool = True, language: str | None = None
) -> Segment:
    return Segment("test", "c1", str(number), party, text, final=final, start_ms=number * 4_000, language=language)


REPORT = Report(
    "test",
    (
        segment(0, "you are an idiot", AGENT),
        segment(1, "What did he say to you?", AGENT),
        segment(2, "you useless idiot"),
        segment(3, "you are a moron", final=False),
        segment(4, "thanks a lot, you are a moron"),
        segment(5, "eres idiota", language="es"),
        segment(6, "you are a moron", Party(2)),
        segment(7, "kill\u202e yourself"),
    ),
)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    return tmp_path / "texts.jsonl"


def out_lines(capfd: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capfd.readouterr().out.splitlines()]


def test_the_jsonl_seam_gives_the_stable_fields(texts: Path, capfd: pytest.CaptureFixture[str]) -> None:
    texts.write_text('{"text": "ok 😀 you ｉｄｉｏｔ", "context": null}\n{"text": "hello"}\n', encoding="utf-8")
    assert cli.main(["score", "--jsonl", str(texts)]) == 0
    hostile, calm = out_lines(capfd)
    assert list(hostile) == ["hostility", "heads", "level", "spans", "model"]
    assert tuple(hostile["heads"]) == HEADS  # type: ignore[arg-type]
    assert hostile["level"] == 2
    spans: list[dict[str, float | str]] = hostile["spans"]  # type: ignore[assignment]
    (span,) = spans
    assert (span["start"], span["end"], span["signal"]) == (5, 14, "insult")
    assert float(span["weight"]) > 0
    assert calm["level"] == 0
    assert calm["spans"] == []


BAD = [
    (b"nope", "not_json"),
    (b"[1]", "wrong_shape"),
    (b'{"text": 5}', "wrong_shape"),
    (b'{"context": "x"}', "wrong_shape"),
    (b'{"text": null}', "wrong_shape"),
    (b'"you idiot"', "wrong_shape"),
    (b'{"text": "\\ud800"}', "not_json"),
    (b'{"text": "\xff"}', "not_json"),
    (b'{"text": "a"} x', "not_json"),
    (b"[" * 100_000, None),
    (b'{"text": "a", "context": 1}', "wrong_shape"),
]


@pytest.mark.parametrize(("bad", "code"), BAD)
def test_a_bad_line_costs_that_line_alone(
    texts: Path, capfd: pytest.CaptureFixture[str], bad: bytes, code: str | None
) -> None:
    texts.write_bytes(b'{"text": "you idiot"}\n' + bad + b'\n\n{"text": "you moron"}')
    assert cli.main(["score", "--jsonl", str(texts)]) == 1
    first, failed, last = out_lines(capfd)
    assert (first["level"], last["level"]) == (2, 2)
    error = failed["error"]
    assert isinstance(error, dict)
    assert list(error) == ["code", "where", "message"]
    assert error["where"] == "line 2"
    assert "Expected" in error["message"]
    assert "idiot" not in error["message"]
    assert code in {error["code"], None}


def test_a_line_without_end_is_refused_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(score, "LINE_MAX", 100)
    source = io.BytesIO(b'{"text": "' + b"a" * 1_000 + b'"}\n{"text": "you idiot"}\n')
    out = io.BytesIO()
    assert score.score_jsonl(load_engine(), source, out) == 1
    failed, read = (json.loads(line) for line in out.getvalue().splitlines())
    assert failed["error"]["code"] == "line_too_long"
    assert read["level"] == 2


def test_context_may_be_one_text_or_several(texts: Path, capfd: pytest.CaptureFixture[str]) -> None:
    asked = "what did he say to you"
    lines = [{"text": "you idiot", "context": c} for c in (None, [], asked, ["hello", asked], [asked, "hello"])]
    texts.write_text("\ufeff" + "\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert cli.main(["score", "--jsonl", str(texts)]) == 0
    assert [line["level"] for line in out_lines(capfd)] == [2, 2, 0, 0, 2]


def test_plain_scoring_shows_level_and_signals(texts: Path, capfd: pytest.CaptureFixture[str]) -> None:
    texts.write_bytes(b"you idiot\n\nhello\n\xff\n")
    assert cli.main(["score", str(texts)]) == 0
    first, *others = (line.split(maxsplit=2) for line in capfd.readouterr().out.splitlines())
    assert (first[0], first[2]) == ("2", "hostile, insult")
    assert [(level, signals) for level, _, signals in others] == [("0", "calm"), ("0", "calm")]
    assert all(0.0 <= float(chance) < 0.5 for _, chance, _ in others)


@pytest.mark.parametrize("command", [["score", "--jsonl"], ["explain"], ["watch"]])
def test_a_missing_file_is_named(command: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "missing.vtt"
    assert cli.main([*command, str(missing)]) == 1
    assert str(missing) in capfd.readouterr().err


@pytest.mark.parametrize("command", ["explain", "watch"])
def test_a_file_that_is_not_what_it_says_is_refused_with_the_expected_shape(
    command: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    odd = tmp_path / "odd.vcon"
    odd.write_bytes(b'{"a": 1}')
    assert cli.main([command, str(odd)]) == 1
    said = capfd.readouterr().err
    assert str(odd) in said
    assert "xpected" in said
    assert "Traceback" not in said


def test_a_language_nobody_knows_is_refused(texts: Path, capfd: pytest.CaptureFixture[str]) -> None:
    texts.write_bytes(b"{}")
    assert cli.main(["score", "--jsonl", "--language", "es", str(texts)]) == 1
    assert "es" in capfd.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["sing"],
        ["watch", "--speed", "-1", "x"],
        ["watch", "--speed", "fast", "x"],
        ["explain", "--role", "Kim=boss", "x"],
        ["explain", "--role", "customer", "x"],
        ["explain", "--zone", "Mars/Olympus", "x"],
        ["explain", "--format", "word", "x"],
        ["completion", "tcsh"],
        ["completion"],
    ],
)
def test_wrong_use_ends_with_two(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    assert "usage" in capfd.readouterr().err


def test_explain_names_the_words_and_counts_what_was_not_read() -> None:
    out = io.StringIO()
    explain.tell(REPORT, out)
    lines = out.getvalue().splitlines()
    findings = [line.split(maxsplit=4) for line in lines if line[0] == " "]
    assert [(turn, at, level, signal) for turn, at, level, signal, _ in findings] == [
        ("4", "0:16", "2", "thanks"),
        ("4", "0:16", "2", "insult"),
        ("7", "0:28", "3", "threat"),
    ]
    assert findings[1][4] == "you are a moron"
    assert "\u202e" not in out.getvalue()
    assert lines[-4:] == [
        "not read: 1 turn, language:es",
        "not read: 2 turns, not_customer",
        "not read: 1 turn, role_unknown",
        "say who is who with --role, such as --role 'Kim=customer'",
    ]


def test_explain_of_a_calm_file_says_so() -> None:
    out = io.StringIO()
    explain.tell(Report("test", (segment(0, "hello"),)), out)
    assert out.getvalue() == "nothing was heard\n"


def test_watch_plays_turns_with_level_and_heat_and_paces_itself() -> None:
    out, naps = io.StringIO(), list[float]()
    watch.show(REPORT, out, speed=2.0, sleep=naps.append)
    lines = out.getvalue().splitlines()
    assert len(lines) == 7
    assert "not_customer" in lines[0]
    assert "█" not in lines[0]
    assert "█" in lines[3]
    assert "language:es" in lines[4]
    assert naps == [2.0] * 6


def test_watch_without_speed_never_sleeps() -> None:
    def never(_: float) -> None:
        raise AssertionError

    watch.show(REPORT, io.StringIO(), sleep=never)


def test_explain_and_watch_read_a_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    captions = tmp_path / "call.vtt"
    captions.write_text(VTT, encoding="utf-8")
    assert cli.main(["explain", str(captions)]) == 0
    explained = capfd.readouterr().out
    assert "insult" in explained or "role_unknown" in explained
    assert cli.main(["watch", "--speed", "0", str(captions), str(captions)]) == 0
    assert capfd.readouterr().out.count(str(captions)) == 2


def test_a_bad_item_in_a_file_is_told_and_the_rest_is_read(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    mixed = tmp_path / "mixed.jsonl"
    good = {"conversation": "c", "segment_id": "1", "role": "customer", "text": "you idiot"}
    mixed.write_text(
        json.dumps(good) + '\n{"conversation": "c", "segment_id": "2", "role": "customer", "text": 5}\n',
        encoding="utf-8",
    )
    assert cli.main(["explain", str(mixed)]) == 1
    said = capfd.readouterr()
    assert "insult" in said.out
    assert str(mixed) in said.err


def test_ctrl_c_ends_quietly(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], texts: Path) -> None:
    def interrupted(*_: object, **_more: object) -> int:
        raise KeyboardInterrupt

    texts.write_bytes(b"hello")
    monkeypatch.setattr(score, "score_plain", interrupted)
    assert cli.main(["score", str(texts)]) == 130
    assert capfd.readouterr() == ("", "")


@pytest.mark.process
def test_as_a_process_it_speaks_utf8_whatever_the_locale() -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    asked = '{"text": "you ｉｄｉｏｔ"}\nbad ü\n'.encode()
    done = subprocess.run(
        [sys.executable, "-m", "hearten_ear.cli", "score", "--jsonl"],
        input=asked,
        env=environment,
        capture_output=True,
        check=False,
        timeout=60,
    )
    read, failed = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 1
    assert done.stderr == b""
    assert read["level"] == 2
    assert failed["error"]["where"] == "line 2"


@pytest.mark.process
def test_as_a_process_it_answers_line_by_line_and_bears_a_closed_pipe() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "hearten_ear.cli", "score", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b'{"text": "you idiot"}\n')
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["level"] == 2  # answered before the input ended
        process.stdout.close()
        process.stdin.write(b'{"text": "you idiot"}\n' * 2_000)
        process.stdin.close()
        assert process.wait(timeout=60) == 0
        assert process.stderr.read() == b""
