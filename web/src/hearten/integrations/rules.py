"""Judgements about who is speaking: tokens, signatures, clocks. Pure, constant-time where it matters."""

import hashlib
import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

CLOCK_SKEW = timedelta(minutes=5)
PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a delivery is from whom it says, and if not, why: a code and a sentence that gives nothing away."""

    code: str = ""
    message: str = ""

    @property
    def genuine(self) -> bool:
        """Say whether nothing speaks against it."""
        return not self.code


GENUINE = Verdict()
NOT_SIGNED = Verdict(
    "not_signed",
    "Send webhook-id, webhook-timestamp and webhook-signature, or Authorization: Bearer with the source's token.",
)
WRONG = Verdict("wrong_signature", "Unknown source, or the signature or token is not this source's.")
STALE = Verdict("stale_timestamp", "The timestamp is more than five minutes away from this server's clock.")


def token_hash(token: str) -> str:
    """Give the form in which a token is kept. It is random with 256 bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def check_token(token: str, kept: str) -> Verdict:
    """Compare a token with its kept form in constant time."""
    return GENUINE if kept and hmac.compare_digest(token_hash(token), kept) else WRONG


def key_of(secret: str) -> bytes:
    """Give the bytes of a secret: ``whsec_`` and base64 by Standard Webhooks, else the text itself."""
    if secret.startswith(PREFIX):
        try:
            return b64decode(secret.removeprefix(PREFIX), validate=True)
        except NotBase64:
            pass
    return secret.encode()


def sign(secret: str, *, delivery_id: str, timestamp: int, body: bytes) -> str:
    """Sign a body as Standard Webhooks asks: ``v1,`` and base64 of HMAC-SHA256 over ``id.timestamp.body``."""
    signed = f"{delivery_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.digest(key_of(secret), signed, "sha256")).decode()


def check_standard(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], *, now: datetime) -> Verdict:
    """Check Standard Webhooks headers against any of the live secrets. Header names are lower case."""
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    delivery_id, timestamp, signatures = (headers.get(name, "") for name in names)
    if not (delivery_id and timestamp and signatures):
        return NOT_SIGNED
    if not is_fresh(timestamp, now=now):
        return STALE
    sent = signatures.split(" ")[:8]
    genuine = False
    for secret in filter(None, secrets):
        expected = sign(secret, delivery_id=delivery_id, timestamp=int(timestamp), body=body)
        for signature in sent:
            genuine |= hmac.compare_digest(expected.encode(), signature.encode())
    return GENUINE if genuine else WRONG


def is_fresh(timestamp: str, *, now: datetime) -> bool:
    """Say whether Unix seconds as text are within five minutes of now."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    return abs(now.timestamp() - int(timestamp)) <= CLOCK_SKEW.total_seconds()


@dataclass(frozen=True, slots=True)
class SignaturePreset:
    """How a vendor signs: which header, over what (``{id}``, ``{timestamp}``, ``{body}``), how it is written."""

    header: str
    signed: str = "{body}"
    encoding: str = "hex"
    prefix: str = ""
    algorithm: str = "sha256"
    id_header: str = ""
    timestamp_header: str = ""


def check_preset(
    preset: SignaturePreset, headers: Mapping[str, str], body: bytes, secrets: Sequence[str], *, now: datetime
) -> Verdict:
    """Check a vendor's signature against any of the live secrets."""
    sent = headers.get(preset.header.lower(), "")
    if not sent:
        return NOT_SIGNED
    timestamp = headers.get(preset.timestamp_header.lower(), "") if preset.timestamp_header else ""
    if preset.timestamp_header and not is_fresh(timestamp, now=now):
        return STALE
    delivery_id = headers.get(preset.id_header.lower(), "") if preset.id_header else ""
    before, _, after = preset.signed.partition("{body}")
    parts = [part.replace("{id}", delivery_id).replace("{timestamp}", timestamp).encode() for part in (before, after)]
    genuine = False
    for secret in filter(None, secrets):
        raw = hmac.digest(key_of(secret), parts[0] + body + parts[1], preset.algorithm)
        written = raw.hex() if preset.encoding == "hex" else b64encode(raw).decode()
        genuine |= hmac.compare_digest((preset.prefix + written).encode(), sent.encode())
    return GENUINE if genuine else WRONG
