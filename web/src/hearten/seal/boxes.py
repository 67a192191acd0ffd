"""The cryptography, all of it libsodium's: key pairs, sealed boxes, wrapped keys. Bytes in, bytes out; no Django.

A pair is X25519. What is sealed with the public half (``SealedBox``) opens only with the private one, which is kept
wrapped twice: under Argon2id of a passphrase, and under the printed recovery code. Each value begins with a byte that
names its format, so that a later one can be told apart.
"""

import hashlib
import threading
from dataclasses import dataclass, field

from nacl import exceptions, pwhash
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import Aead, SecretBox
from nacl.utils import random

from hearten.seal.rules import CARD_STEP, padded, plain_passphrase, read_code, spell_code, unpadded

FORMAT = b"\x01"
KEY = 32
SALT = pwhash.argon2id.SALTBYTES
ARGON_TIME = 3
ARGON_MEMORY = 64 * 1024 * 1024
# Each derivation takes 64 MiB: a crowd that unlocks at the start of a shift waits in line, and memory stays free.
_derivations = threading.BoundedSemaphore(2)


class CannotOpen(Exception):  # noqa: N818 - named for what happened
    """This key does not open this box, or the box is damaged. Which of the two cannot be known."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A new key pair."""

    public: bytes
    private: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wraps:
    """A private key, wrapped by a passphrase and by a recovery code. What the key store keeps."""

    by_passphrase: bytes
    by_code: bytes


def make_pair() -> Pair:
    """Give a new random pair, 32 bytes each."""
    private = PrivateKey.generate()
    return Pair(bytes(private.public_key), bytes(private))


def public_of(private: bytes) -> bytes:
    """Give the public half."""
    return bytes(PrivateKey(private).public_key)


def seal(public: bytes, text: str) -> bytes:
    """Seal a text for whoever holds the private half. Length: 49 bytes more than the padded text."""
    return FORMAT + SealedBox(PublicKey(public)).encrypt(padded(text))


def open_sealed(private: bytes, blob: bytes) -> str:
    """Open what :func:`seal` made; raise :class:`CannotOpen`."""
    try:
        return unpadded(SealedBox(PrivateKey(private)).decrypt(_body(blob)))
    except (exceptions.CryptoError, ValueError, TypeError):
        raise CannotOpen from None


def seal_card(key: bytes, text: str, about: bytes) -> bytes:
    """Encrypt a desk card under a person's server key, bound to what it is about."""
    return FORMAT + Aead(key).encrypt(padded(text, CARD_STEP), about)


def open_card(key: bytes, blob: bytes, about: bytes) -> str:
    """Decrypt a desk card; raise :class:`CannotOpen`."""
    try:
        return unpadded(Aead(key).decrypt(_body(blob), about))
    except (exceptions.CryptoError, ValueError, TypeError):
        raise CannotOpen from None


def wrap_by_passphrase(private: bytes, passphrase: str) -> bytes:
    """Wrap a private key. About 70 ms and 64 MiB, on purpose. Gives format, salt, and the box."""
    salt = random(SALT)
    return FORMAT + salt + SecretBox(_from_passphrase(passphrase, salt)).encrypt(private)


def unwrap_by_passphrase(wrapped: bytes, passphrase: str) -> bytes:
    """Give the private key back, or raise :class:`CannotOpen`."""
    body = _body(wrapped)
    return _unwrap(_from_passphrase(passphrase, body[:SALT]), body[SALT:])


def make_code() -> str:
    """Give a new recovery code as it is printed: 128 random bits."""
    return spell_code(random(16))


def wrap_by_code(private: bytes, code: str) -> bytes:
    """Wrap a private key by a recovery code."""
    return FORMAT + SecretBox(_from_code(code)).encrypt(private)


def unwrap_by_code(wrapped: bytes, code: str) -> bytes:
    """Give the private key back, or raise :class:`CannotOpen`; ``rules.BadCode`` where it is no code at all."""
    return _unwrap(_from_code(code), _body(wrapped))


def make_key() -> bytes:
    """Give 32 random bytes."""
    return random(KEY)


def wrap_by_key(private: bytes, key: bytes) -> bytes:
    """Put a private key into a box that only the holder of a random key opens."""
    return FORMAT + SecretBox(key).encrypt(private)


def unwrap_by_key(wrapped: bytes, key: bytes) -> bytes:
    """Give the private key back, or raise :class:`CannotOpen`."""
    if len(key) != KEY:
        raise CannotOpen
    return _unwrap(key, _body(wrapped))


def digest(key: bytes) -> str:
    """Give what a server may keep of a key that only a cookie holds."""
    return hashlib.blake2b(key, digest_size=32, person=b"hearten.unlock").hexdigest()


def _body(blob: bytes) -> bytes:
    if blob[:1] != FORMAT:
        raise CannotOpen
    return blob[1:]


def _unwrap(key: bytes, box: bytes) -> bytes:
    try:
        private = SecretBox(key).decrypt(box)
    except (exceptions.CryptoError, ValueError, TypeError):
        raise CannotOpen from None
    return private


def _from_passphrase(passphrase: str, salt: bytes) -> bytes:
    if len(salt) != SALT:
        raise CannotOpen
    with _derivations:
        return pwhash.argon2id.kdf(
            KEY, plain_passphrase(passphrase).encode(), salt, opslimit=ARGON_TIME, memlimit=ARGON_MEMORY
        )


def _from_code(code: str) -> bytes:
    return hashlib.blake2b(read_code(code), digest_size=KEY, person=b"hearten.code").digest()
