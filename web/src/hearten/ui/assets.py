"""The digest of all static files, which is part of their address."""

import hashlib
from pathlib import Path


def tree_digest(base: Path) -> str:
    """Give twelve hex digits over the names and bytes of every file below ``<app>/static`` folders."""
    digest = hashlib.blake2b(digest_size=6)
    for file in sorted(base.glob("*/static/**/*")):
        if file.is_file():
            digest.update(str(file.relative_to(base)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
