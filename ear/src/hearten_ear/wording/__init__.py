"""Helpers for what people write themselves: a phrase for the house, a memo, a card, a note to oneself.

They read ``OwnWords`` and never a turn of a contact: nothing here is told what a customer or an agent said on a call,
and nothing that hears contacts may import this package (``.importlinter`` holds both). They run when the writer asks,
answer for the writer's eyes, and keep and send nothing.
"""

from dataclasses import dataclass

__all__ = ["OwnWords"]


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Words that the asker wrote and wants looked at.

    ``language`` is a BCP 47 tag. ``for_customers`` says that they are to be said to customers, who must also be
    spared stock phrases, promises nobody can keep and exclamation marks.
    """

    text: str
    language: str = "en"
    for_customers: bool = False
