import hashlib
import hmac
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from hearten.integrations.rules import (
    GENUINE,
    NOT_SIGNED,
    STALE,
    WRONG,
    SignaturePreset,
    check_preset,
    check_standard,
    check_token,
    sign,
    token_hash,
)

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_" + b64encode(b"o" * 24).decode()
AT = 1614265330
NOW = datetime.fromtimestamp(AT, tz=UTC)
BODY = b'{"test": 2432232314}'


def headers(signature: str, *, at: int = AT, delivery: str = "msg_p5jXN8AQM9LWM0D4loKWxJek") -> dict[str, str]:
    return {"webhook-id": delivery, "webhook-timestamp": str(at), "webhook-signature": signature}


def test_the_published_vector_of_standard_webhooks_holds() -> None:
    made = sign(SECRET, delivery_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=AT, body=BODY)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert check_standard(headers(made), BODY, [SECRET], now=NOW) == GENUINE


@given(body=st.binary(max_size=200), delivery=st.from_regex(r"[a-z0-9_]{1,40}", fullmatch=True))
def test_we_agree_with_the_reference_library(body: bytes, delivery: str) -> None:
    text = body.hex()
    theirs = Webhook(SECRET).sign(delivery, NOW, text)
    assert sign(SECRET, delivery_id=delivery, timestamp=AT, body=text.encode()) == theirs


def test_either_of_two_secrets_is_enough_during_a_rotation() -> None:
    for secret in (SECRET, OTHER):
        made = sign(secret, delivery_id="d", timestamp=AT, body=BODY)
        assert check_standard(headers(made, delivery="d"), BODY, [SECRET, OTHER], now=NOW) == GENUINE


def test_a_second_signature_in_the_header_counts_as_well() -> None:
    made = sign(SECRET, delivery_id="d", timestamp=AT, body=BODY)
    assert check_standard(headers(f"v1,bm90 {made}", delivery="d"), BODY, [SECRET], now=NOW) == GENUINE


@pytest.mark.parametrize("minutes", [-6, 6, 600])
def test_a_clock_more_than_five_minutes_off_is_refused(minutes: int) -> None:
    made = sign(SECRET, delivery_id="d", timestamp=AT, body=BODY)
    now = NOW + timedelta(minutes=minutes)
    assert check_standard(headers(made, delivery="d"), BODY, [SECRET], now=now) == STALE


@pytest.mark.parametrize("timestamp", ["", "soon", "-5", "1e9", "9" * 40, "１６１４２６５３３０"])
def test_a_timestamp_that_is_none_is_refused_and_not_raised(timestamp: str) -> None:
    sent = {**headers("v1,x", delivery="d"), "webhook-timestamp": timestamp}
    assert not check_standard(sent, BODY, [SECRET], now=NOW).genuine


@pytest.mark.parametrize("changed", ["body", "id", "timestamp", "secret", "signature"])
def test_whatever_is_changed_the_signature_no_longer_holds(changed: str) -> None:
    made = sign(OTHER if changed == "secret" else SECRET, delivery_id="d", timestamp=AT, body=BODY)
    sent = headers("v1," + "A" * 43 + "=" if changed == "signature" else made, delivery="e" if changed == "id" else "d")
    if changed == "timestamp":
        sent["webhook-timestamp"] = str(AT + 1)
    body = BODY + b" " if changed == "body" else BODY
    assert check_standard(sent, body, [SECRET], now=NOW) == WRONG


def test_a_missing_header_says_what_to_send() -> None:
    assert check_standard({}, BODY, [SECRET], now=NOW) == NOT_SIGNED


def test_no_secret_admits_nobody() -> None:
    made = sign("", delivery_id="d", timestamp=AT, body=BODY)
    assert check_standard(headers(made, delivery="d"), BODY, ["", ""], now=NOW) == WRONG


def test_a_token_is_compared_by_its_hash() -> None:
    assert check_token("open", token_hash("open")) == GENUINE
    assert check_token("shut", token_hash("open")) == WRONG
    assert check_token("", "") == WRONG


def test_a_vendor_preset_signs_what_it_says() -> None:
    preset = SignaturePreset(
        header="X-Sig", signed="{timestamp}.{body}", prefix="sha256=", timestamp_header="X-Time", encoding="hex"
    )
    made = "sha256=" + hmac.new(b"quiet", f"{AT}.".encode() + BODY, hashlib.sha256).hexdigest()
    sent = {"x-sig": made, "x-time": str(AT)}
    assert check_preset(preset, sent, BODY, ["quiet"], now=NOW) == GENUINE
    assert check_preset(preset, sent, BODY + b"!", ["quiet"], now=NOW) == WRONG
    assert check_preset(preset, sent, BODY, ["quiet"], now=NOW + timedelta(minutes=9)) == STALE
    assert check_preset(preset, {}, BODY, ["quiet"], now=NOW) == NOT_SIGNED


def test_braces_in_a_body_are_not_filled_in() -> None:
    preset = SignaturePreset(header="x-sig", signed="{id}:{body}", id_header="x-id")
    body = b'{"words": "{timestamp}{id}"}'
    made = hmac.new(b"quiet", b"7:" + body, hashlib.sha256).hexdigest()
    assert check_preset(preset, {"x-sig": made, "x-id": "7"}, body, ["quiet"], now=NOW) == GENUINE
