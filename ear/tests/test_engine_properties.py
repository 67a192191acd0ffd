"""What holds for every text there is: no exception, spans inside, the same answer alone or in company."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hearten_ear.engine import PRECEDENCE, kind_of, load_engine
from hearten_ear.normal import fold, fold_with_offsets
from hearten_ear.reading import HEADS

ENGINE = load_engine()
WORDS = st.sampled_from(
    [
        "you",
        "idiot",
        "1d10t",
        "i",
        "will",
        "kill",
        "f*ck",
        "s",
        "t",
        "u",
        "p",
        "i",
        "d",
        "not",
        "he",
        "said",
        "…",
        "!",
        "ａｓｓ",
        "id\u200biot",
        "[PII]",
        "'",
        "'s",
        "he'll",
        "\u0301",
        "🖕",
        "\ud800",
        "ß",
        "İ",
        "ﬃ",
        "㎏",
        "(",
        "you,idiot.moron",
        "****",
        "a$$",
        "thanks",
        "suicide",
        "\n",
        "\x1c",
        "\x00",
    ]
)
ANY = st.one_of(
    st.text(),
    st.text(st.characters(codec=None)),
    st.lists(WORDS, max_size=30).map(" ".join),
    st.lists(WORDS).map("".join),
)


@settings(max_examples=400, deadline=None)
@given(ANY)
def test_any_text_gives_a_whole_reading(text: str) -> None:
    reading = ENGINE.score([text])[0]
    assert tuple(reading.heads) == HEADS
    assert all(0.0 <= value <= 1.0 for value in reading.heads.values())
    assert reading.hostility == reading.heads["hostile"]
    assert reading.level in range(4)
    assert reading.model == ENGINE.model
    assert kind_of(reading) in {*PRECEDENCE, "calm"}


@settings(max_examples=400, deadline=None)
@given(ANY)
def test_spans_lie_inside_the_text_in_order_and_name_heard_signals(text: str) -> None:
    reading = ENGINE.score([text])[0]
    places = [(span.start, span.end, span.signal) for span in reading.spans]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end, _ in places)
    assert {signal for _, _, signal in places} <= set(reading.signals())


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY, max_size=6), st.randoms())
def test_a_text_is_read_alike_alone_in_a_batch_and_in_any_order(texts: list[str], chance: object) -> None:
    alone = {text: ENGINE.score([text])[0] for text in texts}
    mixed = texts[::-1] + texts
    assert ENGINE.score(mixed) == [alone[text] for text in mixed]
    assert ENGINE.score(texts, [None] * len(texts)) == ENGINE.score(texts)


@settings(max_examples=200, deadline=None)
@given(ANY)
def test_folding_leads_back_to_the_character_it_came_from(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded)
    assert offsets == sorted(offsets)
    assert all(0 <= at < len(text) and folded[index] in fold(text[at]) for index, at in enumerate(offsets))


@settings(max_examples=100, deadline=None)
@given(ANY)
def test_surrounding_white_space_moves_spans_and_nothing_else(text: str) -> None:
    plain, moved = ENGINE.score([text, f"  {text} "])
    assert plain.heads == moved.heads
    assert [(s.start + 2, s.end + 2) for s in plain.spans] == [(s.start, s.end) for s in moved.spans]


def test_context_must_be_given_for_every_text_or_none() -> None:
    try:
        ENGINE.score(["a", "b"], ["only one"])
    except ValueError:
        return
    raise AssertionError


def test_an_empty_batch_is_an_empty_answer() -> None:
    assert ENGINE.score([]) == []


def test_what_was_asked_makes_the_answer_a_report() -> None:
    text = "you useless idiot"
    said, asked = ENGINE.score([text, text], ["How can I help you today?", "What did he say to you exactly?"])
    assert said.level == 2
    assert asked.level == 0
