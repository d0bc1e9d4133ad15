"""Webhooks: only who has the key is believed, and only for the bytes that were signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reissue_runtime.drift import DriftEvent
from reissue_runtime.errors import ConfigurationError, Outcome, ResponseDecodeError, WebhookVerificationError
from reissue_runtime.model import Model
from reissue_runtime.rsa import RsaSignature
from reissue_runtime.secret import Secret
from reissue_runtime.signatures import Signature, SignedWebhook
from reissue_runtime.webhooks import Webhook

NOW = 1_700_000_000.0
KEY = "whsec-canary-1"
BODY = b'{ "id": "R-1",\n "total": 5 }'


class Event(Model, kw_only=True):
    id: str
    total: int


def webhook(**facts: Any) -> SignedWebhook[Event]:
    made: dict[str, Any] = {"header": "X-Signature", "algorithm": "hmac-sha256", "encoding": "hex", "signed": "{body}"}
    kind = RsaSignature if str(facts.get("algorithm")).startswith("rsa-") else Signature
    return SignedWebhook[Event](id="paid", provider="acme", signature=kind(**(made | facts)))


def sign(text: bytes, key: str = KEY, algorithm: str = "sha256") -> str:
    return hmac.new(key.encode(), text, algorithm).hexdigest()


PLAIN = webhook()
STAMPED = webhook(signed="{timestamp}#{body}", timestamp_part="t", signature_part="s", unit="auto", tolerance=300.0)
GOOD = {"x-signature": sign(BODY)}


def stamped(stamp: str, body: bytes = BODY, key: str = KEY) -> str:
    return f"t={stamp},s={sign(stamp.encode() + b'#' + body, key)}"


def refused(hook: SignedWebhook[Event], headers: Any, body: bytes = BODY, key: Any = KEY) -> str:
    with pytest.raises(WebhookVerificationError) as caught:
        hook.parse(headers, body, key, now=lambda: NOW)
    error = caught.value
    told = str(error) + repr(error) + pickle.dumps(error).decode("latin-1")
    assert KEY not in told and "R-1" not in told and error.body is None
    assert (error.provider, error.operation, error.outcome) == ("acme", "paid", Outcome.UNKNOWN)
    return str(error)


@pytest.mark.parametrize(
    "headers",
    [
        GOOD,
        {"X-SIGNATURE": GOOD["x-signature"].upper()},
        list(GOOD.items()),
        [(b"x-signature", GOOD["x-signature"].encode())],
    ],
)
def test_a_signed_event(headers: Any) -> None:
    assert PLAIN.parse(headers, BODY, KEY) == Event(id="R-1", total=5)


def test_kinds_of_bytes_and_keys() -> None:
    for key in (KEY, KEY.encode(), Secret(KEY), ["old", KEY], ("old", Secret(KEY))):
        assert PLAIN.parse(GOOD, BODY, key).id == "R-1"
    assert PLAIN.parse(GOOD, bytearray(BODY), KEY).id == "R-1"  # type: ignore[arg-type]
    for body in (BODY.decode(), json.loads(BODY), None):
        with pytest.raises(TypeError, match="raw bytes"):
            PLAIN.parse(GOOD, body, KEY)  # type: ignore[arg-type]


@pytest.mark.parametrize("algorithm", ["hmac-sha256", "hmac-sha512"])
@pytest.mark.parametrize("encoding", ["hex", "base64"])
def test_algorithms_and_encodings(algorithm: str, encoding: str) -> None:
    digest = hmac.new(KEY.encode(), BODY, algorithm.removeprefix("hmac-")).digest()
    header = digest.hex() if encoding == "hex" else base64.b64encode(digest).decode()
    hook = webhook(algorithm=algorithm, encoding=encoding)
    assert hook.parse({"X-Signature": header}, BODY, KEY).id == "R-1"
    refused(hook, {"X-Signature": header}, BODY + b" ")


@pytest.mark.parametrize(
    "header", ["", " ", "zz", sign(BODY)[:-2], sign(BODY, "other"), sign(BODY + b" "), "sha256=" + sign(BODY), "\udcff"]
)
def test_signatures_that_do_not_fit(header: str) -> None:
    refused(PLAIN, {"X-Signature": header})


def test_what_is_missing() -> None:
    assert "missing" in refused(PLAIN, {})
    assert "no time stamp" in refused(STAMPED, {"X-Signature": f"s={sign(BODY)}"})
    assert "no signature" in refused(STAMPED, {"X-Signature": f"t={NOW:.0f}"})
    for key in ("", b"", [], ["", KEY], Secret("")):
        with pytest.raises(ConfigurationError, match="empty"):
            PLAIN.parse(GOOD, BODY, key)


def test_several_signatures() -> None:
    header = f"{sign(BODY, 'old')}, {sign(BODY)}"
    assert PLAIN.parse({"X-Signature": header}, BODY, KEY).id == "R-1"
    stamp = f"{NOW:.0f}"
    signed = sign(stamp.encode() + b"#" + BODY)
    assert (
        STAMPED.parse({"X-Signature": f"t={stamp}, s={sign(b'x')}, s={signed}"}, BODY, KEY, now=lambda: NOW).id == "R-1"
    )
    pairs = [("X-Signature", sign(BODY, "old")), ("x-signature", sign(BODY))]
    assert PLAIN.parse(pairs, BODY, KEY).id == "R-1"


@pytest.mark.parametrize(
    "stamp", ["1700000000", "1700000299", "1699999701", "1700000000000", "1700000299999", "1699999700001"]
)
def test_time_stamps_that_count(stamp: str) -> None:
    assert STAMPED.parse({"X-Signature": stamped(stamp)}, BODY, KEY, now=lambda: NOW).id == "R-1"


@pytest.mark.parametrize(
    "stamp", ["1700000301", "1699999699", "1700000301000", "0", "-1", "1e9", "", "now", "9" * 30, "\u0661\u0667"]
)
def test_time_stamps_that_do_not(stamp: str) -> None:
    refused(STAMPED, {"X-Signature": stamped(stamp)})


def test_the_time_stamp_is_signed_and_single() -> None:
    header = stamped("1600000000")
    refused(STAMPED, {"X-Signature": header.replace("t=1600000000", f"t={NOW:.0f}")})
    refused(STAMPED, {"X-Signature": f"t={NOW:.0f},{header}"})
    refused(STAMPED, {"X-Signature": f"{header},t={NOW:.0f}"})


@pytest.mark.parametrize(
    ("unit", "stamp", "fits"),
    [
        ("seconds", "1700000000000", False),
        ("milliseconds", "1700000000", False),
        ("milliseconds", "1700000000000", True),
    ],
)
def test_units(unit: str, stamp: str, fits: bool) -> None:
    hook = webhook(signed="{timestamp}#{body}", timestamp_part="t", signature_part="s", unit=unit, tolerance=300.0)
    if fits:
        hook.parse({"X-Signature": stamped(stamp)}, BODY, KEY, now=lambda: NOW)
    else:
        refused(hook, {"X-Signature": stamped(stamp)})


def test_braces_in_a_body_are_no_template() -> None:
    body = b'{"id":"{timestamp}{body}","total":1}'
    event = STAMPED.parse({"X-Signature": stamped("1700000000", body)}, body, KEY, now=lambda: NOW)
    assert event.id == "{timestamp}{body}"


def test_nothing_is_read_before_it_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reissue_runtime.webhooks.codec", lambda type_: pytest.fail("read too early"))
    refused(PLAIN, {"X-Signature": sign(b"else")})


def test_events_are_read_leniently() -> None:
    body = b'{"id":"R-1","total":"5","new":true}'
    events: list[DriftEvent] = []
    event = PLAIN.parse({"X-Signature": sign(body)}, body, KEY, on_drift=events.append)
    assert event.total == 5
    assert {(one.operation, one.drift.path) for one in events} == {("paid", "$.total"), ("paid", "$.new")}
    with pytest.raises(ResponseDecodeError) as caught:
        PLAIN.parse({"X-Signature": sign(b"<p>")}, b"<p>", KEY)
    assert caught.value.body == b"<p>"


def test_unsigned() -> None:
    hook = Webhook[Event](id="paid", provider="acme")
    assert hook.parse_unsigned(BODY) == Event(id="R-1", total=5)
    with pytest.raises(TypeError):
        hook.parse_unsigned("{}")  # type: ignore[arg-type]


# --- RSA -----------------------------------------------------------------------------------------------------

RSA = webhook(algorithm="rsa-sha256", encoding="base64")


@pytest.fixture(scope="module")
def signer() -> tuple[str, Callable[[bytes], str]]:
    pytest.importorskip("cryptography")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    kind, form = serialization.PublicFormat.SubjectPublicKeyInfo, serialization.Encoding.PEM
    pem = private.public_key().public_bytes(form, kind).decode()
    return pem, lambda text: base64.b64encode(private.sign(text, padding.PKCS1v15(), hashes.SHA256())).decode()


def test_rsa(signer: tuple[str, Callable[[bytes], str]]) -> None:
    pem, make = signer
    headers = {"X-Signature": make(BODY)}
    for key in (
        pem,
        pem.replace("\n", "\\n"),
        json.dumps(pem),
        pem.replace("\n", "\r\n"),
        pem.strip().encode(),
        Secret(pem),
    ):
        assert RSA.parse(headers, BODY, key).id == "R-1"
    refused(RSA, headers, BODY + b" ", pem)
    refused(RSA, {"X-Signature": make(BODY)[:-8]}, BODY, pem)
    refused(RSA, {"X-Signature": base64.b64encode(hashlib.sha256(BODY).digest()).decode()}, BODY, pem)


@pytest.mark.parametrize("key", ["no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
def test_rsa_keys_that_are_none(key: str) -> None:
    pytest.importorskip("cryptography")
    with pytest.raises(ConfigurationError, match="no RSA public key") as caught:
        RSA.parse({"X-Signature": "AAAA"}, BODY, key)
    assert key not in str(caught.value)


def test_rsa_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)  # as if it were not installed
    with pytest.raises(ConfigurationError, match=r"reissue\[webhooks\]"):
        RSA.parse({"X-Signature": "AAAA"}, BODY, "another key")


def test_the_vector_of_the_vendor() -> None:
    folder = os.environ.get("REISSUE_EVIDENCE")
    if not folder:
        pytest.skip("REISSUE_EVIDENCE is not set")
    vector = json.loads((Path(folder) / "samples/qorepay/chip-sdk-webhook-signature-vector.json").read_text())
    headers, body = {"X-Signature": vector["x_signature_base64"]}, vector["body"].encode()
    RSA.verify(headers, body, vector["public_key_pem"])
    with pytest.raises(WebhookVerificationError):
        RSA.verify(headers, body.replace(b"created", b"paid"), vector["public_key_pem"])
