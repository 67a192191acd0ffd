"""Folding many contacts at once is folding each of them, to the last bit."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten_ear import heat
from hearten_ear.kernel import contacts as kernel_contacts
from hearten_ear.kernel.contacts import NO_CLOCK, Contacts, Turns
from hearten_ear.reading import Reading

TIMES = st.one_of(st.just(NO_CLOCK), st.integers(0, 10_000_000), st.integers(-(2**53), 2**53))
SHARES = st.one_of(st.sampled_from([0.0, 0.5, 1.0, 0.03125, 0.00005, 0.12345]), st.floats(0, 1))
HEARD = st.lists(st.tuples(st.integers(0, 3), TIMES, SHARES, SHARES, st.integers(0, 3)), max_size=60)


def turns_of(heard: list[Any]) -> Turns:
    contact, at_ms, hostility, rambling, level = zip(*heard, strict=True) if heard else ((), (), (), (), ())
    return Turns(
        np.array(contact, np.int64),
        np.array(at_ms, np.int64),
        np.array(hostility, np.float64),
        np.array(rambling, np.float64),
        np.array(level, np.int8),
    )


@settings(max_examples=100, deadline=None)
@given(HEARD)
def test_both_ways_equal_the_fold_of_each_contact(native: Any, heard: list[Any]) -> None:
    assert native
    wanted = [heat.START] * 4
    for contact, at_ms, hostility, rambling, level in heard:
        reading = Reading(hostility, {"rambling": rambling}, level, (), "")
        wanted[contact] = heat.fold(wanted[contact], reading, None if at_ms == NO_CLOCK else at_ms)
    quick, slow = Contacts(4), Contacts(4)
    quick.fold(turns_of(heard))
    slow.fold_slowly(turns_of(heard))
    assert [quick.heat(place) for place in range(4)] == [slow.heat(place) for place in range(4)] == wanted


def test_all_roundings_are_those_of_python(native: Any) -> None:
    assert native
    pick = np.random.default_rng(3)
    shares = np.concatenate([np.arange(20_001) / 20_000, pick.random(100_000), pick.integers(0, 2**16, 30_000) / 2**16])
    count = len(shares)
    every = np.arange(count)
    none = np.full(count, NO_CLOCK)
    contacts = Contacts(count)
    contacts.fold(Turns(every, none, np.zeros(count), shares, np.zeros(count, np.int8)))
    assert contacts.rambling.tolist() == [round(0.5 * share, 4) for share in shares.tolist()]


def test_a_stored_state_goes_on_where_it_was() -> None:
    contacts = Contacts(2)
    stored = heat.Heat(0.4321, 2, 3, 5_000, 4_000, 9, 1, 0.25)
    contacts.put(1, stored)
    assert contacts.heat(1) == stored
    contacts.fold(turns_of([(1, 9_000, 0.9, 0.1, 1)]))
    assert contacts.heat(1) == heat.fold(stored, Reading(0.9, {"rambling": 0.1}, 1, (), ""), 9_000)
    contacts.put(1)
    assert contacts.heat(1) == contacts.heat(0) == heat.START


@pytest.mark.parametrize(
    "wrong", [(4, 0, 0.0, 0.0, 0), (-1, 0, 0.0, 0.0, 0), (0, 0, 0.0, 0.0, 4), (0, 0, 0.0, 0.0, -1)]
)
def test_a_turn_of_nobody_changes_nothing(monkeypatch: pytest.MonkeyPatch, wrong: Any) -> None:
    for kernel in (kernel_contacts._kernel, None):
        monkeypatch.setattr(kernel_contacts, "_kernel", kernel)
        contacts = Contacts(4)
        with pytest.raises(ValueError, match="wrong contact, level or time"):
            contacts.fold(turns_of([(0, 0, 0.9, 0.1, 3), wrong]))
        assert contacts.heat(0) == heat.START


def test_arrays_of_the_wrong_kind_are_refused(native: Any) -> None:
    assert native
    heard = turns_of([(0, 0, 0.9, 0.1, 3)])
    short = Turns(heard.contact, heard.at_ms[:0], heard.hostility, heard.rambling, heard.level)
    with pytest.raises(ValueError, match="array of contacts or turns"):
        Contacts(4).fold(short)
