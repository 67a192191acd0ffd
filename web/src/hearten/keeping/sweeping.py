"""Ends rows whose time is over, for tables that need nothing but that: their entry in the list names ``SWEEPER``."""

from datetime import datetime

from hearten.keeping import fates

SWEEPER = "sweep what is over"


def sweep(now: datetime) -> int:
    """Delete rows older than their table's lifetime. Gives how many, with what went along."""
    gone = 0
    for model in fates.every_model():
        fate = fates.fate_of(model)
        lifetime = fates.lifetime_of(model, fate) if fate else None
        if fate is not None and lifetime is not None and fate.sweeper == SWEEPER:
            over = {f"{fate.age}__lt": now - lifetime}
            gone += model._base_manager.filter(**over).delete()[0]  # noqa: SLF001 - every row, whatever a manager hides
    return gone
