"""The provider documents as the sandbox sees them: operations, routes, references and examples.

A document is read once per process and kept as plain data; what is derived from it (routes, validators) is made when it is first needed, so that a
sandbox starts quickly and pays only for the providers that are called.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any, TypeGuard, cast
from urllib.parse import unquote

METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace", "query")

JsonObject = dict[str, Any]


def is_object(value: Any) -> TypeGuard[JsonObject]:
    """Whether a JSON value is an object."""
    return isinstance(value, dict)


def is_list(value: Any) -> TypeGuard[list[Any]]:
    """Whether a JSON value is a list."""
    return isinstance(value, list)


def is_json(media: str) -> bool:
    """Whether a body of this media type is JSON, by RFC 6839 and the WHATWG MIME Sniffing standard."""
    return media.partition(";")[0].strip().lower().endswith(("/json", "+json"))


def json_number(amount: Decimal) -> int | float:
    """An amount as JSON has it: whole where it is whole."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


class SpecError(Exception):
    """A document is missing, or holds something that the sandbox cannot follow."""


def specs_folder() -> Path:
    """The folder with one YAML document per provider: `specs/` of a checkout, else the data folder of an installed wheel."""
    checkout = Path(__file__).resolve().parents[2] / "specs"
    if checkout.is_dir():
        return checkout
    try:
        installed = Path(str(resources.files("reissue_generator") / "specs"))
    except ModuleNotFoundError:
        installed = checkout
    if not installed.is_dir():
        raise SpecError(f"found no specs: neither {checkout} nor {installed} is a folder")
    return installed


@dataclass(frozen=True, slots=True)
class Parameter:
    """One documented parameter; `pointer` is where its schema stands in the document."""

    name: str
    where: str
    required: bool
    style: str
    explode: bool
    pointer: str


@dataclass(frozen=True, slots=True)
class Media:
    """One media type of a body, with the place of its schema and its examples by name."""

    name: str
    pointer: str | None
    examples: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, with everything needed to check a request and to answer it."""

    provider: str
    id: str
    method: str
    path: str
    effect: str
    idempotency: JsonObject | None
    security: list[JsonObject]
    parameters: tuple[Parameter, ...]
    bodies: dict[str, Media]
    body_required: bool
    responses: dict[str, dict[str, Media]]
    inferred: bool = False
    """Whether no page of the vendor shows the operation: we conclude that it is there."""

    @property
    def route(self) -> str:
        """Method and path without parameter names, such as `POST /purchases/{}/cancel`: the key of the handlers."""
        return route_key(self.method, self.path)

    @property
    def wire_path(self) -> str:
        """The path without the fragment by which a document tells several operations at one address apart."""
        return self.path.partition("#")[0]

    @property
    def success(self) -> int:
        """The documented status of a success (the lowest 2xx)."""
        codes = sorted(int(code) for code in self.responses if code.isdigit() and code.startswith("2"))
        return codes[0] if codes else 200

    def response_media(self, status: int) -> Media | None:
        """The JSON body documented for a status, if any."""
        found = (
            self.responses.get(str(status))
            or self.responses.get(f"{status // 100}XX")
            or self.responses.get("default")
            or {}
        )
        for name, media in found.items():
            if is_json(name):
                return media
        return None


@dataclass(frozen=True, slots=True)
class Match:
    """What a method and path led to: the operation and its path values, or the reason why there is none."""

    operation: Operation | None
    values: dict[str, str]
    allowed: tuple[str, ...] = ()
    exact: bool = True
    others: tuple[Operation, ...] = ()


def route_key(method: str, path: str) -> str:
    """`post`, `/purchases/{id}/cancel/` -> `POST /purchases/{}/cancel`."""
    parts = ["{}" if part.startswith("{") else part for part in path.strip("/").split("/")]
    return f"{method.upper()} /{'/'.join(parts)}"


class Spec:
    """One provider's document."""

    def __init__(self, provider: str, document: JsonObject) -> None:
        self.provider = provider
        self.document = document
        self.uri = f"https://specs.invalid/{provider}"
        self.validators: dict[tuple[str, str], Any] = {}
        self.operations: dict[str, Operation] = {}
        self._routes: list[tuple[str, list[str], Operation]] = []
        for operation in self._read_operations():
            self.operations[operation.id] = operation
            self._routes.append((operation.method, operation.wire_path.strip("/").split("/"), operation))
        self.by_route = {operation.route: operation for operation in self.operations.values()}

    @property
    def envelopes(self) -> list[JsonObject]:
        """The document's envelopes, as declared."""
        return cast("list[JsonObject]", self.document.get("x-reissue-envelope", []))

    @property
    def headers(self) -> dict[str, str]:
        """Headers that the provider wants on every request."""
        return cast("dict[str, str]", self.document.get("x-reissue-headers", {}))

    @property
    def schemes(self) -> dict[str, JsonObject]:
        """The security schemes by name."""
        return {
            name: self.resolve(node)
            for name, node in self.document.get("components", {}).get("securitySchemes", {}).items()
        }

    def at(self, pointer: str) -> Any:
        """The node at a JSON pointer."""
        node: Any = self.document
        for part in pointer.split("/")[1:]:
            key = unquote(part).replace("~1", "/").replace("~0", "~")
            try:
                node = node[int(key)] if is_list(node) else node[key]
            except (KeyError, IndexError, ValueError, TypeError):
                raise SpecError(f"{self.provider}: nothing stands at #{pointer}") from None
        return node

    def follow(self, pointer: str) -> tuple[str, Any]:
        """The pointer and node that a chain of references ends at."""
        for _ in range(32):
            node = self.at(pointer)
            reference = node.get("$ref") if is_object(node) else None
            if not isinstance(reference, str):
                return pointer, node
            if not reference.startswith("#/"):
                raise SpecError(f"{self.provider}: only references inside the document are followed, not {reference}")
            pointer = reference[1:]
        raise SpecError(f"{self.provider}: a circle of references at #{pointer}")

    def resolve(self, node: Any) -> JsonObject:
        """The node itself, or what its reference points to."""
        if is_object(node) and isinstance(node.get("$ref"), str):
            return cast("JsonObject", self.follow(node["$ref"][1:])[1])
        return node if is_object(node) else {}

    def parts(self, schema: JsonObject) -> Iterator[JsonObject]:
        """What a schema is put together of, or chooses from; their references are followed."""
        for word in ("allOf", "anyOf", "oneOf"):
            for part in schema.get(word, []):
                yield self.resolve(part)

    def match(self, method: str, raw_path: str) -> Match:
        """Find the operation for a method and a still percent-encoded path below the provider's prefix."""
        slash = raw_path.endswith("/")
        parts = raw_path.strip("/").split("/")
        fits = [(self._rank(pattern, parts), verb, pattern, operation) for verb, pattern, operation in self._routes]
        found = sorted((entry for entry in fits if entry[0] is not None), key=lambda entry: cast("int", entry[0]))
        fitting = [(pattern, operation) for _, verb, pattern, operation in found if verb == method]
        if fitting:
            pattern, operation = fitting[0]
            values = {
                name[1:-1]: unquote(part) for name, part in zip(pattern, parts, strict=True) if name.startswith("{")
            }
            others = tuple(other for _, other in fitting[1:] if other.wire_path == operation.wire_path)
            return Match(operation, values, exact=operation.wire_path.endswith("/") == slash, others=others)
        return Match(None, {}, tuple(sorted({entry[1] for entry in found})))

    @staticmethod
    def _rank(pattern: list[str], parts: list[str]) -> int | None:
        """How many parameters a pattern needs for these parts (fewer is the better match); None if it does not fit."""
        if len(pattern) != len(parts):
            return None
        rank = 0
        for expected, part in zip(pattern, parts, strict=True):
            if expected.startswith("{") and part:
                rank += 1
            elif expected != unquote(part):
                return None
        return rank

    def _read_operations(self) -> Iterator[Operation]:
        for path, item in self.document.get("paths", {}).items():
            shared = [
                self._read_parameter(f"/paths/{escape(path)}/parameters/{i}")
                for i in range(len(item.get("parameters", [])))
            ]
            for method in METHODS:
                if method in item:
                    yield self._read_operation(path, method, item[method], shared)

    def _read_operation(self, path: str, method: str, node: JsonObject, shared: list[Parameter]) -> Operation:
        pointer = f"/paths/{escape(path)}/{method}"
        own = [self._read_parameter(f"{pointer}/parameters/{i}") for i in range(len(node.get("parameters", [])))]
        merged = {(parameter.where, parameter.name): parameter for parameter in [*shared, *own]}
        body_pointer, body = self._read_body(pointer, node)
        responses: dict[str, dict[str, Media]] = {}
        for code in node.get("responses", {}):
            response_pointer, response = self.follow(f"{pointer}/responses/{code}")
            responses[str(code)] = self._read_content(response_pointer, response)
        return Operation(
            provider=self.provider,
            id=node.get("operationId", f"{method} {path}"),
            method=method.upper(),
            path=path,
            effect=node.get("x-reissue-effect", "reads"),
            idempotency=node.get("x-reissue-idempotency"),
            security=node["security"] if "security" in node else self.document.get("security", []),
            parameters=tuple(merged.values()),
            bodies=self._read_content(body_pointer, body),
            body_required=body.get("required", False),
            responses=responses,
            inferred=node.get("x-reissue-source", {}).get("certainty") == "inferred",
        )

    def _read_body(self, pointer: str, node: JsonObject) -> tuple[str, JsonObject]:
        return self.follow(f"{pointer}/requestBody") if "requestBody" in node else ("", {})

    def _read_parameter(self, pointer: str) -> Parameter:
        pointer, node = self.follow(pointer)
        where = node["in"]
        style = node.get("style") or ("form" if where in ("query", "cookie") else "simple")
        return Parameter(
            name=node["name"],
            where=where,
            required=node.get("required", False),
            style=style,
            explode=node.get("explode", style == "form"),
            pointer=f"{pointer}/schema",
        )

    def _read_content(self, pointer: str, node: JsonObject) -> dict[str, Media]:
        content: dict[str, Media] = {}
        for name, media in node.get("content", {}).items():
            place = f"{pointer}/content/{escape(name)}"
            examples = {key: self.resolve(entry).get("value") for key, entry in media.get("examples", {}).items()}
            if "example" in media:
                examples.setdefault("example", media["example"])
            content[name] = Media(name, f"{place}/schema" if "schema" in media else None, examples)
        return content


def escape(part: str) -> str:
    """One member name as a part of a JSON pointer."""
    return part.replace("~", "~0").replace("/", "~1")


@functools.lru_cache(maxsize=32)
def _load(path: Path, modified: int) -> Spec:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader, the C one where there is one
    if not is_object(document) or "paths" not in document:
        raise SpecError(f"{path} is no OpenAPI document with paths")
    return Spec(path.stem, plain(document))


def plain(node: Any) -> Any:
    """YAML reads dates as dates and status codes as numbers; a document in JSON terms has texts in both places."""
    if is_object(node):
        return {str(key): plain(value) for key, value in cast("dict[Any, Any]", node).items()}
    if is_list(node):
        return [plain(value) for value in node]
    return node.isoformat() if hasattr(node, "isoformat") else node


def load(provider: str, folder: Path | None = None) -> Spec:
    """Read one provider's document; it is kept for the life of the process as long as the file does not change."""
    path = (folder or specs_folder()) / f"{provider}.yaml"
    try:
        return _load(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise SpecError(f"no document for the provider {provider!r}: {path} does not exist") from None
