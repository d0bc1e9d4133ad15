"""A small provider, and clients of it over a transport that the test scripts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

import httpx
from msgspec import UNSET, UnsetType
from reissue_runtime.bearer import Bearer
from reissue_runtime.body import Json
from reissue_runtime.client import AsyncClient, Client
from reissue_runtime.encode import Query
from reissue_runtime.envelope import Envelope
from reissue_runtime.idempotency import Idempotency
from reissue_runtime.model import Model
from reissue_runtime.operation import Effect, Operation
from reissue_runtime.provider import Provider
from reissue_runtime.resource import AsyncResource, Resource

SERVER = "https://api.acme.example/v1"
TOKEN = "tok-canary-123456789"
Mode = Literal["sync", "async"]


class Invoice(Model, kw_only=True):
    id: str
    total: int | UnsetType = UNSET
    pin: str | UnsetType = UNSET

    __sensitive__ = frozenset({"pin"})


class Problem(Model, kw_only=True):
    message: str
    code: str | UnsetType = UNSET


KEYED = Idempotency(header="Idempotency-Key", max_length=64)
FLAG = Envelope(data="data", flag="success", success=True, message=("message",), code=("code",))


def operation(effect: str = "reads", **more: Any) -> Operation[Any]:
    """An operation of that effect: 'creates' or 'creates+key'."""
    name, _, keyed = effect.partition("+")
    method = {"reads": "GET", "sets": "PUT"}.get(name, "POST")
    facts: dict[str, Any] = {
        "id": f"invoices-{name}",
        "method": method,
        "path": "/invoices",
        "effect": Effect(name),
        "idempotency": KEYED if keyed else None,
        "body": Json() if method != "GET" else None,
        "errors": {404: Problem},
    } | more
    made: Operation[Any] = Operation[Invoice](**facts)
    return made


GET: Operation[Any] = operation("reads", path="/invoices/{id}", query=(Query("expand"),))


def provider(**more: Any) -> Provider:
    facts: dict[str, Any] = {"name": "acme", "user_agent": "reissue-test/1", "schemes": {"bearer": Bearer()}} | more
    return Provider(**{"security": (("bearer",),)} | facts)


class Script:
    """Answers in turn: a status, (status, body), (status, body, headers), an exception, or a function of the request."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, BaseException) or (isinstance(answer, type) and issubclass(answer, BaseException)):
            raise answer
        if callable(answer):
            return answer(request)
        status, body, headers = (*((answer,) if isinstance(answer, int) else answer), *[None] * 2)[:3]
        if body is None:
            body = b'{"id":"R-1"}' if status < 300 else b'{"message":"no","code":"E1"}'
        return httpx.Response(status, content=body, headers={"content-type": "application/json", **(headers or {})})

    def keys(self) -> list[str | None]:
        return [request.headers.get("idempotency-key") for request in self.requests]


class Kit:
    """One client over a script; sync and async look alike to the test."""

    def __init__(self, mode: Mode, script: Callable[[httpx.Request], httpx.Response], **options: Any) -> None:
        self.mode = mode
        self.script: Any = script
        self.slept: list[float] = []
        facts = options.pop("provider", None) or provider()
        server = options.pop("server", SERVER)
        credentials = options.pop("credentials", {"bearer": (TOKEN,)})
        transport = httpx.MockTransport(script)
        self.http: Any = httpx.Client(transport=transport) if mode == "sync" else httpx.AsyncClient(transport=transport)
        options["http"] = self.http
        self.client: Any
        if mode == "sync":
            self.client = Client(facts, server, credentials, options)  # type: ignore[arg-type]
            self.client._sleep = self.slept.append
            self.resource: Any = Resource(self.client)
        else:
            self.client = AsyncClient(facts, server, credentials, options)  # type: ignore[arg-type]
            self.client._sleep = self._asleep
            self.resource = AsyncResource(self.client)
        self.client.uniform = lambda low, high: high

    async def _asleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def call(self, made: Operation[Any], **arguments: Any) -> Any:
        return self.run(partial(self.resource._call, made, **arguments))

    def response(self, made: Operation[Any], **arguments: Any) -> Any:
        return self.run(partial(self.client.with_response, self.resource._call, made, **arguments))

    def items(self, pages: Any, **arguments: Any) -> list[Any]:
        if self.mode == "sync":
            return list(pages.iterate(self.client, **arguments))

        async def collect() -> list[Any]:
            return [item async for item in pages.aiterate(self.client, **arguments)]

        return asyncio.run(collect())

    def run(self, function: Callable[[], Any]) -> Any:
        return function() if self.mode == "sync" else asyncio.run(_awaited(function))

    @property
    def requests(self) -> list[httpx.Request]:
        found: list[httpx.Request] = self.script.requests
        return found


async def _awaited(function: Callable[[], Any]) -> Any:
    return await function()


MODES: tuple[Mode, ...] = ("sync", "async")
