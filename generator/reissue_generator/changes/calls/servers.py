"""Servers: their addresses, names, and the values of their variables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...api.connection import Server
from ...builder.servers import address_of, filled
from ...document import Document, Node
from ..documents import Edition
from ..forms.urls import normal
from ..proofs.schema import show
from ..record import Log
from ..schemas.words import compare_words
from .base_paths import Bases, servers_without
from .operations import Found


def compare_servers(log: Log, old: Edition, new: Edition, bases: Bases) -> None:
    """Servers by address, then by name: one address under another name is a matter of Python only."""
    before, after = servers_without(old.api.servers, bases[0]), servers_without(new.api.servers, bases[1])
    places = old.document.root.get("servers"), new.document.root.get("servers")
    _server_words(log, *places)
    if not before or not after:  # without any there is the one where the document is served (OpenAPI, OpenAPI Object)
        before, after = (tuple(each for each in side if not _is_usual(each)) for side in (before, after))
    matched: set[str] = set()
    for was in before:
        now = same_server(was, before, after)
        if now is None:
            log.named("server-removed", f"Server.{was.name}", f"{was.url} is gone", *places, was.url)
        else:
            matched.add(now.url)
            _server(log, was, now, places)
    for now in after:
        if now.url not in matched:
            log.named("server-added", f"Server.{now.name}", f"{now.url} is new", *places, now.url)


def same_server(server: Server, before: Sequence[Server], after: Sequence[Server]) -> Server | None:
    """The server that has this address now, else the one that has its name and an address that is new."""
    known = {_address(each) for each in before}
    by_url = (each for form in (_address, _fixed, _usual) for each in after if form(each) == form(server))
    by_name = (each for each in reversed(after) if each.name == server.name and _address(each) not in known)
    return next(by_url, None) or next(by_name, None)


def own_servers(document: Document, found: Found) -> list[str]:
    """The addresses that an operation has before those of the document; none where they are the same."""
    if found.record is None or found.record.server is None:
        return []
    owner = found.node if found.node.get("servers").array else found.item
    own, theirs = (
        [
            normal(filled(each, address_of(document, each)))
            for each in servers.items()
            if isinstance(each.map.get("url"), str)
        ]
        for servers in (owner.get("servers"), document.root.get("servers"))
    )
    return own if own != theirs else []


def _server(log: Log, was: Server, now: Server, places: tuple[Node, Node]) -> None:
    label = f"Server.{was.name}"
    if now.name != was.name:
        text = f"is Server.{now.name} now"
        log.named("python-server-renamed", label, text, *places, f"{was.name} {now.name}")
    is_elsewhere = all(form(was) != form(now) for form in (_address, _fixed, _usual))
    if is_elsewhere or _facts(was)[1:] != _facts(now)[1:]:
        text = f"{show(_facts(was))} -> {show(_facts(now))}"
        log.named("server-changed", label, text, *places, f"{was.name} {text}")
    _variables(log, was, now, label, places)
    if not is_elsewhere:
        _choices(log, was, now, label, places)


def _choices(log: Log, was: Server, now: Server, label: str, places: tuple[Node, Node]) -> None:
    """Variables that only one side has: what stands in the address of the other is one of their values, and who gives none has it."""
    both = {one.wire for one in was.variables} & {one.wire for one in now.variables}
    for fate, server in (("removed", was), ("added", now)):
        for variable in server.variables:
            values = (set(variable.known) or {"any other value"}) - {variable.default}
            for value in sorted(values) if variable.wire not in both else ():
                text = f"{variable.wire} may {'no longer' if fate == 'removed' else 'now'} be {value}"
                log.named(f"server-value-{fate}", label, text, *places, f"{was.name} {text}")


def _variables(log: Log, was: Server, now: Server, label: str, places: tuple[Node, Node]) -> None:
    """The values that variables of an address may have; another default is another address for who gives none."""
    after = {variable.wire: variable for variable in now.variables}
    for before in was.variables:
        if (variable := after.get(before.wire)) is None:
            continue
        if before.default != variable.default:
            text = f"{before.wire} is {show(variable.default)} where nobody says, in place of {show(before.default)}"
            log.named("server-default-changed", label, text, *places, f"{was.name} {text}")
        known, allowed = set(before.known), set(variable.known)
        gone = (known - allowed if known else {"any other value"}) if allowed else set[str]()
        came = (allowed - known if allowed else {"any other value"}) if known else set[str]()
        for fate, values in (("removed", gone), ("added", came)):
            for value in sorted(values):
                text = f"{before.wire} may {'no longer' if fate == 'removed' else 'now'} be {value}"
                log.named(f"server-value-{fate}", label, text, *places, f"{was.name} {text}")


def _server_words(log: Log, old: Node, new: Node) -> None:
    """What people read of servers, matched by their address."""
    after = {_written(server): server for server in new.items()}
    for server in old.items():
        url = _written(server)
        if url in after:
            compare_words(log, server, after[url], f"server {url}", frozenset({"url", "variables"}))


def _facts(server: Server) -> tuple[str, bool | None, tuple[str, ...]]:
    return _address(server), server.live, server.ask


def _is_usual(server: Server) -> bool:
    return not _address(server) and server.live is None


def _address(server: Server) -> str:
    return normal(server.url)


def _fixed(server: Server) -> str:
    """The address with the variables that can only be their default."""
    return _filled(server, {one.wire: one.known[0] for one in server.variables if one.known == (one.default,)})


def _usual(server: Server) -> str:
    """The address of who gives no variable a value."""
    return _filled(server, {one.wire: one.default for one in server.variables if one.default is not None})


def _filled(server: Server, values: Mapping[str, str]) -> str:
    url = server.url
    for name, value in values.items():
        url = url.replace("{" + name + "}", value)
    return normal(url)


def _written(server: Node) -> str:
    return normal(str(server.map.get("url")))
