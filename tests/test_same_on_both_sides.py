"""What stands twice because neither side may import the other (see .importlinter) says the same on both sides."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest
from reissue_runtime import context, drift, retry
from reissue_runtime.address import is_loopback
from reissue_runtime.client import AsyncClient, Client
from reissue_runtime.decode import is_json
from reissue_runtime.options import AsyncClientOptions, ClientOptions
from reissue_runtime.provider import Provider
from reissue_runtime.resource import AsyncResource, Resource

from reissue.providers.irembopay import adapter as irembopay
from reissue.providers.paypen import adapter as paypen
from reissue_generator.api.reserved import CLIENT_ATTRIBUTES
from reissue_generator.builder import parameters, security
from reissue_generator.builder.extensions import seconds_of
from reissue_generator.document import objects
from reissue_generator.drift import report
from reissue_generator.sources.fetch import retry_after
from reissue_sandbox import idempotency, masking, spec, webhooks
from reissue_sandbox.providers.irembopay import records as irembopay_records
from reissue_sandbox.providers.paypen import records as paypen_records
from reissue_sandbox.providers.qorepay import payments as qorepay_payments
from tests.corpus import documents

NOW = 784111777.0  # Sun, 06 Nov 1994 08:49:37 GMT, the date of RFC 9110


def on_this_machine(url: str) -> bool:
    """Whether the sandbox delivers a webhook there."""
    try:
        return webhooks.check_url(url) == url
    except webhooks.WebhookError:
        return False


def now() -> float:
    return NOW


ONE_RULE: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any], list[Any]]] = {
    "how long a duration is": (
        lambda text: idempotency.DEFAULT_RETENTION if seconds_of(text) is None else seconds_of(text),
        idempotency.seconds_of,
        ["PT24H", "P1DT30M", "PT90S", "P2D", "P1DT1H1M1S", "P", "PT", "P1W", "24h", "", "pt1h", "P-1D", "PT1.5H"],
    ),
    "how long a busy server wants to be left alone": (
        lambda text: retry.parse_retry_after(text, now),
        lambda text: retry_after(text, now),
        [
            *("120", " 7 ", "1.5", "0", "", "-1", "soon", "\N{FULLWIDTH DIGIT ONE}", "9" * 30, None),
            *("Sun, 06 Nov 1994 08:51:37 GMT", "Sun, 06 Nov 1994 08:00:00 GMT", "Sunday, 06-Nov-94 08:51:37 GMT"),
            *("Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:51:37 -0000", "a, b"),
        ],
    ),
    "which address is on this machine": (
        is_loopback,
        on_this_machine,
        [
            *("http://localhost/", "http://LOCALHOST:1/x", "https://127.0.0.1", "http://127.9.9.9", "http://[::1]:8/"),
            *("http://localhost.", "http://127.0.0.1.example.com", "http://10.0.0.1", "http://[::2]", "http://0.0.0.0"),
            *(
                "http://2130706433/",
                "http://127.1/",
                "http://user@127.0.0.1/",
                "https://localhost.example.com",
                "http:",
            ),
        ],
    ),
    "which member a drift is of": (
        drift.general,
        report.general,
        ["$.rows[0].sku", "$[1][22].a", "$.rows[].sku", "$.a[b]", "$.a[-1]", "$", ""],
    ),
    "which answer is JSON": (
        is_json,
        spec.is_json,
        [
            *("application/json", "application/json; charset=utf-8", "application/problem+json", "text/json"),
            *("application/jsonl", "application/json-seq", "text/html", "", "application/x-ndjson", "json"),
        ],
    ),
}


@pytest.mark.parametrize(
    ("rule", "value"), [(rule, value) for rule, (_, _, values) in ONE_RULE.items() for value in values]
)
def test_one_rule(rule: str, value: Any) -> None:
    one, other, _ = ONE_RULE[rule]
    assert one(value) == other(value)


@pytest.mark.parametrize("rule", ONE_RULE)
def test_the_values_tell_a_rule_apart(rule: str) -> None:
    one, _, values = ONE_RULE[rule]
    assert len({one(value) for value in values}) > 1


def own_attributes() -> set[str]:
    """What the clients of the runtime have, before a document gives them resources."""
    facts = Provider(name="acme", user_agent="test")
    made = (Client(facts, "https://api.example", {}, {}), AsyncClient(facts, "https://api.example", {}, {}))
    return {name for client in made for name in dir(client) if not name.startswith("_")}


def constructor_arguments() -> set[str]:
    """What the constructor of an emitted client takes beside credentials; `options` collects what the caller chooses."""
    chosen = ClientOptions.__optional_keys__ | AsyncClientOptions.__optional_keys__
    own = {name for kind in (Client, AsyncClient) for name in inspect.signature(kind.__init__).parameters}
    return own - {"provider", "credentials"} | chosen


def method_arguments() -> set[str]:
    """What the methods of an emitted client take beside the parameters of their operation."""
    by_position = {"operation", "path", "query", "headers", "cookies"}
    kinds = (Resource, AsyncResource)
    return {name for kind in kinds for name in inspect.signature(kind._call).parameters} - by_position


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(set(spec.METHODS), set(objects.METHODS), id="methods"),
        pytest.param(set(documents.METHODS), set(objects.METHODS), id="methods, as the tests count operations"),
        pytest.param(own_attributes(), set(CLIENT_ATTRIBUTES), id="attributes of a client"),
        pytest.param(constructor_arguments(), set(security.RESERVED_ARGUMENTS), id="arguments of a constructor"),
        pytest.param(method_arguments(), set(parameters.RESERVED_ARGUMENTS), id="arguments of a method"),
        pytest.param(irembopay.KIGALI, irembopay_records.KIGALI, id="Kigali"),
        pytest.param(paypen.LAGOS, paypen_records.LAGOS, id="Lagos"),
        pytest.param(paypen.LAGOS, qorepay_payments.LAGOS, id="Lagos, at QorePay"),
    ],
)
def test_one_value(one: object, other: object) -> None:
    assert one == other


@pytest.mark.parametrize("header", sorted(masking.SECRET_HEADERS))
def test_what_the_sandbox_hides_of_a_request_the_client_hides(header: str) -> None:
    """By a word in its name. A signature proves its sender, and no client has one to send."""
    assert any(word in header for word in (*context._SECRET_WORDS, "signature"))
