"""The reference definition of what the trained scorer sees in a text: integer-exact, plain, slow.

``native`` (C) and ``fallback`` (NumPy) give bit for bit what stands here; tests compare them. All hashes are unsigned
64-bit numbers with wrap-around, all texts are folded (:mod:`hearten_ear.kernel.folding`) and UTF-8.

**Tokens.** A word is a run of the bytes ``a-z 0-9 * @ $ #`` and of all bytes from 128 on; an apostrophe or an
exclamation mark between two of these belongs to it (``don't``, ``sh!t``). Of a longer run the first 32 bytes count.
``. ! ? ;`` and a line's end are marks of class :data:`END`, a comma :data:`COMMA`, a double quote :data:`QUOTE`; a full
stop or comma between two word bytes is none (``3.50``, ``f.u.c.k``), and the same mark again without a word between
counts once.
Three or more words of one letter in a row (marks between them do not matter) are followed by the word they spell.

**A word** has a canonical form (no apostrophe; a leading ``#`` gone, others ``*``; digits ``0`` where it has no letter;
of three equal bytes in a row two stay), variants of it (stretched letters once; digits and signs read as letters), an
identity (the hash of its canonical form, or what the lexicon says) and a class from the lexicon. What depends on the
word alone, its hashes and those of its character n-grams, is worked out once and cached.

**Between words** stand pairs, skipped pairs and triples of identities, and *conditions*: a small table-driven machine
walks along the classes of words and marks (:class:`Machine`), and each word is seen again together with what the
machine knows *before* that word: who was spoken of last, whether a negation or a report is open.

**Stretches.** A long turn is read in stretches, so that what is said in one sentence is not lost in the others: a
stretch ends at a mark of class :data:`END` when it holds ``least`` words or more, and before a word when it holds
``most``. A feature belongs to the stretch of its word, a mark to the stretch that it ends, what was said before to
every stretch. Nothing else begins anew. What stands behind the last word of the last stretch that ended is no stretch.

**Score** of a head in a stretch: the sum of the weights of all its features, times ``norm[words]`` / 4096 rounded down,
plus the head's bias; in a text: that of the stretch where it is highest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from hearten_ear.kernel.folding import fold

MASK = (1 << 64) - 1
M1, M2 = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
LONGEST_WORD = 32
#: Classes of marks. 0 is a word without a class; the lexicon gives words classes from 4 to 31.
END, COMMA, QUOTE = 1, 2, 3
CLASSES, MOST_STATES, MOST_CHANNELS, NORMS = 32, 256, 3, 64
#: Columns of the table. The last one is a check, so a model has at most 15 heads.
COLUMNS, CHECK = 16, 15
SHORTEST_SPELLED = 3
MOST_SUM, MOST_NORM = 1 << 40, 1 << 20

_MARKS = {ord("."): END, ord("!"): END, ord("?"): END, ord(";"): END, ord("\n"): END, ord(","): COMMA, ord('"'): QUOTE}
_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789*@$#" + bytes(range(128, 256)))
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyz" + bytes(range(128, 256)))
_DIGITS = frozenset(b"0123456789")
_LEET = frozenset(b"0134578" + b"9@$!")
_AS_I, _AS_L = (bytes.maketrans(b"0134578" + b"9@$!", to) for to in (b"oieastb" + b"gasi", b"oleastb" + b"gasl"))


class FeatureSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which features are on. C and NumPy support every combination.

    ``bits``: the table has 2^bits buckets (10–20). ``grams``: lengths of character n-grams, 2–6. ``variants``: other
    readings of a word. ``spelled``: letters apart. ``marks``: marks are features. ``breaks``: a mark of class END cuts
    pairs, skips and triples. ``pairs`` (w₋₁ w), ``skips`` (w₋₂ w), ``triples`` (w₋₂ w₋₁ w). ``conditions``: channels of
    the machine that are used, 0–3; ``conditioned_pairs``: pairs under channel 0 too. ``context``: so many last words
    of what was said before, 0 for none. ``stretch``: ``(least, most)`` words of a stretch; with 0 none ends by that.
    """

    bits: int = 17
    grams: tuple[int, ...] = (3, 4, 5)
    variants: bool = True
    spelled: bool = True
    marks: bool = False
    breaks: bool = True
    pairs: bool = True
    skips: bool = False
    triples: bool = False
    conditions: int = 0
    conditioned_pairs: bool = False
    context: int = 0
    stretch: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Machine:
    """The state machine over classes. State 0 is the start of a text.

    ``moves``: uint8, states × :data:`CLASSES`, the state after a token of that class. ``sees``: uint8, channels ×
    states, what a channel sees in a state; 0 adds no feature.
    """

    moves: NDArray[np.uint8]
    sees: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Model:
    """Everything a scorer needs. :mod:`hearten_ear.kernel.modelfile` brings it to bytes and back.

    ``weights``: int8, 2^bits × 16: a column for each head, then zeros, then the check of the one feature a row is for
    (:func:`check_of`); other features that fall into the row add nothing.
    ``bias``: int32 for each head. ``norm``: int32 × 64, parts of 4096, by number of words, the last for longer texts.
    ``lexicon``: hash of a word → (identity or 0, class).
    ``chances``: uint16, heads × 2048, the calibrated probability in 1/10,000 of a score ``s`` at
    ``clip((s >> shift) + 1024, 0, 2047)``. ``calm``: uint16 for each head; a turn all of whose probabilities are below
    needs no closer look.
    """

    name: str
    heads: tuple[str, ...]
    spec: FeatureSpec
    machine: Machine
    lexicon: Mapping[int, tuple[int, int]]
    weights: NDArray[np.int8]
    bias: NDArray[np.int32]
    norm: NDArray[np.int32]
    chances: NDArray[np.uint16]
    shift: int
    calm: NDArray[np.uint16]
    about: Mapping[str, str] = field(default_factory=dict)


def mix(h: int) -> int:
    """Stir 64 bits."""
    h ^= h >> 32
    h = h * M2 & MASK
    return h ^ h >> 29


def hash_bytes(data: bytes, start: int = 0) -> int:
    """Hash bytes, eight at a time, little-endian, the last ones filled up with zeros."""
    h = (start + len(data)) * M1 & MASK
    for at in range(0, len(data), 8):
        h = mix(h ^ int.from_bytes(data[at : at + 8], "little"))
    return h


GRAM = 64  #: what sets n-grams apart from words of the same bytes
BEGIN = hash_bytes(b"\x02")
PAIR, SKIP, TRIPLE, CONTEXT = (hash_bytes(b"\x02" + bytes([kind])) for kind in range(4))


@cache
def condition_salt(channel: int, seen: int) -> int:
    """Set a word under a condition apart from the bare word."""
    return hash_bytes(bytes((2, 4 + channel, seen)))


def couple(a: int, b: int) -> int:
    """Join two hashes, in order."""
    return ((a << 23 | a >> 41) + b) & MASK


def bucket(h: int, bits: int) -> int:
    """Give the row of the table for a hash."""
    return (h * M1 & MASK) >> 64 - bits


def check_of(h: int, bits: int) -> int:
    """Give the eight bits below those of the bucket, as int8: what stands in the last column of a feature's row."""
    check = (h * M1 & MASK) >> 64 - bits - 8 & 255
    return check - 256 if check > 127 else check


class Token(NamedTuple):
    """A word (``mark`` 0) or a mark (its class), with half-open byte offsets into the folded text.

    A word spelled by letters has the offsets from the first letter to the last.
    """

    raw: bytes
    mark: int
    start: int
    end: int


def tokens(folded: bytes, *, spelled: bool = True) -> Iterator[Token]:
    """Cut a folded text into words and marks."""
    letters: list[Token] = []
    last_mark = -1
    for token in _cut(folded):
        if token.mark:
            if token.raw[0] != last_mark:
                yield token
            last_mark = token.raw[0]
            continue
        last_mark = -1
        if len(token.raw) == 1 and token.raw[0] in _LETTERS:
            letters.append(token)
        else:
            yield from _spelled(letters, spelled=spelled)
            letters = []
        yield token
    yield from _spelled(letters, spelled=spelled)


def _cut(data: bytes) -> Iterator[Token]:
    def plain(at: int) -> bool:
        return 0 <= at < len(data) and data[at] in _PLAIN

    start = None
    for at, byte in enumerate(data):
        within = plain(at - 1) and plain(at + 1)
        if byte in _PLAIN or (within and byte in b"'!"):
            start = at if start is None else start
            continue
        if start is not None:
            yield Token(data[start:at][:LONGEST_WORD], 0, start, at)
            start = None
        if byte in _MARKS and not (within and byte in b".,"):
            yield Token(bytes([byte]), _MARKS[byte], at, at + 1)
    if start is not None:
        yield Token(data[start:][:LONGEST_WORD], 0, start, len(data))


def _spelled(letters: list[Token], *, spelled: bool) -> Iterator[Token]:
    if spelled and len(letters) >= SHORTEST_SPELLED:
        word = b"".join(letter.raw for letter in letters)[:LONGEST_WORD]
        yield Token(word, 0, letters[0].start, letters[-1].end)


class Word(NamedTuple):
    """What depends on a word alone: its identity, its class, and the hashes of all its own features."""

    identity: int
    kind: int
    hashes: tuple[int, ...]


def canonical(raw: bytes) -> bytes:
    """Bring a word as it was cut to its canonical form."""
    word = raw.replace(b"'", b"")
    if len(word) > 1 and word.startswith(b"#"):
        word = word[1:]
    word = word.replace(b"#", b"*")
    if _LETTERS.isdisjoint(word):
        word = bytes(ord("0") if byte in _DIGITS else byte for byte in word)
    return _runs(word, 2)


def _runs(word: bytes, longest: int) -> bytes:
    return b"".join(bytes(list(run)[:longest]) for _, run in groupby(word))


def readings(form: bytes) -> tuple[bytes, ...]:
    """Read digits and signs as letters, in two ways, where a form has both; empty where it has not."""
    if _LEET.isdisjoint(form) or _LETTERS.isdisjoint(form):
        return ()
    return form.translate(_AS_I), form.translate(_AS_L)


def word_of(raw: bytes, spec: FeatureSpec, lexicon: Mapping[int, tuple[int, int]]) -> Word:
    """Work out what depends on a word alone."""
    form = canonical(raw)
    read = readings(form) if spec.variants else ()
    looked_up = [form, *read, *(_runs(each, 1) for each in read)]
    if spec.variants and form != _runs(form, 1) and form != raw.replace(b"'", b"") and not _LETTERS.isdisjoint(form):
        looked_up.append(_runs(form, 1))
    identity, kind = hash_bytes(form), 0
    for each in looked_up:
        known = lexicon.get(hash_bytes(each))
        if known is not None:
            identity, kind = known[0] or hash_bytes(each), known[1]
            break
    forms = [form, _runs(form, 1), *looked_up[1:]] if spec.variants else [form]
    own = dict.fromkeys([identity, *map(hash_bytes, forms)])
    framed = b"<" + (read[0] if read else form) + b">"
    grams = [hash_bytes(framed[at : at + n], GRAM) for n in spec.grams for at in range(len(framed) - n + 1)]
    return Word(identity, kind, (*own, *grams))


class Feature(NamedTuple):
    """One feature that a text has: its hash, the folded byte offsets of the words that make it, and its stretch.

    A word begins with a feature whose ``words`` is 1, all others have 0.
    """

    hash: int
    start: int
    end: int
    stretch: int
    words: int = 0


def features(
    folded: bytes, spec: FeatureSpec, machine: Machine, lexicon: Mapping[int, tuple[int, int]]
) -> Iterator[Feature]:
    """Give every feature of a folded text but those of its context, repeats included, in order."""
    least, most = spec.stretch
    state, before, stretch, held = 0, _Before(), 0, 0
    for raw, mark, start, end in tokens(folded, spelled=spec.spelled):
        if mark:
            if spec.marks:
                yield Feature(hash_bytes(raw), start, end, stretch)
            if mark == END and spec.breaks:
                before = _Before(one_at=end, two_at=end)
            if mark == END and 0 < least <= held:
                stretch, held = stretch + 1, 0
            state = int(machine.moves[state, mark])
            continue
        if 0 < most <= held:
            stretch, held = stretch + 1, 0
        held += 1
        word = word_of(raw, spec, lexicon)
        for place, each in enumerate(word.hashes):
            yield Feature(each, start, end, stretch, int(place == 0))
        before = before.not_behind(start)
        seen = [int(machine.sees[channel, state]) for channel in range(spec.conditions)]
        for each, starts in _joined(before, word.identity, start, seen, spec):
            yield Feature(each, starts, end, stretch)
        state = int(machine.moves[state, word.kind])
        before = _Before(word.identity, before.one, start, before.one_at)


class _Before(NamedTuple):
    """The identities of the word before and of the one before that, and where they begin."""

    one: int = BEGIN
    two: int = BEGIN
    one_at: int = 0
    two_at: int = 0

    def not_behind(self, start: int) -> "_Before":
        """Hold the places in order: a word spelled by letters begins before the mark that follows it."""
        return self._replace(one_at=min(self.one_at, start), two_at=min(self.two_at, start))


def _joined(
    before: _Before, identity: int, start: int, seen: Sequence[int], spec: FeatureSpec
) -> Iterator[tuple[int, int]]:
    """Give the hashes of what a word has with those before it and with what the machine sees, and where they begin."""
    pair = couple(before.one, identity)
    if spec.pairs:
        yield pair ^ PAIR, before.one_at
    if spec.skips:
        yield couple(before.two, identity) ^ SKIP, before.two_at
    if spec.triples:
        yield couple(couple(before.two, before.one), identity) ^ TRIPLE, before.two_at
    for channel, what in enumerate(seen):
        if what:
            yield identity ^ condition_salt(channel, what), start
            if spec.conditioned_pairs and channel == 0:
                yield pair ^ condition_salt(channel, what), before.one_at


def context_features(folded: bytes, spec: FeatureSpec, lexicon: Mapping[int, tuple[int, int]]) -> list[int]:
    """Give the hashes that the last words of what was said before add; empty if the spec asks for none."""
    words = [token.raw for token in tokens(folded, spelled=spec.spelled) if not token.mark]
    last = words[-spec.context :] if spec.context else []
    return [word_of(raw, spec, lexicon).identity ^ CONTEXT for raw in last]


def count_words(folded: bytes, spec: FeatureSpec) -> int:
    """Count the words of a folded text, spelled ones included."""
    return sum(not token.mark for token in tokens(folded, spelled=spec.spelled))


class Stretch(NamedTuple):
    """What a text has from one end to the next: the number of its words and the hashes of its features, repeats too."""

    words: int
    hashes: list[int]


def stretches(model: Model, text: str, context: str | None = None) -> list[Stretch]:
    """Cut a text into stretches: one at least. The features of the context stand last in each."""
    found = features(_folded(text), model.spec, model.machine, model.lexicon)
    parts = [list(part) for _, part in groupby(found, key=lambda feature: feature.stretch)]
    counted = [Stretch(sum(each.words for each in part), [each.hash for each in part]) for part in parts]
    if len(counted) > 1 and counted[-1].words == 0:
        counted.pop()
    before: list[int] = []
    if context and model.spec.context:
        before = context_features(_folded(context), model.spec, model.lexicon)
    return [Stretch(words, hashes + before) for words, hashes in counted or [Stretch(0, [])]]


def weights_of(model: Model, hash_: int) -> NDArray[np.int8]:
    """Give the weights of a feature, one for each head: zeros unless its row is for it."""
    row = model.weights[bucket(hash_, model.spec.bits)]
    is_its_own = int(row[CHECK]) == check_of(hash_, model.spec.bits)
    return row[: len(model.heads)] if is_its_own else np.zeros(len(model.heads), np.int8)


def score(model: Model, text: str, context: str | None = None) -> list[int]:
    """Give the score of each head: the definition that all others are compared with."""
    return [max(column) for column in zip(*stretch_scores(model, text, context), strict=True)]


def stretch_scores(model: Model, text: str, context: str | None = None) -> list[list[int]]:
    """Give the score of each head in each stretch."""
    return [_score(model, stretch) for stretch in stretches(model, text, context)]


def _score(model: Model, stretch: Stretch) -> list[int]:
    sums = np.zeros(len(model.heads), np.int64)
    for each in stretch.hashes:
        sums += weights_of(model, each)
    norm = int(model.norm[min(stretch.words, NORMS - 1)])
    return [finished(int(total), norm, int(bias)) for total, bias in zip(sums, model.bias, strict=True)]


def finished(total: int, norm: int, bias: int) -> int:
    """Bring a sum of weights to a score, held within int32 (and the sum within 41 bits, so that C can multiply)."""
    total = max(-MOST_SUM, min(MOST_SUM, total))
    return max(-(2**31), min(2**31 - 1, (total * norm >> 12) + bias))


def _folded(text: str) -> bytes:
    return fold(text).encode("utf-8", "replace")


def chances(model: Model, scores: NDArray[np.int32]) -> NDArray[np.uint16]:
    """Calibrate scores (n × heads): probabilities in 1/10,000."""
    steps = np.clip((scores >> model.shift) + 1024, 0, 2047)
    found: NDArray[np.uint16] = model.chances[np.arange(len(model.heads)), steps]
    return found


def no_machine() -> Machine:
    """Give a machine with one state that sees nothing."""
    return Machine(np.zeros((1, CLASSES), np.uint8), np.zeros((MOST_CHANNELS, 1), np.uint8))


def machine_of(moves: Sequence[Sequence[int]], sees: Sequence[Sequence[int]]) -> Machine:
    """Build a machine from plain lists, checked."""
    machine = Machine(np.array(moves, np.uint8), np.array(sees, np.uint8))
    states = len(moves)
    if machine.moves.shape != (states, CLASSES) or machine.sees.shape != (MOST_CHANNELS, states):
        raise ValueError(f"a machine of {states} states has moves {states} × {CLASSES} and sees 3 × {states}")
    if states > MOST_STATES or int(machine.moves.max()) >= states:
        raise ValueError("a move leads to no state")
    return machine
