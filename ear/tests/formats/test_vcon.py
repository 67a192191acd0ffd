"""vCon in its many dialects: who speaks, when, and where the words are."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

import pytest

from hearten_ear.conversation import Channel, Role
from hearten_ear.formats import ReadOptions, Report, UnreadableFile, read

PARTIES = [{"name": "Ana", "role": "agent", "mailto": "mailto:ana@example.org"}, {"name": "Kim", "role": "customer"}]
START = "2026-03-01T10:00:00+00:00"


def text(body: Any, speaker: Any = 1, start: Any = START, **more: Any) -> dict[str, Any]:
    return {"type": "text", "start": start, "parties": speaker, "body": body, "encoding": "none"} | more


def recording(**more: Any) -> dict[str, Any]:
    return {"type": "recording", "start": START, "duration": 60, "parties": [1, 0]} | more


def transcript(body: Any, **more: Any) -> dict[str, Any]:
    return {"type": "transcript", "dialog": 0, "body": body} | more


def vcon(*dialog: Any, analysis: Any = (), options: ReadOptions | None = None, **more: Any) -> Report:
    document = {"uuid": "v-1", "parties": PARTIES, "dialog": list(dialog), "analysis": list(analysis)} | more
    return read(json.dumps(document).encode(), options=options or ReadOptions())


def roles_and_words(report: Report) -> list[tuple[Role, str]]:
    return [(part.party.role, part.text) for part in report.segments]


def refused(data: Any) -> str:
    with pytest.raises(UnreadableFile) as refusal:
        read(json.dumps(data).encode())
    return refusal.value.problem.code


def test_the_originator_speaks_else_the_first_party() -> None:
    report = vcon(
        text("One.", [0, 1]), text("Two.", [0, 1], originator=1), text("Three.", 1), text("Four.", [[None, 1], [0]])
    )
    assert [part.party.role for part in report.segments] == [Role.AGENT, Role.CUSTOMER, Role.CUSTOMER, Role.CUSTOMER]
    assert report.segments[0].segment_id == "dialog0"


def test_turns_come_in_the_order_of_time_not_of_the_array() -> None:
    report = vcon(
        text("Late.", start="2026-03-01T10:05:00Z"),
        text("Early.", start="Sun, 01 Mar 2026 10:01:00 -0000"),
        text("First.", start="2026-03-01T12:00:30+02:00"),
    )
    assert [part.text for part in report.segments] == ["First.", "Early.", "Late."]
    assert [part.order for part in report.segments] == [0, 1, 2]
    assert report.segments[0].sent_at == datetime(2026, 3, 1, 10, 0, 30, tzinfo=UTC)
    assert report.conversations[0].started_at == report.segments[0].sent_at


@pytest.mark.parametrize(
    ("party", "role"),
    [
        ({"role": "contact"}, Role.CUSTOMER),
        ({"meta": {"role": "Customer"}}, Role.CUSTOMER),
        ({"role": "nonsense", "meta": {"role": "agent"}}, Role.AGENT),
        ({"role": "ai"}, Role.BOT),
        ({"role": 5, "meta": []}, Role.UNKNOWN),
        ({}, Role.UNKNOWN),
    ],
)
def test_the_role_stands_in_one_of_several_places_or_nowhere(party: dict[str, Any], role: Role) -> None:
    report = vcon(text("Hello.", 0), parties=[party])
    assert report.segments[0].party.role is role


@pytest.mark.parametrize("name", ["kim", "party 1", "+15550100"])
def test_a_mapping_gives_the_roles_that_a_file_lacks(name: str) -> None:
    options = ReadOptions(roles={name: Role.CUSTOMER})
    report = vcon(text("Hello."), parties=[{}, {"name": "Kim ", "tel": "+15550100"}], options=options)
    assert report.segments[0].may_be_scored
    assert report.summary().no_usable_role == 0


def test_the_agent_of_the_contact_is_named_by_an_id_of_the_source() -> None:
    assert vcon(text("Hello.")).segments[0].agent_ref == "ana@example.org"
    assert vcon(text("Hello."), parties=[PARTIES[0], PARTIES[0]]).segments[0].agent_ref is None


def test_naive_times_ask_for_the_zone_and_keep_their_order() -> None:
    turns = text("Late.", start="2026-03-01T10:05:00"), text("Early.", start="2026-03-01T10:00:00")
    report = vcon(*turns)
    assert [(part.text, part.sent_at, part.order) for part in report.segments] == [
        ("Early.", None, 0),
        ("Late.", None, 1),
    ]
    assert [problem.code for problem in report.problems] == ["zone_needed"]
    known = vcon(*turns, options=ReadOptions(zone="America/New_York"))
    assert known.segments[0].sent_at == datetime(2026, 3, 1, 15, tzinfo=UTC)
    assert not known.problems


def test_a_naive_time_in_the_hour_that_comes_twice_is_noted() -> None:
    report = vcon(text("Hello.", start="2026-11-01T01:30:00"), options=ReadOptions(zone="America/New_York"))
    assert report.segments[0].sent_at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert [problem.code for problem in report.problems] == ["ambiguous_time"]


def test_a_zone_that_does_not_exist_is_refused() -> None:
    for zone in ("Mars/Olympus", "../etc/passwd", "", "\x00"):
        with pytest.raises(UnreadableFile) as refusal:
            vcon(text("Hello."), options=ReadOptions(zone=zone))
        assert refusal.value.problem.code == "unknown_zone"


def test_bodies_come_plain_or_in_base64() -> None:
    body = urlsafe_b64encode("Grüße?>".encode()).decode().rstrip("=")
    assert vcon(text(body, encoding="base64url")).segments[0].text == "Grüße?>"
    report = vcon(text("Fine."), text("A", encoding="base64url"), text({"a": 1}), text(5))
    assert [problem.code for problem in report.problems] == ["body_not_text"] * 3


def test_html_is_reduced_to_what_is_seen() -> None:
    page = "<style>p{}</style><p>You &amp; me</p><blockquote>old anger</blockquote><div>now</div>"
    assert vcon(text(page, mediatype="text/html")).segments[0].text == "You & me\n\nnow"


MAIL = (
    "--b1\r\nContent-Type: multipart/alternative; boundary=b2\r\n\r\n"
    "--b2\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "That caf=E9 was fine.\r\n\r\n    On Friday, March 1, 2026, Ana <a@example.org> wrote:  \r\n \r\n old anger\r\n"
    "--b2\r\nContent-Type: text/html\r\n\r\n<b>not this</b>\r\n--b2--\r\n"
    "--b1\r\nContent-Type: image/png\r\n\r\nAAAA\r\n--b1--\r\n"
)


def test_mail_gives_its_first_text_part_without_the_quoted_history() -> None:
    report = vcon(text(MAIL, mimetype='multipart/mixed; \n\tboundary="b1"', message_id="<1@example.org>"))
    assert [(part.text, part.channel) for part in report.segments] == [("That café was fine.", Channel.EMAIL)]
    assert report.segments[0].segment_id == "dialog0:<1@example.org>"


def test_one_message_id_twice_gives_two_segments() -> None:
    report = vcon(text("One.", message_id="<1@x>"), text("Two.", message_id="<1@x>"))
    assert len({part.segment_id for part in report.segments}) == 2


def test_a_mail_of_quotes_alone_says_nothing_new() -> None:
    report = vcon(text("Hello."), text("> old anger\n> more"), text("\n"), text("AAAA", mediatype="image/png"))
    assert report.summary().skipped == {"quoted_only": 1, "empty": 1, "not_words": 1}


LABELLED = [{"speaker": "Agent", "message": "Hello."}, {"speaker": "Customer", "message": "At last."}]


@pytest.mark.parametrize("encoding", ["none", "json", "base64url", None])
def test_labelled_lines_are_read_also_as_json_in_a_string(encoding: str | None) -> None:
    for body in (LABELLED, json.dumps(LABELLED), {"messages": LABELLED}):
        report = vcon(recording(), analysis=[transcript(body, encoding=encoding)])
        assert roles_and_words(report) == [(Role.AGENT, "Hello."), (Role.CUSTOMER, "At last.")]
        assert report.segments[0].channel is Channel.VOICE


def test_base64url_holds_json_too() -> None:
    body = urlsafe_b64encode(json.dumps(LABELLED).encode()).decode().rstrip("=")
    assert len(vcon(recording(), analysis=[transcript(body, encoding="base64url")]).segments) == 2


def test_the_order_of_parties_on_a_recording_says_nothing() -> None:
    for parties in ([1, 0], [0, 1]):
        report = vcon(recording(parties=parties), analysis=[transcript("Hello. At last.")])
        assert roles_and_words(report) == [(Role.UNKNOWN, "Hello. At last.")]


@pytest.mark.parametrize(
    "body",
    [
        "Hello. At last.",
        {"transcript": "Hello. At last.", "confidence": 0.99, "detected_language": "en"},
        {"text": "Hello. At last."},
    ],
)
def test_one_block_without_speakers_is_never_scored(body: Any) -> None:
    report = vcon(recording(), analysis=[transcript(body)])
    assert roles_and_words(report) == [(Role.UNKNOWN, "Hello. At last.")]
    assert report.summary().no_usable_role == 1


def test_of_two_transcripts_the_one_that_names_speakers_is_read() -> None:
    report = vcon(recording(), analysis=[transcript("Hello. At last."), transcript(LABELLED, type="diarized")])
    assert len(report.segments) == 2
    assert report.summary().skipped == {"other_transcript": 1}


def test_a_transcript_of_written_turns_is_not_read_again() -> None:
    report = vcon(text("Hello."), analysis=[transcript("Hello.")])
    assert len(report.segments) == 1


def test_an_index_tells_the_speaker_only_where_there_are_several() -> None:
    lines = [
        {"parties": 0, "start": "2026-03-01T10:00:01.200+00:00", "duration": 0.5600001, "text": "Hello."},
        {"parties": 1, "start": "2026-03-01T10:00:02+00:00", "duration": 2, "text": "At last."},
    ]
    report = vcon(recording(), analysis=[transcript(lines)])
    assert [(part.party.role, part.start_ms, part.end_ms) for part in report.segments] == [
        (Role.AGENT, 1200, 1760),
        (Role.CUSTOMER, 2000, 4000),
    ]
    same = [line | {"parties": 1} for line in lines]
    assert vcon(recording(), analysis=[transcript(same)]).summary().customer_turns == 0


WORDS = [
    {"word": "hello", "punctuated_word": "Hello.", "start": 1.2, "end": 1.7, "speaker": 0},
    {"word": "at", "punctuated_word": "At", "start": 1.8, "end": 1.9999999, "speaker": 1},
    {"word": "last", "start": 2.0, "end": 2.3, "speaker": 1},
    {"word": "well", "start": 4.0, "end": 4.5, "speaker": 1},
]
PARAGRAPH = {"sentences": [{"text": "Hello."}, {"text": "Hi."}], "start": 1.1999999, "end": 2, "speaker": 0}


@pytest.mark.parametrize(
    ("best", "lines"),
    [
        ({"words": WORDS}, [("Hello.", 1200), ("At last", 1800), ("well", 4000)]),
        ({"paragraphs": {"paragraphs": [PARAGRAPH]}, "words": WORDS}, [("Hello. Hi.", 1200)]),
        ({"transcript": "Hello."}, [("Hello.", None)]),
    ],
)
def test_a_deepgram_response_gives_paragraphs_else_words_else_the_whole(best: Any, lines: list[Any]) -> None:
    body = {"metadata": {}, "results": {"channels": [{"alternatives": [best]}]}}
    report = vcon(recording(), analysis=[transcript(body)])
    assert [(part.text, part.start_ms) for part in report.segments] == lines


def test_deepgram_speakers_and_channels_have_a_role_only_by_mapping() -> None:
    channels = [{"alternatives": [{"transcript": "Hello."}]}, {"alternatives": [{"transcript": "At last."}]}]
    options = ReadOptions(roles={"channel 1": Role.CUSTOMER})
    report = vcon(recording(), analysis=[transcript({"results": {"channels": channels}})], options=options)
    assert [part.may_be_scored for part in report.segments] == [False, True]
    utterances = [{"transcript": "Hi.", "start": 0.1, "end": 0.5, "speaker": 1, "confidence": 0.9}]
    options = ReadOptions(roles={"speaker 1": Role.CUSTOMER})
    report = vcon(recording(), analysis=[transcript({"results": {"utterances": utterances}})], options=options)
    assert report.segments[0].may_be_scored
    assert report.segments[0].confidence == 0.9


def test_offsets_count_from_the_first_dialog() -> None:
    line = [{"speaker": "Customer", "text": "Hi.", "start": 1.5, "end": 2}]
    second = recording(start="2026-03-01T10:01:00Z")
    report = vcon(recording(), second, analysis=[transcript(line, dialog=1), transcript(line, dialog=[0])])
    assert [(part.start_ms, part.end_ms) for part in report.segments] == [(1500, 2000), (61_500, 62_000)]


def test_the_key_transcript_serves_as_body_and_a_missing_one_is_named() -> None:
    old = {"type": "transcript", "dialog": 0, "transcript": LABELLED}
    assert len(vcon(recording(), analysis=[old]).segments) == 2
    report = vcon(text("Hi."), recording(), analysis=[{"type": "transcript", "dialog": 1}])
    assert [(problem.code, problem.where) for problem in report.problems] == [("transcript_missing", "analysis[0]")]


def test_one_bad_line_costs_that_line() -> None:
    lines = [*LABELLED, {"speaker": "Customer"}, 7, {"text": "x", "start": -3}, {"text": "y", "duration": "long"}]
    report = vcon(recording(), analysis=[transcript(lines)])
    assert len(report.segments) == 2
    assert [problem.where for problem in report.problems] == [f"analysis[0].body[{place}]" for place in (2, 3, 4, 5)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"duration": -1}, "bad_duration"),
        ({"duration": "long"}, "bad_duration"),
        ({"mimetype": 12345}, "bad_mediatype"),
        ({"parties": [0, 9]}, "party_out_of_range"),
        ({"originator": -1}, "party_out_of_range"),
        ({"start": "NOT-A-DATE"}, "bad_time"),
        ({"start": {"a": 1}}, "bad_time"),
    ],
)
def test_a_bad_frame_is_reported_and_the_rest_is_read(change: dict[str, Any], code: str) -> None:
    report = vcon(text("Hello."), recording(**change))
    assert [part.text for part in report.segments] == ["Hello."]
    assert [problem.code for problem in report.problems] == [code]
    assert report.problems[0].where.startswith("dialog[1].")


def test_a_speaker_out_of_range_leaves_the_words_without_a_role() -> None:
    report = vcon(text("Hello.", originator=7))
    assert report.segments[0].party.role is Role.UNKNOWN


@pytest.mark.parametrize("dialog", [None, [], [None, 5], "text", {}])
def test_a_dialog_of_another_shape_yields_nothing_and_says_so(dialog: Any) -> None:
    assert refused({"uuid": "v", "parties": [], "dialog": dialog}) in {"no_words", "not_an_object", "dialog_not_a_list"}


def test_analysis_that_is_a_string_is_named() -> None:
    assert refused({"uuid": "v", "parties": PARTIES, "dialog": None, "analysis": "no list"}) == "analysis_not_a_list"


def test_a_recording_without_a_transcript_asks_for_one() -> None:
    inline = recording(body="UklGRg" * 100_000, encoding="base64url", mediatype="audio/x-wav")
    assert refused({"uuid": "v", "parties": PARTIES, "dialog": [inline]}) == "no_transcript"


def test_a_signed_one_is_unwrapped_without_being_trusted() -> None:
    inner = json.dumps({"uuid": "v-2", "parties": PARTIES, "dialog": [text("Hello.")]}).encode()
    payload = urlsafe_b64encode(inner).decode().rstrip("=")
    report = read(json.dumps({"payload": payload, "signatures": [{"signature": "forged"}]}).encode())
    assert [part.conversation for part in report.segments] == ["v-2"]
    assert refused({"payload": "&&&&", "signatures": []}) in {"bad_payload", "not_json"}
    assert refused({"payload": 5, "signatures": []}) == "bad_payload"


def test_an_encrypted_one_is_refused_in_plain_words() -> None:
    assert refused({"protected": "e30", "ciphertext": "AAAA", "recipients": [{}]}) == "encrypted"


@pytest.mark.parametrize("key", ["critical", "must_support"])
def test_a_critical_extension_is_refused(key: str) -> None:
    assert refused({"uuid": "v", "parties": PARTIES, "dialog": [text("Hello.")], key: ["cc"]}) == "critical_extension"


@pytest.mark.parametrize("uuid", ["", None, 5, "a\nb", "x" * 201])
def test_a_vcon_without_a_usable_uuid_is_named_by_its_content(uuid: Any) -> None:
    assert vcon(text("Hello."), uuid=uuid).segments[0].conversation.startswith("sha256-")


def test_masks_are_found() -> None:
    report = vcon(text("{{US_STATE}}."))
    assert [mask.label for mask in report.segments[0].redactions] == ["US_STATE"]


def test_a_nul_hidden_in_base64_reaches_no_database() -> None:
    body = urlsafe_b64encode(b"a\x00b\xff").decode()
    assert "\x00" not in vcon(text(body, encoding="base64url")).segments[0].text
