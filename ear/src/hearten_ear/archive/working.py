"""What a worker does: turn a chunk into a part, wholly or not at all.

As a process it reads requests from standard input and writes answers to standard output, each a length and a msgpack
message. When standard input ends, also in the middle of a chunk because the coordinator was killed, it ends at once.
"""

import ctypes
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

import msgspec
import pyarrow as pa

from hearten_ear.archive import conversations, jsonl, parquet
from hearten_ear.archive.batches import Read, plain_text, scan_batch, scores_schema
from hearten_ear.archive.making import Making
from hearten_ear.archive.messages import LENGTH, Answer, Broken, Hello, Look, Made, Request, Seen, Setup, Work
from hearten_ear.archive.planning import is_the_same
from hearten_ear.archive.scoring import column_scorer
from hearten_ear.archive.shapes import CONVERSATIONS, JSONL, TMP, Chunk, Options, Rejected

#: Text that is the same in many rows.
REPEATED = pa.dictionary(pa.int32(), pa.string())
#: What leads a row of the output: where it came from.
KEPT = pa.schema([("file", REPEATED), ("row", pa.int64()), ("conversation", pa.string()), ("id", pa.string())])


class Worker:
    """Makes parts in one output folder. The disk is waited for in a thread, while the next chunk is scored."""

    def __init__(self, setup: Setup) -> None:
        self._out = Path(setup.out)
        self._options = setup.options
        self._framed = framed_options(setup.options)
        schema = scores_schema(KEPT, self._framed)
        self._model_at = schema.get_field_index("model")
        self._schema = schema.set(self._model_at, pa.field("model", REPEATED, nullable=False))
        self._scorer = column_scorer(setup.options.spoken)
        self._cursor = parquet.Cursor()
        self._lines = jsonl.Reader(setup.options)
        self._disk = ThreadPoolExecutor(1)

    @property
    def model(self) -> str:
        """Name and version of what scores here."""
        return self._scorer.model

    def look(self, name: str) -> Seen:
        """Give the row groups of a Parquet file."""
        seen = parquet.look(name, self._options)
        if seen and isinstance(seen[0], str):
            return Seen(problem=(seen[0], str(seen[1])))
        return Seen(groups=tuple(int(rows) for rows in seen))

    def start(self, chunk: Chunk) -> "Future[Made | Broken]":
        """Score a chunk; the answer comes when its part is on the disk."""
        failed: Future[Made | Broken] = Future()
        try:
            making = self._make(chunk)
        except OSError as problem:
            failed.set_result(Broken(chunk.part, f"{problem.strerror or problem}"))
            return failed
        if not all(is_the_same(piece) for piece in chunk.files):
            failed.set_result(Broken(chunk.part, f"{chunk.files[0].name} changed while it was scanned"))
            return failed
        return self._disk.submit(self._settle, making, chunk.part)

    def _make(self, chunk: Chunk) -> Making:
        with Making(self._out / TMP, chunk.part, self._schema) as making:
            for item in self._scored(chunk):
                making.take(item)
        return making

    def _scored(self, chunk: Chunk) -> Iterator[Read]:
        for name, item in self._read(chunk):
            if isinstance(item, Rejected):
                yield item
            else:
                names = Options() if chunk.kind == CONVERSATIONS else self._options
                scored = scan_batch(framed(item, name, names), self._framed, self._scorer)
                columns = scored.columns
                columns[self._model_at] = repeated(self.model, len(scored))
                yield pa.RecordBatch.from_arrays(columns, schema=self._schema)

    def _read(self, chunk: Chunk) -> Iterator[tuple[str, Read]]:
        name = chunk.files[0].name
        if chunk.kind == CONVERSATIONS:
            for piece in chunk.files:
                for item in conversations.read(piece):
                    yield piece.name, item
        elif chunk.kind == JSONL:
            for item in self._lines.read(chunk):
                yield name, item
        else:
            for item in self._cursor.read(chunk, self._options):
                yield name, item

    def _settle(self, making: Making, part: int) -> Made | Broken:
        try:
            return Made(making.settle(self._out))
        except OSError as problem:
            return Broken(part, f"{problem.strerror or problem}")


def framed_options(options: Options) -> Options:
    """Give the options for batches that :func:`framed` has brought to our own names."""
    return Options(
        keep=tuple(KEPT.names),
        all_customers=options.all_customers,
        customer_words=options.customer_words,
        spoken=options.spoken,
    )


def repeated(text: str, count: int) -> pa.Array:
    """Give a column that says the same in every row."""
    long = _repeated(text)
    return long.slice(0, count) if count <= len(long) else pa.concat_arrays([long, repeated(text, count - len(long))])


@lru_cache(4)
def _repeated(text: str) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), 1 << 15), pa.array([text]))


def framed(batch: pa.RecordBatch, name: str, options: Options) -> pa.RecordBatch:
    """Bring a batch from any reader to our own names, led by where its rows came from."""
    there = set(batch.schema.names)
    columns = {"file": repeated(name, len(batch)), "row": batch.column("row")}
    for ours, theirs in (("conversation", options.conversation), ("id", options.id)):
        columns[ours] = plain_text(batch.column(theirs)) if theirs in there else pa.nulls(len(batch), pa.string())
    for ours in ("text", "role", "context", "language", "final"):
        theirs = getattr(options, ours)
        if theirs in there:
            columns[ours] = batch.column(theirs)
    return pa.RecordBatch.from_pydict(columns)


def serve() -> None:
    """Work as a process until standard input ends. A mistake of ours is told on standard error and ends it."""
    try:
        _serve()
    except Exception:  # noqa: BLE001 -- whatever it is, the coordinator must see this process end
        traceback.print_exc()
        os._exit(1)


def _serve() -> None:
    # Gives back what it lets go of: a worker stays 35 MB smaller than with Arrow's own pool, at the same speed.
    pa.set_memory_pool(pa.system_memory_pool())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the coordinator, which ends us
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not garble the answers
    sending = threading.Lock()

    def send(answer: Answer) -> None:
        body = msgspec.msgpack.encode(answer)
        with sending:
            answers.write(LENGTH.pack(len(body)) + body)
            answers.flush()

    requests: SimpleQueue[Request] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, requests), daemon=True).start()
    setup = requests.get()
    if not isinstance(setup, Setup):
        raise TypeError("the first message must be the setup")
    worker = Worker(setup)
    _give_back()
    send(Hello(worker.model))
    while True:
        request = requests.get()
        if isinstance(request, Look):
            send(worker.look(request.name))
        elif isinstance(request, Work):
            worker.start(request.chunk).add_done_callback(lambda made: send(made.result()))
            _give_back()


def _give_back() -> None:
    """Return to the system what was let go of: 26 MB once a model is built. glibc keeps it otherwise; others do not."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def _listen(source: BinaryIO, requests: SimpleQueue[Request]) -> None:
    decoder = msgspec.msgpack.Decoder(Request)
    while head := source.read(LENGTH.size):
        requests.put(decoder.decode(source.read(*LENGTH.unpack(head))))
    # The coordinator is done, or gone. What is in the making has no name yet, so nothing is left half done.
    os._exit(0)
