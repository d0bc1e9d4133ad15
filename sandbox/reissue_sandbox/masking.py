"""What is hidden before anything of a request is shown.

Shown are values of documented members, parameters and a few headers that say nothing of anybody. Hidden are those of the
security schemes and of logins, every member whose schema is marked `x-reissue-sensitive`, what is not documented (its name
as well, if it may be data), and each credential that was seen, wherever and in whatever form it turns up again.
"""

from __future__ import annotations

import base64
import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, urlencode

from .spec import JsonObject, Operation, Spec, is_list, is_object

MASK = "***"
PLAIN_HEADERS = {
    "accept",
    "accept-encoding",
    "accept-language",
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "transfer-encoding",
    "user-agent",
    "x-sandbox-fault",
}
"""Headers that are shown whatever a specification says."""
SECRET_HEADERS = {"authorization", "proxyauthorization", "cookie", "setcookie"}
SECRET_MEMBERS = {
    "password",
    "secret",
    "secretkey",
    "apikey",
    "token",
    "accesstoken",
    "refreshtoken",
    "clientsecret",
    "cardnumber",
    "cvc",
    "cvv",
    "pin",
    "pareq",
    "pares",
    "publicurl",
}
LONGEST_TEXT = 2_000
SHORTEST_SECRET = 4
_WORD = re.compile(r"(?!(?:\D*\d){4})[A-Za-z$_][A-Za-z0-9_-]{0,39}", re.ASCII)


class Masker:
    """Masks for one provider."""

    def __init__(self, spec: Spec | None) -> None:
        self._known = _known(spec) if spec else _Known()

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Headers with the values blanked of all but known ones; the scheme word of an Authorization header stays."""
        masked: dict[str, str] = {}
        for name, value in headers.items():
            scheme = value.split(" ", 1)[0] + " " if name.lower() == "authorization" and " " in value else ""
            masked[name] = value[:LONGEST_TEXT] if self._known.shows_header(name) else scheme + MASK
        return masked

    def query(self, query: str) -> str:
        """A query string with the values blanked of all but documented parameters."""
        pairs = parse_qsl(query, keep_blank_values=True)
        shown = [(shown_name(name), value if self._known.shows_parameter(name) else MASK) for name, value in pairs]
        return urlencode(shown, safe="*[]$")

    def body(self, body: Any, secrets: frozenset[str] = frozenset(), *, login: bool = False) -> Any:
        """A JSON value with sensitive and undocumented members and known secrets blanked; of a `login`, all members."""
        if is_object(body):
            masked: JsonObject = {}
            for name, value in body.items():
                kept = self._known.shows_member(name) and not login
                open_ = kept or _is_empty(value) or (_is_container(value) and not self._known.hides(name) and not login)
                masked[shown_name(name, self._known.names_member(name))] = self.body(value, secrets) if open_ else MASK
            return masked
        if is_list(body):
            return [self.body(value, secrets, login=login) for value in body]
        return self.text(body, secrets) if isinstance(body, str) else body

    def raw(self, body: bytes, secrets: frozenset[str] = frozenset(), operation: str = "") -> Any:
        """Bytes of a body for the log: JSON is masked member by member, anything else is only measured."""
        if not body:
            return None
        try:
            return self.body(json.loads(body), secrets, login=operation in self._known.logins)
        except ValueError:
            return f"({len(body)} bytes)"

    def credentials(self, headers: Mapping[str, str], body: bytes, operation: str) -> set[str]:
        """Credentials that a request carries, whether or not anything came of it."""
        found: set[str] = set()
        for name, value in headers.items():
            if _plain(name) in self._known.secret_headers:
                word, _, rest = value.partition(" ")
                found |= {value, rest, *_basic(rest if word.lower() == "basic" else "")}
        if operation in self._known.logins:
            try:
                given = json.loads(body)
            except ValueError:
                given = None
            found.update(value for value in (given.values() if is_object(given) else ()) if isinstance(value, str))
        return {text for text in found if len(text) >= SHORTEST_SECRET}

    @staticmethod
    def text(text: str, secrets: Iterable[str]) -> str:
        """A text with known secrets blanked in every form, then cut to a readable length."""
        text = hidden(text, secrets)
        return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "..."


def hidden(text: str, secrets: Iterable[str]) -> str:
    """A text with known secrets blanked in every form."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:
            for form in _forms(secret):
                text = text.replace(form, MASK)
    return text


def scrub(value: Any, secrets: frozenset[str]) -> Any:
    """Plain data without the secrets, in whatever text or name they stand."""
    if is_object(value):
        return {hidden(name, secrets): scrub(inner, secrets) for name, inner in value.items()}
    if is_list(value):
        return [scrub(inner, secrets) for inner in value]
    return hidden(value, secrets) if isinstance(value, str) else value


class _Known:
    """Names of one document, in one spelling: what is documented, and what of it is secret."""

    def __init__(self) -> None:
        self.members: set[str] = set()
        self.secrets: set[str] = set(SECRET_MEMBERS)
        self.parameters: set[tuple[str, str]] = set()
        self.secret_headers: set[str] = set(SECRET_HEADERS)
        self.logins: set[str] = set()
        """Operations whose bodies are credentials."""

    def names_member(self, name: str) -> bool:
        return _plain(name) in self.members

    def hides(self, name: str) -> bool:
        return _plain(name) in self.secrets

    def shows_member(self, name: str) -> bool:
        return self.names_member(name) and not self.hides(name)

    def shows_parameter(self, name: str) -> bool:
        base = _plain(name.partition("[")[0])
        return ("query", base) in self.parameters and base not in self.secrets

    def shows_header(self, name: str) -> bool:
        plain = _plain(name)
        shown = name.lower() in PLAIN_HEADERS or ("header", plain) in self.parameters
        return shown and plain not in self.secret_headers | self.secrets


@functools.lru_cache(maxsize=8)
def _known(spec: Spec) -> _Known:
    known = _Known()
    for scheme in spec.schemes.values():
        if scheme.get("type") == "apiKey":
            name = _plain(str(scheme.get("name", "")))
            known.secrets.add(name)
            known.secret_headers.add(name)
        if is_object(login := scheme.get("x-reissue-token")):
            known.logins.add(str(login.get("operation")))
    for operation in spec.operations.values():
        known.parameters.update(_parameters(operation))
    _collect(spec, spec.document, known)
    return known


def _parameters(operation: Operation) -> Iterator[tuple[str, str]]:
    for parameter in operation.parameters:
        yield parameter.where, _plain(parameter.name.partition("[")[0])
    if (rule := operation.idempotency) is not None:
        yield str(rule.get("in")), _plain(str(rule.get("name")))


def _collect(spec: Spec, node: Any, known: _Known) -> None:
    """Names of members, and of members and parameters that are sensitive, directly or by reference."""
    if is_list(node):
        for item in node:
            _collect(spec, item, known)
    elif is_object(node):
        properties = node.get("properties")
        if is_object(properties):
            for name, schema in properties.items():
                known.members.add(_plain(name))
                if _marked(spec.resolve(schema)) or _marked(schema):
                    known.secrets.add(_plain(name))
        if _marked(node) and isinstance(node.get("name"), str) and "in" in node:
            known.secrets.add(_plain(node["name"]))
        for name, value in node.items():
            if name not in ("examples", "example"):
                _collect(spec, value, known)


def _marked(node: Any) -> bool:
    return is_object(node) and node.get("x-reissue-sensitive") is True


def _plain(name: str) -> str:
    """cardNumber, card-number and Card_Number are one name."""
    return name.replace("_", "").replace("-", "").lower()


def shown_name(name: str, known: bool = False) -> str:
    """A name as it is shown: one that is not documented and does not look like a name may be data."""
    return name if (known and len(name) <= LONGEST_TEXT) or _WORD.fullmatch(name) else "*"


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


def _is_container(value: Any) -> bool:
    return is_object(value) or is_list(value)


def _basic(value: str) -> set[str]:
    """What a Basic credential is made of."""
    try:
        text = base64.b64decode(value, validate=True).decode()
    except ValueError:  # also of letters that are not ASCII
        return set()
    return {text, *text.split(":", 1)}


@functools.lru_cache(maxsize=256)
def _forms(secret: str) -> tuple[str, ...]:
    """A secret as it is, in URLs, in JSON, in HTML and in base64; the longest first."""
    raw = secret.encode("utf-8", "surrogatepass")
    forms = {
        secret,
        quote(raw, safe=""),
        quote_plus(raw),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        base64.b64encode(raw).decode().rstrip("="),
        base64.urlsafe_b64encode(raw).decode().rstrip("="),
    }
    return tuple(sorted(forms, key=len, reverse=True))
