"""The published files of other projects, read in place: each gives its words, or says clearly why not."""

import json
from pathlib import Path

import pytest

from hearten_ear.conversation import Channel, Role
from hearten_ear.formats import ReadOptions, Report, UnreadableFile, read
from hearten_ear.formats.chatwoot import read_webhook
from hearten_ear.segment import Segment


def report_of(path: Path, options: ReadOptions | None = None) -> Report:
    return read(path.read_bytes(), name=path.name, options=options or ReadOptions())


def refusal_of(path: Path) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refusal:
        report_of(path)
    return refusal.value


def test_the_real_call_with_bleed_scores_nothing_that_both_channels_carry(samples: Path) -> None:
    report = report_of(samples / "aws-contact-lens" / "real-call-with-bleed.json")
    scored = [part for part in report.segments if part.may_be_scored]
    # The one customer turn that escapes is a number the two channels heard differently.
    assert [part.start_ms for part in scored] == [10_045]
    assert report.summary().skipped == {"echo": 4}
    assert len(report.segments) == 9


def test_no_echo_is_found_in_the_clean_call(samples: Path) -> None:
    for name in ("doc-voice-raw.json", "doc-voice-redacted.json"):
        report = report_of(samples / "aws-contact-lens" / name)
        assert report.summary().customer_turns == 5
        assert not report.skipped
        assert len({part.segment_id for part in report.segments}) == 10


def test_the_documented_chat_is_read_raw_and_redacted(samples: Path) -> None:
    raw, redacted = (report_of(samples / "aws-contact-lens" / f"doc-chat-{kind}.json") for kind in ("raw", "redacted"))
    assert raw.conversations[0].channel is Channel.CHAT
    assert raw.summary().skipped == {"event": 4, "system": 3}
    assert (raw.summary().customer_turns, redacted.summary().customer_turns) == (13, 14)
    assert not any(part.redactions for part in raw.segments)
    for part in redacted.segments:
        assert [part.text[mask.start : mask.end] for mask in part.redactions] == ["[PII]"] * part.text.count("[PII]")


def test_live_records_are_read(samples: Path) -> None:
    folder = samples / "aws-contact-lens"
    assert report_of(folder / "live-started.json").events[0].kind == "started"
    assert [part.party.role for part in report_of(folder / "live-segments.json").segments] == [
        Role.CUSTOMER,
        Role.AGENT,
    ]
    assert len(report_of(folder / "live-segments-real-record.json").segments) == 1


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ab_call_ext_rec", "no_transcript"),
        ("ab_call_int_rec", "no_transcript"),
        ("ab_call_ext_rec_signed", "no_transcript"),
        ("ab_call_ext_rec_encrypted", "encrypted"),
    ],
)
def test_vcons_of_the_draft_without_words_say_so(samples: Path, name: str, code: str) -> None:
    assert refusal_of(samples / "vcon-core" / f"{name}.vcon").problem.code == code


def test_vcons_of_the_draft_with_words_are_read(samples: Path) -> None:
    folder = samples / "vcon-core"
    redacted = report_of(folder / "ab_call_ext_rec_redacted.vcon")
    assert len(redacted.segments) == 18
    assert redacted.summary().no_usable_role == 18
    assert report_of(folder / "ab_call_ext_rec_analysis.vcon").segments[0].start_ms == 1200
    for name in ("ab_email_acct_prob_thread", "ab_email_prob_followup_text_thread"):
        mail = report_of(folder / f"{name}.vcon")
        assert {part.channel for part in mail.segments} == {Channel.EMAIL}
        assert not any("wrote:" in part.text or "<div" in part.text for part in mail.segments)
        assert len({part.segment_id for part in mail.segments}) == len(mail.segments)


def test_generated_vcons_have_one_unlabelled_block_or_labelled_turns(samples: Path) -> None:
    files = sorted((samples / "fake-vcons").glob("*.json"))
    assert files
    for path in files:
        report = report_of(path, ReadOptions(zone="America/New_York"))
        turns_of_text = [entry for entry in json.loads(path.read_bytes())["dialog"] if "body" in entry]
        if turns_of_text:
            assert report.summary().no_usable_role == 0
            assert len(report.segments) == len(turns_of_text)
        else:
            assert [part.party.role for part in report.segments] == [Role.UNKNOWN]
        assert not report.problems
        assert report.conversations[0].started_at is not None


def test_labelled_transcripts_of_the_conserver_are_read_by_their_labels(samples: Path) -> None:
    files = sorted((samples / "vcon-server" / "dataset").glob("*.json"))
    assert files
    for path in files:
        body = json.loads(path.read_bytes())["analysis"][0]["body"]
        report = report_of(path)
        roles = [{"agent": Role.AGENT, "customer": Role.CUSTOMER}[entry["speaker"].lower()] for entry in body]
        assert [part.party.role for part in report.segments] == roles
        assert {problem.code for problem in report.problems} <= {"zone_needed"}


def test_wrong_vcons_are_refused_with_their_place(samples: Path) -> None:
    files = sorted((samples / "vcon-server" / "invalid").glob("*.json"))
    assert files
    for path in files:
        problem = refusal_of(path).problem
        assert problem.where
        assert problem.message.endswith(".")


def test_vcons_before_the_draft_are_refused_for_their_words_alone(samples: Path) -> None:
    assert refusal_of(samples / "py-vcon" / "pre_0.0.1_vcon_trans.vcon").problem.where == "analysis[0].transcript"
    assert refusal_of(samples / "py-vcon" / "unpacked.vcon").problem.code == "no_transcript"
    assert refusal_of(samples / "py-vcon" / "SMS4_Bob_12345678902.txt").problem.code == "unknown_format"


@pytest.mark.parametrize(
    ("name", "cues"),
    [
        ("captions_with_bom.vtt", 4),
        ("comments.vtt", 3),
        ("cue_tags.vtt", 3),
        ("non_padded_timestamps.vtt", 3),
        ("one_caption.vtt", 1),
        ("sample.vtt", 16),
        ("styles.vtt", 1),
        ("styles_colours.vtt", 6),
        ("youtube_dl.vtt", 3),
        ("sample.srt", 5),
        ("styles_colours.srt", 6),
        ("invalid_timeframe.srt", 5),
    ],
)
def test_caption_files_give_their_cues(samples: Path, name: str, cues: int) -> None:
    report = report_of(samples / "webvtt-srt" / name)
    assert len(report.segments) == cues
    assert not report.problems
    assert not any("<" in part.text and ">" in part.text for part in report.segments)


@pytest.mark.parametrize("name", ["empty.vtt", "no_captions.vtt", "invalid_format1.srt", "invalid_format3.srt"])
def test_caption_files_without_cues_are_refused(samples: Path, name: str) -> None:
    assert refusal_of(samples / "webvtt-srt" / name).problem.code in {"empty_file", "no_cues"}


def test_meeting_captions_without_blank_lines_lose_the_numbers_and_find_the_names(samples: Path) -> None:
    report = report_of(samples / "zoom-style-vtt" / "ideal-course-1.vtt")
    assert not any(part.text.split()[-1].isdecimal() for part in report.segments)
    assert report.segments[0].party.index == report.segments[1].party.index != report.segments[2].party.index
    once = report_of(samples / "zoom-style-vtt" / "attendance-01.vtt")
    assert all(": " in part.text for part in once.segments)


def test_the_documented_chatwoot_message_is_read_and_its_broken_twin_refused(samples: Path) -> None:
    payload = json.loads((samples / "chatwoot" / "api-channel-message_created.json").read_bytes())
    (segment,) = read_webhook(payload, source="cw")
    assert isinstance(segment, Segment)
    assert segment.may_be_scored
    assert refusal_of(samples / "chatwoot" / "account-webhook-message_created.invalid.txt").problem.code == "not_json"


RECOGNISERS = [
    ("azure-speech/transcriptSample.json", "azure-speech", 3),
    ("azure-speech/summarizationInputSample.json", "azure-speech", 4),
    ("deepgram/live/testing-123.json", "deepgram", 1),
    ("deepgram/rest/preamble.2024-08.json", "deepgram", 1),
    ("deepgram/rest/preamble.2025-07.json", "deepgram", 1),
    ("deepgram/rest/preamble.summarize.2024-08.json", "deepgram", 1),
    ("deepgram/rest/preamble.summarize.2025-07.json", "deepgram", 1),
    ("whisper/gossos.small-transcribe.json", "whisper", 2),
    ("whisper/dosparlants.medium-diarization.json", "whisper", 14),
    ("wtf-asr-fixtures/assemblyai_sample.wtf.json", "wtf", 1),
    ("wtf-asr-fixtures/canary_sample.wtf.json", "wtf", 2),
    ("wtf-asr-fixtures/deepgram_sample.json", "deepgram", 1),
    ("wtf-asr-fixtures/deepgram_sample.wtf.json", "wtf", 1),
    ("wtf-asr-fixtures/rev_ai_sample.wtf.json", "wtf", 5),
    ("wtf-asr-fixtures/whisper_sample.json", "whisper", 2),
    ("wtf-asr-fixtures/wtf_sample.json", "wtf", 2),
    ("delimited/gossos.whisper.tsv", "csv", 2),
    ("delimited/multidogo-airline-excerpt.tsv", "csv", 93),
    ("delimited/natcs-insurance-excerpt.jsonl", "jsonl", 150),
]


@pytest.mark.parametrize(("name", "form", "segments"), RECOGNISERS)
def test_files_without_roles_are_read_whole_and_nobody_in_them_is_scored(
    samples: Path, name: str, form: str, segments: int
) -> None:
    report = report_of(samples / name)
    assert (report.format, len(report.segments), report.problems) == (form, segments, ())
    assert report.summary().no_usable_role == segments


def test_live_call_analytics_is_read_redacted_where_it_is(samples: Path) -> None:
    folder = samples / "aws-lca"
    plain, redacted = (
        report_of(folder / f"TranscriptLambdaHookFunction-{number}.json").segments[0] for number in (0, 2)
    )
    assert (plain.start_ms, plain.end_ms, plain.may_be_scored) == (27_420, 30_955, True)
    assert (plain.conversation, plain.segment_id) == (redacted.conversation, redacted.segment_id)
    assert [mask.label for mask in redacted.redactions] == ["PIN"]


def test_azure_is_read_by_ticks_and_speakers_can_be_mapped(samples: Path) -> None:
    parts = report_of(samples / "azure-speech" / "transcriptSample.json").segments
    assert (parts[0].start_ms, parts[0].end_ms) == (40, 2220)
    mapped = ReadOptions(roles={"speaker 1": Role.CUSTOMER, "speaker 2": Role.AGENT})
    call = report_of(samples / "azure-speech" / "summarizationInputSample.json", mapped)
    assert [part.party.role for part in call.segments] == [Role.CUSTOMER, Role.AGENT] * 2


def test_speech_nobody_doubts_is_kept_whatever_its_no_speech_probability(samples: Path) -> None:
    report = report_of(samples / "whisper" / "gossos.small-transcribe.json")
    assert [(part.start_ms, part.end_ms, part.language) for part in report.segments] == [
        (0, 16_000, "ca"),
        (16_000, 32_000, "ca"),
    ]
    two = report_of(samples / "whisper" / "dosparlants.medium-diarization.json")
    assert len({part.party.index for part in two.segments}) == 2


def test_live_silence_says_that_there_are_no_words(samples: Path) -> None:
    assert refusal_of(samples / "deepgram" / "live" / "empty-final.json").problem.code == "no_words"


def test_the_same_speech_as_table_and_as_json_has_the_same_times(samples: Path) -> None:
    table = report_of(samples / "delimited" / "gossos.whisper.tsv").segments
    whole = report_of(samples / "whisper" / "gossos.small-transcribe.json").segments
    assert [(part.start_ms, part.end_ms) for part in table] == [(part.start_ms, part.end_ms) for part in whole]


def test_tables_of_one_side_are_the_customer_s_when_somebody_says_so(samples: Path) -> None:
    one_side = ReadOptions(roles={"*": Role.CUSTOMER})
    airline = report_of(samples / "delimited" / "multidogo-airline-excerpt.tsv", one_side)
    assert airline.summary().customer_turns == 93
    assert any("\n" in part.text for part in airline.segments)
    orders = [part.order for part in airline.segments if part.conversation == airline.segments[0].conversation]
    assert orders == sorted(orders, key=lambda order: order or 0)
    assert any(part.redactions for part in airline.segments)
    assert report_of(samples / "delimited" / "natcs-insurance-excerpt.jsonl", one_side).summary().customer_turns == 150


@pytest.mark.parametrize(
    ("pattern", "codes"),
    [
        ("azure-speech/*.schema.json", {"schema"}),
        ("vcon-*/*schema*.json", {"schema"}),
        ("telephony-audio/*", {"recording"}),
        ("vcon-core/ab_call.[mw]*", {"recording"}),
        ("deepgram/*/*.options.json", {"unknown_shape"}),
        ("wtf-asr-fixtures/invalid.json", {"not_json"}),
        ("icalendar/**/*", {"unknown_format", "empty_file", "not_utf8"}),
        ("scim2/*", {"unknown_shape"}),
        ("xapi/*", {"unknown_shape"}),
        ("delimited/LICENSE*", {"unknown_format"}),
        ("py-vcon/*.txt", {"unknown_format"}),
    ],
)
def test_what_is_no_conversation_is_refused_for_what_it_is(samples: Path, pattern: str, codes: set[str]) -> None:
    files = sorted(path for path in samples.glob(pattern) if path.is_file())
    assert files
    assert {refusal_of(path).problem.code for path in files} <= codes


def test_every_other_published_file_is_read_or_refused_and_never_crashes(samples: Path) -> None:
    for path in sorted(samples.rglob("*")):
        if not path.is_file():
            continue
        try:
            report = report_of(path)
        except UnreadableFile:
            continue
        assert report.segments or report.events
