"""Answers that are wrong in one place, for every member of every emitted model: the call does not fail, the rest of the
answer is as it was, and one drift names the path, what was documented and what came. None of this needs a vendor's sample:
the answers are made of the models' own types."""

from __future__ import annotations

import copy
import importlib
import json
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from msgspec import UNSET, Struct
from msgspec.json import Encoder
from msgspec.structs import fields
from reissue_runtime import ProviderRejectedError, ResponseDecodeError, undocumented
from reissue_runtime.shape import show
from reissue_runtime.webhooks import Webhook

from tests.contract.spec_calls import PROVIDERS, Case, attribute_path, cases, descriptors, hints
from tests.samples.sample_answers import Outcome, case_of, kit, received
from tests.samples.sample_shapes import Place, choices, example, places

pytestmark = pytest.mark.slow

WEBHOOK = "webhook "
UNKNOWN = "BRAND_NEW"
EXTRA = "brand_new_member"
encode = Encoder(decimal_format="number").encode


@pytest.fixture(autouse=True, scope="module")
def no_proof_is_asked_for() -> Iterator[None]:
    """The bodies here are made of types and know no ids; what an answer must prove is in test_evidence.py."""
    with pytest.MonkeyPatch.context() as patch:
        for provider in PROVIDERS:
            for operation in descriptors(provider).values():
                patch.setattr(operation, "evidence", None)
        yield


@dataclass(frozen=True)
class Answer:
    """A whole body that fits, of an operation or a webhook, and where in it the data stands."""

    provider: str
    name: str
    type_: Any
    body: Any
    steps: tuple[str | int, ...]
    path: str
    choice: int

    @property
    def label(self) -> str:
        return f"{self.path} {self.choice}"

    def read(self, body: Any) -> Outcome:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        if self.name.startswith(WEBHOOK):
            return received(self.provider, self.name.removeprefix(WEBHOOK), content)
        return kit(self.provider).answered(case_of(self.provider, self.name), content)


def returned(case: Case) -> Any:
    resource, name = attribute_path(case)
    method = getattr(getattr(kit(case.provider).client, resource), name)
    return hints(method)["return"]


def wrappings(case: Case, data: Any) -> Iterator[tuple[Any, tuple[str | int, ...], str]]:
    """The body around the data: none, IremboPay's envelope, QorePay's for one operation, or both of PayPen."""
    if case.provider == "irembopay":
        yield {"success": True, "message": "Done", "data": data}, ("data",), "$.data"
    elif case.provider == "paypen":
        yield {"success": True, "message": "Done", "data": data}, ("data",), "$.data"
        yield {"has_error": False, "message": "Done", "data": [data]}, ("data", 0), "$.data[0]"
    elif case.operation.id == "direct_post-createBankTransfer":
        yield {"data": data}, ("data",), "$.data"
    else:
        yield data, (), "$"


@cache
def answers(provider: str) -> list[Answer]:
    found: list[Answer] = []
    for case in cases():
        type_ = returned(case)
        if case.provider != provider or type_ in (None, type(None)):
            continue
        for choice in range(choices(type_)):
            for body, steps, path in wrappings(case, example(type_, choice=choice)):
                found.append(Answer(provider, case.operation.id, type_, body, steps, path, choice))
    for name, type_ in webhooks(provider):
        for choice in range(choices(type_)):
            found.append(Answer(provider, WEBHOOK + name, type_, example(type_, choice=choice), (), "$", choice))
    return found


def webhooks(provider: str) -> list[tuple[str, Any]]:
    module = importlib.import_module(f"reissue_clients.{provider}.webhooks")
    return [(name.lower(), one.type) for name, one in vars(module).items() if isinstance(one, Webhook)]


def at(body: Any, steps: tuple[str | int, ...]) -> Any:
    for step in steps:
        body = body[step]
    return body


def spoilt(body: Any, place: Place, value: Any) -> Any:
    """The body with another value at a place; UNSET takes the member away."""
    made = copy.deepcopy(body)
    parent = at(made, place.steps[:-1])
    if value is UNSET:
        del parent[place.steps[-1]]
    else:
        parent[place.steps[-1]] = value
    return made


@cache
def everywhere(provider: str) -> list[tuple[Answer, list[Place]]]:
    """Every answer with those of its places that no earlier answer has; unions of objects are looked at by themselves."""
    plain: set[tuple[Any, str]] = set()
    found = []
    for one in answers(provider):
        union = choices(one.type_) > 1
        seen: set[tuple[Any, str]] = set() if union else plain
        inside = places(one.type_, at(one.body, one.steps), seen, one.steps, one.path)
        found.append((one, [place for place in inside if not (union and tells_apart(one, place))]))
    return found


def tells_apart(answer: Answer, place: Place) -> bool:
    """Whether a member decides which object of a union it is; see the tests of unions."""
    top = place.steps[:-1] == answer.steps
    return top and (answer.name, place.name) in {
        ("purchases-refund", "type"),
        ("webhook event", "type"),
    }


def rest(text: bytes, place: Place, answer: Answer) -> Any:
    """A value as JSON data, without the place."""
    data = json.loads(text, parse_float=str)
    try:
        at(data, place.steps[len(answer.steps) : -1]).pop(place.steps[-1], None)
    except (KeyError, IndexError):
        raise AssertionError(f"{place.path} is not in {data}") from None
    return data


@cache
def baseline(provider: str, label: str, path: str) -> bytes:
    """What the answer is read as that fits, as JSON text."""
    found = next(one for one in answers(provider) if (one.name, one.label) == (label, path))
    return encode(found.read(found.body).value)


def attribute(value: Any, steps: tuple[str | int, ...]) -> Any:
    """What stands in a typed value at a path of wire names."""
    for step in steps:
        if isinstance(value, Struct):
            value = getattr(value, next(one.name for one in fields(value) if one.encode_name == step))
        else:
            value = value[step]
    return value


def check(answer: Answer, place: Place, value: Any, got: str) -> Any:
    """Read the spoilt answer; exactly this one drift, everything else as before. Returns what stands at the place."""
    outcome = answer.read(spoilt(answer.body, place, value))
    assert outcome.error is None, f"{answer.name} {place.path}: {outcome.error!r}"
    assert outcome.told == [[place.path, place.kind.shown, got]], answer.name
    before = baseline(answer.provider, answer.name, answer.label)
    assert rest(encode(outcome.value), place, answer) == rest(before, place, answer)
    return attribute(outcome.value, place.steps[len(answer.steps) :])


# --- what fits -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_is_made_of_the_models_fits_them(provider: str) -> None:
    seen = set()
    for answer in answers(provider):
        outcome = answer.read(answer.body)
        assert (outcome.error, outcome.told) == (None, []), answer.name
        seen.add(answer.name)
    without = {case.operation.id for case in cases() if case.provider == provider} - seen
    assert all("delete" in name for name in without), without


# --- one wrong value -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", PROVIDERS)
def test_null_where_none_is_documented(provider: str) -> None:
    tried = 0
    for answer, found in everywhere(provider):
        for place in found:
            if "null" not in place.sorts:
                assert check(answer, place, None, "null") is None
                tried += 1
    assert tried > 10


@pytest.mark.parametrize("provider", PROVIDERS)
def test_numbers_as_strings_and_strings_as_numbers(provider: str) -> None:
    tried = 0
    for answer, found in everywhere(provider):
        for place in found:
            value = at(answer.body, place.steps)
            if isinstance(value, bool) or not isinstance(value, (str, int, float)):
                continue
            if isinstance(value, str):
                other, got = 40, "number"
            else:
                other, got = str(value), "string"
            if got in place.sorts:
                continue
            kept = check(answer, place, other, got)  # what is written as no word of the set is a kind
            assert type(kept) in (type(value), type(other)) or str(kept) == str(value) or "datetime" in place.kind.shown
            tried += 1
    assert tried > 5


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_unknown_value_of_an_enumeration(provider: str) -> None:
    tried = 0
    for answer, found in everywhere(provider):
        for place in found:
            if place.literal and "string" in place.sorts and len(place.kind.members) == 1:
                now = at(answer.body, place.steps)
                word = UNKNOWN if now.isupper() else UNKNOWN.lower() if now.islower() else "BrandNew"
                assert check(answer, place, word, "string" if place.sensitive else f'"{word}"') == word
                tried += 1
    assert tried > (0 if provider in ("irembopay", "paypen") else 5)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_required_member_is_missing(provider: str) -> None:
    tried = 0
    for answer, found in everywhere(provider):
        for place in found:
            if place.required:
                assert check(answer, place, UNSET, "nothing") is UNSET
                tried += 1
    assert tried > 20


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_optional_member_is_missing(provider: str) -> None:
    for answer, found in everywhere(provider):
        for place in found:
            if not place.required:
                outcome = answer.read(spoilt(answer.body, place, UNSET))
                assert (outcome.error, outcome.told) == (None, []), (answer.name, place.path)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_lists_for_objects_and_objects_for_lists(provider: str) -> None:
    tried = 0
    for answer, found in everywhere(provider):
        for place in found:
            value = at(answer.body, place.steps)
            if isinstance(value, dict) and "array" not in place.sorts:
                check(answer, place, [value], "array")
                tried += 1
            elif isinstance(value, list) and value and isinstance(value[0], dict) and "object" not in place.sorts:
                kept = check(answer, place, value[0], "object")
                assert isinstance(kept, list)
                tried += 1
    assert tried or provider in ("irembopay", "paypen")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_extra_member_is_kept(provider: str) -> None:
    tried = 0
    for answer, found in everywhere(provider):
        for parent in dict.fromkeys(place.steps[:-1] for place in found):
            place = next(place for place in found if place.steps[:-1] == parent)
            body = copy.deepcopy(answer.body)
            at(body, parent)[EXTRA] = {"a": [1, "x"]}
            outcome = answer.read(body)
            assert outcome.error is None
            path = place.path.removesuffix(f".{place.name}") + f".{EXTRA}"
            assert outcome.told == ([] if place.open else [[path, "nothing", "object"]])
            holder = attribute(outcome.value, parent[len(answer.steps) :])
            assert undocumented(holder) == {EXTRA: {"a": [1, "x"]}}
            kept = json.loads(encode(outcome.value))
            del at(kept, parent[len(answer.steps) :])[EXTRA]
            assert kept == json.loads(baseline(provider, answer.name, answer.label))
            tried += 1
    assert tried > 1


# --- unions of objects ---------------------------------------------------------------------------------------


def test_a_kind_of_object_that_is_not_documented() -> None:
    """Refunds and events are told apart by `type`; an object of another type is kept as it came."""
    tried = 0
    for answer in answers("qorepay"):
        if choices(answer.type_) > 1:
            body = {**answer.body, "type": "brand_new"}
            outcome = answer.read(body)
            assert outcome.error is None
            assert outcome.told == [["$", show(answer.type_), "object"]]
            assert outcome.value == body
            tried += 1
    assert tried == 6


@pytest.mark.parametrize("kind", [None, 40])
def test_a_kind_that_is_no_text(kind: Any) -> None:
    """A discriminator that tells nothing: the object is known by its other members, and the misfit is told."""
    for answer in answers("qorepay"):
        if choices(answer.type_) > 1:
            outcome = answer.read({**answer.body, "type": kind})
            assert type(outcome.value) is type(answer.read(answer.body).value)
            assert [drift.path for drift in outcome.drifts] == ["$.type"]


def test_each_object_of_a_union_is_told_from_the_others() -> None:
    objects = {
        ("qorepay", "purchases-refund"): {"Payment", "Purchase"},
        ("qorepay", "webhook event"): {"Purchase", "Payment", "BillingTemplateClient", "Payout"},
        ("paypen", "schedules-create"): {"Invoice", "PendingSchedule"},
    }
    for (provider, name), wanted in objects.items():
        found = [answer for answer in answers(provider) if answer.name == name]
        kinds = {type(answer.read(answer.body).value).__name__ for answer in found}
        assert kinds == wanted


@pytest.mark.parametrize("member", ["invoice_status", "status"])
@pytest.mark.parametrize("status", ["PAID", None, 40])
def test_a_status_that_is_new(member: str, status: Any) -> None:
    """An upload answers with an invoice or a pending schedule; a status that nobody documented makes no other object of it."""
    for answer in answers("paypen"):
        if answer.name == "schedules-create" and member in at(answer.body, answer.steps):
            body = copy.deepcopy(answer.body)
            at(body, answer.steps)[member] = status
            outcome = answer.read(body)
            assert type(outcome.value) is type(answer.read(answer.body).value)
            assert [drift.path for drift in outcome.drifts] == [f"{answer.path}.{member}"]


# --- a wrong body --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_body_of_another_kind(provider: str) -> None:
    """null, a list for an object, a scalar for anything: a value of the declared kind, or the raw one; never a crash."""
    for answer in answers(provider):
        for body in (None, [], {}, 7, "text", True, [[]], [None]):
            outcome = answer.read(body)
            if outcome.error is not None:
                assert isinstance(outcome.error, ResponseDecodeError | ProviderRejectedError), answer.name
                assert provider in ("irembopay", "paypen") and not answer.name.startswith(
                    WEBHOOK
                )  # without the flag nothing tells success from failure


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_is_no_json(provider: str) -> None:
    """Cut off at every hundredth byte, a page, nothing at all: one error, which carries the bytes."""
    for answer in answers(provider):
        text = json.dumps(answer.body).encode()
        if text[:1] not in b"{[":
            continue
        cuts = [text[:end] for end in range(1, len(text), max(len(text) // 25, 1))]
        for body in (*cuts, b"<!DOCTYPE html><html><body>502</body></html>", b"", b"   ", b"const options = {};"):
            outcome = answer.read(body)
            assert type(outcome.error) is ResponseDecodeError, (answer.name, body[-40:])
            assert outcome.error.body == body
            assert outcome.error.reason in ("truncated JSON", "no JSON", "empty")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_json_as_hand_made_servers_write_it(provider: str) -> None:
    """A comma before the closing bracket, a raw line break in a text, a byte order mark: read, and told."""
    for answer in answers(provider):
        if not isinstance(answer.body, dict):
            continue
        text = json.dumps(answer.body)
        before = baseline(provider, answer.name, answer.label)
        comma = answer.read((text[:-1] + ",}").encode())
        assert (encode(comma.value), comma.told) == (before, [["$", "JSON", "trailing comma"]])
        marked = answer.read(b"\xef\xbb\xbf" + text.encode())
        assert encode(marked.value) == before
        assert marked.told == [["$", "UTF-8 without byte order mark", "UTF-8 with byte order mark"]]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_raw_line_break_in_a_text(provider: str) -> None:
    tried = 0
    for answer, found in everywhere(provider):
        place = next(
            (one for one in found if one.kind.shown == "str" and "." not in one.path.removeprefix(answer.path + ".")),
            None,
        )
        if place is None:
            continue
        text = json.dumps(spoilt(answer.body, place, "one@two")).replace("one@two", "one\ntwo")
        outcome = answer.read(text.encode())
        assert outcome.error is None
        assert outcome.told == [[place.path, "str", "control character"]]
        assert attribute(outcome.value, place.steps[len(answer.steps) :]) == "one\ntwo"
        tried += 1
    assert tried > 2


# --- PayPen --------------------------------------------------------------------------------------------------


ACCOUNT = "0123456789"
WRITTEN = {"string": f'"{ACCOUNT}"', "number": "123456789", "bare": ACCOUNT}


@pytest.mark.parametrize("operation", ["invoices-get", "invoices-generate", "invoices-regenerate", "schedules-create"])
@pytest.mark.parametrize("written", WRITTEN)
def test_the_account_number_of_paypen(operation: str, written: str) -> None:
    """In both envelopes, in all three ways in which it may be written: the string of ten digits."""
    case = case_of("paypen", operation)
    for body, steps, path in wrappings(case, example(returned(case))):
        at(body, steps)["account_number"] = "@"
        outcome = kit("paypen").answered(case, json.dumps(body).replace('"@"', WRITTEN[written]).encode())
        assert outcome.value.account_number == ACCOUNT
        assert type(outcome.value.account_number) is str
        bare = [[f"{path}.account_number", "str", "number with leading zero"]]
        assert outcome.told == (bare if written == "bare" else [])


def test_the_types_are_named_as_in_the_models() -> None:
    """What `expected` says is the declared type, not a class of the runtime."""
    assert show(typing.Optional[int]) == "int | None"  # noqa: UP045 - both spellings are in the models
    assert show(typing.Literal["a", "b"]) == "one of 'a', 'b'"
