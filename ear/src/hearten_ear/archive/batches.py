"""The function the whole archive rests on: Arrow batches in, Arrow batches with what was heard out.

It knows no files, no database and no globals but the engine, and each row is scored by itself, so a batch may be cut
anywhere: the local runner, Spark's ``mapInArrow`` and Ray's ``map_batches`` give the same rows.
"""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from hearten_ear.archive.scoring import CERTAINTIES, ColumnScorer, Scores, column_scorer
from hearten_ear.archive.shapes import Options, Rejected
from hearten_ear.conversation import Role, Turn
from hearten_ear.engine import language_code, refusal
from hearten_ear.formats.roles import party, role_of_word

#: What reading a file yields: rows, or a row that could not be read.
type Read = pa.RecordBatch | Rejected

#: Why a row was not read, beside the reasons of :func:`hearten_ear.engine.refusal`.
NO_TEXT, NOT_UTF8, NOT_FINAL = "no_text", "not_utf8", "not_final"

_TEXT = (pa.string(), pa.large_string(), pa.string_view())
_BYTES = (pa.binary(), pa.large_binary(), pa.binary_view())
_SCORES = (
    *[pa.field(name, pa.float32()) for name in CERTAINTIES],
    pa.field("level", pa.int8()),
    pa.field("not_read", pa.string()),
    pa.field("model", pa.string(), nullable=False),
)


def scan_batches(batches: Iterator[pa.RecordBatch], options: Options | None = None) -> Iterator[pa.RecordBatch]:
    """Give, for each batch, one with a row for each of its rows, in order.

    Its columns: those of ``options.keep`` as they came; ``hostility`` and every head (float32, 0 to 1) and ``level``
    (int8, 0 to 3), null where the row was not read; ``not_read``, the reason (``not_customer role_unknown language:xx
    not_final no_text not_utf8``), null where it was; ``model``, name and version. Raises :class:`KeyError` where a
    column that was asked for is missing, and :class:`TypeError` where one is of a type that cannot be it.
    """
    asked = options or Options()
    scorer = column_scorer(asked.spoken)
    for batch in batches:
        yield scan_batch(batch, asked, scorer)


def scores_schema(schema: pa.Schema, options: Options | None = None) -> pa.Schema:
    """Give the schema of what :func:`scan_batches` yields for batches of this schema."""
    asked = options or Options()
    kept = [schema.field(name) for name in asked.keep]
    taken = {field.name for field in _SCORES} & set(asked.keep)
    if taken:
        raise KeyError(f"the column {min(taken)} cannot be kept: the scores have one of that name")
    return pa.schema([*kept, *_SCORES])


def scan_batch(batch: pa.RecordBatch, options: Options, scorer: ColumnScorer) -> pa.RecordBatch:
    """Score one batch."""
    check_columns(batch.schema, options)
    given = batch.column(options.text)
    texts = plain_text(given)
    contexts = _contexts(batch, options)
    reasons = _reasons(batch, options, given, texts)
    scores = _score(scorer, texts, contexts, reasons)
    kept = [batch.column(name) for name in options.keep]
    model = pa.repeat(pa.scalar(scorer.model), len(batch))
    columns = [*kept, *scores.certainties, scores.levels, reasons, model]
    return pa.RecordBatch.from_arrays(columns, schema=scores_schema(batch.schema, options))


def check_columns(schema: pa.Schema, options: Options) -> None:
    """Raise :class:`KeyError` or :class:`TypeError` unless the columns that are needed are there and can be read."""
    there = set(schema.names)
    for name in (options.text, *options.named, *options.keep):
        if name not in there:
            raise KeyError(f"there is no column {name!r}; the columns are {', '.join(schema.names) or 'none'}")
    for name in (options.text, options.role, options.language):
        kind = schema.field(name).type if name in there else pa.string()
        # Roles are numbers in some archives; options.customer_words says which.
        if not (_is_text(kind) or (name == options.role and pa.types.is_integer(kind))):
            raise TypeError(f"the column {name!r} holds {kind}, expected text")
    if options.context in there:
        kind = schema.field(options.context).type
        if not (_is_text(kind) or (_is_list(kind) and _is_text(kind.value_type))):
            raise TypeError(f"the column {options.context!r} holds {kind}, expected text or lists of text")
    if options.final in there and not pa.types.is_boolean(schema.field(options.final).type):
        raise TypeError(
            f"the column {options.final!r} holds {schema.field(options.final).type}, expected true or false"
        )


def plain_text(column: pa.Array) -> pa.Array:
    """Bring any column of text to plain ``string``, with null for what is not UTF-8."""
    if pa.types.is_null(column.type):
        return pa.nulls(len(column), pa.string())
    if column.type != pa.string():
        column = column.cast(pa.string(), safe=False) if _is_binary(column.type) else column.cast(pa.string())
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return pa.array([_decoded(value) for value in column.cast(pa.binary()).to_pylist()], pa.string())
    return column


def _decoded(value: bytes | None) -> str | None:
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return None


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(kind in _TEXT or _is_binary(kind) or pa.types.is_null(kind))


def _is_binary(kind: pa.DataType) -> bool:
    # Writers of old Parquet files leave out that a column of bytes is text.
    return kind in _BYTES


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind))


def _contexts(batch: pa.RecordBatch, options: Options) -> pa.Array | None:
    """Give what was said just before each row, or ``None`` where no row has any."""
    if options.context not in batch.schema.names:
        return None
    column = batch.column(options.context)
    if column.null_count == len(column):
        return None
    if _is_list(column.type):
        column = pa.array([said[-1] if said else None for said in column.to_pylist()], pa.string())
    return plain_text(column)


def _reasons(batch: pa.RecordBatch, options: Options, given: pa.Array, texts: pa.Array) -> pa.Array:
    """Say for each row why it may not be read; null where it may."""
    reasons = _refusals(batch, options)
    if options.final in batch.schema.names:
        is_final = pc.fill_null(batch.column(options.final), True)  # noqa: FBT003 -- Arrow's own signature
        reasons = pc.coalesce(reasons, pc.if_else(is_final, pa.scalar(None, pa.string()), NOT_FINAL))
    if texts.null_count:
        why = pc.if_else(pc.is_null(given), NO_TEXT, NOT_UTF8)
        reasons = pc.coalesce(reasons, pc.if_else(pc.is_null(texts), why, pa.scalar(None, pa.string())))
    return reasons


def _refusals(batch: pa.RecordBatch, options: Options) -> pa.Array:
    """Ask the engine's own rule once for each pair of role and language that occurs."""
    roles, words = _coded(batch, options.role)
    languages, tags = _coded(batch, options.language)
    answers = [_refused(word, tag, options) for word in words for tag in tags]
    if len(answers) == 1:
        return pa.repeat(pa.scalar(answers[0], pa.string()), len(batch))
    if not any(answers):
        return pa.nulls(len(batch), pa.string())
    pairs = pc.add(pc.multiply(roles, pa.scalar(len(tags), pa.int32())), languages)
    return pa.array(answers, pa.string()).take(pairs)


def _coded(batch: pa.RecordBatch, name: str) -> tuple[pa.Array, list[str | None]]:
    """Give a column as numbers into the list of its different values."""
    if name not in batch.schema.names:
        return pa.repeat(pa.scalar(0, pa.int32()), len(batch)), [None]
    column = batch.column(name)
    if not pa.types.is_dictionary(column.type):
        column = plain_text(column).dictionary_encode()
    words = plain_text(column.dictionary).to_pylist()
    # Nothing said is one more value, behind the others.
    return pc.fill_null(column.indices.cast(pa.int32()), len(words)), [*words, None] if column.null_count else words


def _refused(word: str | None, tag: str | None, options: Options) -> str | None:
    role = role_of_word(word)
    if word is not None and word.strip().casefold() in {known.strip().casefold() for known in options.customer_words}:
        role = Role.CUSTOMER
    if role is Role.UNKNOWN and options.all_customers:
        role = Role.CUSTOMER
    refused = refusal(Turn(party(role), "", tag), options.spoken, language_code(options.spoken))
    return None if refused is None else refused.reason


def _score(scorer: ColumnScorer, texts: pa.Array, contexts: pa.Array | None, reasons: pa.Array) -> Scores:
    """Score the rows that may be read, and put nulls in the place of the others."""
    if reasons.null_count == len(texts):
        return scorer.score(texts, contexts)
    may = pc.is_null(reasons)
    scores = scorer.score(texts.filter(may), None if contexts is None else contexts.filter(may))
    numbers = pc.cumulative_sum(may.cast(pa.int32()))
    places = pc.if_else(may, pc.subtract(numbers, pa.scalar(1, pa.int32())), pa.scalar(None, pa.int32()))
    return Scores(tuple(column.take(places) for column in scores.certainties), scores.levels.take(places))
