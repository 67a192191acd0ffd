"""Fills one row of any model with something in every field, so that no table has to be remembered by hand."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import models

from hearten.keeping import fates
from hearten.people.models import Person, Team

_numbers = count(1)
WORD = "canarium"
OTHERS = {"buddy"}  # nobody is their own


def fill(model: type[models.Model], *, person: Person, at: datetime, **given: Any) -> models.Model:
    """Make a row of this model that belongs to this person along every path, with ``at`` in every time."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.name not in given and not (field.primary_key and isinstance(field, models.AutoField)):
            values[field.name] = _value(field, person, at)
    row = model(**{name: value for name, value in (values | given).items() if name != "pk"})
    models.Model.save(row, force_insert=True)
    # Times that set themselves when a row is made are set again.
    times = {f.attname: _time(f, at) for f in model._meta.concrete_fields if isinstance(f, models.DateTimeField)}
    if times and not isinstance(model._meta.pk, models.CompositePrimaryKey):
        model._base_manager.filter(pk=row.pk).update(**times)
    return row


def _word(field: Any) -> str:
    """A word that tells rows about people from those that stay."""
    fate = fates.fate_of(field.model)
    goes = fate is not None and any(what != fates.UNLINK for _path, what in fate.people)
    return f"{WORD if goes else 'staying'}{next(_numbers)}"


def _value(field: Any, person: Person, at: datetime) -> Any:
    if field.is_relation:
        return _related(field, person, at)
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.EmailField):
        return f"{_word(field)}@hearten.test"
    if isinstance(field, models.GenericIPAddressField):
        return "192.0.2.1"
    if isinstance(field, models.TextField | models.CharField):
        return _word(field)[: field.max_length or 40]
    return _plain(field, at)


def _time(field: Any, at: datetime) -> datetime:
    """An end comes after its beginning."""
    return at + timedelta(seconds=1) if field.name.startswith("end") else at


def _plain(field: Any, at: datetime) -> Any:
    plain: list[tuple[Any, Any]] = [
        (models.DateTimeField, _time(field, at)),
        (models.DateField, at.date() - timedelta(days=next(_numbers) if field.unique else 0)),
        (models.TimeField, at.time()),
        (models.DurationField, timedelta(minutes=1)),
        (models.UUIDField, uuid4()),
        (models.JSONField, [_word(field)]),
        (models.BinaryField, _word(field).encode()[: field.max_length or 40]),
        (models.BooleanField, False),
        (models.FloatField, 1.0),
        (models.DecimalField, 1),
        (models.SmallIntegerField, 1),
        (models.IntegerField, next(_numbers)),
    ]
    for kind, value in plain:
        if isinstance(field, kind):
            return value
    raise AssertionError(f"teach the filler about {type(field).__name__}")


def _somebody_else() -> Person:
    return Person.objects.filter(email="else@hearten.test").first() or Person.objects.create_user(
        "else@hearten.test", "Somebody else"
    )


def _related(field: Any, person: Person, at: datetime) -> Any:
    target = field.related_model
    if target is Person:
        return _somebody_else() if field.name in OTHERS else person
    if target is Team:
        return person.team
    if target is field.model:
        return None
    found = target._base_manager.order_by("-pk").first() if target._meta.app_label == "contenttypes" else None
    return found or fill(target, person=person, at=at)
