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
    QorePayCredentials,
    Reissue,
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
    gateway = Reissue(qorepay=QorePayCredentials(secret_key="key", server="http://gate.example.com"))
    with pytest.raises(ConfigurationError, match="https"):
        gateway.get("qorepay", "x")


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


def test_wrong_options_are_told_when_the_client_is_made() -> None:
    gateway = Reissue(qorepay=QorePayCredentials(secret_key="a"), timout=3)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="timout"):
        gateway.get("qorepay", "x")
