"""What is known about each format, in words: for ``hearten-ear formats`` and the page of the documentation."""

import msgspec

from hearten_ear.formats.registry import formats


class About(msgspec.Struct, frozen=True):
    """One format: what is read of it, where roles come from, what a partial is, what is refused or left out."""

    reads: str
    roles: str
    partials: str
    refuses: str


_BY_MAPPING = "unknown until `speaker 0` or `channel 0` is mapped"
_NONE = "none: everything is final"

ABOUT: dict[str, About] = {
    "vcon": About(
        "vCon of any version, by its fields: text dialogs (plain, HTML, MIME mail), transcripts under `analysis`",
        "`role` or `meta.role` of the party, or the label of a transcript line; a party may be mapped by name or "
        "`party 1`. One index for everybody is no speaker",
        _NONE,
        "Encrypted containers and unknown `critical` extensions are refused. Signed ones are unwrapped without being "
        "trusted. Quoted history of mail is cut. URLs are never fetched, audio is never decoded. Where times name no "
        "zone, it is asked for",
    ),
    "contact-lens-live": About(
        "Records of Amazon Connect Contact Lens' live stream: one, an array, lines, or a delivery of Kinesis (base64)",
        "`ParticipantRole`, else `ParticipantId`; the role is unknown where both channels carry the words at once",
        "append: `Utterance` pieces of one `TranscriptId` are put together by offset; the `Transcript` replaces them",
        "FAILED says so. Categories and summaries are no words. A record that came twice counts once",
    ),
    "aws-lca": About(
        "Events of Live Call Analytics: one, an array, lines, or a delivery of Kinesis",
        "`Channel`: CALLER is the customer, AGENT the agent",
        "replace by `SegmentId` until `IsPartial` is false",
        "Lines of the agent's assistant and of categories are left out. `OriginalTranscript` is never read",
    ),
    "amazon-transcribe": About(
        "Captures of Amazon Transcribe's streaming results",
        _BY_MAPPING,
        "replace by `ResultId` until `IsPartial` is false",
        "Results without an id",
    ),
    "contact-lens": About(
        "Amazon Connect Contact Lens after the contact: voice and chat, raw or redacted",
        "`ParticipantRole` of the item, else of `Participants[]`, else the word `AGENT` or `CUSTOMER`",
        _NONE,
        "Events, system lines and bots are left out. Words that bled into the other channel count once; under 400 ms "
        "apart nobody knows who spoke",
    ),
    "wtf": About(
        "World Transcription Format",
        "a speaker's number or label, if it is mapped or is itself a word for a role",
        _NONE,
        "Segments whose times are none",
    ),
    "azure-speech": About(
        "Azure Speech: batch results (`recognizedPhrases`) and captures of the real-time service",
        "unknown until `channel 0`, `speaker 1` or `Guest-1` is mapped",
        "replace: a hypothesis, by the phrase that overlaps it on its channel",
        "Phrases that were not recognised. `maskedITN` is never read: it hides what Hearten listens for",
    ),
    "deepgram": About(
        "Deepgram: responses to files (utterances, paragraphs or words) and captures of the live stream",
        _BY_MAPPING + "; `channel 0` only where there are several channels",
        "two levels: `is_final` windows are one turn up to `speech_final`, `UtteranceEnd`, a lost window, or the end "
        "of the stream",
        "Silence (an empty transcript) is left out",
    ),
    "assemblyai-live": About(
        "Captures of AssemblyAI's streaming service (version 3)",
        "unknown until `speaker A` is mapped as `A`, or `channel 1`",
        "by turn: `end_of_turn` is final, and the formatted turn corrects it",
        "Messages that are no turns",
    ),
    "whisper": About(
        "JSON of Whisper, whisper-ctranslate2, faster-whisper, WhisperX, whisper.cpp and the OpenAI API",
        "unknown until `SPEAKER_01` is mapped; `*` where the file holds one side only",
        _NONE,
        "Segments that are silence by `no_speech_prob` **and** `avg_logprob` under -1; never by the first alone",
    ),
    "vosk": About(
        "Captures of Vosk's protocol",
        "unknown",
        "replace without an id: a `partial` is of the turn that the next `text` ends",
        "Empty texts are left out",
    ),
    "chatwoot": About(
        "Chatwoot webhooks in a file: one payload, an array, or lines",
        "direction and type of the sender; unknown where they disagree",
        "an update is a revision by its time",
        "Private notes, templates, activity lines, bots, cards and deleted messages are left out",
    ),
    "webvtt": About(
        "WebVTT, also with missing hours, unpadded times, rolling captions, and no blank line between cues",
        "`<v Name>` or `Name:` where the name occurs twice, is mapped, or is a word for a role; a cue without one is "
        "nobody's",
        _NONE,
        "Cues whose times cannot be read are named by their line",
    ),
    "hearten-jsonl": About(
        "Hearten's own JSON lines: segments and contact events",
        "`role`, and `role_basis` (a guess is never scored)",
        "`final` false; a higher `revision` replaces a lower one",
        "A line of another shape costs that line",
    ),
    "srt": About(
        "SubRip, also with a colon or a point before the milliseconds",
        "`Name:` as in WebVTT",
        _NONE,
        "Cues whose times cannot be read are named by their line",
    ),
    "jsonl": About(
        "JSON lines, or an array of objects, one turn each: by the usual names of keys, or by a mapping",
        "a key such as `role` or `speaker` whose word is a role or is mapped; `*` where there is no such key",
        _NONE,
        "Whole numbers without a unit and times without a zone are asked for, not guessed",
    ),
    "csv": About(
        "CSV and TSV with a heading (comma, tab, semicolon or bar): by the usual names of columns, or by a mapping",
        "a column such as `role` or `speaker` whose word is a role or is mapped; `*` where there is no such column",
        _NONE,
        "Latin-1 and UTF-16. Whole numbers without a unit and times without a zone are asked for, not guessed",
    ),
}

_SAID = ("Roles", "Partials", "Refused, left out")
_HEAD = """# Formats

What Hearten reads, found out by content, never by a version number. This page is written by
`hearten-ear formats --markdown`, and a test compares the two.

Every format becomes the same canonical segments. Three things hold for all of them:

- **Only final turns of customers whose role is known are ever scored.** A role comes from the file or from you
  (`--role 'channel 0=customer'`), never from a guess. The report counts the turns that a mapping would make readable.
- **One bad item costs that item.** It is reported with its place and with what was expected there; a file that gives
  nothing is refused. Latin-1 and UTF-16, files above 100 MB, JSON nested more than 32 deep, keys given twice and
  anything after the end are refused as a whole.
- **Nothing in a file is ever opened**: no URL is fetched, no sound decoded, no code run.

A file or a delivery may be read twice, and records may come in any order: the segments, their ids and their revisions
are the same. A partial is numbered by how far into the contact its words reach; a final is above every partial.

"""
_TAIL = """
## Roles and columns that the file does not tell

| you say | for |
|---|---|
| `--role 'Kim=customer'` | a name, participant id or e-mail address, as it stands in the file |
| `--role 'channel 0=customer'`, `--role 'speaker 1=agent'`, `--role 'party 1=customer'` | a number |
| `--role '*=customer'` | a table or a Whisper file that tells no speakers apart, because it holds one side only |
| `--zone Europe/London` | times written without a zone |
| `--names '{agent}_{conversation}'` | what the names of files tell: conversation, agent, queue, language |
| `--mapping columns.json` | a table whose columns have names of their own |

A mapping is the template that webhooks use (`hearten_ear.formats.mapped`); for a table only `text` is required:

```json
{
  "fields": {
    "conversation": "Call Number",
    "text": "What was said",
    "role": {"path": "Who", "values": {"rep": "agent", "member": "customer"}},
    "start_ms": {"path": "At", "unit": "s"},
    "language": {"value": "en"}
  },
  "filter": [{"path": "Kind", "equals": "message"}],
  "zone": "America/New_York"
}
```

## Written

`hearten-ear score FILE --vcon OUT` writes a conversation and what was heard in it as a **vCon** by
draft-ietf-vcon-vcon-core-03: final turns only, times with zone, a role on each party and no names, the signals in one
`analysis` entry (`type` `signals`, `vendor` `Hearten`, `schema` `hearten-signals-1`) that points at turns by their
index in `dialog`. No employee's turn carries a score. The schema that tests hold it to is
`hearten_ear/formats/schemas/vcon.schema.json`.

## Another format

A reader is one pure function, `bytes → Iterator[Item]`, in a `hearten_ear.formats.Format`. A distribution of your own
brings one under the entry-point group `hearten_ear.formats`; the commands, `hearten replay` and the upload of files
find it there.
"""


def reference() -> str:
    """Give the page of the documentation, in Markdown."""
    parts = [_HEAD, "| format | what is read |\n|---|---|\n"]
    parts += [f"| [`{name}`](#{name}) | {ABOUT[name].reads} |\n" for name in formats() if name in ABOUT]
    for name in formats():
        if (about := ABOUT.get(name)) is None:
            continue
        parts.append(f"\n## `{name}`\n\n{about.reads}.\n\n")
        parts += [
            f"- **{what}**: {said}.\n"
            for what, said in (
                ("Roles", about.roles),
                ("Partials", about.partials),
                ("Refused, left out", about.refuses),
            )
        ]
    return "".join([*parts, _TAIL])
