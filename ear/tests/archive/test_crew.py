"""The coordinator hears every answer, however the pipe brings it."""

import threading
from pathlib import Path

import pytest

from hearten_ear.archive import crew
from hearten_ear.archive.messages import Broken, Setup
from hearten_ear.archive.shapes import Chunk, Options, Piece, ScanFailed

# A worker that keeps its answers until it has two, and writes them at once, as two quick ones may come.
TWO_AT_ONCE = """
import os, sys
sys.path[:] = {path!r}
import msgspec
from hearten_ear.archive.messages import LENGTH, Broken, Hello, Request
decoder, kept, read = msgspec.msgpack.Decoder(Request), b"", sys.stdin.buffer.read
def framed(answer):
    body = msgspec.msgpack.encode(answer)
    return LENGTH.pack(len(body)) + body
while head := read(LENGTH.size):
    request = decoder.decode(read(*LENGTH.unpack(head)))
    if not hasattr(request, "chunk"):
        os.write(1, framed(Hello("a model")))
        continue
    kept += framed(Broken(request.chunk.part, WHY))
    if kept.count(b"none") == 2:
        os.write(1, kept)
        kept = b""
"""


def chunks(count: int) -> list[Chunk]:
    return [Chunk(part, "jsonl", (Piece("a.jsonl", 1, 1),)) for part in range(count)]


def answers_of(hands: crew.Several, count: int, seconds: float = 20) -> list[int]:
    """Let a crew work in a thread, so that one that waits for ever fails instead of hanging the run."""
    heard: list[int] = []

    def work() -> None:
        heard.extend(answer.part for _, answer in hands.make(iter(chunks(count))) if isinstance(answer, Broken))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    return heard


@pytest.mark.parametrize("why", ["'none'", "'none' + '.' * 200_000"], ids=["short", "longer than a pipe"])
def test_two_answers_that_come_as_one_are_both_heard(why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "START", TWO_AT_ONCE.replace("WHY", why))
    hands = crew.Several(Setup(str(tmp_path), Options()), 1)
    try:
        assert sorted(answers_of(hands, 8)) == list(range(8))
    finally:
        hands.close()


def test_a_worker_that_ends_in_the_middle_of_an_answer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    half = TWO_AT_ONCE.replace("os.write(1, kept)", "os.write(1, kept[:7]); os._exit(3)").replace("WHY", "'none'")
    monkeypatch.setattr(crew, "START", half)
    hands = crew.Several(Setup(str(tmp_path), Options()), 1)
    try:
        with pytest.raises(ScanFailed, match="exit status 3"):
            list(hands.make(iter(chunks(4))))
    finally:
        hands.close()
