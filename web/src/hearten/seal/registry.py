"""Which models are private, and who declared a kind of note. Tests walk it; so do the dump command and the export."""

from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from hearten.seal.models import CardModel, LentModel, Private, Seal, SealedModel


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of note or card. ``label`` names it on the person's own pages and in their export."""

    name: str
    label: str | Promise


_kinds: dict[str, Kind] = {}


def declare_kind(name: str, label: str | Promise) -> None:
    """Let an area name a kind, such as ``"gameplan.roadmap"``. Called in its ``AppConfig.ready``."""
    _kinds[name] = Kind(name, label)


def label_of(name: str) -> str:
    """Give the label of a kind, or its name where no area has declared it."""
    kind = _kinds.get(name)
    return str(kind.label) if kind else name


def private_models() -> tuple[type[models.Model], ...]:
    """Give every table that holds a person's own words or their keys."""
    return tuple(model for model in apps.get_models() if model is Seal or issubclass(model, Private))


def own_words() -> tuple[type[Private], ...]:
    """Give the tables that hold a person's own words."""
    return tuple(
        model for model in apps.get_models() if issubclass(model, Private) and not issubclass(model, LentModel)
    )


def lent_models() -> tuple[type[LentModel], ...]:
    """Give the tables of copies that were sealed for somebody else."""
    return tuple(model for model in apps.get_models() if issubclass(model, LentModel))


def sealed_models() -> tuple[type[SealedModel], ...]:
    """Give the tables of sealed notes."""
    return tuple(model for model in apps.get_models() if issubclass(model, SealedModel))


def card_models() -> tuple[type[CardModel], ...]:
    """Give the tables of desk cards."""
    return tuple(model for model in apps.get_models() if issubclass(model, CardModel))
