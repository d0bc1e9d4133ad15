"""Credentials: out of code or the environment, complete or refused, and never shown."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from reissue import (
    AbillifyCredentials,
    AsyncReissue,
    ConfigurationError,
    IremboPayCredentials,
    PayPenCredentials,
    ProviderName,
    QorePayCredentials,
    Reissue,
    provider_name,
)
from reissue_sandbox import Sandbox
from tests.facade.conformance_rows import CANARY, ROWS, environment


def test_from_env(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment(sandbox).items():
        monkeypatch.setenv(name, value)
    with Reissue.from_env(timeout=123.0) as gateway:
        assert repr(gateway) == "Reissue(qorepay, abillify, irembopay, paypen)"
        assert gateway.get("abillify", "R-2026-17").reference == "R-2026-17"
        assert gateway.irembopay.timeout == 123.0
    assert repr(AsyncReissue.from_env({})) == "AsyncReissue()"


@pytest.mark.parametrize(
    "left_out", ["REISSUE_ABILLIFY_PASSWORD", "REISSUE_IREMBOPAY_SECRET_KEY", "REISSUE_PAYPEN_EMAIL"]
)
def test_incomplete(sandbox: Sandbox, left_out: str) -> None:
    environ = environment(sandbox)
    for blank in ({}, {left_out: ""}, {left_out: "  "}):
        with pytest.raises(ConfigurationError, match=left_out) as caught:
            Reissue.from_env({**{name: value for name, value in environ.items() if name != left_out}, **blank})
        assert CANARY not in str(caught.value)


def test_missing_server_names_the_choices() -> None:
    with pytest.raises(ConfigurationError, match=r"REISSUE_IREMBOPAY_SERVER.*sandbox, production, an https"):
        Reissue.from_env({"REISSUE_IREMBOPAY_SECRET_KEY": "k"})
    with pytest.raises(ConfigurationError, match=r"REISSUE_ABILLIFY_SERVER.*staging, production"):
        Reissue.from_env({"REISSUE_ABILLIFY_USERNAME": "u", "REISSUE_ABILLIFY_PASSWORD": "p"})
    Reissue.from_env({"REISSUE_QOREPAY_SECRET_KEY": "k"})  # one server only


def test_servers() -> None:
    def address(server: str) -> str:
        return IremboPayCredentials(secret_key="k", server=server).address()

    assert address("sandbox") == address("SANDBOX") == "https://api.sandbox.irembopay.com"
    assert address("production") == "https://api.irembopay.com"
    assert address("https://proxy.example/x") == "https://proxy.example/x"
    with pytest.raises(ConfigurationError, match="sandbox, production, an https") as caught:
        address("test-" + CANARY)  # perhaps a secret in the wrong variable
    assert CANARY not in str(caught.value)
    with pytest.raises(ConfigurationError, match=r"https://\{production_host\}/api"):
        AbillifyCredentials(username="u", password="p", server="production").address()


def test_plain_http_is_refused() -> None:
    for server in (
        "http://gate.example.com",
        "ftp://gate.example.com",
        "https://me:pw@gate.example.com",
        "https://a.b/?q",
    ):
        with pytest.raises(ConfigurationError, match="The server address") as caught:
            Reissue(qorepay=QorePayCredentials(secret_key="key", server=server))
        assert caught.value.provider == "qorepay" and "pw" not in str(caught.value)


@pytest.mark.parametrize("secret", ["", " ".strip()])
def test_empty(secret: str) -> None:
    with pytest.raises(ConfigurationError, match="api_key is empty"):
        PayPenCredentials(api_key=secret, email="a@example.com")


@pytest.mark.parametrize("provider", ROWS)
def test_nothing_shows(provider: str) -> None:
    given = ROWS[provider].credentials("https://example.com")
    for text in (repr(given), str(given), f"{given}", repr(given.arguments())):
        assert CANARY not in text
    with pytest.raises(TypeError, match="does not pickle"):
        pickle.dumps(given)
    assert given == ROWS[provider].credentials("https://example.com")


def test_given_twice_or_not_at_all() -> None:
    one: Any = QorePayCredentials(secret_key="a")
    with pytest.raises(ConfigurationError, match="twice"):
        Reissue(QorePayCredentials(secret_key="b"), qorepay=one)
    with pytest.raises(ConfigurationError, match=r"QorePayCredentials\(\.\.\.\), or set REISSUE_QOREPAY_SECRET_KEY"):
        Reissue().get("qorepay", "x")
    with pytest.raises(ConfigurationError, match="there are qorepay, abillify, irembopay, paypen"):
        Reissue(qorepay=one).get("stripe", "x")


def test_wrong_names_are_refused_at_once() -> None:
    """As Python refuses an argument that there is not, and with the name that may be meant."""
    wrong: list[tuple[type[Any], dict[str, Any], str]] = [
        (Reissue, {"timeot": 3}, "'timeot'. Did you mean 'timeout'"),
        (AsyncReissue, {"retyr": None}, "'retyr'. Did you mean 'retry'"),
        (Reissue, {"qorpay": QorePayCredentials(secret_key="a")}, "'qorpay'. Did you mean 'qorepay'"),
    ]
    for kind, arguments, text in wrong:
        with pytest.raises(TypeError, match=text):
            kind(**arguments)
        with pytest.raises(TypeError, match="no argument"):
            kind.from_env({}, **arguments)


@pytest.mark.parametrize("kind", [Reissue, AsyncReissue])
@pytest.mark.parametrize(
    "wrong",
    [
        {"qorepay": AbillifyCredentials(username="u", password=CANARY, server="staging")},
        {"qorepay": CANARY},
        {"qorepay": QorePayCredentials},
        {"accounts": {"shop-b": {"qorepay": PayPenCredentials(api_key=CANARY, email="a@example.com")}}},
        {"accounts": {"shop-b": QorePayCredentials(secret_key=CANARY)}},
        {"accounts": {"shop-b": {"qorpay": QorePayCredentials(secret_key=CANARY)}}},
        {"accounts": {"shop b": {}}},
        {"accounts": {"shop-b": {}, "SHOP_B": {}}},
    ],
)
def test_credentials_of_another_provider_are_refused_at_once(kind: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        kind(**wrong)
    assert CANARY not in str(caught.value)
    with pytest.raises(ConfigurationError, match="Credentials are needed here, not str"):
        kind(CANARY)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("REISSUE_QOREPAY_SERVR", "REISSUE_QOREPAY_SERVER"),
        ("REISSUE_QOREPAY__SHOP_B__SECRT_KEY", "REISSUE_QOREPAY__SHOP_B__SECRET_KEY"),
        ("REISSUE_QOREPAY__SECRET_KEY", "REISSUE_QOREPAY_SECRET_KEY"),
    ],
)
def test_a_variable_that_there_is_not_is_refused(name: str, meant: str) -> None:
    """A server that is misspelt would be the live one, without a word."""
    environ = {"REISSUE_QOREPAY_SECRET_KEY": "k", name: CANARY}
    with pytest.raises(ConfigurationError, match=f"{name}. Did you mean '{meant}'") as caught:
        Reissue.from_env(environ)
    assert CANARY not in str(caught.value)
    Reissue.from_env({**environ, name: " "})  # an empty one is not set


@pytest.mark.parametrize(
    "name",
    [
        "REISSUE_QOREPAY__SHOP-B__SECRET_KEY",
        "REISSUE_QOREPAY__shop_b__SECRET_KEY",
        "REISSUE_QOREPAY__SHOP_B__secret_key",
        "reissue_qorepay__shop_b__secret_key",
    ],
)
def test_a_variable_of_an_account_that_would_not_be_read_is_refused(name: str) -> None:
    """docs/command-line.md: a variable that begins as those of a provider, and that there is not, is refused."""
    with pytest.raises(ConfigurationError, match="Did you mean 'REISSUE_QOREPAY__SHOP_B__SECRET_KEY'") as caught:
        Reissue.from_env({name: CANARY})
    assert name in str(caught.value) and CANARY not in str(caught.value)


def test_nearest_provider() -> None:
    with pytest.raises(ConfigurationError, match="Did you mean 'qorepay'"):
        Reissue().get(ProviderName("qorpay"), "x")
    with pytest.raises(ConfigurationError, match="Did you mean 'paypen'"):
        provider_name("payen")
    assert provider_name("paypen") == "paypen"
    with pytest.raises(ConfigurationError, match="no provider None"):
        Reissue().get(None, "x")  # type: ignore[call-overload]
