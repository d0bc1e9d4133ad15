"""A request against its document: path, query, headers, idempotency key and body."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from .idempotency import key_of
from .masking import shown_name
from .request_values import Incoming, form_values, query_values
from .spec import JsonObject, Match, Operation, Spec, is_json
from .validation import misfits

# Query parameters that are tolerated on every call: some integrations use them against caches.
HARMLESS_QUERY = {"time"}


@dataclass(frozen=True, slots=True)
class Violation:
    """One way in which a request does not fit its document; without the value, which may be a secret.

    A violation that is not `refused` is only noted, and does not stop the request.
    """

    provider: str
    operation: str
    where: str
    message: str
    status: int = 400
    refused: bool = True

    def __str__(self) -> str:
        return f"{self.provider} {self.operation}: {self.where} {self.message}"


def _check_values(
    spec: Spec, operation: Operation, where: str, values: Mapping[str, Any], *, only_present: bool = False
) -> Iterator[Violation]:
    """Check parameters of one kind (path, query, header, cookie): present where required, and fitting their schemas."""
    for parameter in operation.parameters:
        if parameter.where != where:
            continue
        if parameter.name not in values:
            if parameter.required and not only_present:
                yield Violation(spec.provider, operation.id, f"{where}.{parameter.name}", "is required and missing")
            continue
        for place, message in misfits(spec, parameter.pointer, values[parameter.name], "request"):
            yield Violation(spec.provider, operation.id, f"{where}.{parameter.name}{place}", message)


class Checked(NamedTuple):
    """A request in plain values, and all its violations."""

    query: JsonObject
    body: Any
    violations: list[Violation]


def check(spec: Spec, operation: Operation, match: Match, incoming: Incoming) -> Checked:
    """Read and check a request to an operation."""
    query, unknown = query_values(spec, operation, incoming.query)
    body, of_body = _check_body(spec, operation, incoming)
    noted = [
        Violation(spec.provider, operation.id, where, message, refused=False)
        for where, message in _notes(spec, match, incoming, unknown)
    ]
    violations = [
        *_check_values(spec, operation, "path", match.values, only_present=True),
        *_check_values(spec, operation, "query", query),
        *_check_values(spec, operation, "header", _header_values(operation, incoming.headers)),
        *_check_key(operation, incoming.headers),
        *noted,
        *of_body,
    ]
    return Checked(query, body, violations)


def body_fits(spec: Spec, operation: Operation, incoming: Incoming) -> bool:
    """Whether a body could be meant for this operation."""
    return not _check_body(spec, operation, incoming)[1]


def _notes(spec: Spec, match: Match, incoming: Incoming, unknown: list[str]) -> Iterator[tuple[str, str]]:
    """What differs from the document and does no harm."""
    carried = {str(scheme.get("name")) for scheme in spec.schemes.values() if scheme.get("in") == "query"}
    for name in unknown:
        if name not in HARMLESS_QUERY | carried:
            yield f"query.{shown_name(name)}", "is not documented"
    if not match.exact:
        yield "path", "differs from the documented one by its last slash"
    for name in spec.headers:
        if name.lower() not in incoming.headers:
            yield f"header.{name}", "is wanted on every call and missing"


def _header_values(operation: Operation, headers: Mapping[str, str]) -> dict[str, str]:
    names = [parameter.name for parameter in operation.parameters if parameter.where == "header"]
    return {name: headers[name.lower()] for name in names if name.lower() in headers}


def _check_key(operation: Operation, headers: Mapping[str, str]) -> Iterator[Violation]:
    """The idempotency key, where the provider takes it in a header."""
    key, rule = key_of(operation, headers), operation.idempotency or {}
    longest = int(rule.get("maxLength", 255))
    if key is not None and not 1 <= len(key) <= longest:
        message = f"must have 1 to {longest} characters"
        yield Violation(operation.provider, operation.id, f"header.{rule['name']}", message)


def _check_body(spec: Spec, operation: Operation, incoming: Incoming) -> tuple[Any, list[Violation]]:
    """The body as a plain value, and its violations."""

    def violation(message: str, status: int = 400, where: str = "body", refused: bool = True) -> list[Violation]:
        return [Violation(spec.provider, operation.id, where, message, status, refused)]

    if not incoming.body:
        return None, violation("is required and missing") if operation.body_required else []
    if not operation.bodies:
        harmless = incoming.body.strip() in (b"{}", b"null")
        return None, [] if harmless else violation("is sent though none is documented", refused=False)
    kind = incoming.headers.get("content-type", "").partition(";")[0].strip().lower()
    media = operation.bodies.get(kind)
    if media is None:
        return None, violation(f"{kind or '(none)'} is none of {', '.join(operation.bodies)}", 415, "content-type")
    if is_json(kind):
        try:
            body = json.loads(incoming.body, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            return None, violation("is no JSON")
    elif incoming.form is not None:
        body = form_values(spec, media.pointer, incoming.form)
    else:
        return incoming.body, []
    found = misfits(spec, media.pointer, body, "request") if media.pointer else []
    return body, [Violation(spec.provider, operation.id, f"body{place}", message) for place, message in found]


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
