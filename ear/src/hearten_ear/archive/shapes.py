"""The plain data that travels between the coordinator, its workers and the journal. No Arrow in here."""

import msgspec

#: Rows in one row group of the output.
ROW_GROUP = 65_536
#: Longest line of a JSONL file that is read, in bytes.
LINE_MAX = 4_000_000
#: Largest conversation file (vCon and the like) that is read, in bytes: its JSON is decoded whole.
CONVERSATION_MAX = 16_000_000
#: Smallest and largest chunk of a JSONL file in bytes, and of a Parquet row group in rows. Large archives get large
#: chunks, or their output would be a hundred thousand files.
CHUNK_BYTES = (8 << 20, 128 << 20)
CHUNK_ROWS = (1 << 17, 1 << 21)
#: About how many chunks a scan is cut into, between those bounds.
CHUNKS = 512
#: Conversation files in one chunk, and the bytes after which a chunk is full.
CHUNK_FILES = 256
CHUNK_FILES_BYTES = 16 << 20

#: Folder inside the output for what is not finished. Readers of Parquet folders pass over its name.
TMP = "_tmp"

JSONL, PARQUET, CONVERSATIONS = "jsonl", "parquet", "conversations"


class CannotGoOn(Exception):  # noqa: N818 -- named as callers speak of it
    """The output folder belongs to another scan, or to this one before its input, model or options changed."""


class ScanFailed(Exception):  # noqa: N818 -- named as callers speak of it
    """The scan stopped for a reason outside the rows (no room, a worker was killed). It can be gone on with."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """Which columns mean what, and what the caller knows of the archive.

    ``text``, ``role``, ``context`` (what was said just before: a string, or a list with the latest last), ``language``
    and ``final`` name columns; all but ``text`` may be absent. ``conversation`` and ``id`` too: the runner on files
    passes them through under these two names. ``keep`` are columns that ``scan_batches`` passes through. ``named`` are
    those that must exist because somebody asked for them by name. ``all_customers`` says that rows whose role is
    unknown are customers' words. ``customer_words`` are words of the role column that mean the customer, on top of
    those every source uses. ``spoken`` is the language of rows that name none.
    """

    text: str = "text"
    role: str = "role"
    context: str = "context"
    language: str = "language"
    final: str = "final"
    conversation: str = "conversation"
    id: str = "id"
    keep: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    all_customers: bool = False
    customer_words: tuple[str, ...] = ()
    spoken: str = "en"

    @property
    def columns(self) -> tuple[str, ...]:
        """Name every column that is looked for, the text first, each once."""
        names = (self.text, self.role, self.context, self.language, self.final, self.conversation, self.id)
        return tuple(dict.fromkeys(names))


class Source(msgspec.Struct, frozen=True):
    """One input file as it was when the scan began. ``groups`` are the rows of each Parquet row group.

    ``sample`` is a digest of blocks spread over the file: with size and time it notices a changed file without
    reading terabytes. ``problem`` is why the file cannot be read at all, as code and sentence.
    """

    name: str
    kind: str
    size: int
    modified_ns: int
    sample: str
    groups: tuple[int, ...] = ()
    problem: tuple[str, str] | None = None


class Piece(msgspec.Struct, frozen=True):
    """One file of a chunk, with what shows that it is still the same file."""

    name: str
    size: int
    modified_ns: int


class Chunk(msgspec.Struct, frozen=True):
    """A piece of work. ``start`` and ``end`` are bytes (JSONL) or rows within ``group`` (Parquet).

    ``first`` is the number of lines or rows of the file before this chunk, ``rows`` how many lines or rows it has
    (0 where it is not known), ``weight`` its share of the input in bytes.
    """

    part: int
    kind: str
    files: tuple[Piece, ...]
    start: int = 0
    end: int = 0
    group: int = 0
    first: int = 0
    rows: int = 0
    weight: int = 0


class Done(msgspec.Struct, frozen=True):
    """What became of a chunk. ``levels`` counts the rows that were read by level, ``not_read`` the others by reason.

    ``size`` and ``rejected_size`` are the bytes of the part and of its side file; 0 rejected, no side file.
    """

    part: int
    rows: int
    levels: tuple[int, int, int, int]
    not_read: dict[str, int]
    rejected: int
    size: int
    rejected_size: int


class Entry(msgspec.Struct, frozen=True):
    """A line of the journal: a chunk that is finished for good. ``end`` and ``lines`` spare planning it again."""

    done: Done
    end: int
    lines: int
    weight: int


class Heading(msgspec.Struct, frozen=True):
    """The first line of the journal: what is scanned, with which model, and how."""

    version: int
    model: str
    options: Options
    chunk_bytes: int
    chunk_rows: int
    sources: tuple[Source, ...]


class Rejected(msgspec.Struct, frozen=True):
    """A row that could not be read: where it lies, and why. ``rows`` counts a stretch that failed as one."""

    file: str
    row: int | None
    code: str
    message: str
    rows: int = 1


class Outcome(msgspec.Struct, frozen=True):
    """What a scan came to. ``seconds`` and ``scanned`` (rows) are of this run alone, the rest of the whole scan."""

    out: str
    model: str
    files: int
    parts: int
    rows: int
    levels: tuple[int, int, int, int]
    not_read: dict[str, int]
    rejected: int
    resumed: bool
    scanned: int
    seconds: float


def part_name(part: int) -> str:
    """Name the file of a part."""
    return f"part-{part:06}.parquet"


def rejected_name(part: int) -> str:
    """Name the side file of a part."""
    return f"rejected-{part:06}.jsonl"
