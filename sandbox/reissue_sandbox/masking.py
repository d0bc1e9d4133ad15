"""What is hidden before anything of a request is shown.

Values of the documented security schemes, headers and members known to carry credentials, every member whose schema is marked
`x-reissue-sensitive`, and each credential that was seen, wherever it turns up again.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from .spec import Spec, is_list, is_object

MASK = "***"
SECRET_HEADERS = {
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "x-api-key",
    "api-key",
    "x-auth-token",
    "x-irembopay-authorization",
    "irembopay-secretkey",
    "irembopay-signature",
    "x-signature",
}
SECRET_MEMBERS = {
    "password",
    "secret",
    "secret_key",
    "secretkey",
    "api_key",
    "apikey",
    "token",
    "access_token",
    "refresh_token",
    "client_secret",
    "card_number",
    "cvc",
    "cvv",
    "pin",
    "pareq",
    "pares",
    "publicurl",
}
LONGEST_TEXT = 2_000


class Masker:
    """Masks for one provider."""

    def __init__(self, spec: Spec | None) -> None:
        schemes = spec.schemes.values() if spec else ()
        keys = {str(scheme.get("name", "")).lower() for scheme in schemes if scheme.get("type") == "apiKey"}
        self._headers = SECRET_HEADERS | keys
        self._members = SECRET_MEMBERS | keys | (_sensitive_names(spec) if spec else set[str]())

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Headers with credentials blanked; the scheme word of an Authorization header stays."""
        masked: dict[str, str] = {}
        for name, value in headers.items():
            scheme = value.split(" ", 1)[0] + " " if name.lower() == "authorization" and " " in value else ""
            masked[name] = scheme + MASK if name.lower() in self._headers else value[:LONGEST_TEXT]
        return masked

    def query(self, query: str) -> str:
        """A query string with sensitive values blanked."""
        pairs = parse_qsl(query, keep_blank_values=True)
        return urlencode(
            [(name, MASK if name.lower() in self._members else value) for name, value in pairs], safe="*[]$"
        )

    def body(self, body: Any, secrets: frozenset[str] = frozenset()) -> Any:
        """A JSON value with sensitive members and known secrets blanked."""
        if is_object(body):
            members = body
            return {
                name: MASK if name.lower() in self._members and not _is_empty(value) else self.body(value, secrets)
                for name, value in members.items()
            }
        if is_list(body):
            return [self.body(value, secrets) for value in body]
        return self.text(body, secrets) if isinstance(body, str) else body

    def raw(self, body: bytes, secrets: frozenset[str] = frozenset()) -> Any:
        """Bytes of a body for the log: JSON is masked member by member, anything else is only measured."""
        if not body:
            return None
        try:
            return self.body(json.loads(body), secrets)
        except ValueError:
            return f"({len(body)} bytes)"

    @staticmethod
    def text(text: str, secrets: frozenset[str]) -> str:
        """A text with known secrets blanked, cut to a readable length."""
        for secret in secrets:
            if len(secret) >= 6:
                text = text.replace(secret, MASK)
        return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "..."


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


@functools.lru_cache(maxsize=8)
def _sensitive_names(spec: Spec) -> set[str]:
    """Lower-case names of all members and parameters that the document marks as sensitive, directly or by reference."""
    found: set[str] = set()
    _collect(spec, spec.document, found)
    return found


def _collect(spec: Spec, node: Any, found: set[str]) -> None:
    if is_list(node):
        for item in node:
            _collect(spec, item, found)
    elif is_object(node):
        members = node
        properties = members.get("properties")
        if is_object(properties):
            for name, schema in properties.items():
                if spec.resolve(schema).get("x-reissue-sensitive") or _marked(schema):
                    found.add(name.lower())
        if _marked(members) and isinstance(members.get("name"), str) and "in" in members:
            found.add(members["name"].lower())
        for name, value in members.items():
            if name not in ("examples", "example"):
                _collect(spec, value, found)


def _marked(node: Any) -> bool:
    return is_object(node) and node.get("x-reissue-sensitive") is True
