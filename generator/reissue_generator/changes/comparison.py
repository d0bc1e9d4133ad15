"""Two documents, top down: servers, security, webhooks, and the operations that both have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..api.records import Api
from ..builder.webhooks import SIGNATURE, signed_at
from ..document import Document
from .calls.base_paths import bases_of, joined_at
from .calls.links import Links
from .calls.operation import Operations
from .calls.operations import Found, Key, operations_of
from .calls.security import Security
from .calls.servers import compare_servers
from .documents import Edition, edition, opened
from .proofs.schema import RESPONSE, canonical, show
from .python.addresses import address_of
from .python.clients import Python
from .python.joined import joined
from .python.places import events_in
from .record import Change, Log
from .schemas.pair import fate
from .schemas.walker import Walker
from .schemas.words import compare_words
from .unread import compare_unread

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
    log = Log(new.client)
    compare_unread(log, old, new)
    walker = Walker(old.document, new.document, log, (models_at(old.api), models_at(new.api)))
    before, after = operations_of(old.document, old.api), operations_of(new.document, new.api)
    _document(log, old, new)
    bases = bases_of(old, new, before, after)
    compare_servers(log, old, new, bases)
    before, after = joined_at(before, bases[0]), joined_at(after, bases[1])
    security = Security(log, old.document, new.document)
    security.schemes(old.document, new.document)
    roots = old.document.root, new.document.root
    both = [(before[key], after[key]) for key in sorted(before.keys() & after.keys())]
    both += _existence(log, before, after, old.document, new.document)
    if not both or any(all("security" not in one.node.map for one in pair) for pair in both):
        # Who has a requirement of its own does not ask for that of the document, which is compared with it there.
        security.compare(roots[0].get("security"), roots[1].get("security"), "document", "document")
    operations = Operations(walker, security, Links(walker, before, after))
    for pair in both:
        operations.compare(*pair)
        walker.run()
    log.scope = None
    operations.events.webhooks()
    walker.run()
    _components(walker, old.document, new.document)
    walker.close()
    _signatures(log, old, new)
    log.scope = None
    Python(log, old, new, both).compare()
    return joined(log.result())


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
    if sorted(map(canonical, tags[0].array)) != sorted(map(canonical, tags[1].array)):
        log.named("metadata-changed", "document", "tags changed", *tags, "tags" + canonical(tags[1].value))
    for rule, key, was, now in (
        ("envelope-changed", "x-reissue-envelope", old.api.envelopes, new.api.envelopes),
        ("fixed-headers-changed", "x-reissue-headers", old.api.headers, new.api.headers),
    ):
        if was != now:
            nodes = before.get(key), after.get(key)
            text = f"{key} {show(nodes[0].value)} -> {show(nodes[1].value)}"
            log.named(rule, "document", text, *nodes, canonical(nodes[1].value))


def _existence(
    log: Log, before: dict[Key, Found], after: dict[Key, Found], old: Document, new: Document
) -> list[tuple[Found, Found]]:
    """Operations that only one document has. Gives those that moved: they kept their operationId."""
    gone = {key: before[key] for key in sorted(before.keys() - after.keys())}
    came = {key: after[key] for key in sorted(after.keys() - before.keys())}
    moved = list(_moved(gone, came))
    for was, now in moved:
        was_found, now_found = gone.pop(was), came.pop(now)
        text = f"is {now_found.name} now (the same operationId '{was_found.described.id}')"
        log.operation(now_found.identity, now_found.name)
        key = f"{was_found.identity}>{now_found.identity}"
        log.named("operation-moved", was_found.name, text, was_found.node, now_found.node, key)
    for found in gone.values():
        log.operation(found.identity, found.name)
        text = f"is gone ({found.call})"
        log.named("operation-removed", found.name, text, found.node, new.root.get("paths"), found.identity)
    for found in came.values():
        log.operation(found.identity, found.name)
        text = f"is new ({found.call})"
        log.named("operation-added", found.name, text, old.root.get("paths"), found.node, found.identity)
    log.scope = None
    return [(before[was], after[now]) for was, now in moved]


def _moved(gone: dict[Key, Found], came: dict[Key, Found]) -> Iterator[tuple[Key, Key]]:
    ids = {found.described.id: key for key, found in came.items() if found.described.id}
    for key, found in gone.items():
        if (name := found.described.id) in ids:
            yield key, ids.pop(name)


def _components(walker: Walker, old: Document, new: Document) -> None:
    """The schemas that a client has although nothing reaches them; what was met before is not compared again."""
    if not (old.reading.all_components and new.reading.all_components):
        return
    before, after = (document.root.get("components").get("schemas") for document in (old, new))
    for name in sorted(before.map.keys() & after.map.keys()):
        walker.schemas(before.get(name), after.get(name), RESPONSE, name)
        walker.run()


# --- signatures


def _signatures(log: Log, old: Edition, new: Edition) -> None:
    """How webhooks prove where they come from."""
    before, after = (
        {hook.wire: (hook.signature, signed_at(described).get(SIGNATURE)) for hook, described in events_in(side)}
        for side in (old, new)
    )
    for wire in sorted(before.keys() & after.keys()):
        (was, left), (now, right) = before[wire], after[wire]
        if was != now:
            text = f"signature {show(left.value, 120)} -> {show(right.value, 120)}"
            key = f"{wire} {canonical(right.value)}"
            log.named(f"webhook-signature-{fate(was, now)}", f"webhook {wire}", text, left, right, key)
