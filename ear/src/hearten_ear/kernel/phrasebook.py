"""What a language says, compiled: quick to load and small to hold.

The phrases of a language are written in its ``*.toml`` files. Reading and compiling them takes most of a second, so
what comes out lies beside them as ``phrases.bin``: the SHA-256 of what it was made from, then zlib-compressed
MessagePack of a :class:`Phrasebook`. Where the files have changed since, or the compiler has, they are compiled anew.

    python -m hearten_ear.languages     # writes every phrases.bin
"""

import hashlib
import zlib
from importlib import resources
from importlib.resources.abc import Traversable

import msgspec

from hearten_ear.kernel.table import Table, compiled
from hearten_ear.languages import KNOWN, Language, load, sources

#: Counted up whenever the compiler makes something else of the same files.
LAYOUT = 1
FILE = "phrases.bin"


class Phrasebook(msgspec.Struct, frozen=True, gc=False):
    """One language, compiled.

    ``text`` are the phrases, each with its signal and weight in ``phrases``, and behind them the guards, each with the
    signals it takes back in ``guards``; ``context`` the guards that are looked for in what was said before, ``asked``
    what they take back. The rest is as in :class:`hearten_ear.languages.Language`; ``doubled`` are words that are meant
    when said twice.
    """

    code: str
    text: Table
    context: Table
    phrases: list[tuple[str, float]]
    guards: list[list[str]]
    asked: list[list[str]]
    spelling: dict[str, tuple[str, ...]]
    suffixes: dict[str, tuple[str, ...]]
    hot: list[str]
    doubled: list[str]


def phrasebook_of(language: Language) -> Phrasebook:
    """Compile a language."""
    guards = [guard for guard in language.guards if guard.where == "text"]
    asked = [guard for guard in language.guards if guard.where == "context"]
    patterns = [phrase.pattern for phrase in language.phrases] + [guard.pattern for guard in guards]
    return Phrasebook(
        language.code,
        compiled(patterns, language.classes),
        compiled([guard.pattern for guard in asked], language.classes),
        [(phrase.signal, phrase.weight) for phrase in language.phrases],
        [sorted(guard.clears) for guard in guards],
        [sorted(guard.clears) for guard in asked],
        language.spelling,
        language.suffixes,
        sorted(language.hot),
        list(language.classes.get("doubled", ())),
    )


def shipped(code: str) -> Phrasebook:
    """Give the phrasebook of a known language: from its file, if that was made of what stands beside it."""
    if code in KNOWN:
        file = _folder(code).joinpath(FILE)
        data = file.read_bytes() if file.is_file() else b""
        if data[:32] == _fingerprint(code):
            return msgspec.msgpack.decode(zlib.decompress(data[32:]), type=Phrasebook)
    return phrasebook_of(load(code))


def file_of(code: str) -> bytes:
    """Compile a language to what its file holds; the same files give the same bytes."""
    return _fingerprint(code) + zlib.compress(msgspec.msgpack.encode(phrasebook_of(load(code))), 9)


def _folder(code: str) -> Traversable:
    return resources.files("hearten_ear.languages").joinpath(code)


def _fingerprint(code: str) -> bytes:
    digest = hashlib.sha256(str(LAYOUT).encode())
    for entry in sources(code):
        digest.update(entry.name.encode() + b"\0" + entry.read_bytes() + b"\0")
    return digest.digest()
