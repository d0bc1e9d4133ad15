"""What the vendors print as answers and notifications, read by the emitted clients.

The vendors' texts are theirs and do not stand in this repository. With them in a folder, set REISSUE_EVIDENCE to the folder
that holds `samples/<provider>/<file>`; without it these tests are skipped. What differs from the specifications is in
drifts.json, reviewed line by line: `fault` says whether the sample is wrong or cut (`sample`), whether the printed text is
no JSON (`text`), or whether the specification may have to change once a live answer was seen (`open`).
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from reissue_runtime import APIStatusError, ResponseDecodeError

from reissue_clients.qorepay.webhooks import parse_event
from tests.contract.spec_calls import PROVIDERS, Case, descriptors, exact
from tests.samples.sample_answers import Outcome, case_of, kit, received, webhook

TABLE: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "drifts.json").read_text())
# Files that are neither an answer nor a notification, besides the requests, which say so in their names.
OTHERS = {
    "irembopay/envelope.response.any.txt": "a sketch of the envelope, in words",
    "irembopay/payment-notification.headers.txt": "a header",
    "qorepay/chip-sdk-webhook-signature-vector.json": "a test vector; see test_signature_vector",
    "qorepay/chip-turnover-single-direction.fragment.json": "a part of an answer",
}
FAULTS = {"sample", "text", "open"}
ACCOUNT = "0123456789"


def folder() -> Path:
    given = os.environ.get("REISSUE_EVIDENCE")
    if not given:
        pytest.skip(
            "the vendors' samples are not part of the repository: set REISSUE_EVIDENCE to the folder that has them"
        )
    found = Path(given) / "samples"
    if not found.is_dir():
        pytest.skip(f"REISSUE_EVIDENCE is set, but there is no folder {found}")
    return found


@pytest.fixture(scope="session")
def samples() -> Path:
    return folder()


@dataclass(frozen=True)
class Asked(Case):
    """A case that asks for an object by these names."""

    names: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def label(self) -> str:
        return "-".join((super().label, *self.names.values()))

    @property
    def body(self) -> Any:
        return {**super().body, **self.names}


def _echoed(provider: str, operation: str) -> tuple[str, ...]:
    return tuple(getattr(descriptors(provider)[operation].evidence, "echoes", None) or ())


def _text_of(name: str, body: bytes) -> str | None:
    found = re.search(rb'"%b"\s*:\s*"([^"]*)"' % name.encode(), body)
    return found[1].decode() if found else None


def read(samples: Path, name: str) -> Outcome:
    provider, _, file = name.partition("/")
    body = (samples / name).read_bytes()
    of = TABLE[name]["of"]
    if of.startswith("webhook "):
        return received(provider, of.removeprefix("webhook "), body)
    status = file.partition(".response.")[2].partition(".")[0]
    case = case_of(provider, of)
    about = None
    if addressed := getattr(descriptors(provider)[of].evidence, "addressed", None):
        told = json.loads(body) if file.endswith(".json") else {}
        about = told.get(addressed) or (_text_of(addressed, body) if provider == "paypen" else None)
    names = {name: found for name in _echoed(provider, of) if (found := _text_of(name, body)) is not None}
    if names:  # the pages ask for the very object that they answer with
        case = Asked(case.provider, case.operation, case.media, case.example, names=names)
    return kit(provider).answered(case, body, 200 if status == "2xx" else int(status), about=about)


@pytest.mark.parametrize("name", TABLE)
def test_sample(samples: Path, name: str) -> None:
    row = TABLE[name]
    outcome = read(samples, name)
    if "unproved" in row:
        assert isinstance(outcome.error, ResponseDecodeError), outcome
        assert row["unproved"] in str(outcome.error)
    elif "unreadable" in row:
        assert isinstance(outcome.error, ResponseDecodeError), outcome
        assert outcome.error.reason == row["unreadable"]
    elif ".response.4" in name:
        assert isinstance(outcome.error, APIStatusError), outcome
        assert outcome.error.detail is not None
        assert outcome.error.provider_message and outcome.error.code
    else:
        assert outcome.error is None
        assert outcome.value is not None
    assert outcome.told == [[one["path"], one["expected"], one["got"]] for one in row.get("drifts", [])]


def test_every_sample_has_its_row(samples: Path) -> None:
    found = {f"{provider}/{path.name}" for provider in PROVIDERS for path in (samples / provider).iterdir()}
    requests = {name for name in found if ".request." in name and name not in TABLE}
    assert found - requests == {*TABLE, *OTHERS}


def test_every_drift_was_reviewed() -> None:
    """Runs without the samples: whoever adds a drift says what it means."""
    for name, row in TABLE.items():
        assert set(row) <= {"of", "unreadable", "unproved", "drifts", "fault", "note"}, name
        differs = "drifts" in row or "unreadable" in row
        assert differs == ("note" in row) == ("fault" in row), name
        assert not differs or (row["fault"] in FAULTS and len(row["note"]) > 30), name
        provider = name.partition("/")[0]
        if row["of"].startswith("webhook "):
            assert webhook(provider, row["of"].removeprefix("webhook "))
        else:
            assert case_of(provider, row["of"])


BARE = [
    name
    for name in TABLE
    if name.startswith("paypen/invoice-") or name.startswith("paypen/schedule-create.response.200.v2")
]


@pytest.mark.parametrize("name", BARE)
def test_the_account_number_keeps_its_zero(samples: Path, name: str) -> None:
    """In both envelopes, bare as printed and as a string."""
    outcome = read(samples, name)
    assert type(outcome.value.account_number) is str
    assert outcome.value.account_number == ACCOUNT
    assert (name.endswith(".txt")) == bool(outcome.drifts)


def test_signature_vector(samples: Path) -> None:
    """A body that was signed by the software that QorePay runs; one changed byte is refused."""
    vector = exact((samples / "qorepay/chip-sdk-webhook-signature-vector.json").read_bytes())
    headers = {"X-Signature": vector["x_signature_base64"]}
    body = vector["body"].encode()
    event = parse_event(headers, body, key=vector["public_key_pem"])
    assert event.type == "purchase"
    from reissue_runtime import WebhookVerificationError

    with pytest.raises(WebhookVerificationError):
        parse_event(headers, body.replace(b"1642060235", b"1642060236"), key=vector["public_key_pem"])
