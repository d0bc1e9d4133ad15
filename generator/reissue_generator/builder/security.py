"""Servers and security schemes: what becomes the constructor of a client."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from .. import naming
from ..api.records import Credential, Description, Scheme, Server
from ..document.source import Document, Node
from ..errors import SpecError
from .extensions import Warn, facts
from .prose import description_of

RESERVED_ARGUMENTS = frozenset(
    {"server", "timeout", "retry", "http", "on_drift", "strict", "headers", "user_agent", "options"}
)


def servers_of(document: Document, warn: Warn) -> tuple[Server, ...]:
    """The servers of the document, named by x-reissue-environment, else by their host."""
    found: list[tuple[str, str, bool | None, Description, tuple[str, ...]]] = []
    for node in document.root.get("servers").items():
        url = node.map.get("url")
        if not isinstance(url, str):
            continue
        environment = facts(node, "x-reissue-environment", warn)
        url, ask = _fill(node, url, environment.get("ask", []))
        name = environment.get("name") or node.map.get("name")
        wanted = naming.constant(str(name) if isinstance(name, str) else _server_name(url), "SERVER")
        found.append((wanted, url, environment.get("live"), description_of(node), ask))
    unique = {url: (wanted, url, live, doc, ask) for wanted, url, live, doc, ask in reversed(found)}
    names = naming.assign((url, url, one[0]) for url, one in unique.items())
    order = list(dict.fromkeys(url for _, url, *_ in found))
    return tuple(Server(names[url], url, unique[url][2], unique[url][3], unique[url][4]) for url in order)


def _fill(node: Node, url: str, asked: list[str]) -> tuple[str, tuple[str, ...]]:
    """The URL with the defaults of its variables filled in, but for those that the caller must give."""
    for name, variable in node.get("variables").children():
        default = variable.map.get("default")
        if name not in asked and isinstance(default, str | int):
            url = url.replace("{" + name + "}", str(default))
    return url, tuple(one for one in asked if "{" + one + "}" in url)


def _server_name(url: str) -> str:
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or "default"
    except ValueError:  # brackets that are no IPv6 address, and the like
        return "default"
    return re.sub(r"^(www|api)\.", "", re.sub(r"[{}]", "", host)) or "default"


def security_of(node: Node) -> tuple[tuple[str, ...], ...] | None:
    """Alternatives of schemes; None where the node says nothing, () where no credentials are wanted."""
    if not isinstance(node.value, list):
        return None
    return tuple(tuple(sorted(one.map)) for one in node.items() if isinstance(one.value, dict))


class Schemes:
    """Builds the security schemes. `login` finds the module, the constant and the body members of a login operation."""

    def __init__(
        self,
        document: Document,
        warn: Warn,
        login: Callable[[str], tuple[str, str, tuple[str, ...]] | None],
    ) -> None:
        self._document, self._warn, self._login = document, warn, login

    def build(self) -> tuple[Scheme, ...]:
        drafts: list[tuple[str, Node]] = []
        for wire, node in self._document.root.get("components").get("securitySchemes").children():
            try:
                drafts.append((wire, self._document.resolve(node)))
            except SpecError as error:
                self._warn(error.findings[0].rule, f"{error.findings[0].message}; the scheme is left out", node)
        schemes = [scheme for wire, node in drafts if (scheme := self._scheme(wire, node, len(drafts) > 1)) is not None]
        return self._named(schemes)

    def _named(self, schemes: list[Scheme]) -> tuple[Scheme, ...]:
        """Arguments that two schemes would share take the scheme's name."""
        wanted = [
            ((scheme.wire, one.wire), f"{scheme.wire} {one.wire}", one.name)
            for scheme in schemes
            for one in scheme.credentials
        ]
        names = naming.assign(wanted, taken=RESERVED_ARGUMENTS)
        return tuple(
            Scheme(
                s.wire,
                s.kind,
                s.options,
                tuple(Credential(names[s.wire, one.wire], one.wire, one.description) for one in s.credentials),
                s.login,
            )
            for s in schemes
        )

    def _scheme(self, wire: str, node: Node, several: bool) -> Scheme | None:
        schema, doc = node.map, description_of(node)
        prefix = naming.snake(wire, "credential")
        kind = str(schema.get("type", "")).lower()
        http = str(schema.get("scheme", "")).lower()
        token = facts(node, "x-reissue-token", self._warn)
        if token and (login := self._token(wire, node, token, doc)) is not None:
            return login
        if kind == "apikey":
            place = str(schema.get("in", "header"))
            options = (
                ("name", str(schema.get("name", wire))),
                ("location", place if place in ("header", "query", "cookie") else "header"),
            )
            return Scheme(wire, "ApiKey", options, (Credential(prefix, wire, doc),))
        if kind == "http" and http == "basic":
            head = f"{prefix}_" if several else ""
            return Scheme(
                wire,
                "Basic",
                (),
                (Credential(f"{head}username", "username", doc), Credential(f"{head}password", "password", doc)),
            )
        if (
            kind == "oauth2"
            and (flow := node.get("flows").get("clientCredentials").map)
            and isinstance(flow.get("tokenUrl"), str)
        ):
            scopes = tuple(name for name, _ in node.get("flows").get("clientCredentials").get("scopes").children())
            head = f"{prefix}_" if several else ""
            flow_options: tuple[tuple[str, Any], ...] = (("token_url", flow["tokenUrl"]), ("scopes", scopes))
            credentials = (
                Credential(f"{head}client_id", "client_id", doc),
                Credential(f"{head}client_secret", "client_secret", doc),
            )
            return Scheme(wire, "OAuth2", flow_options, credentials)
        if kind == "mutualtls":
            self._warn("mutual-tls", "mutual TLS is set up on the HTTP client that you pass in", node)
            return None
        if not (kind in ("oauth2", "openidconnect") or (kind == "http" and http == "bearer")):
            self._warn(
                "unknown-scheme",
                f"the security scheme {wire!r} ({kind or 'no type'} {http}) is sent as a bearer token",
                node,
            )
        return Scheme(wire, "Bearer", (), (Credential(prefix, wire, doc),))

    def _token(self, wire: str, node: Node, token: dict[str, Any], doc: Description) -> Scheme | None:
        found = self._login(token["operation"])
        if found is None or not found[2]:
            what = f"x-reissue-token names no operation {token['operation']!r} with members in its body"
            self._warn("unknown-login", what, node)
            return None
        module, constant, members = found
        options = (("token", token["token"]), ("fields", members))
        return Scheme(
            wire,
            "TokenLogin",
            options,
            tuple(Credential(naming.snake(one), one, doc) for one in members),
            (module, constant),
        )
