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


def test_every_other_published_file_is_read_or_refused_and_never_crashes(samples: Path) -> None:
    for path in sorted(samples.rglob("*")):
        if not path.is_file():
            continue
        try:
            report = report_of(path)
        except UnreadableFile:
            continue
        assert report.segments or report.events
