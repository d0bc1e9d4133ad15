"""Security schemes: the credentials that the constructor of a client takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, ClassVar, NamedTuple, cast

from .. import naming
from ..api.connection import Credential, SecurityScheme
from ..document import PATHS, Document, Node, is_token, operations
from ..errors import SpecError
from .extensions import facts
from .prose import description_of
from .warnings import MUTUAL_TLS, SCHEME_LOST, Warn, warn_of

RESERVED_ARGUMENTS = frozenset(
    {
        "api_version",
        "clock",
        "headers",
        "http",
        "insecure",
        "max_bytes",
        "on_drift",
        "options",
        "retry",
        "self",
        "server",
        "servers",
        "sleep",
        "strict",
        "timeout",
        "user_agent",
    }
)
"""What the constructor of a client calls its other arguments."""


# --- security


def security_of(document: Document, owner: Node) -> tuple[tuple[str, ...], ...] | None:
    """Alternatives of schemes; None where the document or operation says nothing, () where no credentials are wanted.

    What is of a wrong kind (which is told) asks for what it names, which a call may lack: it never asks for nothing. Those of
    mutual TLS alone come last: an HTTP client may be passed in for its proxy, and says nothing of a certificate, while a key
    is given to be sent.
    """
    node = owner.get("security")
    if node.value is None:
        return None
    alternatives = node.items() if isinstance(node.value, list) else (node,)
    found = [tuple(sorted(set(_names(needed.value)))) for needed in alternatives]
    if len(found) == 1:
        return tuple(found)
    schemes = document.root.get("components").get("securitySchemes")
    silent = {name for name, scheme in schemes.children() if _kind(document.found(scheme)) == "mutualtls"}
    return tuple(sorted(found, key=lambda names: bool(names) and silent.issuperset(names)))


def _names(needed: object) -> Iterator[str]:
    """The schemes that one alternative names, whatever kind of value it is: at least one, unless it is the empty object."""
    if isinstance(needed, dict):
        yield from cast("dict[str, Any]", needed)
    elif isinstance(needed, list) and needed:
        for one in cast("list[Any]", needed):
            yield from _names(one) if one != {} else ("{}",)
    else:
        yield needed if isinstance(needed, str) else json.dumps(needed)


def tell_conflicts(document: Document, schemes: Iterable[SecurityScheme], warn: Warn) -> None:
    """Warn of what asks for several credentials in the one header Authorization, or for one that there is not: no client
    can send that.
    """
    there = document.root.get("components").get("securitySchemes").map.keys()
    taking = {scheme.wire for scheme in schemes if _is_authorization(scheme)}
    tokens = {scheme.wire for scheme in schemes if scheme.kind == "Bearer"}  # of which a caller may give the same twice
    nodes = [document.root, *(described.node for described in operations(document, PATHS))]
    for needed in (needed for node in nodes for needed in node.get("security").items()):
        for name in sorted(needed.map.keys() - there):
            near = get_close_matches(name, there, 1)
            hint = f"; is {near[0]!r} meant?" if near else ""
            warn(
                "security-scheme",
                f"{name!r} is no security scheme of the document: who needs it cannot call{hint}",
                needed,
            )
        if len(both := sorted(taking & needed.map.keys())) > 1 and not tokens.issuperset(both):
            message = f"{' and '.join(both)} go together, and both are the header Authorization; such a call is refused"
            warn("credentials-conflict", message, needed)


def _is_authorization(scheme: SecurityScheme) -> bool:
    if scheme.kind == "MutualTls":
        return False
    if scheme.kind == "ApiKey":
        options = dict(scheme.options)
        return options["location"] == "header" and str(options["name"]).lower() == "authorization"
    return True


_TYPES = {kind.lower(): kind for kind in ("apiKey", "http", "mutualTLS", "oauth2", "openIdConnect")}
"""The types of security schemes, by their name in small letters."""


_ANSWERING = frozenset(
    [
        "concealed",
        "digest",
        "dpop",
        "gnap",
        "hoba",
        "mutual",
        "negotiate",
        "oauth",
        "scram-sha-1",
        "scram-sha-256",
        "vapid",
    ]
)
"""Schemes of the register of HTTP authentication schemes (IANA) that sign or answer a request: no text stands for them."""


class Login(NamedTuple):
    """The operation that exchanges credentials for a token: where its descriptor is, and the members of its body."""

    module: str
    constant: str
    members: tuple[str, ...]


class SecuritySchemes:
    """Builds the security schemes. `find_login` gives the login operation with an id; None where there is none."""

    def __init__(self, document: Document, warn: Warn, find_login: Callable[[str], Login | None]) -> None:
        self._document, self._warn, self._find_login = document, warn, find_login
        self._several = False

    def build(self) -> tuple[SecurityScheme, ...]:
        """The schemes by name; one that cannot be used is left out with a warning."""
        drafts = list(self._drafts())
        self._several = len(drafts) > 1
        schemes = [scheme for wire, node in drafts if (scheme := self._scheme(wire, node)) is not None]
        return _named(schemes)

    def _drafts(self) -> Iterator[tuple[str, Node]]:
        for wire, node in self._document.root.get("components").get("securitySchemes").children():
            try:
                yield wire, self._document.resolve(node)
            except SpecError as error:
                warn_of(self._warn, error, node, "the scheme is left out")

    def _scheme(self, wire: str, node: Node) -> SecurityScheme | None:
        if login := self._token_login(wire, node):
            return login
        kind, _ = _words(node)
        if (spelt := _TYPES.get(kind)) is None:
            told = f"the type {node.map['type']!r}" if "type" in node.map else "no type"
            self._lose(wire, node, f"has {told}, which is none of OpenAPI")
            return None
        if (said := node.map["type"]) != spelt:
            self._warn("security-scheme", f"the type {said!r} is written {spelt!r} in OpenAPI, and read as that", node)
        reader = self._READERS.get(_kind(node), SecuritySchemes._by_word)
        return reader(self, wire, node)

    def _lose(self, wire: str, node: Node, why: str) -> None:
        """Leave out a scheme of which is not known how it is sent: a credential is not to end where nobody meant it to."""
        self._warn(
            SCHEME_LOST, f"the security scheme {wire!r} {why}; it is left out, and who needs it cannot call", node
        )

    def _token_login(self, wire: str, node: Node) -> SecurityScheme | None:
        """The scheme whose token an operation gives, by x-reissue-token; None where it does not say so."""
        told = facts(node, "x-reissue-token", self._warn)
        if not told:
            return None
        login = self._find_login(told["operation"])
        if login is None or not login.members:
            message = f"x-reissue-token names no operation {told['operation']!r} with members in its body"
            self._warn("unknown-login", message, node)
            return None
        options = (("token", told["token"]), ("fields", login.members))
        doc = description_of(node)
        credentials = tuple(Credential(naming.snake(member), member, doc) for member in login.members)
        return SecurityScheme(wire, "TokenLogin", options, credentials, (login.module, login.constant))

    # --- one reader for each kind

    def _api_key(self, wire: str, node: Node) -> SecurityScheme | None:
        place, name = node.map.get("in"), node.map.get("name")
        if place not in ("header", "query", "cookie"):
            where = f"in {place!r}" if "in" in node.map else "without a place"
            self._lose(wire, node, f"is a key {where}: it can be in header, query and cookie")
            return None
        if not isinstance(name, str) or not name:
            self._lose(wire, node, "is a key without a name to send it under")
            return None
        options = (("name", name), ("location", str(place)))
        return SecurityScheme(wire, "ApiKey", options, _single(wire, node))

    def _basic(self, wire: str, node: Node) -> SecurityScheme:
        return SecurityScheme(wire, "Basic", (), self._several_of(wire, node, "username", "password"))

    def _bearer(self, wire: str, node: Node) -> SecurityScheme:
        return SecurityScheme(wire, "Bearer", (), _single(wire, node))

    def _oauth2(self, wire: str, node: Node) -> SecurityScheme:
        """Client credentials, where there is a flow of that kind; any other flow ends in a token that the caller has."""
        flow = node.get("flows").get("clientCredentials")
        if not isinstance(url := flow.map.get("tokenUrl"), str):
            return self._bearer(wire, node)
        scopes = tuple(name for name, _ in flow.get("scopes").children())
        asked = self._scopes_asked(wire)
        wanted = tuple(name for name in scopes if name in asked) or scopes
        options: tuple[tuple[str, Any], ...] = (("token_url", url), ("scopes", wanted))
        if isinstance(refresh := flow.map.get("refreshUrl"), str):
            options += (("refresh_url", refresh),)
        names = "client_id", "client_secret", "access_token"
        return SecurityScheme(wire, "OAuth2", options, self._several_of(wire, node, *names))

    def _mutual_tls(self, wire: str, node: Node) -> SecurityScheme:
        message = (
            "mutual TLS is set up on the HTTP client that you pass in as http=; without one such a call is refused"
        )
        self._warn(MUTUAL_TLS, message, node)
        return SecurityScheme(wire, "MutualTls", (), ())

    def _scopes_asked(self, wire: str) -> set[str]:
        """The scopes that requirements of this client name: a server may refuse a token for more than it has granted."""
        nodes = [self._document.root, *(described.node for described in operations(self._document, PATHS))]
        alternatives = (needed.get(wire) for node in nodes for needed in node.get("security").items())
        return {scope.value for scopes in alternatives for scope in scopes.items() if isinstance(scope.value, str)}

    def _by_word(self, wire: str, node: Node) -> SecurityScheme | None:
        """A scheme of HTTP of which only the word is known that leads the header."""
        word = node.map.get("scheme")
        if not isinstance(word, str) or not is_token(word):
            self._lose(
                wire, node, f"has {'no scheme' if word is None else f'the scheme {word!r}'}, which HTTP does not"
            )
            return None
        if word.lower() in _ANSWERING:
            message = (
                f"the security scheme {wire!r} ({word}) answers or signs each request, which no credential does here"
            )
            self._warn("unknown-scheme", f"{message}; it is left out, and who needs it cannot call", node)
            return None
        self._warn("unknown-scheme", f"what is given for {wire!r} is sent as it is, after the word {word}", node)
        return SecurityScheme(wire, "Bearer", (("prefix", word),), _single(wire, node))

    _READERS: ClassVar[dict[str, Callable[[SecuritySchemes, str, Node], SecurityScheme | None]]] = {
        "apikey": _api_key,
        "http basic": _basic,
        "http bearer": _bearer,
        "mutualtls": _mutual_tls,
        "oauth2": _oauth2,
        "openidconnect": _bearer,
    }

    def _several_of(self, wire: str, node: Node, *names: str) -> tuple[Credential, ...]:
        """Credentials under their usual names, led by the scheme's name where there are several schemes."""
        prefix = f"{naming.snake(wire, 'credential')}_" if self._several else ""
        return tuple(Credential(f"{prefix}{name}", name, description_of(node)) for name in names)


def _words(node: Node) -> tuple[str, str]:
    return str(node.map.get("type", "")).lower(), str(node.map.get("scheme", "")).lower()


def _kind(node: Node) -> str:
    """How the table of readers calls a scheme: by its type, and for HTTP by what stands in the header."""
    kind, http = _words(node)
    return f"http {http}" if kind == "http" else kind


def _single(wire: str, node: Node) -> tuple[Credential, ...]:
    """One credential, called after the scheme."""
    return (Credential(naming.snake(wire, "credential"), wire, description_of(node)),)


def _named(schemes: list[SecurityScheme]) -> tuple[SecurityScheme, ...]:
    """The schemes with arguments that differ: those that two would share take the scheme's name."""
    wanted = [
        ((scheme.wire, credential.wire), f"{scheme.wire} {credential.wire}", credential.name)
        for scheme in schemes
        for credential in scheme.credentials
    ]
    names = naming.assign(wanted, taken=RESERVED_ARGUMENTS)
    return tuple(replace(scheme, credentials=_renamed(scheme, names)) for scheme in schemes)


def _renamed(scheme: SecurityScheme, names: dict[tuple[str, str], str]) -> tuple[Credential, ...]:
    return tuple(replace(credential, name=names[scheme.wire, credential.wire]) for credential in scheme.credentials)
