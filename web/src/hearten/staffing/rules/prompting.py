"""When a person may be asked something that they did not ask for: once a shift at most, and never during a contact.

One rule for the whole house: areas that have something to ask stand in one line, and the first of them that has is it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WITHOUT_A_SHIFT = timedelta(hours=12)  # nobody planned one: then a shift is as long as a long one


@dataclass(frozen=True, slots=True)
class Prompt:
    """Whose turn it is to ask, by name, or nobody's; and why, as a code."""

    name: str
    because: str


def decide_prompt(
    offers: Iterable[str],
    *,
    contacts_now: int,
    settled_at: datetime | None,
    shift_began: datetime | None,
    now: datetime,
) -> Prompt:
    """Say which of ``offers``, in their order, may be shown now.

    ``settled_at`` is when the person last answered one or put one away. Offers are asked for one by one, and only
    where one may be shown at all.
    """
    if contacts_now > 0:
        return Prompt("", "in_contact")
    since = shift_began if shift_began is not None else now - WITHOUT_A_SHIFT
    if settled_at is not None and settled_at >= since:
        return Prompt("", "asked_this_shift")
    first = next(iter(offers), "")
    return Prompt(first, "free" if first else "nothing_to_ask")
