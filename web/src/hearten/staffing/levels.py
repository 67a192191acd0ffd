"""How hard a contact under way is, asked across areas: an area that hears contacts says how it is read.

For one use: whoever is asked to come to a hand that is up sees whether its agent is in an abusive contact now.
"""

from collections.abc import Callable, Sequence

Read = Callable[[Sequence[int]], dict[int, int]]
_readers: list[Read] = []


def provide(read: Read) -> None:
    """Say how the level of people's contacts under way is read. Called once, in an area's ``AppConfig.ready``."""
    if read not in _readers:
        _readers.append(read)


def levels_now(people: Sequence[int]) -> dict[int, int]:
    """Give the level, 0 to 3, of the hardest contact under way for each of these people who has one.

    For a caller that has made sure that whoever looks may know: while a hand is up, and to those who are asked.
    """
    found: dict[int, int] = {}
    for read in _readers if people else ():
        for person_id, level in read(people).items():
            found[person_id] = max(level, found.get(person_id, 0))
    return found
