"""A model's file is read back as it was written, and nothing damaged or out of range is ever scored with."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from hearten_ear.kernel import batch, fallback
from hearten_ear.kernel.features import Model, machine_of, no_machine
from hearten_ear.kernel.modelfile import BadModelError, check, from_bytes, to_bytes
from hearten_ear.kernel.random_model import FULL, random_model


def test_a_model_comes_back_as_it_was() -> None:
    model = random_model(hears=["you idiot"])
    data = to_bytes(model)
    again = from_bytes(data)
    assert to_bytes(again) == data
    assert (again.name, again.heads, again.spec, dict(again.lexicon)) == (
        model.name, model.heads, FULL, dict(model.lexicon),
    )  # fmt: skip
    for name in ("weights", "bias", "norm", "chances", "calm"):
        assert np.array_equal(getattr(again, name), getattr(model, name))
    assert batch.load(data).score_str("you idiot") == batch.load(model).score_str("you idiot")


@pytest.mark.parametrize("place", [0, 9, 20, 200, 5_000, 100_000, -40, -1])
def test_one_wrong_byte_is_noticed(place: int) -> None:
    data = bytearray(to_bytes(random_model()))
    data[place] ^= 1
    with pytest.raises(BadModelError):
        from_bytes(bytes(data))


@pytest.mark.parametrize("length", [0, 7, 15, 47, 1_000, 100_000])
def test_a_piece_of_a_file_is_no_model(length: int) -> None:
    with pytest.raises(BadModelError):
        from_bytes(to_bytes(random_model())[:length])


WRONG: list[dict[str, Any]] = [
    {"weights": np.zeros((1 << 17, 12), np.int8)},
    {"weights": np.ones((1 << 17, 16), np.int8)},
    {"norm": np.full(64, -1, np.int32)},
    {"norm": np.zeros(63, np.int32)},
    {"shift": 25},
    {"bias": np.zeros(12, np.int64)},
    {"chances": np.full((12, 2048), 10_001, np.uint16)},
    {"heads": ()},
    {"lexicon": {1: (0, 32)}},
    {"machine": dataclasses.replace(no_machine(), moves=np.ones((1, 32), np.uint8))},
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda each: next(iter(each)))
def test_a_model_out_of_range_is_refused(wrong: dict[str, Any]) -> None:
    model = dataclasses.replace(random_model(), **wrong)
    for refuse in (check, to_bytes, fallback.Model, batch.load):
        with pytest.raises(ValueError, match=r"a model has|wanted"):
            refuse(model)


def test_c_checks_for_itself(native: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hearten_ear.kernel.native.check", lambda _: None)
    for wrong in WRONG:
        if "weights" in wrong and wrong["weights"].shape[1] == 16:
            continue  # numbers between heads and check are never read in C
        model: Model = dataclasses.replace(random_model(), **wrong)
        if "bias" in wrong:
            continue  # the kernel sees bytes; that they are int32 is Python's to check
        with pytest.raises((ValueError, TypeError)):
            native.Model(model)


def test_a_machine_is_checked_when_it_is_built() -> None:
    still = [[0] * 32, [1] * 32]
    assert machine_of(still, [[0, 1]] * 3).moves.shape == (2, 32)
    with pytest.raises(ValueError, match="a machine of 2 states"):
        machine_of(still, [[0, 1]] * 2)
    with pytest.raises(ValueError, match="no state"):
        machine_of([[2] * 32, [1] * 32], [[0, 1]] * 3)


def test_without_a_compiler_one_line_says_so_and_the_scores_are_the_same(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    wanted = batch.load(random_model()).score_str("you idiot")
    monkeypatch.setattr(batch, "MISSING", "No module named _kernel")
    monkeypatch.setattr(batch, "Best", fallback.Model)
    model = batch.load(random_model())
    assert model.kind == "fallback"
    assert model.score_str("you idiot") == wanted
    assert [record.getMessage().count("\n") for record in caplog.records] == [0]
    assert "NumPy" in caplog.text
