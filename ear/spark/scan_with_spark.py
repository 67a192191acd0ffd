"""Score an archive with Spark: the very function that ``hearten-ear scan`` runs, under ``mapInArrow``.

    spark-submit scan_with_spark.py contacts.parquet scores.parquet
    python scan_with_spark.py --master 'local[4]' contacts.jsonl scores.parquet --text utterance --role speaker

The machines of the cluster need ``hearten-ear[archive]``; this script ships nothing to them. Each row of the input
gives one row of the output, with the same scores, bit for bit, as the local scan gives. INPUT is a Parquet file or
folder, or JSONL (a name that ends in .jsonl or .ndjson, or --jsonl).
"""
# ruff: noqa: INP001 -- a program for a cluster, no part of a package

import argparse
from collections.abc import Sequence
from functools import partial

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col, lit
from pyspark.sql.pandas.types import from_arrow_schema

from hearten_ear.archive import Options, scan_batches, scores_schema

#: Columns by what they mean to the engine, with their types in Spark. The first two are passed through.
COLUMNS = {
    "conversation": "string",
    "id": "string",
    "text": "string",
    "role": "string",
    "context": "string",
    "language": "string",
    "final": "boolean",
}
KEPT = ("conversation", "id")
_ARROW = {"string": pa.string(), "boolean": pa.bool_()}


def scan_frame(frame: DataFrame, names: dict[str, str], options: Options) -> DataFrame:
    """Score a frame. ``names`` says what our columns are called there; those that are missing are null.

    ``options`` are in our own names: :class:`hearten_ear.archive.Options` without columns.
    """
    if names["text"] not in frame.columns:
        raise SystemExit(f"there is no column {names['text']!r}; the columns are {', '.join(frame.columns)}")
    ours = frame.select(
        *[
            (col(names[name]) if names[name] in frame.columns else lit(None)).cast(kind).alias(name)
            for name, kind in COLUMNS.items()
        ]
    )
    schema = scores_schema(pa.schema([(name, _ARROW[kind]) for name, kind in COLUMNS.items()]), options)
    return ours.mapInArrow(partial(scan_batches, options=options), from_arrow_schema(schema))


def read_frame(spark: SparkSession, path: str, names: dict[str, str], *, is_jsonl: bool) -> DataFrame:
    """Open the input. Of JSONL only the columns that are needed are read, and nothing is guessed from the data."""
    if not is_jsonl:
        return spark.read.parquet(path)
    wanted = dict.fromkeys(f"`{names[name]}` {kind}" for name, kind in COLUMNS.items())
    return spark.read.schema(", ".join(wanted)).json(path)


def main(argv: Sequence[str] | None = None) -> None:
    """Read the command line, score, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input")
    parser.add_argument("out", help="a folder that does not exist yet")
    parser.add_argument("--jsonl", action="store_true", help="the input is JSONL, whatever its name")
    parser.add_argument("--master", help="where to run, such as local[4]; left out under spark-submit")
    for name in COLUMNS:
        option = "--language-column" if name == "language" else f"--{name}"
        parser.add_argument(option, dest=f"{name}_column", default=name, metavar="COLUMN")
    parser.add_argument("--all-customers", action="store_true", help="rows whose role is unknown are customers' words")
    parser.add_argument("--customer", action="append", default=[], metavar="WORD", help="a role that is the customer")
    parser.add_argument("--language", default="en", help="language of rows that name none")
    asked = parser.parse_args(argv)
    names = {name: getattr(asked, f"{name}_column") for name in COLUMNS}
    options = Options(
        keep=KEPT, all_customers=asked.all_customers, customer_words=tuple(asked.customer), spoken=asked.language
    )
    builder = SparkSession.builder.appName("hearten-ear scan")
    spark = (builder.master(asked.master) if asked.master else builder).getOrCreate()
    is_jsonl = asked.jsonl or asked.input.endswith((".jsonl", ".ndjson"))
    frame = read_frame(spark, asked.input, names, is_jsonl=is_jsonl)
    scan_frame(frame, names, options).write.parquet(asked.out)
    spark.stop()


if __name__ == "__main__":
    main()
