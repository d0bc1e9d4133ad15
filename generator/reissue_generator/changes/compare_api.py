"""Two documents, top down: servers, security, webhooks, and the operations that both have."""

from __future__ import annotations

from ..api.records import Api, Server
from ..builder.operations import METHODS
from ..document.source import Document, Node
from .compare_operation import Operations, security
from .compare_python import Python
from .compare_schema import Walker
from .compare_values import compare_words
from .operations import Found, Key, operations_of
from .reading import Side, address_of
from .record import Change, Log, show
from .view import canonical

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
_WORDS = frozenset({"description", "x-displayName", "x-reissue-note"})


def compare(old: Side, new: Side) -> list[Change]:
    """All that changed from one document to the other, the heaviest first."""
    log = Log()
    walker = Walker(old.document, new.document, log, (models_at(old.api), models_at(new.api)))
    before, after = operations_of(old.document, old.api), operations_of(new.document, new.api)
    _document(log, old, new)
    _servers(log, old, new)
    _schemes(log, old.document, new.document)
    _existence(log, before, after, old.document, new.document)
    both = [(before[key], after[key]) for key in sorted(before.keys() & after.keys())]
    operations = Operations(walker)
    for one, other in both:
        operations.compare(one, other)
        walker.run()
    log.scope = None
    operations.events("webhook", old.document.root.get("webhooks"), new.document.root.get("webhooks"), "")
    walker.run()
    _signatures(log, old, new)
    log.scope = None
    Python(log, old, new, both).compare()
    return log.result()


def models_at(api: Api) -> dict[str, str]:
    """The Python names of models by the address of their schema in the main file."""
    found: dict[str, str] = {}
    for key, name in sorted(api.names.items()):
        source, pointer = address_of(key)
        if not source:
            found.setdefault(pointer, name)
    return found


# --- the document --------------------------------------------------------------------------------------------


def _document(log: Log, old: Side, new: Side) -> None:
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
    security(log, before.get("security"), after.get("security"), "document", "document")


def _existence(log: Log, before: dict[Key, Found], after: dict[Key, Found], old: Document, new: Document) -> None:
    """Operations that one side has only. One that kept its operationId has moved, and the message says where to."""
    gone = [before[key] for key in sorted(before.keys() - after.keys())]
    came = [after[key] for key in sorted(after.keys() - before.keys())]
    ids = {one.node.map.get("operationId"): one for one in came if one.node.map.get("operationId")}
    for one in gone:
        moved = ids.get(one.node.map.get("operationId"))
        text = f"is gone ({one.call})" + (f"; its operationId is now {moved.name}" if moved else "")
        log.operation(("operation", one.identity), one.name)
        log.named("operation-removed", one.name, text, one.node, new.root.get("paths"), one.identity)
    for one in came:
        log.operation(("operation", one.identity), one.name)
        log.named("operation-added", one.name, f"is new ({one.call})", old.root.get("paths"), one.node, one.identity)
    log.scope = None


def _servers(log: Log, old: Side, new: Side) -> None:
    """Servers by address, then by name: one address under another name is a matter of Python only."""
    before, after = old.api.servers, new.api.servers
    places = old.document.root.get("servers"), new.document.root.get("servers")
    _server_words(log, *places)
    urls = {one.url: one for one in after}
    names = {one.name: one for one in after if one.url not in {each.url for each in before}}
    matched: set[str] = set()
    for one in before:
        other = urls.get(one.url) or names.get(one.name)
        if other is None:
            log.named("server-removed", f"Server.{one.name}", f"{one.url} is gone", *places, one.url)
            continue
        matched.add(other.url)
        if other.name != one.name:
            text = f"is Server.{other.name} now"
            log.named("python-server-renamed", f"Server.{one.name}", text, *places, f"{one.name} {other.name}")
        if _facts(one) != _facts(other):
            text = f"{show(_facts(one))} -> {show(_facts(other))}"
            log.named("server-changed", f"Server.{one.name}", text, *places, f"{one.name} {text}")
    for one in after:
        if one.url not in matched:
            log.named("server-added", f"Server.{one.name}", f"{one.url} is new", *places, one.url)


def _server_words(log: Log, old: Node, new: Node) -> None:
    """What people read of servers, matched by their address."""
    after = {one.map.get("url"): one for one in new.items()}
    for one in old.items():
        if (other := after.get(one.map.get("url"))) is not None:
            compare_words(log, one, other, f"server {one.map.get('url')}", frozenset({"url"}))


def _facts(one: Server) -> tuple[str, bool | None, tuple[str, ...]]:
    return one.url, one.live, one.ask


def _schemes(log: Log, old: Document, new: Document) -> None:
    parents = [one.root.get("components").get("securitySchemes") for one in (old, new)]
    before, after = dict(parents[0].children()), dict(parents[1].children())
    for name in sorted(before.keys() | after.keys()):
        label = f"security scheme '{name}'"
        if name not in after:
            log.removed("security-scheme-removed", label, "is gone", before[name], parents[1])
        elif name not in before:
            log.added("security-scheme-added", label, "is new", parents[0], after[name])
        else:
            _scheme(log, before[name], after[name], label)


def _scheme(log: Log, old: Node, new: Node, label: str) -> None:
    compare_words(log, old, new, label, frozenset({*old.map, *new.map}) - _WORDS, deprecated="property")
    skip = _WORDS | {"deprecated"}
    was = {key: value for key, value in old.map.items() if key not in skip}
    now = {key: value for key, value in new.map.items() if key not in skip}
    different = sorted(key for key in was.keys() | now.keys() if was.get(key) != now.get(key))
    if different:
        text = "; ".join(f"{key} {show(was.get(key))} -> {show(now.get(key))}" for key in different)
        log.changed("security-scheme-changed", label, text, old, new, canonical(now))


def _signatures(log: Log, old: Side, new: Side) -> None:
    """How webhooks prove where they come from."""
    before = {one.wire: one for one in old.api.webhooks}
    after = {one.wire: one for one in new.api.webhooks}
    for wire in sorted(before.keys() & after.keys()):
        was, now = before[wire].signature, after[wire].signature
        if was == now:
            continue
        kind = "added" if was is None else "removed" if now is None else "changed"
        nodes = _signature(old.document, wire), _signature(new.document, wire)
        text = f"signature {show(nodes[0].value, 120)} -> {show(nodes[1].value, 120)}"
        log.named(f"webhook-signature-{kind}", f"webhook {wire}", text, *nodes, f"{wire} {canonical(nodes[1].value)}")


def _signature(document: Document, wire: str) -> Node:
    item = document.root.get("webhooks").get(wire)
    for owner in (item, *(item.get(method) for method in METHODS)):
        if "x-reissue-signature" in owner.map:
            return owner.get("x-reissue-signature")
    return item
