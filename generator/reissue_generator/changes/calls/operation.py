"""Operations, matched by method and path: parameters, bodies, responses, security, and what the runtime acts on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, cast

from ...api.records import Envelope, Evidence, Idempotency
from ...builder.kinds import array_of
from ...builder.parameters import style_of
from ...builder.versions import KEY as VERSION_KEY
from ...document import Node
from ..forms.ends import resolved, schema_at
from ..proofs.as_text import as_text
from ..proofs.schema import REQUEST, RESPONSE, show
from ..schemas.pair import fate, turned
from ..schemas.renames import renamed
from ..schemas.since import SINCE, compare_since
from ..schemas.walker import Walker
from ..schemas.words import compare_words
from .contents import Contents
from .events import Events
from .inputs import compare_as_text, compare_inputs, has_content
from .links import Links
from .operations import ITEM, STRAY, Found, Input, Mark, inputs_of, mark_of
from .security import Security
from .servers import own_servers

_OPERATION = frozenset(
    {
        "operationId",
        "parameters",
        "requestBody",
        "responses",
        "callbacks",
        "security",
        "servers",
        "x-reissue-effect",
        "x-reissue-evidence",
        "x-reissue-idempotency",
        "x-reissue-envelope",
        "x-reissue-pagination",
        "x-reissue-since",
        "x-reissue-url",
    }
)
_DANGER = ("READS", "SETS", "SENDS", "CREATES", "PAYS")


class Operations:
    """Compares pairs of operations."""

    def __init__(self, walker: Walker, security: Security, links: Links) -> None:
        self._walker, self._log = walker, walker.log
        self._old, self._new = walker.old, walker.new
        self._contents, self._security = Contents(walker, links), security
        self.events = Events(walker, self._contents, self.compare)

    def compare(self, old: Found, new: Found) -> None:
        """Compare one pair; what lies in its schemas waits in the walker's queue."""
        name = new.name
        self._log.operation(new.identity, name)
        compare_words(self._log, old.item.node, new.item.node, new.path, ITEM)
        compare_words(self._log, old.node, new.node, name, _OPERATION, deprecated="operation")
        self._parameters(old, new)
        self._body(old, new)
        self._contents.responses(old.node.get("responses"), new.node.get("responses"), name, RESPONSE)
        self.events.callbacks(old, new)
        self._secured(old, new)
        self._behaviour(old, new)

    # --- parameters

    def _parameters(self, old: Found, new: Found) -> None:
        before, after = inputs_of(self._old, old), inputs_of(self._new, new)
        self._renamed(before, after, new)
        for mark in sorted(before.keys() | after.keys()):
            if mark in before and mark in after:
                self._parameter(before[mark], after[mark], new)
            elif mark[0] == STRAY:
                continue
            elif mark in before:
                self._lost(before[mark], old, new)
            else:
                self._gained(after[mark], old, new)

    def _renamed(self, before: dict[Mark, Input], after: dict[Mark, Input], owner: Found) -> None:
        """Parameters that are only called otherwise are told as that, and leave both sides."""
        gone, came = (
            {one.wire: one for mark, one in side.items() if mark not in other and one.place != "path"}
            for side, other in ((before, after), (after, before))
        )
        schemas = [{name: one.node for name, one in side.items()} for side in (gone, came)]
        for was, now, evidence in renamed((self._old, self._new), *schemas):
            lost, gained = gone[was], came[now]
            if lost.place != gained.place:
                continue
            text = f"the {lost.label} is '{now}' now ({evidence})"
            key = f"{owner.identity} {lost.place} {was}>{now}"
            self._log.named("request-parameter-renamed", owner.name, text, lost.named, gained.named, key)
            self._parameter(lost, gained, owner)
            before.pop(mark_of(lost.place, was, ()))
            after.pop(mark_of(gained.place, now, ()))

    def _lost(self, lost: Input, old: Found, new: Found) -> None:
        if lost.place == "path":  # the path names it still, so it is a string now
            schema = schema_at(self._old, lost.node)
            self._walker.schemas(schema, _string(new.node), REQUEST, f"{new.name} {lost.label}")
            return
        rule = f"request-{'required-' if lost.required else ''}parameter-removed"
        key = f"{new.identity} {lost.place} {lost.wire}"
        self._log.named(rule, new.name, f"the {lost.label} is gone", lost.named, new.node.get("parameters"), key)

    def _gained(self, gained: Input, old: Found, new: Found) -> None:
        if gained.place == "path":
            schema = schema_at(self._new, gained.node)
            self._walker.schemas(_string(old.node), schema, REQUEST, f"{new.name} {gained.label}")
            return
        rule = f"request-{'required-' if gained.required else ''}parameter-added"
        key = f"{new.identity} {gained.place} {gained.wire}"
        self._log.named(rule, new.name, f"the {gained.label} is new", old.node.get("parameters"), gained.named, key)

    def _parameter(self, old: Input, new: Input, owner: Found) -> None:
        """A pair of parameters; several operations may share it."""
        label = f"{owner.name} {new.label}" if new.named is new.node else new.label

        def job() -> None:
            compare_inputs(self._log, (self._old, old), (self._new, new), label, REQUEST)
            self._empty(old.node, new.node, label)
            self._versions(old, new, label)
            self._values(old, new, label)

        self._walker.once(REQUEST, old.node, new.node, job)

    def _values(self, old: Input, new: Input, label: str) -> None:
        """What a parameter may be. One value stands in a query as a list of one does, where each has the name before it."""
        nodes = schema_at(self._old, old.node), schema_at(self._new, new.node)
        if has_content(old.node, new.node):
            self._walker.schemas(*nodes, REQUEST, label)
            return
        if compare_as_text(self._log, (self._old, self._new), nodes, label, REQUEST):
            return
        lists = array_of(self._old, nodes[0]), array_of(self._new, nodes[1])
        exploded = style_of(new.place, new.node) == ("form", True) and new.place == "query"
        items = [found.items for found in lists if found is not None and found.items is not None]
        if not exploded or len(items) != 1:
            self._walker.schemas(*nodes, REQUEST, label)
            return
        narrowed = lists[0] is not None
        text = f"{'one value' if narrowed else 'a list of values'} in place of {'a list' if narrowed else 'one value'}"
        self._log.changed(turned(REQUEST, "type", narrowed=narrowed), label, text, *nodes)
        pair = (items[0], nodes[1]) if narrowed else (nodes[0], items[0])
        if as_text(self._old, self._new, *pair) is None:
            self._walker.schemas(*pair, REQUEST, label)

    def _empty(self, old: Node, new: Node, label: str) -> None:
        """Whether a name without a value may be sent."""
        was, now = (node.map.get("allowEmptyValue") is True for node in (old, new))
        if was != now:
            fate, text = ("accepted", "may be empty now") if now else ("refused", "may no longer be empty")
            self._log.changed(f"request-empty-value-{fate}", label, text, old, new)

    def _versions(self, old: Input, new: Input, label: str) -> None:
        """Whether a parameter says the version of the API, and which version is the first to know it."""
        was, now = old.node.map.get(VERSION_KEY), new.node.map.get(VERSION_KEY)
        if was != now:
            text = "is given to the client now" if now else "is given to each method again"
            self._log.changed("request-version-changed", label, text, old.node, new.node)
        compare_since(self._log, label, old.node.get(SINCE), new.node.get(SINCE))

    # --- bodies

    def _body(self, old: Found, new: Found) -> None:
        before, after = resolved(self._old, old.node, "requestBody"), resolved(self._new, new.node, "requestBody")
        name, key = new.name, new.identity
        if before is not None and after is not None:
            self._walker.once(REQUEST, before, after, lambda: self._contents.bodies(before, after, name, REQUEST))
        elif before is not None:
            rule = f"request-{'required-' if before.map.get('required') is True else ''}body-removed"
            self._log.named(rule, name, "the body is gone", before, new.node, key)
        elif after is not None:
            rule = f"request-{'required-' if after.map.get('required') is True else ''}body-added"
            self._log.named(rule, name, "a body is new", old.node, after, key)

    # --- what the runtime acts on

    def _secured(self, old: Found, new: Found) -> None:
        """Operations without a requirement of their own have the document's, which is compared once for all."""
        before, after = old.node.get("security"), new.node.get("security")
        if before.value is None and after.value is None:
            return
        before = self._old.root.get("security") if before.value is None else before
        after = self._new.root.get("security") if after.value is None else after
        self._security.compare(before, after, new.name, new.identity)

    def _behaviour(self, old: Found, new: Found) -> None:
        before, after = old.record, new.record
        if before is None or after is None:
            return
        for name, was, now in (
            ("idempotency", before.idempotency, after.idempotency),
            ("pagination", _pages(before.pagination), _pages(after.pagination)),
        ):
            self._fact(f"{name}-{fate(was, now)}", old, new, f"x-reissue-{name}", name, was, now)
        servers = own_servers(self._old, old), own_servers(self._new, new)
        first = [next(iter(each), None) for each in servers]
        self._fact("operation-server-changed", old, new, "servers", "servers", *first)
        self._fact("operation-url-changed", old, new, "x-reissue-url", "x-reissue-url", before.hosts, after.hosts)
        key = "x-reissue-evidence"
        self._fact("evidence-changed", old, new, key, "evidence", before.evidence, after.evidence)
        compare_since(self._log, new.name, old.node.get(SINCE), new.node.get(SINCE))
        key = "x-reissue-envelope"
        self._fact("envelope-changed", old, new, key, key, before.envelopes, after.envelopes)
        if first[0] == first[1] and servers[0] != servers[1]:
            self._note("metadata-changed", old, new, "servers", "servers changed, but not the one that is used")
        if before.effect != after.effect:
            hard = _DANGER.index(after.effect) > _DANGER.index(before.effect)
            text = f"effect {before.effect.lower()} -> {after.effect.lower()}"
            self._note(f"operation-effect-{'hardened' if hard else 'softened'}", old, new, "x-reissue-effect", text)

    def _fact(self, rule: str, old: Found, new: Found, key: str, name: str, was: object, now: object) -> None:
        """Write down a fact of two operations where it is another one; it stands under `key`, and people call it `name`."""
        if was != now:
            self._note(rule, old, new, key, f"{name} {_told(was)} -> {_told(now)}")

    def _note(self, rule: str, old: Found, new: Found, key: str, text: str) -> None:
        self._log.named(rule, new.name, text, old.node.get(key), new.node.get(key), f"{new.identity} {text}")


def _told(fact: Any) -> str:
    if fact is None or fact == ():
        return "none"
    return fact if isinstance(fact, str) else show(_plain(fact), 120)


def _plain(fact: Any) -> Any:
    if isinstance(fact, Idempotency | Envelope | Evidence):
        return {key: value for key, value in asdict(fact).items() if value not in (None, ())}
    return [_plain(part) for part in cast("tuple[Any, ...]", fact)] if isinstance(fact, tuple) else fact


def _pages(pagination: Any) -> tuple[str, Any] | None:
    return (pagination.style, pagination.options) if pagination is not None else None


def _string(node: Node) -> Node:
    return Node(node.source, node.pointer, {"type": "string"})
