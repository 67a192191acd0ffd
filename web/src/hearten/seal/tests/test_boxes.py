import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten.seal import boxes

WORDS = "maple quartz heron velvet tundra lilac"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=2000))
def test_what_is_sealed_opens_with_the_private_half_alone(text: str) -> None:
    pair, other = boxes.make_pair(), boxes.make_pair()
    blob = boxes.seal(pair.public, text)
    assert boxes.open_sealed(pair.private, blob) == text
    with pytest.raises(boxes.CannotOpen):
        boxes.open_sealed(other.private, blob)


def test_all_notes_of_one_step_are_of_one_length_and_no_two_are_alike() -> None:
    pair = boxes.make_pair()
    blobs = [boxes.seal(pair.public, text) for text in ("", "a", "b" * 1020)]
    assert {len(blob) for blob in blobs} == {1024 + 49}
    assert boxes.seal(pair.public, "a") != boxes.seal(pair.public, "a")
    assert len(boxes.seal(pair.public, "b" * 1021)) == 2048 + 49


@settings(max_examples=60)
@given(st.integers(0, 1072), st.integers(1, 255))
def test_a_box_with_one_byte_changed_opens_nothing(place: int, by: int) -> None:
    pair = boxes.make_pair()
    blob = bytearray(boxes.seal(pair.public, "a note"))
    blob[place] = (blob[place] + by) % 256
    with pytest.raises(boxes.CannotOpen):
        boxes.open_sealed(pair.private, bytes(blob))


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x02" + b"x" * 100, b"plain text", b"\x01" * 49])
def test_what_is_no_box_opens_nothing(blob: bytes) -> None:
    with pytest.raises(boxes.CannotOpen):
        boxes.open_sealed(boxes.make_pair().private, blob)
    with pytest.raises(boxes.CannotOpen):
        boxes.open_card(boxes.make_key(), blob, b"")
    with pytest.raises(boxes.CannotOpen):
        boxes.unwrap_by_passphrase(blob, WORDS)


def test_a_private_key_is_given_back_by_the_passphrase_and_by_the_code_and_by_nothing_else() -> None:
    private, code = boxes.make_pair().private, boxes.make_code()
    by_passphrase, by_code = boxes.wrap_by_passphrase(private, WORDS), boxes.wrap_by_code(private, code)
    assert boxes.unwrap_by_passphrase(by_passphrase, WORDS.upper()) == private
    assert boxes.unwrap_by_code(by_code, code.lower()) == private
    with pytest.raises(boxes.CannotOpen):
        boxes.unwrap_by_passphrase(by_passphrase, WORDS.replace("heron", "crane"))
    with pytest.raises(boxes.CannotOpen):
        boxes.unwrap_by_code(by_code, boxes.make_code())
    assert private not in by_passphrase + by_code


def test_the_derivation_costs_what_was_promised() -> None:
    assert (boxes.ARGON_TIME, boxes.ARGON_MEMORY) == (3, 64 * 2**20)


def test_a_desk_card_is_bound_to_its_person_and_itself() -> None:
    key = boxes.make_key()
    blob = boxes.seal_card(key, "If they shout: once, calmly.", b"ana/1")
    assert boxes.open_card(key, blob, b"ana/1") == "If they shout: once, calmly."
    with pytest.raises(boxes.CannotOpen):
        boxes.open_card(key, blob, b"ana/2")


def test_keys_are_in_no_repr() -> None:
    pair = boxes.make_pair()
    assert repr(pair.private) not in repr(pair)
