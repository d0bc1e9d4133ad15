"""A request against its document: path, query, headers, idempotency key and body.

What the vendor's pages refuse is a violation. What only our specification would refuse (a misspelt member, a missing last
slash, and the liberties that a stand-in lists) is a notice: the request is answered, and the difference shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from .idempotency import key_of
from .json_text import read_json
from .masking import shown_name
from .request_values import Incoming, form_values, query_values
from .spec import JsonObject, Match, Operation, Spec, is_json
from .stand_in import Liberty
from .validation import drop_undocumented, misfits

# Query parameters that are tolerated on every call: some integrations use them against caches.
HARMLESS_QUERY = {"time"}


@dataclass(frozen=True, slots=True)
class Violation:
    """One way in which a request does not fit its document; without the value, which may be a secret.

    One that is not `refused` is a notice: no page of the vendor refuses it, and it does not stop the request unless the
    sandbox is strict. `invented` names the rule of `reissue_sandbox.inventions` by which it is refused, if there is one. `member` is
    `where` with the member that is missing there.
    """

    provider: str
    operation: str
    where: str
    message: str
    status: int = 400
    refused: bool = True
    invented: str = ""
    member: str = ""

    def __str__(self) -> str:
        return f"{self.provider} {self.operation}: {self.where} {self.message}"


class Checked(NamedTuple):
    """A request in plain values, and all in which it does not fit."""

    query: JsonObject
    body: Any
    violations: list[Violation]


class _Check:
    """The check of one request; `liberties` are those of the provider's stand-in."""

    def __init__(self, spec: Spec, operation: Operation, liberties: Sequence[Liberty] = ()) -> None:
        self.spec, self.operation = spec, operation
        self._liberties = liberties

    def misfit(self, where: str, message: str, rule: str = "", missing: str = "") -> Violation:
        """A misfit, refused unless it is a liberty."""
        at = f"{where}.{missing}" if missing else where
        taken = any(liberty.covers(self.operation.id, at, rule) for liberty in self._liberties)
        return Violation(self.spec.provider, self.operation.id, where, message, refused=not taken, member=at)

    def notice(self, where: str, message: str) -> Violation:
        """What differs from the document, and is refused by nobody."""
        return Violation(self.spec.provider, self.operation.id, where, message, refused=False)

    def values(self, where: str, values: Mapping[str, Any], *, only_present: bool = False) -> Iterator[Violation]:
        """Check parameters of one kind (path, query, header): present where required, and fitting their schemas."""
        for parameter in self.operation.parameters:
            if parameter.where != where:
                continue
            place = f"{where}.{parameter.name}"
            if parameter.name in values:
                for found in misfits(self.spec, parameter.pointer, values[parameter.name], "request"):
                    yield self.misfit(f"{place}{found.place}", found.message, found.rule)
            elif parameter.required and not only_present:
                yield self.misfit(place, "is required and missing", "required")

    def notices(self, match: Match, incoming: Incoming, unknown: list[str]) -> Iterator[Violation]:
        """What differs from the document and does no harm."""
        carried = {str(scheme.get("name")) for scheme in self.spec.schemes.values() if scheme.get("in") == "query"}
        known = {parameter.name for parameter in self.operation.parameters if parameter.where == "query"}
        for name in unknown:
            if name not in HARMLESS_QUERY | carried:
                text = "is written in another way than documented" if name in known else "is not documented"
                yield self.notice(f"query.{shown_name(name)}", text)
        if not match.exact:
            yield self.notice("path", "differs from the documented one by its last slash")
        for name in self.spec.headers:
            if name.lower() not in incoming.headers:
                yield self.notice(f"header.{name}", "is wanted on every call and missing")

    def headers(self, headers: Mapping[str, str]) -> Iterator[Violation]:
        """The documented headers, and the idempotency key where the provider takes it in one."""
        names = [parameter.name for parameter in self.operation.parameters if parameter.where == "header"]
        yield from self.values("header", {name: headers[name.lower()] for name in names if name.lower() in headers})
        key, rule = key_of(self.operation, headers), self.operation.idempotency or {}
        longest = int(rule.get("maxLength", 255))
        if key is not None and not 1 <= len(key) <= longest:
            yield self.misfit(f"header.{rule['name']}", f"must have 1 to {longest} characters", "maxLength")

    def body(self, incoming: Incoming) -> tuple[Any, list[Violation]]:
        """The body as a plain value, and its violations."""
        bodies = self.operation.bodies
        if not incoming.body:
            missing = self.misfit("body", "is required and missing", "required")
            return None, [missing] if self.operation.body_required else []
        if not bodies:
            harmless = incoming.body.strip() in (b"{}", b"null")
            return None, [] if harmless else [self.notice("body", "is sent though none is documented")]
        kind = incoming.headers.get("content-type", "").partition(";")[0].strip().lower()
        media, told = bodies.get(kind), list[Violation]()
        if media is None and incoming.form is None:  # JSON under another name: no page of a vendor refuses it
            media = next((one for name, one in bodies.items() if is_json(name)), None)
            told = [self.notice("content-type", f"{kind or '(none)'} is none of {', '.join(bodies)}")]
        if media is None:
            return None, [self.misfit("content-type", f"{kind or '(none)'} is none of {', '.join(bodies)}")]
        if is_json(media.name):
            try:
                body = read_json(incoming.body)
            except ValueError as problem:
                return None, [*told, self.misfit("body", str(problem), "json")]
        elif incoming.form is not None:
            body = form_values(self.spec, media.pointer, incoming.form)
        else:
            return incoming.body, told
        return body, [*told, *self._content(media.pointer, body)]

    def _content(self, pointer: str | None, body: Any) -> Iterator[Violation]:
        """The misfits of a body; members of which the document does not know are taken out of it, as nobody heeds them."""
        if pointer is None:
            return
        for found in misfits(self.spec, pointer, body, "request"):
            yield self.misfit(f"body{found.place}", found.message, found.rule, found.missing)
        for found in drop_undocumented(self.spec, pointer, body):
            yield self.notice(f"body{found.place}", found.message)


def check(
    spec: Spec, operation: Operation, match: Match, incoming: Incoming, liberties: Sequence[Liberty] = ()
) -> Checked:
    """Read and check a request to an operation."""
    this = _Check(spec, operation, liberties)
    query, unknown = query_values(spec, operation, incoming.query)
    body, of_body = this.body(incoming)
    violations = [
        *this.values("path", match.values, only_present=True),
        *this.values("query", query),
        *this.headers(incoming.headers),
        *this.notices(match, incoming, unknown),
        *of_body,
    ]
    return Checked(query, body, violations)


def body_fits(spec: Spec, operation: Operation, incoming: Incoming) -> bool:
    """Whether a body could be meant for this operation."""
    return not any(found.refused for found in _Check(spec, operation).body(incoming)[1])
