"""Vendored copies of our own providers work on their own: every operation, a webhook, and what type checkers see."""

from __future__ import annotations

import ast
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest
from msgspec import UNSET

from bench.kit import statements
from reissue_generator.vendor import copies as vendor
from reissue_generator.vendor.origin import find_origin
from reissue_sandbox import Sandbox
from tests.conftest import NOW
from tests.contract.spec_calls import (
    CLIENTS,
    COUNTS,
    CREDENTIALS,
    Case,
    attribute_path,
    binary_members,
    cases,
    idempotency_key,
    snake,
    wire_path,
)
from tests.contract.test_every_operation import prepare
from tests.generator.vendor.bare_environment import bare_environment, mypy, pyright
from tests.generator.vendor.vendored_copies import BASE_ENVIRONMENT, base_command
from tests.inbox import open_inbox

VENDORED = ("paypen", "qorepay")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one vendored copy for each provider, called `own_<provider>`."""
    root = tmp_path_factory.mktemp("shop")
    origin = find_origin()
    assert origin is not None
    for provider in VENDORED:
        vendor.add(str(root / f"own_{provider}"), [provider], origin)
    return root


# --- every operation, with httpx and msgspec alone ---------------------------------------------------------------

CALLER = """
import base64, importlib, json, sys, typing

root, provider, name, credentials = sys.argv[1:]
sys.path.insert(0, root)
UnsetType = importlib.import_module("msgspec").UnsetType
package = importlib.import_module(f"own_{provider}.{provider}")
codec = importlib.import_module(f"own_{provider}.runtime.decode").codec

def body_of(method, text, binary):
    hint = typing.get_type_hints(method.__func__, include_extras=True)["body"]
    if typing.get_origin(hint) is typing.Union:
        left = tuple(one for one in typing.get_args(hint) if one is not UnsetType)
        hint = typing.Union[left]
    value, drifts = codec(hint).decode(text.encode())
    assert drifts == (), drifts
    for member in binary:
        setattr(value, member, getattr(value, member).encode())
    return value

for line in sys.stdin:
    call = json.loads(line)
    with getattr(package, name)(server=call["server"], **json.loads(credentials)) as client:
        method = getattr(getattr(client, call["resource"]), call["method"])
        body = [body_of(method, call["body"], call["binary"])] if call["body"] is not None else []
        response = client.with_response(method, *call["path"], *body, **call["named"])
    print(json.dumps([response.status, response.attempts, [str(one) for one in response.drift]]), flush=True)

foreign = {module for module in sys.modules if module.startswith(("reissue", "cryptography", "aiohttp"))}
assert not foreign, foreign
"""


class Caller:
    """Another process, in which a vendored client is used and nothing of ours can be imported."""

    def __init__(self, shop: Path, provider: str, folder: Path) -> None:
        arguments = [str(shop), provider, CLIENTS[provider], json.dumps(CREDENTIALS[provider])]
        command = base_command(folder, CALLER, *arguments)
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=BASE_ENVIRONMENT)

    def call(self, case: Case, server: str, path: dict[str, Any]) -> tuple[int, int, list[str]]:
        """Status, attempts and drift of one call."""
        resource, method = attribute_path(case)
        values = {**case.parameters("path"), **path}
        named = {snake(key): value for key, value in {**case.parameters("query"), **case.parameters("header")}.items()}
        if key := idempotency_key(case):
            named["idempotency_key"] = key
        where = [server + wire_path(case, values)] if case.absolute else list(values.values())
        sent = None if case.body in (UNSET, {}) else json.dumps(case.body)
        request = {"server": server, "resource": resource, "method": method, "path": where, "named": named}
        self._pipe(self.process.stdin).write(
            json.dumps({**request, "body": sent, "binary": binary_members(case)}) + "\n"
        )
        self._pipe(self.process.stdin).flush()
        answer = self._pipe(self.process.stdout).readline()
        assert answer, f"{case.label}: {self._pipe(self.process.stderr).read()}"
        status, attempts, drift = json.loads(answer)
        return status, attempts, drift

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe

    def finish(self) -> None:
        _, said = self.process.communicate(timeout=60)
        assert self.process.returncode == 0, said


@contextmanager
def another_process(shop: Path, provider: str, folder: Path) -> Iterator[Caller]:
    caller = Caller(shop, provider, folder)
    try:
        yield caller
        caller.finish()
    finally:
        caller.process.kill()
        caller.process.communicate()


@pytest.mark.parametrize("provider", VENDORED)
def test_every_operation_of_a_vendored_client(sandbox: Sandbox, shop: Path, tmp_path: Path, provider: str) -> None:
    server = sandbox.server_for(provider)
    called = [case for case in cases() if case.provider == provider]
    assert len(called) == COUNTS[provider]
    with another_process(shop, provider, tmp_path / "base") as caller:
        for case in called:
            sandbox.reset(at=NOW)  # the examples of the specifications are of that time
            path = prepare(sandbox, case)
            status, attempts, drift = caller.call(case, server, path)
            arrived = sandbox.traffic[-1]
            assert (arrived.provider, arrived.operation) == (provider, case.operation.id)
            assert arrived.violations == [] == arrived.notices
            assert str(status) in case.operation.responses
            assert (attempts, drift) == (1, []), case.label
            if case.operation.id == "purchases-resendInvoice":
                assert len(sandbox.outbox) == 1


# --- a webhook -------------------------------------------------------------------------------------------------


def test_a_vendored_client_verifies_a_signed_webhook(
    sandbox: Sandbox, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(shop))
    package = importlib.import_module("own_qorepay.qorepay")
    hooks = importlib.import_module("own_qorepay.qorepay.webhooks")
    errors = importlib.import_module("own_qorepay.runtime.errors")
    credentials = CREDENTIALS["qorepay"]
    with open_inbox() as (url, got), package.QorePay(server=sandbox.server_for("qorepay"), **credentials) as client:
        hook = client.webhooks.create(package.models.WebhookRequest(title="Shop", callback=url, all_events=True))
        purchase = next(iter(sandbox.simulation.state.table("qorepay", "purchases")))
        sandbox.pay("qorepay", purchase)
        sandbox.settle()
        headers, body = got[0]
        event = hooks.parse_event(headers, body, key=hook.public_key)
        assert (event.event_type, event.id) == ("purchase.paid", purchase)
        with pytest.raises(errors.WebhookVerificationError):
            hooks.parse_event(headers, body.replace(b"paid", b"PAID"), key=hook.public_key)
    assert "own_qorepay.runtime.rsa" in sys.modules


# --- size ------------------------------------------------------------------------------------------------------

WHOLE = 3_534
"""Statements of a vendored PayPen when every copy had the whole runtime."""
SHARE = 1.30
"""How much of that it may have: 0.85 stood when copies were first pruned. What a call must prove came since (evidence, one deadline,
connections of our own, values as they were sent and integers written 1.0, unions by fit, of which PayPen has one, own servers), then dicts in
the place of models and bodies of another kind refused (0.09: decision 36), then what lies beside a body and which words are told (0.03: decision
55), then up to when a request may begin (0.04: `not_after`), and what is over 1.0 is to be taken back."""


def test_a_vendored_client_is_no_bigger_than_its_api_asks_for(shop: Path) -> None:
    texts = (path.read_text(encoding="utf-8") for path in (shop / "own_paypen").rglob("*.py"))
    assert statements(map(ast.parse, texts)) <= SHARE * WHOLE


# --- types -----------------------------------------------------------------------------------------------------


@pytest.mark.types
def test_type_checkers_find_nothing_in_vendored_clients(shop: Path, tmp_path: Path) -> None:
    environment = bare_environment(tmp_path / "env")
    packages = [f"own_{provider}" for provider in VENDORED]
    assert pyright(shop, environment, packages) == []
    assert mypy(shop, environment, packages) == []
