"""Judgements about passphrases, recovery codes and sizes. No Django, no keys kept.

Figures: 1,282 words give 10.3 bits each, six of them 61.9 bits; each guess costs the 64 MiB and the time of Argon2id.
A recovery code is 128 random bits, so it needs no slow derivation.
"""

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

STEP = 1024  # bytes: sealed notes are padded to a multiple, so that their length says little
CARD_STEP = 256  # bytes: desk cards are one or two lines
LARGEST_NOTE = 256 * STEP - 4  # bytes of UTF-8 in one note
PASSPHRASE_WORDS = 6
PASSPHRASE_LENGTH = 12  # characters, of a passphrase of one's own
FEWEST_DIFFERENT = 6  # different characters in it: "aaaaaaaaaaaa" is twelve characters long
FEWEST_KNOWN = 3  # characters of a name that are looked for in it
LEFT_WITHOUT_KNOWN = 8  # characters that must be left of it without them
IDLE = timedelta(minutes=10)
CODE_BYTES = 16
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U to be misread
CODE_LENGTH = 28  # 26 letters of 128 bits and two that find a slip of the pen
LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
WORDS = Path(__file__).parent / "data" / "words.txt"


class BadCode(ValueError):  # noqa: N818 - named as the page speaks of it
    """What was typed is no recovery code. Says nothing of what was typed."""


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A judgement: ``fits``, or the code of the reason why not."""

    fits: bool
    because: str


@cache
def words() -> tuple[str, ...]:
    """Give the list from which passphrases are made, in the order of the alphabet."""
    return tuple(WORDS.read_text(encoding="ascii").split())


def make_passphrase() -> str:
    """Give six random words."""
    return " ".join(secrets.choice(words()) for _ in range(PASSPHRASE_WORDS))


def plain_passphrase(typed: str) -> str:
    """Give the form that is used: one space between words; capitals are dropped where all words are of the list.

    A telephone's keyboard begins with a capital. A passphrase of one's own keeps its capitals.
    """
    parts = unicodedata.normalize("NFKC", typed).split()
    lowered = [part.lower() for part in parts]
    return " ".join(lowered if set(lowered) <= set(words()) else parts)


def judge_passphrase(typed: str, *, known: Sequence[str] = ()) -> Passphrase:
    """Say whether a passphrase will do: six words of the list, or twelve characters of one's own.

    ``known`` are words anybody would try, such as a name and an address: without them enough must be left.
    """
    plain = plain_passphrase(typed)
    if len(plain) < PASSPHRASE_LENGTH:
        return Passphrase(fits=False, because="short")
    if len(set(plain)) < FEWEST_DIFFERENT:
        return Passphrase(fits=False, because="same_characters")
    listed = set(plain.split()) & set(words())
    if listed == set(plain.split()):
        enough = len(listed) >= PASSPHRASE_WORDS - 1  # six drawn words may hold one twice
        return Passphrase(fits=enough, because="" if enough else "few_words")  # the list is public
    rest = plain.casefold()
    for each in known:
        rest = rest.replace(each.casefold(), "") if len(each) >= FEWEST_KNOWN else rest
    if len(rest) < LEFT_WITHOUT_KNOWN:
        return Passphrase(fits=False, because="known")
    return Passphrase(fits=True, because="")


def spell_code(secret: bytes) -> str:
    """Write 16 bytes as seven groups of four letters; the last two letters find any single slip.

    >>> spell_code(bytes(16))
    '0000-0000-0000-0000-0000-0000-0000'
    """
    number = int.from_bytes(secret)
    check = number % 1021  # a prime below 32²: no single letter can change without changing it
    letters = [CODE_LETTERS[number >> shift & 31] for shift in range(125, -1, -5)]
    letters += [CODE_LETTERS[check >> 5], CODE_LETTERS[check & 31]]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, CODE_LENGTH, 4))


def read_code(typed: str) -> bytes:
    """Read a recovery code as it is typed from paper: in any case, with or without dashes; raise :class:`BadCode`."""
    letters = [letter for letter in typed.upper().translate(LOOK_ALIKE) if letter not in "- \t\r\n"]
    if len(letters) != CODE_LENGTH or not set(letters) <= set(CODE_LETTERS):
        raise BadCode("A recovery code has seven groups of four letters and digits.")
    number = 0
    for letter in letters[:26]:
        number = number << 5 | CODE_LETTERS.index(letter)
    check = CODE_LETTERS.index(letters[26]) << 5 | CODE_LETTERS.index(letters[27])
    if number >> 128 or check != number % 1021:
        raise BadCode("One letter at least is not as printed.")
    return number.to_bytes(CODE_BYTES)


def padded(text: str, step: int = STEP) -> bytes:
    """Give the text in UTF-8 behind its length, filled up to a multiple of ``step`` bytes."""
    body = text.encode()
    if len(body) > LARGEST_NOTE:
        raise ValueError(f"A note holds {LARGEST_NOTE} bytes at most.")
    filled = -(-(len(body) + 4) // step) * step
    return (len(body).to_bytes(4) + body).ljust(filled, b"\0")


def unpadded(padded_text: bytes) -> str:
    """Give the text back. Raises ValueError where the bytes are not of :func:`padded`."""
    length = int.from_bytes(padded_text[:4])
    if length > len(padded_text) - 4 or any(padded_text[4 + length :]):
        raise ValueError("This was not padded by us.")
    return padded_text[4 : 4 + length].decode()


def size_class(text: str, step: int = STEP) -> int:
    """Give the number of steps that a text takes: all that its size tells."""
    return len(padded(text, step)) // step
