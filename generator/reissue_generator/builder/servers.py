"""Servers: those of the document, their variables, and those that an operation has of its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from urllib.parse import urljoin, urlsplit

from .. import naming
from ..api.connection import Server, Variable
from ..document import Described, Document, Node, is_remote
from .extensions import facts
from .prose import description_of
from .warnings import Warn

_RULE = "server-variable"
_SERVER = "server"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_NAMES = re.compile(r"\{([^{}]*)\}")


def servers_of(document: Document, warn: Warn) -> tuple[Server, ...]:
    """The servers of the document, named by x-reissue-environment, else by their host; of twins the first counts."""
    found = {server.url: server for server in _unsaid(document)}
    for node in document.root.get("servers").items():
        if (server := _server(document, node, warn)) is None:
            continue
        first = found.setdefault(server.url, server)
        if first is not server:
            found[server.url] = _joined(first, server, node, warn)
    safe = {server.name for url, server in found.items() if not url.lower().startswith("http:")}
    wanted = ((url, url, _plainly(server, safe)) for url, server in found.items())
    names = naming.assign(wanted)
    return tuple(replace(server, name=names[url]) for url, server in found.items())


def _plainly(server: Server, safe: Collection[str]) -> str:
    """The name that a server would like: one with http:// does not take that of the same one with https://."""
    plain = server.url.lower().startswith("http:") and server.name in safe
    return f"{server.name}_HTTP" if plain else server.name


def _joined(first: Server, twin: Server, node: Node, warn: Warn) -> Server:
    """A server of which another one has the same URL: its defaults count, and the values that either lists."""
    defaults = {one.wire: one.default for one in first.variables}
    for one in twin.variables:
        if defaults.get(one.wire) != one.default:
            message = (
                f"a server before it has the same url: {one.wire!r} is {one.default!r} only where a caller says so"
            )
            warn(_RULE, message, node.get("variables").get(one.wire))
    others = {one.wire: one for one in twin.variables}
    return replace(first, variables=tuple(_both(one, others.get(one.wire, one)) for one in first.variables))


def _both(one: Variable, other: Variable) -> Variable:
    """A variable with the values that either of two lists; () where one takes any."""
    known = tuple(dict.fromkeys((*one.known, *other.known))) if one.known and other.known else ()
    return replace(one, known=known)


def _unsaid(document: Document) -> Iterator[Server]:
    """The server of a document that names none, which is '/': where it is known what that stands for."""
    named = document.root.map.get("servers")
    if document.served_at and document.conversion is None and named in (None, []):
        url = _joined_to(document.served_at, "/")
        yield Server(naming.constant(_name_of_host(url), "SERVER"), url, None)


def _server(document: Document, node: Node, warn: Warn) -> Server | None:
    """A server with the name that it would like; None where it has no URL."""
    if not isinstance(node.map.get("url"), str):
        return None
    url = address_of(document, node)
    relative = "is relative to where the document is served, which is not known" if _is_relative(node, url) else ""
    if problem := _unfit(url) or relative:
        warn(_SERVER, f"{url!r} {problem}: callers must give the address", node)
    environment = facts(node, "x-reissue-environment", warn)
    asked = environment.get("ask", [])
    ask = tuple(name for name in asked if "{" + name + "}" in url)
    variables = tuple(_variables(node, url, asked))
    tell_variables(node, warn, asked)
    name = environment.get("name") or node.map.get("name")
    wanted = naming.constant(name if isinstance(name, str) else _name_of_host(filled(node, url, asked)), "SERVER")
    return Server(wanted, url, environment.get("live"), description_of(node), ask, variables)


def _unfit(url: str) -> str:
    """What makes a URL no base address; '' for nothing. 3.2, Server Object: "Query and fragment MUST NOT be part of this URL"."""
    if "?" in url or "#" in url:
        return f"has a {'query' if '?' in url.partition('#')[0] else 'fragment'}, which no server has"
    if (scheme := _SCHEME.match(url)) and scheme[1].lower() not in ("http", "https"):
        return f"begins with {scheme[0]!r}, which is neither https nor http"
    return ""


def _variables(node: Node, url: str, asked: Collection[str]) -> Iterator[Variable]:
    """The variables of an address that have a default, and are not left to ask."""
    for name, variable in node.get("variables").children():
        default = variable.map.get("default")
        if name in asked or "{" + name + "}" not in url or not isinstance(default, str | int):
            continue
        known = _listed(variable)
        if known and str(default) not in known:  # told by tell_variables; the others are still what callers may choose
            known = (str(default), *known)
        yield Variable(name, name, str(default), known, description_of(variable))


def _listed(variable: Node) -> tuple[str, ...]:
    return tuple(str(value) for value in variable.get("enum").array if isinstance(value, str | int))


def tell_variables(node: Node, warn: Warn, asked: Collection[str] = ()) -> None:
    """Warn of what of an address cannot be filled in, and of defaults that the document itself rules out."""
    wanted, there = _NAMES.findall(node.map["url"]), node.get("variables")
    for name in dict.fromkeys(wanted):
        variable = there.get(name)
        default = variable.map.get("default")
        if name in asked:
            continue
        if name not in there.map:
            warn(
                _RULE, f"the url has {{{name}}}, and no variable says what that is: callers must give the address", node
            )
        elif not isinstance(default, str | int):
            warn(_RULE, f"the variable {name!r} has no default: callers must give the address", variable)
        elif (known := _listed(variable)) and str(default) not in known:
            warn(
                _RULE,
                f"the default {str(default)!r} of {name!r} is none of its enum; it is taken beside them",
                variable,
            )
    for name, variable in there.children():
        if name not in wanted:
            near = get_close_matches(name, wanted, 1)
            warn(_RULE, f"the url has no {{{name}}}" + (f"; is {near[0]!r} meant?" if near else ""), variable)


def filled(node: Node, url: str, asked: Collection[str] = ()) -> str:
    """The URL with the defaults of its variables filled in, but for those that the caller must give."""
    for name, variable in node.get("variables").children():
        default = variable.map.get("default")
        if name not in asked and isinstance(default, str | int):
            url = url.replace("{" + name + "}", str(default))
    return url


def address_of(document: Document, node: Node) -> str:
    """The URL of a server as it is meant: what is relative begins where the document is served, if that is known."""
    url: str = node.map["url"]
    return _joined_to(document.served_at, url) if document.served_at and _is_relative(node, url) else url


def _is_relative(node: Node, url: str) -> bool:
    """Whether a URL lacks the scheme, at the least; one that begins with what callers must say is theirs."""
    there = filled(node, url)
    return not there.startswith("{") and not (is_remote(there) and not there.startswith("//"))


def _joined_to(base: str, url: str) -> str:
    """A relative URL as an absolute one (RFC 3986, 5.2); as it is where it is empty, or cannot be read."""
    try:
        return urljoin(base, url).rstrip("/") if url else url
    except ValueError:
        return url


def _name_of_host(url: str) -> str:
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or "default"
    except ValueError:  # brackets that are no IPv6 address, and the like
        return "default"
    return re.sub(r"^(www|api)\.", "", re.sub(r"[{}]", "", host)) or "default"


def variables_of(servers: Sequence[Server], taken: Collection[str]) -> tuple[Variable, ...]:
    """The variables of all servers as arguments of the constructor: each once, with all values that any server knows.

    A default that not all of them share is none of the argument: each server has its own, or leaves it to ask.
    """
    found: dict[str, Variable] = {}
    for each in (each for server in servers for each in server.variables):
        found[each.wire] = _both(found.setdefault(each.wire, each), each)
    for wire, one in found.items():
        if any(each != one.default for each in _defaults(servers, wire)):
            found[wire] = replace(one, default=None)
    names = naming.assign(((wire, wire, naming.snake(wire, "variable")) for wire in found), taken=taken)
    return tuple(replace(one, name=names[wire]) for wire, one in found.items())


def _defaults(servers: Iterable[Server], wire: str) -> Iterator[str | None]:
    """What each server with a variable in its address has for it; None where it has nothing."""
    for server in servers:
        if "{" + wire + "}" in server.url:
            yield next((one.default for one in server.variables if one.wire == wire), None)


# --- an operation's own


class OwnServers:
    """The servers that operations have of their own."""

    def __init__(self, document: Document, warn: Warn) -> None:
        self._document, self._warn = document, warn
        self._told: set[str] = set()

    def of(self, described: Described) -> tuple[str | None, str]:
        """The first server of the operation, else of its path item: with the defaults of its variables, and as it is written."""
        node = next(iter(_own(described)), None)
        if node is None:
            return None, ""
        written = address_of(self._document, node)
        server = filled(node, written)
        if written not in self._told:
            self._told.add(written)
            self._tell(node, server, written)
        return server, written

    def _tell(self, node: Node, server: str, written: str) -> None:
        tell_variables(node, self._warn)
        given = f"unless callers give servers={{{written!r}: ...}}"
        if problem := _unfit(written):
            self._warn(_SERVER, f"{written!r} {problem}: no call is made {given}", node)
        elif _is_relative(node, written):
            message = f"{written!r} is relative to where the document is served, which is not known: it is joined to the client's"
            self._warn(_SERVER, f"{message} server {given}", node)
        elif server != written:
            self._warn(_RULE, f"only for some operations: it is {server} {given}", node)


def own_servers(document: Document, described: Described) -> tuple[tuple[str, str], ...] | None:
    """Which server of the operation's own stands beside which one of the document; None where its own counts always.

    The first stands beside the first. Others are known by a name (or the same description) that both have.
    """
    own, theirs = (
        [(node, filled(node, address_of(document, node))) for node in nodes]
        for nodes in (_own(described), _with_url(document.root.get("servers")))
    )
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
