"""Operations, matched by method and path: parameters, bodies, responses, security, and what the runtime acts on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

from ..api.records import Envelope, Evidence, Idempotency
from ..builder.parameters import schema_of, style_of
from ..builder.statuses import status_of, successes
from ..builder.versions import KEY as VERSION_KEY
from ..document import CALLBACK, METHODS, WEBHOOKS, Document, Node
from .compare_schema import Walker
from .compare_security import compare_security
from .compare_since import SINCE, compare_since
from .compare_words import compare_words
from .operations import Found, Input, events_in, input_of, inputs_of
from .pair import became, fate
from .record import show
from .schema import REQUEST, RESPONSE, canonical

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
_ITEM = frozenset({*METHODS, "$ref", "parameters", "servers"})
_PARAMETER = frozenset(
    {"name", "in", "required", "schema", "content", "style", "explode", "allowReserved", VERSION_KEY, SINCE}
)
_SCHEMAS = ("schema", "itemSchema")
_ENCODINGS = ("encoding", "prefixEncoding", "itemEncoding")
_DANGER = ("READS", "SETS", "SENDS", "CREATES", "PAYS")


class Operations:
    """Compares pairs of operations."""

    def __init__(self, walker: Walker) -> None:
        self._walker, self._log = walker, walker.log
        self._old, self._new = walker.old, walker.new

    def compare(self, old: Found, new: Found) -> None:
        """Compare one pair; what lies in its schemas waits in the walker's queue."""
        name = new.name
        self._log.operation(("operation", new.identity), name)
        compare_words(self._log, old.item.node, new.item.node, new.path, _ITEM)
        compare_words(self._log, old.node, new.node, name, _OPERATION, deprecated="operation")
        self._parameters(old, new)
        self._body(old, new)
        self._responses(old.node.get("responses"), new.node.get("responses"), name, RESPONSE)
        self._callbacks(old, new)
        self._security(old, new)
        self._behaviour(old, new)

    # --- parameters

    def _parameters(self, old: Found, new: Found) -> None:
        if self._same_parameters(old, new):
            return
        before, after = inputs_of(self._old, old), inputs_of(self._new, new)
        for mark in sorted(before.keys() | after.keys()):
            if mark in before and mark in after:
                self._parameter(before[mark], after[mark], new)
            elif mark in before:
                self._lost(before[mark], old, new)
            else:
                self._gained(after[mark], old, new)

    def _same_parameters(self, old: Found, new: Found) -> bool:
        """Whether both sides list the same, as most operations do; if so, what the lists refer to is compared."""
        before, after = list(old.described.parameters()), list(new.described.parameters())
        if old.path_names != new.path_names or [node.value for node in before] != [node.value for node in after]:
            return False
        pairs: list[tuple[Input, Input]] = []
        for named, other in zip(before, after, strict=True):
            was, now = input_of(self._old, named), input_of(self._new, other)
            if was is None or now is None or (was.place, was.wire) != (now.place, now.wire):
                return False
            pairs.append((was, now))
        for was, now in pairs:
            self._parameter(was, now, new)
        return True

    def _lost(self, lost: Input, old: Found, new: Found) -> None:
        if lost.place == "path":  # the path names it still, so it is a string now
            self._walker.schemas(_schema(lost.node), _string(new.node), REQUEST, f"{new.name} {lost.label}")
            return
        rule = f"request-{'required-' if lost.required else ''}parameter-removed"
        key = f"{new.identity} {lost.place} {lost.wire}"
        self._log.named(rule, new.name, f"the {lost.label} is gone", lost.named, new.node.get("parameters"), key)

    def _gained(self, gained: Input, old: Found, new: Found) -> None:
        if gained.place == "path":
            self._walker.schemas(_string(old.node), _schema(gained.node), REQUEST, f"{new.name} {gained.label}")
            return
        rule = f"request-{'required-' if gained.required else ''}parameter-added"
        key = f"{new.identity} {gained.place} {gained.wire}"
        self._log.named(rule, new.name, f"the {gained.label} is new", old.node.get("parameters"), gained.named, key)

    def _parameter(self, old: Input, new: Input, owner: Found) -> None:
        """A pair of parameters; several operations may share it."""
        label = f"{owner.name} {new.label}" if new.named is new.node else new.label

        def job() -> None:
            compare_words(self._log, old.node, new.node, label, _PARAMETER, deprecated="request-parameter")
            if old.required != new.required:
                word, text = became(REQUEST, new.required)
                self._log.changed(f"request-parameter-became-{word}", label, text, old.node, new.node)
            was, now = _style(old), _style(new)
            if was != now:
                text = f"written as {show(was)} -> {show(now)}"
                self._log.changed("request-parameter-style-changed", label, text, old.node, new.node, canonical(now))
            self._versions(old, new, label)
            self._walker.schemas(_schema(old.node), _schema(new.node), REQUEST, label)

        self._walker.once("parameter", old.node, new.node, job)

    def _versions(self, old: Input, new: Input, label: str) -> None:
        """Whether a parameter says the version of the API, and which version is the first to know it."""
        was, now = old.node.map.get(VERSION_KEY), new.node.map.get(VERSION_KEY)
        if was != now:
            text = "is given to the client now" if now else "is given to each method again"
            self._log.changed("request-version-changed", label, text, old.node, new.node)
        compare_since(self._log, label, old.node.get(SINCE), new.node.get(SINCE))

    # --- bodies

    def _body(self, old: Found, new: Found) -> None:
        before, after = _resolved(self._old, old.node, "requestBody"), _resolved(self._new, new.node, "requestBody")
        name, key = new.name, new.identity
        if before is not None and after is not None:
            self._walker.once("body", before, after, lambda: self._bodies(before, after, name, REQUEST))
        elif before is not None:
            rule = f"request-{'required-' if before.map.get('required') is True else ''}body-removed"
            self._log.named(rule, name, "the body is gone", before, new.node, key)
        elif after is not None:
            rule = f"request-{'required-' if after.map.get('required') is True else ''}body-added"
            self._log.named(rule, name, "a body is new", old.node, after, key)

    def _bodies(self, old: Node, new: Node, name: str, direction: str) -> None:
        label = f"body of {name}"
        compare_words(self._log, old, new, label, frozenset({"required", "content"}))
        was, now = old.map.get("required") is True, new.map.get("required") is True
        if was != now and direction == REQUEST:
            word, text = became(REQUEST, now)
            self._log.changed(f"request-body-became-{word}", label, text, old, new)
        self._content(old.get("content"), new.get("content"), label, direction)

    def _content(self, old: Node, new: Node, label: str, direction: str) -> None:
        """The media types of a body or response, matched without regard to case and blanks."""
        before = {"".join(name.lower().split()): node for name, node in old.children()}
        after = {"".join(name.lower().split()): node for name, node in new.children()}
        for media in sorted(before.keys() | after.keys()):
            if media not in after:
                rule, text = f"{direction}-media-type-removed", f"media type {media} is gone"
                self._log.removed(rule, label, text, before[media], new)
            elif media not in before:
                rule, text = f"{direction}-media-type-added", f"media type {media} is new"
                self._log.added(rule, label, text, old, after[media])
            else:
                self._media(before[media], after[media], f"{label} as {media}" if len(after) > 1 else label, direction)

    def _media(self, old: Node, new: Node, label: str, direction: str) -> None:
        compare_words(self._log, old, new, label, frozenset({*_SCHEMAS, *_ENCODINGS}))
        for key in _ENCODINGS if direction == REQUEST else ():
            was, now = old.get(key), new.get(key)
            if (was.value or None) != (now.value or None):
                text = "parts or fields are written in another way"
                self._log.changed("request-encoding-changed", label, text, was, now, canonical(now.value))
        for key in _SCHEMAS:
            if key in old.map or key in new.map:
                self._walker.schemas(_some(old.get(key)), _some(new.get(key)), direction, label)

    # --- responses

    def _responses(self, old: Node, new: Node, name: str, direction: str) -> None:
        before, after = _statuses(old), _statuses(new)
        good = successes(before), successes(after)
        for status in sorted(before.keys() | after.keys()):
            key = f"{name} {status}"
            if status in before and status in after:
                self._response(before[status], after[status], f"{status} response of {name}", direction)
            elif status in before:
                kind = "success" if status in good[0] else "error"
                text = f"the status {status} is gone"
                self._log.named(f"response-{kind}-status-removed", name, text, before[status], new, key)
            else:
                kind = "success" if status in good[1] else "error"
                text = f"the status {status} is new"
                self._log.named(f"response-{kind}-status-added", name, text, old, after[status], key)

    def _response(self, old: Node, new: Node, label: str, direction: str) -> None:
        before, after = _end(self._old, old), _end(self._new, new)
        if before.key != old.key and len(before.pointer) == 3:
            label = f"response {before.pointer[-1]}"

        def job() -> None:
            compare_words(self._log, before, after, label, frozenset({"headers", "content"}))
            self._headers(before.get("headers"), after.get("headers"), label, direction)
            self._content(before.get("content"), after.get("content"), label, direction)

        self._walker.once(f"response {direction}", before, after, job)

    def _headers(self, old: Node, new: Node, label: str, direction: str) -> None:
        before = {name.casefold(): node for name, node in old.children()}
        after = {name.casefold(): node for name, node in new.children()}
        for name in sorted(before.keys() | after.keys()):
            if name not in after:
                self._log.removed("response-header-removed", label, f"header '{name}' is gone", before[name], new)
            elif name not in before:
                self._log.added("response-header-added", label, f"header '{name}' is new", old, after[name])
            else:
                self._header(before[name], after[name], f"header '{name}' of {label}", direction)

    def _header(self, old: Node, new: Node, label: str, direction: str) -> None:
        before, after = _end(self._old, old), _end(self._new, new)

        def job() -> None:
            compare_words(self._log, before, after, label, _PARAMETER, deprecated="property")
            was, now = before.map.get("required") is True, after.map.get("required") is True
            if was != now:
                word, text = became(RESPONSE, now)
                self._log.changed(f"response-header-became-{word}", label, text, before, after)
            self._walker.schemas(_schema(before), _schema(after), direction, label)

        self._walker.once("header", before, after, job)

    # --- events: what the provider sends to us

    def events(self, kind: str, old: Node, new: Node, owner: str) -> None:
        """Webhooks, or one callback: their bodies come to us, and their responses are ours."""
        group = WEBHOOKS if kind == "webhook" else CALLBACK
        before, after = dict(events_in(self._old, group, old)), dict(events_in(self._new, group, new))
        for event in sorted(before.keys() | after.keys()):
            label = f"{owner}{kind} {event}"
            if event not in after:
                self._log.named(f"{kind}-removed", label, "is gone", before[event], new, label)
            elif event not in before:
                self._log.named(f"{kind}-added", label, "is new", old, after[event], label)
            else:
                self._event(before[event], after[event], label)

    def _event(self, old: Node, new: Node, label: str) -> None:
        known = (_OPERATION - {"operationId", "security"}) | {"x-reissue-signature"}
        compare_words(self._log, old, new, label, known, deprecated="operation")
        before, after = _resolved(self._old, old, "requestBody"), _resolved(self._new, new, "requestBody")
        if before is not None and after is not None:
            self._walker.once("event", before, after, lambda: self._bodies(before, after, label, RESPONSE))
        self._responses(old.get("responses"), new.get("responses"), label, REQUEST)

    def _callbacks(self, old: Found, new: Found) -> None:
        before, after = dict(old.node.get("callbacks").children()), dict(new.node.get("callbacks").children())
        for name in sorted(before.keys() | after.keys()):
            left = _end(self._old, before.get(name, _nothing(old.node.get("callbacks"))))
            right = _end(self._new, after.get(name, _nothing(new.node.get("callbacks"))))
            self.events("callback", left, right, f"{new.name} {name} ")

    # --- what the runtime acts on

    def _security(self, old: Found, new: Found) -> None:
        """Operations without a requirement of their own have the document's, which is compared once for all."""
        before, after = old.node.get("security"), new.node.get("security")
        if before.value is None and after.value is None:
            return
        before = self._old.root.get("security") if before.value is None else before
        after = self._new.root.get("security") if after.value is None else after
        compare_security(self._log, before, after, new.name, new.identity)

    def _behaviour(self, old: Found, new: Found) -> None:
        before, after = old.record, new.record
        if before is None or after is None:
            return
        for name, was, now in (
            ("idempotency", before.idempotency, after.idempotency),
            ("pagination", _pages(before.pagination), _pages(after.pagination)),
        ):
            self._fact(f"{name}-{fate(was, now)}", old, new, f"x-reissue-{name}", name, was, now)
        self._fact("operation-server-changed", old, new, "servers", "servers", before.server, after.server)
        self._fact("operation-url-changed", old, new, "x-reissue-url", "x-reissue-url", before.hosts, after.hosts)
        key = "x-reissue-evidence"
        self._fact("evidence-changed", old, new, key, "evidence", before.evidence, after.evidence)
        compare_since(self._log, new.name, old.node.get(SINCE), new.node.get(SINCE))
        key = "x-reissue-envelope"
        self._fact("envelope-changed", old, new, key, key, before.envelopes, after.envelopes)
        if before.server == after.server and old.node.get("servers").value != new.node.get("servers").value:
            self._note("metadata-changed", old, new, "servers", "servers changed, but not the one that is used")
        if before.effect != after.effect:
            hard = _danger(after.effect) > _danger(before.effect)
            text = f"effect {before.effect.lower()} -> {after.effect.lower()}"
            self._note(f"operation-effect-{'hardened' if hard else 'softened'}", old, new, "x-reissue-effect", text)

    def _fact(self, rule: str, old: Found, new: Found, key: str, name: str, was: object, now: object) -> None:
        """Write down a fact of two operations where it is another one; it stands under `key`, and people call it `name`."""
        if was != now:
            self._note(rule, old, new, key, f"{name} {_told(was)} -> {_told(now)}")

    def _note(self, rule: str, old: Found, new: Found, key: str, text: str) -> None:
        self._log.named(rule, new.name, text, old.node.get(key), new.node.get(key), f"{new.identity} {text}")


def _danger(effect: str) -> int:
    return _DANGER.index(effect) if effect in _DANGER else len(_DANGER)


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


def _style(parameter: Input) -> Mapping[str, Any]:
    """How a parameter is written."""
    style, explode = style_of(parameter.place, parameter.node)
    return {
        "style": style,
        "explode": explode,
        "allowReserved": parameter.node.map.get("allowReserved") is True,
        "content": sorted(parameter.node.get("content").map),
    }


def _some(node: Node) -> Node:
    return node if node.value is not None else _nothing(node)


def _schema(node: Node) -> Node:
    """The schema of a parameter or header."""
    return _some(schema_of(node)[1])


def _resolved(document: Document, node: Node, key: str) -> Node | None:
    child = node.get(key)
    if not isinstance(child.value, dict):
        return None
    return _end(document, child)


def _end(document: Document, node: Node) -> Node:
    """What a node leads to; nothing where its reference leads nowhere, as for the generator."""
    return document.find(node) or _nothing(node)


def _nothing(node: Node) -> Node:
    return Node(node.source, node.pointer, {})


def _string(node: Node) -> Node:
    return Node(node.source, node.pointer, {"type": "string"})


def _statuses(node: Node) -> dict[str, Node]:
    return {status: response for key, response in node.children() if (status := status_of(key))}
