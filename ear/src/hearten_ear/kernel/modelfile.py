"""The file of a trained model: a readable head and plain arrays, closed by a checksum.

Little-endian: the magic ``HEARTEAR``, uint32 version (1), uint32 length of the head, the head as JSON (name, heads,
spec, shift, about, and for each array its kind, shape and place), the arrays on multiples of 64 bytes, and at the end
the SHA-256 of everything before. Arrays: ``weights moves sees lexicon_hash lexicon_identity lexicon_kind bias norm
chances calm`` (:class:`hearten_ear.kernel.features.Model`).
"""

import hashlib
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from hearten_ear.kernel.features import (
    CHECK,
    CLASSES,
    COLUMNS,
    MOST_CHANNELS,
    MOST_NORM,
    MOST_STATES,
    NORMS,
    FeatureSpec,
    Machine,
    Model,
)

MAGIC, VERSION = b"HEARTEAR", 1
MOST_HEADS = CHECK
STEPS = 2048
_DIGEST = 32


class BadModelError(ValueError):
    """The bytes are no model, are damaged, or are of a version this code does not read."""


class _Place(msgspec.Struct, frozen=True):
    kind: str
    shape: tuple[int, ...]
    at: int


class _Head(msgspec.Struct, frozen=True):
    name: str
    heads: tuple[str, ...]
    spec: FeatureSpec
    shift: int
    arrays: dict[str, _Place]
    about: dict[str, str] = {}


def to_bytes(model: Model) -> bytes:
    """Bring a model to bytes; the same model gives the same bytes."""
    check(model)
    hashes = sorted(model.lexicon)
    arrays: dict[str, NDArray[Any]] = {
        "weights": model.weights,
        "moves": model.machine.moves,
        "sees": model.machine.sees,
        "lexicon_hash": np.array(hashes, np.uint64),
        "lexicon_identity": np.array([model.lexicon[each][0] for each in hashes], np.uint64),
        "lexicon_kind": np.array([model.lexicon[each][1] for each in hashes], np.uint8),
        "bias": model.bias,
        "norm": model.norm,
        "chances": model.chances,
        "calm": model.calm,
    }
    body, places = bytearray(), dict[str, _Place]()
    for name, values in arrays.items():
        body += bytes(-len(body) % 64)
        places[name] = _Place(values.dtype.str.replace("=", "<"), values.shape, len(body))
        body += np.ascontiguousarray(values, values.dtype.newbyteorder("<")).tobytes()
    head = _Head(model.name, model.heads, model.spec, model.shift, places, dict(model.about))
    text = msgspec.json.encode(head)
    text += b" " * (-(16 + len(text)) % 64)
    whole = MAGIC + VERSION.to_bytes(4, "little") + len(text).to_bytes(4, "little") + text + bytes(body)
    return whole + hashlib.sha256(whole).digest()


def from_bytes(data: bytes) -> Model:
    """Read a model; raises :class:`BadModelError`."""
    if data[:8] != MAGIC or len(data) < 16 + _DIGEST:
        raise BadModelError("these bytes are no model of Hearten's ear")
    if int.from_bytes(data[8:12], "little") != VERSION:
        raise BadModelError(f"model layout {int.from_bytes(data[8:12], 'little')}, this code reads {VERSION}")
    if hashlib.sha256(data[:-_DIGEST]).digest() != data[-_DIGEST:]:
        raise BadModelError("the model is damaged: its checksum does not match")
    body_at = 16 + int.from_bytes(data[12:16], "little")
    try:
        head = msgspec.json.decode(data[16:body_at], type=_Head)
        arrays = {name: _array(data, body_at, place) for name, place in head.arrays.items()}
        hashes, identities, kinds = (arrays["lexicon_" + part].tolist() for part in ("hash", "identity", "kind"))
        lexicon = {each: (identity, kind) for each, identity, kind in zip(hashes, identities, kinds, strict=True)}
        machine = Machine(arrays["moves"], arrays["sees"])
        rest = {name: arrays[name] for name in ("weights", "bias", "norm", "chances", "calm")}
        model = Model(head.name, head.heads, head.spec, machine, lexicon, shift=head.shift, about=head.about, **rest)
        check(model)
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError) as problem:
        raise BadModelError(f"the model cannot be used: {problem}") from problem
    return model


def _array(data: bytes, body_at: int, place: _Place) -> NDArray[Any]:
    count = int(np.prod(place.shape))
    return np.frombuffer(data, np.dtype(place.kind), count, body_at + place.at).reshape(place.shape)


def check(model: Model) -> None:
    """Raise ``ValueError`` unless every array has the kind and shape it must have, and every number its range."""
    spec, heads, states = model.spec, len(model.heads), len(model.machine.moves)
    wanted: list[tuple[NDArray[Any], type, tuple[int, ...]]] = [
        (model.weights, np.int8, (1 << spec.bits, COLUMNS)),
        (model.machine.moves, np.uint8, (states, CLASSES)),
        (model.machine.sees, np.uint8, (MOST_CHANNELS, states)),
        (model.bias, np.int32, (heads,)),
        (model.norm, np.int32, (NORMS,)),
        (model.chances, np.uint16, (heads, STEPS)),
        (model.calm, np.uint16, (heads,)),
    ]
    for values, kind, shape in wanted:
        if values.dtype != kind or values.shape != shape:
            raise ValueError(f"wanted {kind.__name__} {shape}, not {values.dtype} {values.shape}")
    in_range = {
        "bits 10–20": 10 <= spec.bits <= 20,
        "1–15 heads": 1 <= heads <= MOST_HEADS,
        "n-grams of 2–6 bytes": all(2 <= n <= 6 for n in spec.grams) and len(set(spec.grams)) == len(spec.grams),
        "nothing between heads and check": not model.weights[:, heads:CHECK].any(),
        "0–3 conditions": 0 <= spec.conditions <= MOST_CHANNELS,
        "stretches of 0–10,000 words": all(0 <= words <= 10_000 for words in spec.stretch),
        "a context of 0–64 words": 0 <= spec.context <= 64,
        "1–256 states": 1 <= states <= MOST_STATES,
        "moves to states": int(model.machine.moves.max()) < states,
        "classes of words below 32": all(kind < CLASSES for _, kind in model.lexicon.values()),
        "norms of 0–2^20": int(model.norm.min()) >= 0 and int(model.norm.max()) <= MOST_NORM,
        "a shift of 0–24": 0 <= model.shift <= 24,
        "chances up to 10,000": int(model.chances.max()) <= 10_000,
    }
    for rule, holds in in_range.items():
        if not holds:
            raise ValueError(f"a model has {rule}")
