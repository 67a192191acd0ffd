"""Words, ids and language tags as every importer cleans them: trimmed, NFC, and otherwise as they came."""

import re
import unicodedata
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from typing import Any, TypeGuard

from hearten_ear.segment import Redaction

#: Longest text of one segment, in UTF-8 bytes.
TEXT_MAX = 1_000_000

#: Longest id, in characters.
ID_MAX = 200

#: Most masks noted in one text.
MASKS_MAX = 10_000

_MASK = re.compile(
    r"\[(?P<square>[A-Z][A-Z0-9_ ]{1,40}|redacted)\]"
    r"|\{\{(?P<curly>[A-Za-z][A-Za-z0-9_]{1,40})\}\}"
    r"|(?<![\w*])(?P<stars>\*{3,})(?![\w*])"
)
# Combining marks are neither of words nor space. Real text stacks a handful; 128 in a row only stall.
_MANY_MARKS = re.compile(r"[^\w\s]{128}")
_UP_TO_MANY_MARKS = re.compile(r"(?:[^\w\s]{0,127}[\w\s]++)*+[^\w\s]{0,128}", re.DOTALL)
_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,4}")
_SCRIPT, _REGION = 4, 2

# Names that speech recognisers write instead of tags (Whisper's list, the commoner ones).
_LANGUAGES = {
    "arabic": "ar", "catalan": "ca", "chinese": "zh", "czech": "cs", "danish": "da", "dutch": "nl", "english": "en",
    "finnish": "fi", "french": "fr", "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi", "hungarian": "hu",
    "indonesian": "id", "italian": "it", "japanese": "ja", "korean": "ko", "norwegian": "no", "polish": "pl",
    "portuguese": "pt", "romanian": "ro", "russian": "ru", "spanish": "es", "swedish": "sv", "tagalog": "tl",
    "thai": "th", "turkish": "tr", "ukrainian": "uk", "vietnamese": "vi",
}  # fmt: skip


def clean(text: str) -> str:
    """Trim and make NFC; change nothing else, but for a NUL, which no database takes."""
    text = text.strip()
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    return text if text.isascii() else "".join(unicodedata.normalize("NFC", piece) for piece in _pieces(text))


def _pieces(text: str) -> list[str]:
    """Cut only inside a run of marks longer than any script has: putting it in order takes the square of its length."""
    return [found[0] for found in _UP_TO_MANY_MARKS.finditer(text)] if _MANY_MARKS.search(text) else [text]


def is_too_long(text: str) -> bool:
    """Say whether a text is larger than :data:`TEXT_MAX` bytes."""
    # Four bytes a character at most: encoding is only paid for near the limit.
    return len(text) * 4 > TEXT_MAX and len(text.encode()) > TEXT_MAX


def find_masks(text: str) -> tuple[Redaction, ...]:
    """Find what a redactor left (``[PII]``, ``[CREDIT CARD]``, ``{{BAN}}``, ``****``) in the words themselves.

    Offsets that come with a file are never used: in published files they miss the masked words.
    """
    if "[" not in text and "{{" not in text and "***" not in text:
        return ()
    return tuple(
        Redaction(found.start(), found.end(), found["square"] or found["curly"] or "MASKED")
        for found in islice(_MASK.finditer(text), MASKS_MAX)
    )


def is_id(value: Any) -> TypeGuard[str]:
    """Say whether a value may be an id: a string of 1–200 characters without control characters."""
    if not isinstance(value, str) or not 0 < len(value) <= ID_MAX:
        return False
    return value.isprintable() or not any(unicodedata.category(char) in {"Cc", "Cs"} for char in value)


def stable_id(*parts: object) -> str:
    """Join parts into one id with ``:``; what would be too long or unclean becomes its SHA-256."""
    joined = ":".join(str(part) for part in parts)
    return joined if is_id(joined) else "sha256-" + sha256(joined.encode(errors="replace")).hexdigest()[:32]


def file_id(data: bytes) -> str:
    """Name a file by its content, for formats that give the contact no id."""
    return "sha256-" + sha256(data).hexdigest()[:32]


def language_tag(value: Any) -> str | None:
    """Turn ``en``, ``en_us`` or ``Catalan`` into a BCP 47 tag.

    A name we do not know gives ``und``, so that it is not heard as another language; what is no name at all gives null.
    """
    return _tag_of(value.strip()) if isinstance(value, str) and len(value) <= ID_MAX else None


@lru_cache(maxsize=512)
def _tag_of(name: str) -> str | None:
    if name.casefold() in _LANGUAGES:
        return _LANGUAGES[name.casefold()]
    if _TAG.fullmatch(name):
        first, *rest = name.replace("_", "-").split("-")
        return "-".join([first.lower(), *map(_subtag, rest)])
    return "und" if name.isalpha() else None


def _subtag(part: str) -> str:
    if len(part) == _REGION:
        return part.upper()
    return part.title() if len(part) == _SCRIPT and part.isalpha() else part.lower()
