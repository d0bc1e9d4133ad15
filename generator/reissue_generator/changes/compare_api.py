"""Two documents, top down: servers, security, webhooks, and the operations that both have."""

from __future__ import annotations

from pathlib import Path

from ..api.connection import Server
from ..api.records import Api
from ..builder.webhooks import SIGNATURE, event_name, signed_at
from ..document import WEBHOOKS, Document, Node, operations
from .addresses import address_of
from .compare_operation import Operations
from .compare_python import Python
from .compare_schema import Walker
from .compare_security import compare_schemes, compare_security
from .compare_words import compare_words
from .documents import Edition, edition, opened
from .operations import Found, Key, operations_of
from .pair import fate
from .record import Change, Log, show
from .schema import RESPONSE, canonical

_ROOT = frozenset(
    {
        "openapi",
        "info",
        "servers",
        "paths",
        "webhooks",
        "components",
        "security",
        "tags",
        "x-reissue-envelope",
        "x-reissue-headers",
    }
)


def compare(old: Edition, new: Edition) -> list[Change]:
    """All that changed from one document to the other, the heaviest first."""
    log = Log()
    walker = Walker(old.document, new.document, log, (models_at(old.api), models_at(new.api)))
    before, after = operations_of(old.document, old.api), operations_of(new.document, new.api)
    _document(log, old, new)
    _servers(log, old, new)
    compare_schemes(log, old.document, new.document)
    _existence(log, before, after, old.document, new.document)
    both = [(before[key], after[key]) for key in sorted(before.keys() & after.keys())]
    operations = Operations(walker)
    for pair in both:
        operations.compare(*pair)
        walker.run()
    log.scope = None
    operations.events("webhook", old.document.root.get("webhooks"), new.document.root.get("webhooks"), "")
    walker.run()
    _components(walker, old.document, new.document)
    _signatures(log, old, new)
    log.scope = None
    Python(log, old, new, both).compare()
    return log.result()


def compared(old: str, new: str, stem: str, here: Path | None = None) -> list[Change]:
    """All that changed between the documents that two arguments name, as `opened` takes them; `stem` as for `edition`.

    Raises ConfigurationError and SpecError.
    """
    with opened(old, here) as before, opened(new, here) as after:
        return compare(edition(before, stem), edition(after, stem))


def models_at(api: Api) -> dict[str, str]:
    """The Python names of models by the address of their schema in the main file."""
    found: dict[str, str] = {}
    for key, name in sorted(api.names.items()):
        source, pointer = address_of(key)
        if not source:
            found.setdefault(pointer, name)
    return found


# --- the document --------------------------------------------------------------------------------------------


def _document(log: Log, old: Edition, new: Edition) -> None:
    before, after = old.document.root, new.document.root
    compare_words(log, before, after, "document", _ROOT)
    compare_words(log, before.get("info"), after.get("info"), "info", frozenset())
    tags = before.get("tags"), after.get("tags")
    if tags[0].value != tags[1].value:
        log.named("metadata-changed", "document", "tags changed", *tags, "tags" + canonical(tags[1].value))
    for rule, key, was, now in (
        ("envelope-changed", "x-reissue-envelope", old.api.envelopes, new.api.envelopes),
        ("fixed-headers-changed", "x-reissue-headers", old.api.headers, new.api.headers),
    ):
        if was != now:
            nodes = before.get(key), after.get(key)
            text = f"{key} {show(nodes[0].value)} -> {show(nodes[1].value)}"
            log.named(rule, "document", text, *nodes, canonical(nodes[1].value))
    compare_security(log, before.get("security"), after.get("security"), "document", "document")


def _existence(log: Log, before: dict[Key, Found], after: dict[Key, Found], old: Document, new: Document) -> None:
    """Operations that only one document has. One that kept its operationId has moved, and the message says where to."""
    gone = [before[key] for key in sorted(before.keys() - after.keys())]
    came = [after[key] for key in sorted(after.keys() - before.keys())]
    ids = {found.node.map.get("operationId"): found for found in came if found.node.map.get("operationId")}
    for found in gone:
        moved = ids.get(found.node.map.get("operationId"))
        text = f"is gone ({found.call})" + (f"; its operationId is now {moved.name}" if moved else "")
        log.operation(("operation", found.identity), found.name)
        log.named("operation-removed", found.name, text, found.node, new.root.get("paths"), found.identity)
    for found in came:
        text, place = f"is new ({found.call})", old.root.get("paths")
        log.operation(("operation", found.identity), found.name)
        log.named("operation-added", found.name, text, place, found.node, found.identity)
    log.scope = None


def _components(walker: Walker, old: Document, new: Document) -> None:
    """The schemas that a client has although nothing reaches them; what was met before is not compared again."""
    if not (old.reading.all_components and new.reading.all_components):
        return
    before, after = (document.root.get("components").get("schemas") for document in (old, new))
    for name in sorted(before.map.keys() & after.map.keys()):
        walker.schemas(before.get(name), after.get(name), RESPONSE, name)
        walker.run()


# --- servers


def _servers(log: Log, old: Edition, new: Edition) -> None:
    """Servers by address, then by name: one address under another name is a matter of Python only."""
    places = old.document.root.get("servers"), new.document.root.get("servers")
    _server_words(log, *places)
    matched: set[str] = set()
    for was in old.api.servers:
        now = _same_server(was, old.api.servers, new.api.servers)
        if now is None:
            log.named("server-removed", f"Server.{was.name}", f"{was.url} is gone", *places, was.url)
        else:
            matched.add(now.url)
            _server(log, was, now, places)
    for now in new.api.servers:
        if now.url not in matched:
            log.named("server-added", f"Server.{now.name}", f"{now.url} is new", *places, now.url)


def _same_server(server: Server, before: tuple[Server, ...], after: tuple[Server, ...]) -> Server | None:
    """The server that has this address now, else the one that has its name and an address that is new."""
    known = {each.url for each in before}
    by_url = (each for each in after if each.url == server.url)
    by_name = (each for each in reversed(after) if each.name == server.name and each.url not in known)
    return next(by_url, None) or next(by_name, None)


def _server(log: Log, was: Server, now: Server, places: tuple[Node, Node]) -> None:
    label = f"Server.{was.name}"
    if now.name != was.name:
        text = f"is Server.{now.name} now"
        log.named("python-server-renamed", label, text, *places, f"{was.name} {now.name}")
    if _facts(was) != _facts(now):
        text = f"{show(_facts(was))} -> {show(_facts(now))}"
        log.named("server-changed", label, text, *places, f"{was.name} {text}")


def _server_words(log: Log, old: Node, new: Node) -> None:
    """What people read of servers, matched by their address."""
    after = {server.map.get("url"): server for server in new.items()}
    for server in old.items():
        url = server.map.get("url")
        if url in after:
            compare_words(log, server, after[url], f"server {url}", frozenset({"url"}))


def _facts(server: Server) -> tuple[str, bool | None, tuple[str, ...]]:
    return server.url, server.live, server.ask


# --- signatures


def _signatures(log: Log, old: Edition, new: Edition) -> None:
    """How webhooks prove where they come from."""
    before = {hook.wire: hook for hook in old.api.webhooks}
    after = {hook.wire: hook for hook in new.api.webhooks}
    for wire in sorted(before.keys() & after.keys()):
        was, now = before[wire].signature, after[wire].signature
        if was == now:
            continue
        kind = fate(was, now)
        nodes = _signature(old.document, wire), _signature(new.document, wire)
        text = f"signature {show(nodes[0].value, 120)} -> {show(nodes[1].value, 120)}"
        log.named(f"webhook-signature-{kind}", f"webhook {wire}", text, *nodes, f"{wire} {canonical(nodes[1].value)}")


def _signature(document: Document, wire: str) -> Node:
    """Where a webhook says how it is signed; the webhook itself where it does not say."""
    for described in operations(document, WEBHOOKS):
        owner = signed_at(described)
        if wire in (described.name, event_name(described)) and SIGNATURE in owner.map:
            return owner.get(SIGNATURE)
    return document.root.get("webhooks").get(wire)
