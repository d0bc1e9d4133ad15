"""The operations of the specifications as calls of the emitted clients: which method, with which arguments, and what
the specification says must then be on the wire.

Nothing here comes from the generator: names, paths, queries and bodies are derived from the documents a second time,
by the rules that the documentation promises.
"""

from __future__ import annotations

import base64
import importlib
import inspect
import json
import keyword
import pkgutil
import re
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from email import message_from_bytes
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, quote

import httpx
from msgspec import UNSET, UnsetType
from reissue_runtime.decode import codec
from reissue_runtime.model import OneOf
from reissue_runtime.operation import Operation as Descriptor

from reissue_sandbox.spec import Operation, Spec, load

COUNTS = {"qorepay": 49, "abillify": 31, "irembopay": 9, "paypen": 6}
PROVIDERS = tuple(COUNTS)
CLIENTS = {"qorepay": "QorePay", "abillify": "Abillify", "irembopay": "IremboPay", "paypen": "PayPen"}
CREDENTIALS = {
    "qorepay": {"secret_key": "qorepay-contract-key"},
    "abillify": {"username": "merchant", "password": "abillify-contract-word"},
    "irembopay": {"secret_key": "irembopay-contract-key"},
    "paypen": {"api_key": "paypen-contract-key", "email": "api@example.com"},
}
OF_THE_CLIENT = {"X-API-Version"}
"""Parameters that a client is given once, as `api_version`; the examples show its default."""
ZERO_FRACTION = re.compile(r"(?<=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.0+(?=Z$)")
# Optional parameters of which the documents show no example: the schemas alone do not say what is sensible.
VALUES = {"^[A-Z]{2}$": "NG", "^[A-Z]{3}$": "NGN"}


@dataclass(frozen=True)
class Case:
    """One operation with the request body of one of its examples, or without a body."""

    provider: str
    operation: Operation
    media: str | None
    example: str | None

    @property
    def spec(self) -> Spec:
        return load(self.provider)

    @property
    def node(self) -> dict[str, Any]:
        """The operation as the document holds it."""
        path = self.spec.document["paths"][self.operation.path]
        return typing.cast("dict[str, Any]", path[self.operation.method.lower()])

    @property
    def label(self) -> str:
        return f"{self.provider}-{self.operation.id}" + (f"-{self.example}" if self.example else "")

    @property
    def absolute(self) -> bool:
        """Whether the caller gives the whole address, out of an earlier answer."""
        return "x-reissue-url" in self.node

    @property
    def body(self) -> Any:
        """The request example as JSON data; UNSET where nothing is sent."""
        if self.media is None or self.example is None:
            return UNSET
        return self.operation.bodies[self.media].examples[self.example]

    def parameters(self, where: str) -> dict[str, Any]:
        """A value for every documented parameter: its example, else one that its schema allows."""
        found: dict[str, Any] = {}
        for one in self.operation.parameters:
            if one.where == where:
                node = self.spec.at(one.pointer.removesuffix("/schema"))
                found[one.name] = self._value(node)
        return found

    def _value(self, node: dict[str, Any]) -> Any:
        if "example" in node:
            return node["example"]
        if node.get("examples"):
            return next(iter(node["examples"].values()))["value"]
        schema = self.spec.resolve(node["schema"])
        if schema.get("type") == "array":
            return [self._value({"schema": schema["items"]})]
        for key in ("default", "const"):
            if key in schema:
                return schema[key]
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema.get("type")
        if kind == "boolean":
            return True
        if kind == "integer":
            return 1_790_000_000
        assert kind == "string", schema
        return VALUES[schema["pattern"]] if "pattern" in schema else "en"


@cache
def cases(every_example: bool = False) -> tuple[Case, ...]:
    """One case per operation, or one per request example."""
    found: list[Case] = []
    for provider in PROVIDERS:
        for operation in load(provider).operations.values():
            bodies = [(media.name, name) for media in operation.bodies.values() for name in media.examples]
            wanted: list[tuple[str | None, str | None]] = [*(bodies or [(None, None)])]
            found += [Case(provider, operation, *one) for one in (wanted if every_example else wanted[:1])]
    return tuple(found)


# --- which method, with which arguments ----------------------------------------------------------------------


def words(camel: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z\d]+", camel)]


def snake(name: str) -> str:
    """A wire name as an argument of Python."""
    made = "_".join(word for part in re.split(r"[^A-Za-z\d]+", name) for word in words(part))
    return made + "_" if keyword.iskeyword(made) else made


def attribute_path(case: Case) -> tuple[str, str]:
    """Resource and method, by the rule that the guide for specifications promises."""
    tag, _, verb = case.operation.id.partition("-")
    left = words(verb)
    if left[: len(tag.split("_"))] == tag.split("_"):
        left = left[len(tag.split("_")) :]
    singular = tag[:-3] + "y" if tag.endswith("ies") else tag.removesuffix("s")
    for name in (tag, singular):
        tail = name.split("_")
        if len(left) > len(tail) and left[-len(tail) :] == tail:
            left = left[: -len(tail)]
            break
    return tag, "_".join(left)


def make_client(provider: str, server: str, http: Any, *, asynchronous: bool = False, **options: Any) -> Any:
    module = importlib.import_module(f"reissue_clients.{provider}")
    cls = getattr(module, ("Async" if asynchronous else "") + CLIENTS[provider])
    return cls(**CREDENTIALS[provider], server=server, http=http, **options)


def bound(client: Any, case: Case, base: str, path: dict[str, Any] | None = None) -> tuple[Any, list[Any], Any]:
    """The method of an operation with its arguments, made of the specification's examples."""
    resource, name = attribute_path(case)
    method = getattr(getattr(client, resource), name)
    values = {**case.parameters("path"), **(path or {})}
    positional: list[Any] = [base + wire_path(case, values)] if case.absolute else list(values.values())
    if "body" in hints(method):
        positional.append(body_value(case, hints(method)["body"]))
    else:  # a body that can only be empty is no argument
        assert case.body in (UNSET, {}), case.label
    given = {**case.parameters("query"), **case.parameters("header")}
    named = {snake(key): value for key, value in given.items() if key not in OF_THE_CLIENT}
    if key := idempotency_key(case):
        named["idempotency_key"] = key
    inspect.signature(method).bind(*positional, **named)
    return method, positional, named


@cache
def _hints(function: Any) -> dict[str, Any]:
    return typing.get_type_hints(function, include_extras=True)


def hints(method: Any) -> dict[str, Any]:
    return _hints(method.__func__)


def body_value(case: Case, hint: Any) -> Any:
    """The example decoded into the emitted model; binary parts become bytes."""
    documented = without_unset(hint)
    value, drifts = codec(documented).decode(json.dumps(case.body).encode())
    assert drifts == (), f"{case.label}: the example does not fit the emitted model: {drifts}"
    for name in binary_members(case):
        setattr(value, name, case.body[name].encode())
    return value


def binary_members(case: Case) -> list[str]:
    if case.media != "multipart/form-data":
        return []
    schema = case.spec.follow(case.operation.bodies[case.media].pointer or "")[1]
    return [name for name, one in schema["properties"].items() if one.get("format") == "binary" and name in case.body]


def without_unset(hint: Any) -> Any:
    left = [one for one in typing.get_args(hint) if one is not UnsetType]
    if typing.get_origin(hint) is typing.Annotated or len(left) == len(typing.get_args(hint)):
        return hint
    return typing.Union[tuple(left)]  # noqa: UP007 - the members are known at run time only


def idempotency_key(case: Case) -> str | None:
    rule = case.operation.idempotency
    return f"contract-{case.label}"[: rule.get("maxLength", 255)] if rule else None


# --- what must be on the wire --------------------------------------------------------------------------------


def text(value: Any) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def wire_path(case: Case, values: dict[str, Any]) -> str:
    path = case.operation.wire_path
    for name, value in values.items():
        path = path.replace("{" + name + "}", quote(text(value), safe=""))
    return path


def wire_query(case: Case) -> list[tuple[str, str]]:
    """All pairs in the documented order; the parameters are of style form, exploded, or deepObject."""
    found: list[tuple[str, str]] = []
    given = case.parameters("query")
    for one in case.operation.parameters:
        if one.where == "query":
            assert one.explode and one.style in ("form", "deepObject"), one
            found += _deep(one.name, given[one.name]) if one.style == "deepObject" else _form(one.name, given[one.name])
    return found


def _form(name: str, value: Any) -> Iterator[tuple[str, str]]:
    for one in value if isinstance(value, list) else [value]:
        yield name, text(one)


def _deep(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _deep(f"{name}[{key}]", one)
    else:
        yield from _form(name, value)


def wire_authorization(case: Case, headers: httpx.Headers) -> None:
    """The credential stands where the security scheme says, and nowhere else."""
    given = CREDENTIALS[case.provider]
    if not case.operation.security:
        assert "authorization" not in headers
    elif case.provider == "irembopay":
        assert headers["irembopay-secretKey"] == given["secret_key"]
        assert "authorization" not in headers
    elif case.provider == "abillify":
        pair = base64.b64encode(f"{given['username']}:{given['password']}".encode()).decode()
        assert headers["authorization"] == f"Basic {pair}"
    elif case.provider == "qorepay":
        assert headers["authorization"] == f"Bearer {given['secret_key']}"
    else:
        assert re.fullmatch(r"Bearer [^\s]+", headers["authorization"])
        assert given["api_key"] not in headers["authorization"]


def check_request(case: Case, request: httpx.Request, prefix: str, path: dict[str, Any] | None = None) -> None:
    """The request is the one that the specification describes for the arguments of the case."""
    values = {**case.parameters("path"), **(path or {})}
    assert request.method == case.operation.method
    assert request.url.raw_path.decode().partition("?")[0] == prefix + wire_path(case, values)
    assert request.url.fragment == ""
    query = parse_qsl(request.url.query.decode(), keep_blank_values=True, strict_parsing=bool(request.url.query))
    assert sorted(query) == sorted(wire_query(case))
    wire_authorization(case, request.headers)
    for name, value in case.parameters("header").items():
        assert request.headers[name] == text(value)
    documented = [
        media for status, content in case.operation.responses.items() if status[0] == "2" for media in content
    ]
    # Where a success has no body, errors still have one.
    assert set(re.split(r",\s*", request.headers["accept"])) == set(documented or ["application/json"])
    if case.operation.idempotency:
        assert case.operation.idempotency["in"] == "header"
        assert request.headers[case.operation.idempotency["name"]] == idempotency_key(case)
    check_body(case, request)


def check_body(case: Case, request: httpx.Request) -> None:
    content = request.content
    kind = request.headers.get("content-type", "")
    if case.media is None:
        assert content == b""
        assert kind == case.spec.headers.get("Content-Type", "")
    elif case.media == "application/json":
        assert kind == "application/json"
        assert canonical(exact(content)) == canonical(exact(json.dumps(case.body).encode()))
    elif case.media == "application/x-www-form-urlencoded":
        assert kind == case.media
        pairs = parse_qsl(content.decode("ascii"), keep_blank_values=True, strict_parsing=True)
        assert sorted(pairs) == sorted((name, text(value)) for name, value in case.body.items())
    else:
        assert case.media == "multipart/form-data"
        assert multipart(request) == {name: text(value) for name, value in case.body.items()}
        files = {name for name, part in parts(request) if part.get_filename()}
        assert files == set(binary_members(case))


def parts(request: httpx.Request) -> list[tuple[str, Any]]:
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = message_from_bytes(head + request.content)
    assert message.is_multipart()
    return [(str(part.get_param("name", header="content-disposition")), part) for part in message.get_payload()]


def multipart(request: httpx.Request) -> dict[str, str]:
    return {name: part.get_payload(decode=True).decode() for name, part in parts(request)}


def exact(content: bytes) -> Any:
    return json.loads(content, parse_float=Decimal, parse_int=Decimal)


def canonical(value: Any) -> Any:
    """JSON data in a form in which true is not 1, 1.50 is 1.5, and 12:00:00.000Z is 12:00:00Z."""
    if isinstance(value, dict):
        return {name: canonical(one) for name, one in value.items()}
    if isinstance(value, list):
        return [canonical(one) for one in value]
    if isinstance(value, str):
        value = ZERO_FRACTION.sub("", value)
    return type(value).__name__, value


# --- what must come back -------------------------------------------------------------------------------------


def fits(value: Any, hint: Any) -> bool:
    """Whether a value is of a declared type, looked at through lists, dicts, unions and markers."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return True
    if origin is typing.Annotated:
        return fits(value, args[0])
    if isinstance(hint, OneOf):
        return any(fits(value, one) for one in hint.members())
    if origin is typing.Literal:
        return value in args or isinstance(value, str)  # enumerations are open
    if origin is list:
        return isinstance(value, list) and all(fits(one, args[0]) for one in value)
    if origin is dict:
        return isinstance(value, dict) and all(fits(one, args[1]) for one in value.values())
    if args:
        return any(fits(value, one) for one in args)
    if hint is None or hint is type(None):
        return value is None
    return type(value) is hint or (isinstance(hint, type) and isinstance(value, hint) and value is not UNSET)


# --- recording -----------------------------------------------------------------------------------------------


class Recorder(httpx.BaseTransport):
    """Keeps every request, and passes it on."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self.inner = inner
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        return self.inner.handle_request(request)

    def close(self) -> None:
        self.inner.close()


class AsyncRecorder(httpx.AsyncBaseTransport):
    """The same for the async clients."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.requests.append(request)
        return await self.inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self.inner.aclose()


def descriptors(provider: str) -> dict[str, Descriptor[Any]]:
    """The descriptor of every operation of an emitted client, by its operationId."""
    folder = importlib.import_module(f"reissue_clients.{provider}.resources")
    modules = [
        importlib.import_module(f"{folder.__name__}.{one.name}") for one in pkgutil.iter_modules(folder.__path__)
    ]
    found = (value for module in modules for value in vars(module).values())
    return {value.id: value for value in found if isinstance(value, Descriptor)}
