"""Tell a person's browsers that something of theirs changed. Ids only, never content."""

from collections.abc import Iterable


def tell(person_id: int, kind: str, object_id: str = "") -> None:
    """Write one durable notice in the caller's transaction; browsers hear of it after the commit."""
    tell_many([(person_id, kind, object_id)])


def tell_many(notices: Iterable[tuple[int, str, str]]) -> None:
    """Write several ``(person_id, kind, object_id)`` at once, in the caller's transaction."""
    raise RuntimeError  # replaced by the live builder


def nudge(person_ids: Iterable[int], kind: str) -> None:
    """Say "look again" without a row: lost if nobody is connected, at most once per 2 s for each person and kind."""
    raise RuntimeError
