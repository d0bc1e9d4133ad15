"""Scripted answers: what an emitted method, or a webhook parser, makes of a body."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx
from reissue_runtime import Drift, DriftEvent, ReissueError, RetryPolicy
from reissue_runtime.webhooks import Webhook

from tests.contract.spec_calls import Case, bound, cases, make_client

BASES = {"qorepay": "https://gate.qorepay.com/api/v1", "paypen": "https://paypen.ng/api/employer"}
BASE = "https://api.example.com/v9"
LOGIN = {"success": True, "message": "Login successful", "data": {"token": "example.jwt.token"}}


@dataclass
class Outcome:
    """What came of an answer: a value or an error, and the drifts that were told."""

    value: Any = None
    error: ReissueError | None = None
    drifts: list[Drift] = field(default_factory=list)

    @property
    def told(self) -> list[list[str]]:
        return [[one.path, one.expected, one.got] for one in self.drifts]


class Kit:
    """The client of one provider over a transport that answers every call with the same body."""

    def __init__(self, provider: str) -> None:
        self.provider = provider
        self.status, self.body, self.media = 200, b"", "application/json"
        self.seen: list[Drift] = []
        self.calls: dict[str, Any] = {}
        self.logging_in = True
        self.base = BASES.get(provider, BASE)
        self.http = httpx.Client(transport=httpx.MockTransport(self._answer))
        self.client = make_client(
            provider, self.base, self.http, retry=RetryPolicy(max_attempts=1), on_drift=self._drifted
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == httpx.URL(self.base).path + "/auth/login" and self.logging_in:
            return httpx.Response(200, json=LOGIN)
        return httpx.Response(self.status, content=self.body, headers={"content-type": self.media})

    def _drifted(self, event: DriftEvent) -> None:
        if event.drift.path != "status":  # 200 is sent, whatever success is documented
            self.seen.append(event.drift)

    def answered(
        self, case: Case, body: bytes, status: int = 200, media: str = "application/json", about: str | None = None
    ) -> Outcome:
        """Call an operation; only the library's own errors come back, any other is the test's failure.

        `about` is the object to address in place of the specification's example.
        """
        if case.label not in self.calls:
            self.calls[case.label] = bound(self.client, case, self.base)
        method, positional, named = self.calls[case.label]
        if about is not None:
            positional = [about, *positional[1:]]
        self.status, self.body, self.media = status, body, media
        self.logging_in = case.operation.id != "auth-login"
        self.seen = []
        try:
            response = self.client.with_response(method, *positional, **named)
        except ReissueError as error:
            return Outcome(error=error, drifts=self.seen)
        assert list(response.drift) == self.seen
        return Outcome(response.value, drifts=self.seen)


@cache
def kit(provider: str) -> Kit:
    return Kit(provider)


@cache
def case_of(provider: str, operation: str) -> Case:
    return next(case for case in cases() if (case.provider, case.operation.id) == (provider, operation))


def webhook(provider: str, name: str) -> Webhook[Any]:
    module = importlib.import_module(f"reissue_clients.{provider}.webhooks")
    found: Webhook[Any] = getattr(module, name.upper())
    return found


def received(provider: str, name: str, body: bytes) -> Outcome:
    """Read a webhook body without its signature, as far as the samples have none."""
    seen: list[Drift] = []
    try:
        value = webhook(provider, name).parse_unsigned(body, on_drift=lambda event: seen.append(event.drift))
    except ReissueError as error:
        return Outcome(error=error, drifts=seen)
    return Outcome(value, drifts=seen)
