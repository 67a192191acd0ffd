"""hearten replay: any file becomes contacts that come in now."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from hearten.integrations.local_keys import (
    LocalKeys,
    empty_demo_folder,
    is_demo_folder,
    read_keys,
    write_keys,
)
from hearten.integrations.management.commands import replay
from hearten.integrations.playing import LONGEST_GAP_MS, NOMINAL_GAP_MS, beats
from hearten.integrations.sending import Answer, NotReachedError, Outcome
from hearten_ear.conversation import Party, Role, RoleBasis
from hearten_ear.formats import Report
from hearten_ear.segment import ContactEvent, Segment

CUSTOMER = Party(0, Role.CUSTOMER, RoleBasis.DECLARED)


def said(place: int, **more: Any) -> Segment:
    return Segment("demo", more.pop("conversation", "c"), f"s{place}", CUSTOMER, f"line {place}", **more)


def test_a_contact_begins_and_ends_around_its_turns() -> None:
    played = beats(Report("x", (said(1, end_ms=1000), said(2, end_ms=5000))), agent="ana")
    assert [beat.what for beat in played] == ["started", "customer", "customer", "ended"]
    assert [beat.at_ms for beat in played] == [0, 1000, 5000, 5000 + NOMINAL_GAP_MS]
    assert played[0].item["agent"] == "ana"


def test_the_agent_named_in_the_file_goes_before_the_one_typed() -> None:
    played = beats(Report("x", (said(1, agent_ref="mia"),)), agent="ana")
    assert {beat.item["agent"] for beat in played if "agent" in beat.item} == {"mia"}


def test_a_night_between_two_lines_is_played_as_half_a_minute() -> None:
    first = datetime(2026, 3, 3, 20, 0, tzinfo=UTC)
    played = beats(Report("x", (said(1, sent_at=first), said(2, sent_at=first + timedelta(hours=12)))))
    assert played[2].at_ms - played[1].at_ms == LONGEST_GAP_MS


def test_a_file_without_times_has_the_pace_of_a_chat() -> None:
    played = beats(Report("x", (said(1), said(2))))
    assert played[2].at_ms - played[1].at_ms == NOMINAL_GAP_MS


def test_played_again_everything_is_new() -> None:
    report = Report("x", (said(1),), (ContactEvent("demo", "e", "held", "other"),))
    once, again = beats(report), beats(report, suffix="-2")
    assert {beat.item["conversation"] for beat in once} == {"c", "other"}
    assert {beat.item["conversation"] for beat in again} == {"c-2", "other-2"}
    events = [beat.item["event_id"] for beat in (*once, *again) if "event_id" in beat.item]
    assert len(events) == len(set(events))


def test_turns_keep_the_order_of_the_file_even_where_clocks_disagree() -> None:
    played = beats(Report("x", (said(1, end_ms=5000), said(2, end_ms=4000), said(3, end_ms=6000))))
    assert [beat.item["segment_id"] for beat in played if "segment_id" in beat.item] == ["s1", "s2", "s3"]


class Line:
    """A server's end: says yes, and how long was waited in between."""

    def __init__(self, *, away_for: int = 0) -> None:
        self.bodies: list[list[dict[str, Any]]] = []
        self.waited: list[float] = []
        self.ids: list[str] = []
        self.now = 0.0
        self.away_for = away_for

    def send(self, items: list[dict[str, Any]], *, delivery_id: str) -> Answer:
        self.ids.append(delivery_id)
        if self.away_for:
            self.away_for -= 1
            raise NotReachedError("Nobody answers.")
        self.bodies.append(items)
        return Answer(accepted=len(items))

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds


def test_eight_times_faster_waits_an_eighth() -> None:
    line = Line()
    played = beats(Report("x", (said(1, end_ms=8000), said(2, end_ms=16000))))
    list(replay.play(played, line.send, speed=8, wait=line.wait, clock=lambda: line.now))
    assert line.waited == [0, 1, 1, NOMINAL_GAP_MS / 8000]
    assert [len(body) for body in line.bodies] == [1, 1, 1, 1]


def test_at_once_goes_in_batches_of_a_hundred() -> None:
    line = Line()
    played = beats(Report("x", tuple(said(place) for place in range(198))))
    list(replay.play(played, line.send, speed=None, wait=line.wait, clock=lambda: line.now))
    assert [len(body) for body in line.bodies] == [100, 100]
    assert line.waited == []


def test_a_server_that_is_away_for_a_moment_gets_the_same_delivery_again() -> None:
    line = Line(away_for=2)
    list(replay.play(beats(Report("x", (said(1),))), line.send, speed=None, wait=line.wait))
    assert len(line.ids) == 3
    assert len(set(line.ids)) == 1


def test_a_server_that_stays_away_is_said_so() -> None:
    line = Line(away_for=99)
    with pytest.raises(CommandError, match="Nobody answers"):
        list(replay.play(beats(Report("x", (said(1),))), line.send, speed=None, wait=line.wait))


@pytest.fixture
def jsonl(tmp_path: Path) -> Path:
    lines = [
        {"conversation": "c", "segment_id": "1", "role": "customer", "text": "You are useless.", "start_ms": 0},
        {"conversation": "c", "segment_id": "2", "role": "agent", "text": "Let me look.", "start_ms": 900},
        {"conversation": "c", "segment_id": "3", "role": "customer"},
    ]
    file = tmp_path / "one.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return file


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, str, Line]]:
    def play(*args: Any, answer: Answer | None = None) -> tuple[str, str, Line]:
        line, out, err = Line(), io.StringIO(), io.StringIO()

        def send(_self: object, items: list[dict[str, Any]], *, delivery_id: str) -> Answer:
            taken = line.send(items, delivery_id=delivery_id)
            return answer or taken

        monkeypatch.setattr("hearten.integrations.sending.Sender.send", send)
        call_command("replay", *map(str, args), "--source=demo", "--token=t", "--at-once", stdout=out, stderr=err)
        return out.getvalue(), err.getvalue(), line

    return play


def test_it_says_what_was_taken_and_where_a_line_is_wrong(run: Callable[..., Any], jsonl: Path) -> None:
    out, err, line = run(jsonl, "--agent=demo-ana")
    assert "2 segments, 1 by a known customer" in out
    assert "In all: 4 accepted" in out
    assert "line 3" in err
    assert line.bodies[0][0]["agent"] == "demo-ana"


def test_it_never_prints_what_was_said(run: Callable[..., Any], jsonl: Path) -> None:
    out, err, _ = run(jsonl)
    assert "useless" not in out + err


def test_a_rejected_item_is_named_and_ends_with_a_status(run: Callable[..., Any], jsonl: Path) -> None:
    answer = Answer(rejected=1, results=(Outcome(2, "rejected", "conflict", "item 2", "Other words under this key."),))
    with pytest.raises(SystemExit) as ended:
        run(jsonl, answer=answer)
    assert ended.value.code == 1


def test_a_body_that_is_refused_stops_with_the_reason(run: Callable[..., Any], jsonl: Path) -> None:
    with pytest.raises(CommandError, match="wrong_signature"):
        run(jsonl, answer=Answer(code="wrong_signature", message="Not this source."))


def test_a_file_that_cannot_be_read_is_named_and_the_next_one_is_played(
    run: Callable[..., Any], jsonl: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "picture.png"
    bad.write_bytes(b"\x89PNG\r\n")
    with pytest.raises(SystemExit):
        run(bad, tmp_path / "nowhere.json", jsonl)


def test_a_role_is_written_as_name_and_role() -> None:
    assert replay.role_given("SPEAKER_01=customer") == ("SPEAKER_01", Role.CUSTOMER)
    for wrong in ("customer", "=customer", "A=boss"):
        with pytest.raises(Exception, match="NAME=ROLE"):
            replay.role_given(wrong)


@pytest.mark.django_db
def test_without_a_source_it_asks_for_one(jsonl: Path, settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    with pytest.raises(CommandError, match="--source"):
        call_command("replay", str(jsonl), "--at-once")


def test_a_speed_of_nothing_is_refused(jsonl: Path) -> None:
    with pytest.raises(CommandError, match="above 0"):
        call_command("replay", str(jsonl), "--speed=0", "--source=demo", "--token=t")


def test_the_demo_on_this_machine_is_found_by_its_note(tmp_path: Path) -> None:
    keys = LocalKeys("http://127.0.0.1:8000", "demo", "whsec_x")
    assert read_keys(tmp_path) is None
    write_keys(tmp_path, keys)
    assert read_keys(tmp_path) == keys
    assert (tmp_path / "demo-source.json").stat().st_mode & 0o077 == 0


def test_only_a_folder_with_the_demos_note_is_emptied(tmp_path: Path) -> None:
    database = tmp_path / "hearten.sqlite3"
    database.write_bytes(b"real people")
    empty_demo_folder(tmp_path)
    assert database.exists()
    write_keys(tmp_path, LocalKeys("", "demo", ""))
    assert is_demo_folder(tmp_path)
    empty_demo_folder(tmp_path)
    assert not database.exists()
    assert not is_demo_folder(tmp_path)


@pytest.mark.django_db
def test_in_the_demos_own_folder_the_port_is_known(
    jsonl: Path, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = tmp_path
    write_keys(tmp_path, LocalKeys("http://127.0.0.1:8123", "demo", "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"))
    addresses: list[str] = []

    def send(self: Any, items: list[Any], *, delivery_id: str) -> Answer:
        addresses.append(self.address)
        return Answer(accepted=len(items))

    monkeypatch.setattr("hearten.integrations.sending.Sender.send", send)
    call_command("replay", str(jsonl), "--at-once", stdout=io.StringIO(), stderr=io.StringIO())
    assert addresses == ["http://127.0.0.1:8123/ingest/demo/"]
