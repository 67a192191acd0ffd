"""A part in the making: rows and rejected rows gathered under ``_tmp/``, and given their names when all are there."""

from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hearten_ear.archive.durable import in_the_making, put_in_place
from hearten_ear.archive.shapes import ROW_GROUP, Done, Rejected, part_name, rejected_name

#: Columns that repeat themselves are stored once.
_DICTIONARY = ["file", "conversation", "not_read", "model"]
#: Columns that are worth compressing. Scores hardly shrink, by a tenth, and it would take as long as scoring them.
_COMPRESSED = ["file", "row", "conversation", "id", "not_read", "model"]
#: Columns whose least and greatest value per row group let a reader pass over the calm ones.
_WITH_RANGE = ["row", "hostility", "level"]


class Making:
    """One part and its side file. Rows are written in row groups of exactly :data:`ROW_GROUP`, the last one shorter."""

    def __init__(self, folder: Path, part: int, schema: pa.Schema) -> None:
        self._part = part
        self._folder = folder
        self._parquet = in_the_making(folder, part_name(part))
        self._side = in_the_making(folder, rejected_name(part))
        self._schema = schema
        self._writer: pq.ParquetWriter | None = None
        self._rejected: BinaryIO | None = None
        self._waiting: list[pa.RecordBatch] = []
        self._waiting_rows = self._rows = self._bad = 0
        self._levels = [0, 0, 0, 0]
        self._not_read: dict[str, int] = {}

    def __enter__(self) -> Self:
        self._writer = pq.ParquetWriter(
            self._parquet,
            self._schema,
            use_dictionary=_DICTIONARY,
            compression={name: "lz4" if name in _COMPRESSED else "none" for name in self._schema.names},
            column_encoding={"row": "DELTA_BINARY_PACKED"},
            write_statistics=_WITH_RANGE,
            store_schema=False,  # a column that Arrow holds as a dictionary is a column of text to everybody
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._write(self._waiting_rows)
        if self._writer is not None:
            self._writer.close()
        if self._rejected is not None:
            self._rejected.close()

    def take(self, item: pa.RecordBatch | Rejected) -> None:
        """Add rows with their scores, or a row that could not be read."""
        if isinstance(item, Rejected):
            if self._rejected is None:
                self._rejected = self._side.open("wb")
            self._rejected.write(msgspec.json.encode(item) + b"\n")
            self._bad += item.rows
            return
        self._count(item)
        self._waiting.append(item)
        self._waiting_rows += len(item)
        while self._waiting_rows >= ROW_GROUP:
            self._write(ROW_GROUP)

    def settle(self, out: Path) -> Done:
        """Force everything to disk and give it its name. The part comes last: where it is, its side file is too."""
        rejected_size = 0
        if self._rejected is not None:
            rejected_size = self._side.stat().st_size
            put_in_place(self._side, self._folder / rejected_name(self._part))
        size = self._parquet.stat().st_size
        put_in_place(self._parquet, out / part_name(self._part))
        levels = (self._levels[0], self._levels[1], self._levels[2], self._levels[3])
        return Done(self._part, self._rows, levels, self._not_read, self._bad, size, rejected_size)

    def _count(self, batch: pa.RecordBatch) -> None:
        self._rows += len(batch)
        for found in pc.value_counts(batch.column("level")).to_pylist():
            if found["values"] is not None:
                self._levels[found["values"]] += found["counts"]
        reasons = batch.column("not_read")
        if reasons.null_count < len(reasons):
            for found in pc.value_counts(reasons).to_pylist():
                if found["values"] is not None:
                    self._not_read[found["values"]] = self._not_read.get(found["values"], 0) + found["counts"]

    def _write(self, rows: int) -> None:
        """Write the first so many waiting rows as one row group, joined so that no seam of ours shows in the bytes."""
        if not rows or self._writer is None:
            return
        waiting = pa.Table.from_batches(self._waiting).unify_dictionaries()
        self._writer.write_table(waiting.slice(0, rows).combine_chunks(), row_group_size=rows)
        rest = waiting.slice(rows)
        self._waiting = rest.to_batches()
        self._waiting_rows = len(rest)
