"""Files of speech recognisers: times by decimals, words as chosen, voices without roles unless somebody says so."""

import json
from typing import Any

import pytest

from hearten_ear.conversation import Role
from hearten_ear.formats import ReadOptions, Report, UnreadableFile, read
from hearten_ear.segment import Problem

KNOWN = ReadOptions(roles={"channel 0": Role.CUSTOMER, "channel 1": Role.AGENT})


def report_of(document: Any, options: ReadOptions | None = None) -> Report:
    return read(json.dumps(document).encode(), options=options)


def refusal_of(document: Any) -> Problem:
    with pytest.raises(UnreadableFile) as refusal:
        report_of(document)
    return refusal.value.problem


def texts(report: Report) -> list[str]:
    return [part.text for part in report.segments]


# ---------------------------------------------------------------- Azure


def phrase(text: str, **more: Any) -> dict[str, Any]:
    best = {"confidence": 0.9, "lexical": "x", "itn": "x", "maskedITN": "", "display": text}
    base = {"recognitionStatus": "Success", "channel": 0, "offsetInTicks": 400000.0, "durationInTicks": 21800000.0}
    return base | {"nBest": [best, {"confidence": 0.99, "display": "another guess"}]} | more


def azure(*phrases: Any, options: ReadOptions | None = None) -> Report:
    return report_of({"source": "https://audio.invalid/a.wav", "recognizedPhrases": list(phrases)}, options)


def test_azure_takes_the_first_guess_as_displayed_and_never_the_masked_words() -> None:
    report = azure(phrase("Damn it."), phrase("", offsetInTicks=30000000))
    assert report.format == "azure-speech"
    assert texts(report) == ["Damn it."]
    part = report.segments[0]
    assert (part.start_ms, part.end_ms, part.confidence, part.segment_id) == (40, 2220, 0.9, "phrase0")
    assert report.summary().skipped == {"empty": 1}


@pytest.mark.parametrize(
    "times",
    [
        {"offsetInTicks": 400000, "durationTicks": 21800000},
        {"offsetInTicks": "400000.0", "durationInTicks": "21800000"},
        {"offsetMilliseconds": 40, "durationMilliseconds": 2180},
        {"offset": "PT0.04S", "duration": "PT2.18S"},
        {"offset": "PT0.04S", "duration": "pt0m2,18s"},
    ],
)
def test_azure_is_read_in_every_spelling_of_time(times: dict[str, Any]) -> None:
    bare = {key: value for key, value in phrase("Hi.").items() if "Ticks" not in key}
    part = azure(bare | times).segments[0]
    assert (part.start_ms, part.end_ms) == (40, 2220)


@pytest.mark.parametrize(
    "times",
    [{"offsetInTicks": -10_000_000}, {"offsetInTicks": "soon"}, {"offsetInTicks": 1e300}, {"offsetInTicks": True}],
)
def test_azure_names_a_time_that_is_none_and_reads_the_rest(times: dict[str, Any]) -> None:
    report = azure(phrase("One.") | times, phrase("Two."))
    assert texts(report) == ["Two."]
    assert [(problem.code, problem.where) for problem in report.problems] == [("bad_time", "recognizedPhrases[0]")]


def test_azure_has_roles_only_by_mapping() -> None:
    turns = (phrase("You idiot."), phrase("I am sorry.", channel=1, offsetInTicks=90000000))
    assert azure(*turns).summary().customer_turns == 0
    report = azure(*turns, options=KNOWN)
    assert [part.party.role for part in report.segments] == [Role.CUSTOMER, Role.AGENT]
    by_speaker = azure(phrase("Hi.", speaker=2), options=ReadOptions(roles={"Speaker 2": Role.CUSTOMER}))
    assert by_speaker.summary().customer_turns == 1


def test_azure_leaves_out_what_was_not_recognised() -> None:
    report = azure(phrase("Hi.", locale="de-DE"), phrase("noise", recognitionStatus="NoMatch"), 7)
    assert report.summary().skipped == {"not_recognised": 1}
    assert [(problem.code, problem.where) for problem in report.problems] == [("not_an_object", "recognizedPhrases[2]")]
    assert report.segments[0].language == "de-DE"


def test_azure_in_real_time_replaces_a_hypothesis_by_its_phrase() -> None:
    heard = [
        {"Offset": 10_000_000, "Duration": 5_000_000, "Text": "i want", "Channel": 0, "SpeakerId": "Unknown"},
        {
            "RecognitionStatus": "Success",
            "Offset": 10_400_000,
            "Duration": 9_000_000,
            "Channel": 0,
            "SpeakerId": "Guest-1",
            "NBest": [{"Display": "I want my money.", "MaskedITN": "i want my money", "Confidence": 0.8}],
        },
        {"Offset": 40_000_000, "Duration": 1_000_000, "Text": "and", "Channel": 0},
        {"RecognitionStatus": "InitialSilenceTimeout", "Offset": 0, "Duration": 0},
        {"Type": "speech.startDetected"},
    ]
    for messages in (heard, heard[::-1]):
        report = read(
            "\n".join(map(json.dumps, messages)).encode(), options=ReadOptions(roles={"guest-1": Role.CUSTOMER})
        )
        assert report.format == "azure-speech"
        assert [(part.text, part.final, part.start_ms) for part in report.segments] == [
            ("I want my money.", True, 1040),
            ("and", False, 4000),
        ]
        assert report.summary().customer_turns == 1
        assert report.summary().skipped == {"partial": 1, "not_recognised": 1, "event": 1}


# ---------------------------------------------------------------- Deepgram files


def words(*spoken: tuple[str, float, float, int]) -> list[dict[str, Any]]:
    return [
        {"word": text.lower(), "punctuated_word": text, "start": start, "end": end, "speaker": speaker}
        for text, start, end, speaker in spoken
    ]


def deepgram(*channels: dict[str, Any], **results: Any) -> dict[str, Any]:
    alternatives = [{"alternatives": [channel]} for channel in channels]
    return {"metadata": {"request_id": "r-1"}, "results": {"channels": alternatives, **results}}


def test_deepgram_prefers_utterances_then_paragraphs_then_words_then_the_whole() -> None:
    whole = {"transcript": "the whole", "confidence": 0.5}
    cut = whole | {"words": words(("The", 0, 0.2, 0), ("whole", 0.3, 0.79999995, 0))}
    sentences = [{"text": "Para.", "start": 0, "end": 1}, {"text": "Graph.", "start": 1, "end": 2}]
    paragraphs = {"paragraphs": [{"sentences": sentences, "start": 0, "end": 2.5, "speaker": 1}]}
    said = [{"transcript": "Utter.", "start": 1.1, "end": 2, "channel": 0, "speaker": 0, "confidence": 0.7}]
    assert texts(report_of(deepgram(cut | {"paragraphs": paragraphs}, utterances=said))) == ["Utter."]
    assert texts(report_of(deepgram(cut | {"paragraphs": paragraphs}))) == ["Para. Graph."]
    by_words = report_of(deepgram(cut)).segments[0]
    assert (by_words.text, by_words.start_ms, by_words.end_ms) == ("The whole", 0, 800)
    assert texts(report_of(deepgram(whole))) == ["the whole"]


def test_deepgram_cuts_words_at_a_change_of_speaker_and_at_a_pause() -> None:
    spoken = words(("Hi.", 0, 0.5, 0), ("Hello.", 0.6, 1, 1), ("You", 1.1, 1.3, 1), ("there?", 3, 3.5, 1))
    report = report_of(deepgram({"words": spoken, "transcript": "x"}), ReadOptions(roles={"speaker 1": Role.CUSTOMER}))
    assert [(part.text, part.party.role) for part in report.segments] == [
        ("Hi.", Role.UNKNOWN),
        ("Hello. You", Role.CUSTOMER),
        ("there?", Role.CUSTOMER),
    ]


def test_deepgram_tells_channels_apart_only_where_there_are_several() -> None:
    two = deepgram({"transcript": "You idiot."}, {"transcript": "I am sorry."})
    assert [part.party.role for part in report_of(two, KNOWN).segments] == [Role.CUSTOMER, Role.AGENT]
    # On one channel both sides are mixed: channel 0 is nobody.
    assert report_of(deepgram({"transcript": "You idiot."}), KNOWN).summary().customer_turns == 0
    said = [
        {"transcript": "A", "channel": 0, "start": 0, "end": 1},
        {"transcript": "B", "channel": 1, "start": 2, "end": 3},
    ]
    assert [part.party.role for part in report_of(deepgram(utterances=said), KNOWN).segments] == [
        Role.CUSTOMER,
        Role.AGENT,
    ]


def test_deepgram_names_what_it_cannot_read() -> None:
    report = report_of(deepgram({}, {"transcript": "Hi."}, {"transcript": 5}))
    assert texts(report) == ["Hi."]
    assert [problem.code for problem in report.problems] == ["no_alternatives", "text_not_a_string"]
    assert refusal_of({"results": {"channels": "none", "x": 1}}).where == "results.channels"


# ---------------------------------------------------------------- Whisper and WTF


def whisper(*segments: Any, **more: Any) -> dict[str, Any]:
    return {"text": "", "language": "Catalan", "segments": list(segments), **more}


def spoken(text: str, start: Any = 0.0, end: Any = 2.0, **more: Any) -> dict[str, Any]:
    return {"id": 1, "start": start, "end": end, "text": f" {text}", "avg_logprob": -0.2, "words": None} | more


def test_whisper_numbers_segments_by_their_place_and_knows_no_roles() -> None:
    report = report_of(whisper(spoken("Hola."), spoken("Bon dia.", 2.0, 18.25)))
    assert report.format == "whisper"
    assert [(part.segment_id, part.start_ms, part.end_ms) for part in report.segments] == [
        ("segment0", 0, 2000),
        ("segment1", 2000, 18250),
    ]
    assert {part.language for part in report.segments} == {"ca"}
    assert report.segments[0].confidence == 0.8187
    assert report.summary().no_usable_role == 2


def test_whisper_drops_silence_only_where_it_is_unsure_of_the_words_as_well() -> None:
    loud = spoken("Clear speech.", no_speech_prob=0.95, avg_logprob=-0.17)
    unsure = spoken("Mumble.", no_speech_prob=0.1, avg_logprob=-1.4)
    silence = spoken("Thanks for watching!", no_speech_prob=0.9, avg_logprob=-1.2)
    report = report_of(whisper(loud, unsure, silence))
    assert texts(report) == ["Clear speech.", "Mumble."]
    assert report.summary().skipped == {"no_speech": 1}


def test_a_voice_of_whisper_is_the_customer_if_somebody_says_so() -> None:
    document = whisper(spoken("You idiot.", speaker="SPEAKER_01"), spoken("I am sorry.", speaker="SPEAKER_00"))
    report = report_of(document, ReadOptions(roles={"speaker_01": Role.CUSTOMER}))
    assert [part.party.role for part in report.segments] == [Role.CUSTOMER, Role.UNKNOWN]
    assert report.segments[0].party.index != report.segments[1].party.index


def test_a_file_of_one_side_is_everybody_and_a_named_voice_is_not_everybody() -> None:
    one_side = ReadOptions(roles={"*": Role.CUSTOMER})
    assert report_of(whisper(spoken("You idiot.")), one_side).summary().customer_turns == 1
    named = whisper(spoken("You idiot.", speaker="SPEAKER_00"))
    assert report_of(named, one_side).summary().customer_turns == 0


def test_whisperx_is_cut_where_the_speaker_of_the_words_changes() -> None:
    spoken_words = [
        {"word": "Hello?", "start": 0.1, "end": 0.5, "score": 0.9, "speaker": "SPEAKER_00"},
        {"word": "42"},
        {"word": "Yes.", "start": 0.9, "end": 1.2, "score": 0.9, "speaker": "SPEAKER_01"},
    ]
    document = {"segments": [{"start": 0.1, "end": 1.2, "text": "Hello? Yes.", "words": spoken_words}]}
    report = report_of(document | {"word_segments": spoken_words, "language": "en"})
    assert texts(report) == ["Hello?", "42", "Yes."]
    assert len({part.segment_id for part in report.segments}) == 3
    one_voice = {"start": 0, "end": 1, "text": "Hi.", "words": [{"word": "Hi.", "speaker": "SPEAKER_07"}]}
    mapped = ReadOptions(roles={"SPEAKER_07": Role.CUSTOMER})
    assert report_of({"segments": [one_voice]}, mapped).summary().customer_turns == 1


def test_whisper_cpp_and_bare_segments_are_read() -> None:
    cpp = {
        "result": {"language": "en"},
        "transcription": [
            {"offsets": {"from": 0, "to": 1500}, "text": " Hello.", "timestamps": {"from": "00:00:00,000"}}
        ],
    }
    assert [(part.text, part.end_ms, part.language) for part in report_of(cpp).segments] == [("Hello.", 1500, "en")]
    for data in (
        json.dumps([spoken("One."), spoken("Two.", 2, 3)]),
        "\n".join(json.dumps(part) for part in (spoken("One."), spoken("Two.", 2, 3))),
    ):
        report = read(data.encode())
        assert (report.format, texts(report)) == ("whisper", ["One.", "Two."])


def test_whisper_without_segments_is_one_block_of_nobody() -> None:
    report = report_of({"text": " All of it.", "segments": []})
    assert [(part.text, part.party.role) for part in report.segments] == [("All of it.", Role.UNKNOWN)]


@pytest.mark.parametrize("start", [-1, "soon", [], 1e400])
def test_whisper_names_a_segment_with_a_bad_time(start: Any) -> None:
    report = read(json.dumps(whisper(spoken("One.", start), spoken("Two."))).replace("Infinity", "9e99").encode())
    assert texts(report) == ["Two."]
    assert [(problem.code, problem.where) for problem in report.problems] == [("bad_time", "segments[0]")]


def test_whisper_names_an_end_before_its_start() -> None:
    report = report_of(whisper(spoken("One.", 5, 4), spoken("Two.")))
    assert [problem.code for problem in report.problems] == ["bad_time"]


def test_wtf_is_read_with_the_names_of_its_speakers() -> None:
    document = {
        "transcript": {"text": "Hi there.", "language": "en-us", "duration": 2, "confidence": 0.9},
        "segments": [
            {"id": 0, "start": 0, "end": 1, "text": "Hi", "confidence": 0.96, "speaker": 0, "words": [0]},
            {"id": 1, "start": 1, "end": 2, "text": "there.", "speaker": 1},
            {"id": 2, "start": 2, "end": 3, "text": "Agent here.", "speaker": "Agent"},
        ],
        "words": [],
        "speakers": {"0": {"label": "Kim"}, "1": {"label": "Speaker 2"}},
        "extensions": {"deepgram": {"results": {"channels": []}}},
    }
    report = report_of(document, ReadOptions(roles={"kim": Role.CUSTOMER, "speaker 2": Role.AGENT}))
    assert report.format == "wtf"
    assert [(part.party.role, part.confidence) for part in report.segments] == [
        (Role.CUSTOMER, 0.96),
        (Role.AGENT, None),
        (Role.AGENT, None),
    ]
    assert {part.language for part in report.segments} == {"en-US"}
