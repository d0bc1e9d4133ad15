"""Servers: those of the document, their variables, and those that an operation has of its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from .. import naming
from ..api.records import Server, Variable
from ..document import Described, Document, Node, is_remote
from .extensions import facts
from .prose import description_of
from .warnings import Warn


def servers_of(document: Document, warn: Warn) -> tuple[Server, ...]:
    """The servers of the document, named by x-reissue-environment, else by their host; of twins the first counts."""
    found: dict[str, Server] = {}
    for node in document.root.get("servers").items():
        if (server := _server(node, warn)) is not None:
            found.setdefault(server.url, server)
    safe = {server.name for url, server in found.items() if not url.lower().startswith("http:")}
    wanted = ((url, url, _plainly(server, safe)) for url, server in found.items())
    names = naming.assign(wanted)
    return tuple(replace(server, name=names[url]) for url, server in found.items())


def _plainly(server: Server, safe: Collection[str]) -> str:
    """The name that a server would like: one with http:// does not take that of the same one with https://."""
    plain = server.url.lower().startswith("http:") and server.name in safe
    return f"{server.name}_HTTP" if plain else server.name


def _server(node: Node, warn: Warn) -> Server | None:
    """A server with the name that it would like; None where it has no URL."""
    url = node.map.get("url")
    if not isinstance(url, str):
        return None
    environment = facts(node, "x-reissue-environment", warn)
    asked = environment.get("ask", [])
    ask = tuple(name for name in asked if "{" + name + "}" in url)
    variables = tuple(_variables(node, url, asked))
    name = environment.get("name") or node.map.get("name")
    wanted = naming.constant(name if isinstance(name, str) else _name_of_host(filled(node, url, asked)), "SERVER")
    return Server(wanted, url, environment.get("live"), description_of(node), ask, variables)


def _variables(node: Node, url: str, asked: Collection[str]) -> Iterator[Variable]:
    """The variables of an address that have a default, and are not left to ask."""
    for name, variable in node.get("variables").children():
        default = variable.map.get("default")
        if name in asked or "{" + name + "}" not in url or not isinstance(default, str | int):
            continue
        known = tuple(str(value) for value in variable.get("enum").array if isinstance(value, str | int))
        yield Variable(name, name, str(default), known if str(default) in known else (), description_of(variable))


def filled(node: Node, url: str, asked: Collection[str] = ()) -> str:
    """The URL with the defaults of its variables filled in, but for those that the caller must give."""
    for name, variable in node.get("variables").children():
        default = variable.map.get("default")
        if name not in asked and isinstance(default, str | int):
            url = url.replace("{" + name + "}", str(default))
    return url


def _name_of_host(url: str) -> str:
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or "default"
    except ValueError:  # brackets that are no IPv6 address, and the like
        return "default"
    return re.sub(r"^(www|api)\.", "", re.sub(r"[{}]", "", host)) or "default"


def variables_of(servers: Iterable[Server], taken: Collection[str]) -> tuple[Variable, ...]:
    """The variables of all servers as arguments of the constructor: each once, with all values that any server knows."""
    found: dict[str, Variable] = {}
    for url, each in ((server.url, each) for server in servers for each in server.variables):
        one = found.setdefault(each.wire, each)
        known = tuple(dict.fromkeys((*one.known, *each.known))) if one.known and each.known else ()
        found[each.wire] = replace(one, known=known, own=(*one.own, (url, each.default)))
    for wire, one in found.items():
        if len({default for _, default in one.own}) == 1:
            found[wire] = replace(one, own=())
    names = naming.assign(((wire, wire, naming.snake(wire, "variable")) for wire in found), taken=taken)
    return tuple(replace(one, name=names[wire]) for wire, one in found.items())


# --- an operation's own


def own_server(described: Described) -> str | None:
    """The first server of the operation, else of its path item, with the defaults of its variables."""
    return next((filled(node, node.map["url"]) for node in _own(described)), None)


def own_servers(document: Document, described: Described) -> tuple[tuple[str, str], ...] | None:
    """Which server of the operation's own stands beside which one of the document; None where its own counts always.

    The first stands beside the first. Others are known by a name (or the same description) that both have.
    """
    own = [(node, filled(node, node.map["url"])) for node in _own(described)]
    theirs = [(node, filled(node, node.map["url"])) for node in _with_url(document.root.get("servers"))]
    if not own or not theirs or not is_remote(own[0][1]):
        return None
    found = {theirs[0][1]: own[0][1]}
    by_name = {name: url for node, url in reversed(own) if (name := _name(node))}
    for node, url in theirs:
        if (name := _name(node)) in by_name and name:
            found[url] = by_name[name]
    return tuple(found.items())


def _own(described: Described) -> list[Node]:
    for servers in (described.node.get("servers"), described.item.get("servers")):
        if found := _with_url(servers):
            return found
    return []


def _with_url(servers: Node) -> list[Node]:
    return [node for node in servers.items() if isinstance(node.map.get("url"), str)]


def _name(node: Node) -> str:
    told = node.get("x-reissue-environment").map.get("name") or node.map.get("name") or node.map.get("description")
    return told.strip().lower() if isinstance(told, str) else ""
