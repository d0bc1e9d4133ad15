"""Envelopes: which flag decides, where the data stands, and what is said of failures."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reissue_runtime.decode import NotJson
from reissue_runtime.drift import Drift
from reissue_runtime.envelope import Envelope, EnvelopeCodec, envelope_codec
from reissue_runtime.model import SINGLE, UNSET, Model, UnsetType, digits
from reissue_runtime.problem import Problem, read_problem


class Invoice(Model, kw_only=True):
    id: str
    amount: Decimal | UnsetType = UNSET
    account: Annotated[str, digits(10)] | UnsetType = UNSET


BOTH = (
    Envelope(data="data", flag="success", success=True, message=("message",), code=("errors/*/code",)),
    Envelope(data="data", flag="has_error", success=False, message=("message",)),
)
BESIDE = (Envelope(flag="ok", success=True),)
INSIDE = (Envelope(data="result"),)
WORDS = (Envelope(message=("*/message",), code=("*/code",)),)
ONE = Invoice(id="1")


@pytest.mark.parametrize(
    ("envelopes", "body", "value"),
    [
        (BOTH, b'{"success":true,"message":"m","data":{"id":"1"},"more":[1]}', ONE),
        (BOTH, b'{"has_error":false,"data":[{"id":"1"}]}', ONE),
        (BOTH, b'{"has_error":false,"success":true,"data":{"id":"1"}}', ONE),
        (BOTH, b'{"success":true,"data":{"id":"1","account":7}}', Invoice(id="1", account="0000000007")),
        (INSIDE, b'{"result":{"id":"1"}}', ONE),
        (WORDS, b'{"id":"1"}', ONE),
        ((*WORDS, *INSIDE), b'{"result":{"id":"1"}}', ONE),
        ((), b'{"id":"1"}', ONE),
    ],
)
def test_success(envelopes: tuple[Envelope, ...], body: bytes, value: Invoice) -> None:
    assert envelope_codec(Annotated[Invoice, SINGLE], envelopes).decode(body) == (True, value, None, None, ())


@pytest.mark.parametrize(
    ("envelopes", "body", "value"),
    [
        (BOTH, b'{"success":true,"message":"m","data":{"id":"1"},"more":[1]}', ONE),
        (BOTH, b'{"has_error":false,"data":{"id":"1"}}', ONE),
        (INSIDE, b'{"result":{"id":"1"}}', ONE),
        (BOTH, b'{"success":false,"data":{"id":"1"}}', None),
    ],
)
def test_documented_bodies_are_read_in_one_go(
    envelopes: tuple[Envelope, ...], body: bytes, value: Invoice | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what does not fit is read a second time, member by member."""
    monkeypatch.delattr(EnvelopeCodec, "_lenient")
    assert EnvelopeCodec[Invoice](Invoice, envelopes).decode(body).value == value


def test_the_body_itself_may_be_the_data_beside_its_flag() -> None:
    found = envelope_codec(dict[str, Any], BESIDE).decode(b'{"ok":true,"id":"1"}')
    assert (found.ok, found.value) == (True, {"ok": True, "id": "1"})
    assert envelope_codec(dict[str, Any], BESIDE).decode(b'{"ok":false,"error":"no"}')[:3] == (False, None, "no")
    assert envelope_codec(dict[str, Any], BESIDE).decode(b'{"ok":"true"}').value == {"ok": "true"}


def test_the_body_beside_its_flag_is_read_where_it_misfits() -> None:
    found = envelope_codec(Invoice, BESIDE).decode(b' \n{"ok":"true","id":7}')
    assert (found.ok, found.value.id) == (True, "7")
    assert {one.path for one in found.drifts} == {"$.ok", "$.id"}
    spaced = envelope_codec(Invoice, BOTH).decode(b' \t\r\n{"success":"true","data":{"id":"1"}}')
    assert (spaced.ok, spaced.value) == (True, ONE)


@pytest.mark.parametrize(
    "body",
    [
        b'{"success":false,"message":"No such\\n invoice","errors":[{"code":"E1"}]}',
        b'{"has_error":true,"data":null,"message":"No such invoice","errors":{"0":{"code":"E1"}}}',
        b'{"has_error":true,"data":{"id":[]},"message":"No such invoice","code":"E1"}',
        b'{"has_error":1,"data":[],"message":"No such invoice","errors":[{"code":"E1"}]}',
        b'{"success":"false","message":"No such invoice","code":"E1"}',
        b'{"success":false,"message":"No such invoice","code":"E1","data":{"account":0123},}',
    ],
)
def test_a_flag_of_failure_rejects(body: bytes) -> None:
    found = envelope_codec(Invoice, BOTH).decode(body)
    assert found[:4] == (False, None, "No such invoice", "E1")


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"data":{"id":"1"}}',
        b"[]",
        b"null",
        b'{"success":null}',
        b'{"success":"OK"}',
        b'{"success":1e999}',
        b'{"success":[true]}',
        b'{"success":true,"has_error":true,"data":{"id":"1"}}',  # who contradicts itself proves neither
        b'{"success":false,"has_error":false,"data":{"id":"1"}}',
    ],
)
def test_without_any_flag_or_with_both_words_nothing_is_decided(body: bytes) -> None:
    assert envelope_codec(Invoice, BOTH).decode(body)[:2] == (None, None)


@pytest.mark.parametrize(("flag", "got"), [(b'"true"', "string"), (b"1", "number"), (b'"True"', "string")])
def test_flags_in_other_forms_count_and_are_recorded(flag: bytes, got: str) -> None:
    found = envelope_codec(Invoice, BOTH).decode(b'{"success":' + flag + b',"data":{"id":"1"}}')
    assert found == (True, ONE, None, None, (Drift("$.success", "bool", got),))


@pytest.mark.parametrize(
    ("body", "got"),
    [
        (b'{"success":true}', "nothing"),
        (b'{"success":true,"data":null}', "null"),
        (b'{"success":true,"data":[]}', "empty array"),
        (b'{"success":true,"data":"done"}', "string"),
    ],
)
def test_data_that_lacks_is_a_blank_object_and_recorded(body: bytes, got: str) -> None:
    found = envelope_codec(Invoice, BOTH).decode(body)
    assert found.ok and type(found.value) is Invoice and found.value.id is UNSET
    assert found.drifts == (Drift("$.data", "Invoice", got),)


@pytest.mark.parametrize("body", [b'{"success":true}', b'{"success":true,"data":null}'])
def test_data_may_lack_where_the_type_says_so(body: bytes) -> None:
    assert envelope_codec(Invoice | None, BOTH).decode(body) == (True, None, None, None, ())
    assert envelope_codec(None, BOTH).decode(body) == (True, None, None, None, ())


def test_misfits_of_the_data_are_recorded_with_the_whole_path() -> None:
    found = envelope_codec(Invoice, BOTH).decode(b'{"success":true,"data":{"id":7,"account":0123456789,"new":{}}}')
    assert found.value.id == "7" and found.value.account == "0123456789"
    assert found.drifts == (
        Drift("$.data.account", "str", "number with leading zero"),
        Drift("$.data.id", "str", "number"),
        Drift("$.data.new", "nothing", "object"),
    )


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"success":true,"data":{', b"[" * 100_000])
def test_what_is_no_json_raises_not_json(body: bytes) -> None:
    with pytest.raises(NotJson):
        envelope_codec(Invoice, BOTH).decode(body)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["success", "has_error", "data", "message", "errors"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.lists(st.integers())
        | st.dictionaries(st.text(), st.text()),
    )
)
def test_whatever_was_sent_there_is_a_verdict(document: Any) -> None:
    found = EnvelopeCodec[Any](Invoice, BOTH).decode(json.dumps(document).encode())
    given_flags = {name: document[name] for name in ("success", "has_error") if isinstance(document.get(name), bool)}
    words = {value is (name == "success") for name, value in given_flags.items()}
    if len(given_flags) == 2:
        assert found.ok is (words.pop() if len(words) == 1 else None)
    elif words == {False}:
        assert found.ok is False
    assert isinstance(found.value, Invoice) is (found.ok is True)


# --- what a provider says ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("envelopes", "body", "problem"),
    [
        (WORDS, b'{"__all__":[{"message":"bad","code":"c1"},{"message":"other"}]}', ("bad", "c1")),
        (WORDS, b'{"email":{"message":"bad","code":7}}', ("email: bad", "7")),
        (WORDS, b'{"message":"plain","code":"c"}', ("plain", "c")),
        ((), b'{"type":"about:blank","title":"Forbidden","status":403,"detail":"Not yours"}', ("Not yours", None)),
        ((), b'{"error":{"message":"m","code":"c"}}', ("m", "c")),
        ((), b'{"error":"invalid_grant","error_description":"Expired"}', ("Expired", None)),
        ((), b'{"errors":[{"message":"m","code":"c"}]}', ("m", "c")),
        ((), b'{"message":["first","second"]}', ("first", None)),
        ((), b'{"message":{"x":1},"title":"t"}', ("t", None)),
        ((), b'{"message":"","title":"t","code":null}', ("t", None)),
        ((), b'[{"message":"m"}]', ("m", None)),
        ((), b'{"message":"m","n":1e999,"code":' + b"9" * 5_000 + b"}", ("m", None)),
        ((), b'{"message":"m\n","x":01,}', ("m", None)),
        ((), rb'{"message":"a\u202eb\u0000\tc"}', ("a b c", None)),
        ((), b"<html>", (None, None)),
        ((), b"", (None, None)),
        ((), b'"text"', (None, None)),
        ((), b"[]", (None, None)),
        ((), b"[" * 100_000, (None, None)),
        ((), b'{"message":' + b"[" * 5_000 + b"]" * 5_000 + b"}", (None, None)),
    ],
)
def test_message_and_code_are_found(envelopes: tuple[Envelope, ...], body: bytes, problem: tuple[Any, Any]) -> None:
    assert read_problem(body, envelopes) == Problem(*problem)


def test_messages_are_bounded() -> None:
    """What is told of them is shorter, but cut only when nothing in it is secret any more; see test_secrets."""
    words = read_problem(b'{"message":"' + b"x" * 200_000 + b'"}', ()).message
    assert words is not None and len(words) == 100_000


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=50))
def test_reading_a_problem_raises_nothing(body: bytes) -> None:
    assert isinstance(read_problem(body, BOTH), Problem)


def test_a_flag_is_called_by_its_name_wherever_it_misfits() -> None:
    """Names of members that no document knows may be data, and are not told; those of envelopes are documented."""
    odd = (Envelope(flag="zz_failed", data="zz_data", success=False),)
    found = EnvelopeCodec[Invoice](Invoice, odd).decode(b'{"zz_failed":00,"zz_data":{"id":"1"}}')
    assert {one.path for one in found.drifts} == {"$.zz_failed"}
