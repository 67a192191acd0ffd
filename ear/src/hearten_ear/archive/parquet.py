"""Reading a range of rows of a Parquet file into Arrow batches, without ever holding a whole row group.

A row group can only be read from its start. A worker that is given the ranges of one row group in their order keeps
its place in it; one that must skip rows reads them and lets them go, which costs a fraction of scoring them.
"""

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hearten_ear.archive.batches import Read, check_columns
from hearten_ear.archive.shapes import Chunk, Options, Rejected

#: Rows read at a time, and the bytes that so many rows may come to by the row group's own figures.
BATCH_ROWS = 8_192
BATCH_BYTES = 4 << 20


def look(name: str, options: Options) -> tuple[int, ...] | tuple[str, str]:
    """Give the rows of each row group, or why the file cannot be scanned, as code and sentence."""
    try:
        with pq.ParquetFile(name) as file:
            check_columns(file.schema_arrow, options)
            return tuple(file.metadata.row_group(group).num_rows for group in range(file.num_row_groups))
    except KeyError as problem:
        return "no_column", f"{str(problem.args[0]).capitalize()}."
    except TypeError as problem:
        return "wrong_type", f"{str(problem).capitalize()}."
    except (pa.ArrowException, OSError, ValueError):
        return "not_parquet", "The file is no Parquet file, or its end is missing."


class Cursor:
    """A place in one row group of one file."""

    def __init__(self) -> None:
        self._at: tuple[str, int, int] | None = None
        self._file: pq.ParquetFile | None = None
        self._batches: Iterator[pa.RecordBatch] = iter(())
        self._left: pa.RecordBatch | None = None

    def read(self, chunk: Chunk, options: Options) -> Iterator[Read]:
        """Yield the rows of a chunk, with a column ``row``; one :class:`Rejected` for the rest if it is damaged."""
        name = chunk.files[0].name
        number = chunk.first + 1
        wanted = chunk.rows
        try:
            self._go_to(chunk, options)
            while wanted:
                batch = self._next(wanted)
                yield _numbered(batch, number)
                number, wanted = number + len(batch), wanted - len(batch)
            self._at = (name, chunk.group, chunk.end)
        except (pa.ArrowException, OSError, ValueError, StopIteration):
            self.close()
            message = f"Rows {number} to {number + wanted - 1} could not be read: the file is damaged there."
            yield Rejected(name, number, "damaged", message, wanted)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
        self._at = self._file = self._left = None
        self._batches = iter(())

    def _go_to(self, chunk: Chunk, options: Options) -> None:
        name, skip = chunk.files[0].name, chunk.start
        if self._at is not None and self._at[:2] == (name, chunk.group) and self._at[2] <= chunk.start:
            skip = chunk.start - self._at[2]
        else:
            self._open(name, chunk.group, options)
        self._at = None
        while skip:
            skip -= len(self._next(skip))

    def _open(self, name: str, group: int, options: Options) -> None:
        self.close()
        facts = pq.read_metadata(name)
        there = facts.schema.to_arrow_schema()
        columns = [column for column in options.columns if column in there.names]
        # The few words of these columns are compared, not copied.
        asked = [column for column in (options.role, options.language) if column in columns]
        few = [column for column in asked if _is_plain(there.field(column))]
        self._file = pq.ParquetFile(
            name,
            metadata=facts,
            read_dictionary=few,
            buffer_size=1 << 18,
            pre_buffer=False,
            # A page that lies about itself must not become scores.
            page_checksum_verification=True,
        )
        rows = batch_rows(self._file, name, group, (options.text, options.context))
        self._batches = self._file.iter_batches(rows, row_groups=[group], columns=columns, use_threads=False)

    def _next(self, most: int) -> pa.RecordBatch:
        batch = self._left or next(self._batches)
        self._left = batch.slice(most) if len(batch) > most else None
        return batch.slice(0, most)


def _is_plain(field: pa.Field) -> bool:
    return bool(pa.types.is_string(field.type) or pa.types.is_binary(field.type))


def batch_rows(file: pq.ParquetFile, name: str, group: int, texts: Iterable[str]) -> int:
    """Choose how many rows to read at a time, so that a batch stays small whatever is in these columns.

    The bytes per row come from the row group's own figures. A text that is said again and again is stored once, in a
    dictionary, and those figures do not show it: so the longest text there counts too.
    """
    about = file.metadata.row_group(group)
    per_row = 1
    for column in (about.column(place) for place in range(about.num_columns)):
        if column.path_in_schema in texts and about.num_rows:
            per_row += column.total_uncompressed_size // about.num_rows
            if column.has_dictionary_page:
                per_row = max(per_row, _longest_in_dictionary(name, group, column.path_in_schema) // 4)
    return max(1, min(BATCH_ROWS, BATCH_BYTES // per_row))


def _longest_in_dictionary(name: str, group: int, text: str) -> int:
    """Measure the longest text of the row group's dictionary, which comes whole with its first row."""
    with pq.ParquetFile(name, read_dictionary=[text]) as file:
        first = next(file.iter_batches(1, row_groups=[group], columns=[text], use_threads=False)).column(0)
    texts = first.dictionary if pa.types.is_dictionary(first.type) else first
    if pa.types.is_list(texts.type):
        texts = texts.flatten()
    return int(pc.max(pc.binary_length(texts)).as_py() or 0)


def _numbered(batch: pa.RecordBatch, number: int) -> pa.RecordBatch:
    numbers = pa.arange(number, number + len(batch))
    return pa.RecordBatch.from_arrays([numbers, *batch.columns], names=["row", *batch.schema.names])
