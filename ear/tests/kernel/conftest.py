"""What the tests of the kernel share: texts of every kind and models of every kind."""

from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from hearten_ear.kernel import batch, fallback
from hearten_ear.kernel.features import FeatureSpec
from hearten_ear.kernel.random_model import random_model

#: Bits of speech that touch each rule of the definition once: disguises, marks, numbers, letters apart, classes.
_SAID = (
    "you u youre i not don't said he they idiot 1d10t sh!t b!tch soooo stuuupid £50 #fail ### f**k **** @sshole "
    "a55 4pm 1,000 3.50 e.g. f.u.c.k s t u p i d a b c d 'quoted' “quoted” ... ?! !!! ; naïve ﬁne ＹＯＵ іdіоt 🖕🏽 "
    "漢字 ถึง 한국어 \u200bz\u200be\u200br\u200bo e\u0301 ﷺ İ ß µ ½ ² \x00 \ud800 \U0010ffff \u2028 don''t !important"
)
PIECES = _SAID.split(" ")
SPECS = st.builds(
    FeatureSpec,
    bits=st.sampled_from([10, 17]),
    grams=st.lists(st.integers(2, 6), unique=True, max_size=5).map(tuple),
    variants=st.booleans(),
    spelled=st.booleans(),
    marks=st.booleans(),
    breaks=st.booleans(),
    pairs=st.booleans(),
    skips=st.booleans(),
    triples=st.booleans(),
    conditions=st.integers(0, 3),
    conditioned_pairs=st.booleans(),
    context=st.sampled_from([0, 1, 5, 64]),
    stretch=st.sampled_from([(0, 0), (0, 0), (1, 1), (3, 7), (16, 40), (5, 0), (0, 4)]),
)
TEXTS = st.one_of(
    st.text(max_size=120),
    st.text(st.characters(max_codepoint=127), max_size=150),
    st.lists(st.sampled_from(PIECES), max_size=90).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.text("abc' !.,\"?1@", min_size=50, max_size=200),
)


@pytest.fixture(scope="session")
def native() -> Any:
    """The module of the native kernel; tests that need it skip where it was not built."""
    return pytest.importorskip("hearten_ear.kernel.native", reason=f"no native kernel here: {batch.MISSING}")


@pytest.fixture(scope="session")
def models(native: Any) -> tuple[Any, fallback.Model]:
    model = random_model(hears=[*PIECES, " ".join(PIECES)])
    return native.Model(model), fallback.Model(model)


def column_of(texts: list[str], kind: Any = np.int32) -> tuple[bytes, Any]:
    """Lay texts out as Arrow does."""
    data = [text.encode("utf-8", "surrogatepass") for text in texts]
    return b"".join(data), np.cumsum([0, *map(len, data)]).astype(kind)
