"""Customers who come again, known by a keyed hash alone.

The key lies in a file of its own beside the database, or in a setting; it is in no backup. Whoever has the database has
noise: without the key no id can be tried.
"""

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings

from hearten.audit.keys import kept_key

HASH_BYTES = 16
type Sources = Callable[[], list[tuple[str, str]]]
_sources: list[Sources] = []


def key_file() -> Path:
    """Give where the key is kept when no setting names one."""
    return Path(settings.DATA) / "customer.key"


def hash_of(source: str, customer_ref: str) -> str:
    """Hash a customer's id at a source, in hex. The same id at another source is somebody else."""
    key = settings.CUSTOMER_KEY.encode() if settings.CUSTOMER_KEY else _kept(key_file())
    text = f"{source}\n{customer_ref.strip()}".encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=HASH_BYTES, key=key[:64], person=b"hearten customer").hexdigest()


@lru_cache(maxsize=4)
def _kept(file: Path) -> bytes:
    return kept_key(file)


def provide(sources: Sources) -> None:
    """Say which sources there are. Called once, by whoever keeps them."""
    _sources[:] = [sources]


def sources() -> list[tuple[str, str]]:
    """Give the slug and the name of each source: a customer's id means something only together with its source."""
    return _sources[0]() if _sources else []
