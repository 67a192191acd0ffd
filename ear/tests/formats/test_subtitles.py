"""Captions as transcripts: who speaks, what is new in a cue, and which cues were lost."""

import pytest

from hearten_ear.conversation import Role
from hearten_ear.formats import ReadOptions, Report, UnreadableFile, read


def vtt(*cues: str, head: str = "WEBVTT", options: ReadOptions | None = None) -> Report:
    return read("\n\n".join([head, *cues]).encode(), options=options or ReadOptions())


def cue(second: int, text: str, number: str = "") -> str:
    return f"{number}\n00:00:{second:02}.000 --> 00:00:{second:02}.900\n{text}".lstrip("\n")


def srt(*cues: str) -> Report:
    return read("\n\n".join(cues).replace(".", ",").encode())


def said(report: Report) -> list[str]:
    return [part.text for part in report.segments]


def test_voice_tags_name_the_speaker_and_a_role_name_is_a_role() -> None:
    report = vtt(
        cue(1, "<v Customer>Where is <b>my</b> order?</v>"), cue(2, "<v.loud Ana Ruiz>One moment &amp; please.</v>")
    )
    assert said(report) == ["Where is my order?", "One moment & please."]
    assert [part.party.role for part in report.segments] == [Role.CUSTOMER, Role.UNKNOWN]
    assert report.format == "webvtt"


def test_two_voices_in_one_cue_are_two_turns() -> None:
    report = vtt(cue(1, "<v Agent>Hello.</v>\n<v Customer>At last."))
    assert [(part.party.role, part.text) for part in report.segments] == [
        (Role.AGENT, "Hello."),
        (Role.CUSTOMER, "At last."),
    ]
    assert len({part.segment_id for part in report.segments}) == 2


def test_a_name_counts_where_it_occurs_twice_or_is_mapped() -> None:
    cues = [
        cue(1, "Kim Lee: Hello."),
        cue(2, "no name here"),
        cue(3, "Kim Lee: Again."),
        cue(4, "Jo: Once."),
        cue(5, "10:30 is fine"),
    ]
    report = vtt(*cues)
    assert said(report) == ["Hello.", "no name here", "Again.", "Jo: Once.", "10:30 is fine"]
    first, unnamed, again, once, _ = (part.party.index for part in report.segments)
    assert first == again
    assert unnamed == once != first
    mapped = vtt(*cues, options=ReadOptions(roles={"jo": Role.CUSTOMER}))
    assert mapped.segments[3].text == "Once."
    assert [part.may_be_scored for part in mapped.segments] == [False, False, False, True, False]


def test_bracketed_speakers_and_role_words_at_the_head_of_a_line_are_names() -> None:
    report = vtt(
        cue(1, "[SPEAKER_01]: Hello."), cue(2, "[SPEAKER_01]: Yes?"), cue(3, "Caller: Hi.\nAgent: Hello,\nwelcome.")
    )
    assert said(report) == ["Hello.", "Yes?", "Hi.", "Hello, welcome."]
    assert [part.party.role for part in report.segments[2:]] == [Role.CUSTOMER, Role.AGENT]


def test_a_cue_without_a_name_is_not_the_previous_speakers() -> None:
    report = vtt(cue(1, "Customer: I am waiting."), cue(2, "You are an idiot."))
    assert [part.may_be_scored for part in report.segments] == [True, False]


def test_the_next_number_that_sticks_to_a_text_is_dropped() -> None:
    body = "\n".join(cue(second, f"Line {second}.", str(second)) for second in range(1, 5))
    assert said(read(f"WEBVTT\n\n{body}".encode())) == ["Line 1.", "Line 2.", "Line 3.", "Line 4."]
    assert said(read(body.replace(".000", ",000").replace(".900", ",900").encode())) == [
        "Line 1.",
        "Line 2.",
        "Line 3.",
        "Line 4.",
    ]


def test_a_number_that_somebody_says_stays() -> None:
    assert said(vtt(cue(1, "My number is\n42", "1"), cue(2, "Thanks.", "2"))) == ["My number is 42", "Thanks."]
    assert said(srt(cue(1, "My number is\n42", "1"), cue(2, "7", "2"))) == ["My number is 42", "7"]


def test_a_bad_time_costs_its_cue_and_is_named_by_line() -> None:
    report = vtt(cue(1, "One."), "00:00:02:000 --> 00:00:02.900\nTwo.", cue(3, "Three."))
    assert [(problem.code, problem.where) for problem in report.problems] == [("bad_time", "line 6")]
    assert "Three." in said(report)
    report = srt(cue(1, "One", "1"), "2\nnow --> then\nTwo", cue(3, "Three", "3"))
    assert [(problem.code, problem.where) for problem in report.problems] == [("bad_time", "line 6")]
    assert said(report) == ["One", "Three"]


def test_srt_reads_a_colon_before_the_milliseconds() -> None:
    report = read(b"1\n00:00:01,500 --> 00:00:11:890\nHi\n")
    assert (report.format, report.segments[0].start_ms, report.segments[0].end_ms) == ("srt", 1500, 11_890)


def test_an_end_before_its_start_costs_the_cue() -> None:
    report = vtt(cue(1, "One."), "00:00:05.000 --> 00:00:04.000\nTwo.")
    assert said(report) == ["One."]
    assert [problem.where for problem in report.problems] == ["cue 2"]


def test_times_may_lack_hours_and_padding() -> None:
    report = vtt("0:3.5 --> 1:2.25\nHello.", "0:1:5.2 --> 1:2:7.950\nBye.")
    assert [(part.start_ms, part.end_ms) for part in report.segments] == [(3500, 62_250), (65_200, 3_727_950)]


def test_rolling_captions_give_each_line_once() -> None:
    report = vtt(
        cue(1, "so I said"), cue(2, "so I said\nthis is"), cue(3, "this is\nnot on"), cue(4, "not on\n<c> </c>")
    )
    assert said(report) == ["so I said", "this is", "not on"]
    assert report.summary().skipped == {"repeated": 1}


def test_somebody_who_repeats_himself_is_heard_each_time() -> None:
    report = vtt(cue(1, "No."), cue(2, "No."), cue(3, "Listen to me."), cue(4, "Stop it."), cue(5, "Thanks."))
    assert said(report).count("No.") == 2


def test_notes_styles_and_the_language_line_are_no_words() -> None:
    head = "\ufeffWEBVTT - title\nKind: captions\nLanguage: es"
    report = vtt("NOTE\nnot said", "STYLE\n::cue { color: red }", cue(1, "Hola."), head=head)
    assert said(report) == ["Hola."]
    assert report.segments[0].language == "es"
    assert report.conversations[0].language == "es"


def test_line_ends_of_any_system_are_read() -> None:
    for end in ("\r\n", "\r", "\n"):
        assert len(read(end.join(["WEBVTT", "", "00:01.000 --> 00:02.000", "Hi.", ""]).encode()).segments) == 1


def test_srt_tags_are_stripped() -> None:
    assert said(srt(cue(1, '{\\an8}<font color="#fff">2 &lt; 3</font>', "1"))) == ["2 < 3"]


def test_latin_1_is_refused_with_the_byte_and_the_remedy() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read("WEBVTT\n\n00:01.000 --> 00:02.000\nCafé\n".encode("latin-1"))
    assert (refusal.value.problem.code, refusal.value.problem.where) == ("not_utf8", "byte 35")
    assert "UTF-8" in refusal.value.problem.message


@pytest.mark.parametrize(
    ("body", "name"), [(b"WEBVTT", None), (b"WEBVTT\n\nNOTE hi\n", None), (b"1\nsome text", "a.srt")]
)
def test_a_file_without_cues_says_what_a_cue_looks_like(body: bytes, name: str | None) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(body, name=name)
    assert refusal.value.problem.code == "no_cues"
    assert "-->" in refusal.value.problem.message


def test_the_same_file_gives_the_same_ids() -> None:
    one, two = vtt(cue(1, "Hello.")), vtt(cue(1, "Hello."))
    assert one.segments == two.segments
    assert vtt(cue(1, "Hello!")).segments[0].conversation != one.segments[0].conversation
