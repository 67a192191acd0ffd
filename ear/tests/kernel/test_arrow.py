"""Columns of Arrow are scored as they lie in memory: sliced, large, chunked, with nulls."""

from typing import Any

import numpy as np
import pytest

from hearten_ear.kernel.batch import score_arrow, score_texts, text_buffers
from hearten_ear.kernel.features import FeatureSpec
from hearten_ear.kernel.random_model import random_model

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: hearten-ear[archive]")
SAID = ["you idiot", "", "thank you", None, "naïve ＹＯＵ", "not you"]
PLAIN = [text or "" for text in SAID]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary(), pa.large_binary()])
def test_a_column_of_any_kind_of_text(models: Any, kind: Any) -> None:
    said = [text.encode() if text is not None and "binary" in str(kind) else text for text in SAID]
    column = pa.array(said, kind)
    for model in models:
        wanted = score_texts(model, PLAIN).tolist()
        assert score_arrow(model, column).tolist() == wanted
        assert score_arrow(model, column[2:5]).tolist() == wanted[2:5]
        assert score_arrow(model, column[6:]).tolist() == []
        assert score_arrow(model, pa.chunked_array([column[:2], column[2:]])).tolist() == wanted
        assert score_arrow(model, pa.chunked_array([], kind)).tolist() == []


def test_what_was_said_before_comes_as_a_second_column(native: Any) -> None:
    model = native.Model(random_model(FeatureSpec(context=4), hears=PLAIN))
    before = ["what did he call you?"] * len(SAID)
    column = pa.array(SAID)
    wanted = score_texts(model, PLAIN, before).tolist()
    assert wanted != score_texts(model, PLAIN).tolist()
    assert score_arrow(model, column, pa.array(before)).tolist() == wanted
    assert score_arrow(model, pa.chunked_array([column]), pa.chunked_array([before])).tolist() == wanted


def test_nothing_is_copied(models: Any) -> None:
    column = pa.array(["one", "two"])
    data, offsets = text_buffers(column)
    assert data.address == column.buffers()[2].address
    assert np.asarray(offsets).ctypes.data == column.buffers()[1].address


def test_a_column_of_numbers_is_refused(models: Any) -> None:
    with pytest.raises(TypeError, match="not of int64"):
        score_arrow(models[0], pa.array([1, 2]))
