"""What a server of a document does with one call, and whether it may answer so: RFC 9110 and JSON Schema, and no rule of ours.

Far less than a server: enough to show with one message what a change of a document does to who calls it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.corpus.documents import follow
from tests.generator.changes.judge import validator

Doc = dict[str, Any]
JSON = "application/json"
HOST = "api.acme.example"
NO_BODY = object()
"""Not null, which is a value."""


@dataclass(frozen=True)
class Request:
    """A call. `scopes` are what its token is good for; None: no credentials are sent."""

    method: str = "get"
    path: str = "/things"
    query: dict[str, Any] = field(default_factory=dict[str, Any])
    scopes: tuple[str, ...] | None = None
    body: Any = NO_BODY
    media: str = JSON
    host: str = HOST

    def is_taken(self, document: Doc) -> int:
        """The status of RFC 9110 that a server of this document answers with: 200, or why it refuses."""
        if not any(self.host in one["url"] for one in document.get("servers", [])):
            return 421  # Misdirected Request (15.5.20): this host is no server of the API
        item = document["paths"].get(self.path)
        if item is None:
            return 404
        call = item.get(self.method)
        return 405 if call is None else self._refused(document, call) or 200

    def _refused(self, document: Doc, call: Doc) -> int | None:
        wanted = call.get("security", document.get("security", []))
        if wanted and {} not in wanted:
            if self.scopes is None:
                return 401
            if not any(set(self.scopes) >= {name for names in one.values() for name in names} for one in wanted):
                return 403
        known = {one["name"]: one for one in call.get("parameters", []) if one["in"] == "query"}
        # A name that the operation does not have selects nothing: who sent it gets something else than was asked for.
        if not self.query.keys() <= known.keys():
            return 400
        if not all(
            validator(document, known[name].get("schema", True), "readOnly").is_valid(value)
            for name, value in self.query.items()
        ):
            return 400
        return self._refused_body(document, call.get("requestBody"))

    def _refused_body(self, document: Doc, declared: Doc | None) -> int | None:
        if self.body is NO_BODY or declared is None:
            return None
        entry = declared["content"].get(self.media)
        if entry is None:
            return 415
        return None if _is_valid(document, entry.get("schema", True), self.body, "readOnly") else 422


@dataclass(frozen=True)
class Answer:
    """An answer to the operation `get /things`, or what a webhook brings (`webhook`: its name)."""

    body: Any = None
    status: str = "200"
    headers: dict[str, Any] = field(default_factory=dict[str, Any])
    media: str = JSON
    webhook: str = ""

    def is_expected(self, document: Doc) -> bool:
        """Whether a client that knows this document was told of such an answer."""
        if self.webhook:
            entry = document["webhooks"][self.webhook]["post"]["requestBody"]
            return _is_valid(document, entry["content"][self.media]["schema"], self.body, "writeOnly")
        told = document["paths"]["/things"]["get"]["responses"].get(self.status)
        if told is None:
            return False
        for name, header in told.get("headers", {}).items():
            if name not in self.headers and header.get("required"):
                return False
        content = told.get("content", {})
        if content and self.media not in content:
            return False
        entry = content.get(self.media, {})
        return _is_valid(document, entry.get("schema", True), self.body, "writeOnly")


def _is_valid(document: Doc, schema: Any, value: Any, hidden: str) -> bool:
    return validator(document, schema, hidden).is_valid(value) and _has_tag(document, schema, value)


def _has_tag(document: Doc, schema: Any, value: Any) -> bool:
    """Whether the value of the tag is one that the document maps, or the name of a schema (OAS, Discriminator Object)."""
    found = follow(document, schema) if isinstance(schema, dict) else {}
    tag = found.get("discriminator")
    if tag is None:
        return True
    names = {one["$ref"].rpartition("/")[2] for one in found.get("oneOf", [])}
    return tag["propertyName"] in value and value[tag["propertyName"]] in names | tag.get("mapping", {}).keys()
