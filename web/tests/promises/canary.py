"""Tokens that stand where private words stand, and the search for them in whatever left the house.

A canary is ``CNRY`` and 26 characters of base32: it looks the same in HTML, in JSON and in an address, so that no
escaping hides it. Fields that are too narrow get a shorter one.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import models
from web.tests.promises import registry
from web.tests.promises.registry import Words

from hearten.people.models import Person

SIGN = "CNRY"
KEY = b"the canaries of the sweep"
SHORTEST = 12


def canary(model: type[models.Model], field: str, owner: str) -> str:
    """Give the token of one field of one model for one person: always the same, guessable by nobody."""
    of = hmac.digest(KEY, f"{model._meta.label}.{field}.{owner}".encode(), hashlib.sha256)
    return SIGN + base64.b32encode(of)[:26].decode()


def value_for(model: type[models.Model], name: str, owner: str) -> Any:
    """Give the canary in the shape of its field."""
    field = model._meta.get_field(name)
    token = canary(model, name, owner)
    if isinstance(field, models.UUIDField):
        return UUID(bytes=hmac.digest(KEY, token.encode(), hashlib.sha256)[:16], version=4)
    room = getattr(field, "max_length", None) or len(token)
    if room < SHORTEST:
        raise ValueError(f"{model._meta.label}.{name} has no room for a canary: declare it coded")
    token = token[:room]
    if isinstance(field, models.JSONField):
        return {"words": token}
    return token.encode() if isinstance(field, models.BinaryField) else token


def token_in(value: Any) -> str:
    """Give what to search for of a value."""
    if isinstance(value, dict):
        return str(value["words"])
    return value.decode() if isinstance(value, bytes) else str(value)


def filler(owner: str) -> registry.Filler:
    """Give what fills every private field of a model with its canary."""

    def fill(model: type[models.Model]) -> dict[str, Any]:
        return {name: value_for(model, name, owner) for name in registry.words[model].private}

    return fill


def plant(person: Person) -> None:
    """Make the person's rows of every model that has a planter."""
    for planter in dict.fromkeys(registry.planters.values()):
        planter(person, filler(str(person.key)))


def tokens(declared: Words, owner: str, names: Iterable[str]) -> dict[str, str]:
    """Give the tokens of these fields of a model, by "label.field"."""
    label = declared.model._meta.label
    return {f"{label}.{name}": token_in(value_for(declared.model, name, owner)) for name in names}


# --- the search


def disguises(token: str) -> Iterator[bytes]:
    """Give a token as it may leave: raw, without a key's hyphens, hex, UTF-16 both ways, base64 at three offsets."""
    spellings = {token, token.replace("-", "")} if "-" in token else {token}
    for text in spellings:
        raw = text.encode()
        yield raw
        yield raw.hex().encode()
        yield text.encode("utf-16-le")
        yield text.encode("utf-16-be")
        for offset in range(3):
            # What is decided by the token alone: the characters that mix with a neighbour are cut off.
            encoded = base64.b64encode(b"\0" * offset + raw)
            first = (offset * 8 + 5) // 6
            last = (offset + len(raw)) * 8 // 6
            yield encoded[first:last]


class Search:
    """Finds any of many tokens in any disguise, whatever the case, in one pass."""

    def __init__(self, tokens_by_name: Mapping[str, str]) -> None:
        self.names: dict[bytes, str] = {}
        for name, token in tokens_by_name.items():
            for disguise in disguises(token):
                self.names[disguise.lower()] = name
        self._any = re.compile(b"|".join(re.escape(each) for each in sorted(self.names, key=len, reverse=True)))

    def found_in(self, data: bytes) -> set[str]:
        """Name the fields whose canary is in there."""
        return {self.names[each] for each in self._any.findall(data.lower())}
