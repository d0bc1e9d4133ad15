"""What a message holds: media types, encodings, statuses, headers and links, matched by what takes in what."""

from __future__ import annotations

from collections.abc import Mapping

from ...builder.parameters import style_of
from ...builder.statuses import successes
from ...document import Document, Node
from ...document.media import is_multipart
from ..forms.ends import end_of, nothing_at, schema_at, some
from ..forms.media import Range, has_encodings, is_raw, range_of
from ..forms.statuses import covering, statuses_of
from ..proofs.schema import REQUEST, RESPONSE, canonical, show
from ..schemas.encodings import ENCODINGS, encodings_said
from ..schemas.pair import became
from ..schemas.walker import Walker
from ..schemas.words import compare_words
from .links import Links

_SCHEMAS = ("schema", "itemSchema")
HEADER = frozenset({"name", "in", "required", "schema", "content", "style", "explode", "allowReserved"})


class Contents:
    """Compares bodies and answers of operations and events."""

    def __init__(self, walker: Walker, links: Links) -> None:
        self._walker, self._log, self._links = walker, walker.log, links
        self._old, self._new = walker.old, walker.new

    def bodies(self, old: Node, new: Node, name: str, direction: str) -> None:
        """Compare two bodies: of requests, or of events, which come to us."""
        label = f"body of {name}"
        compare_words(self._log, old, new, label, frozenset({"required", "content"}))
        was, now = old.map.get("required") is True, new.map.get("required") is True
        if was != now:
            word, text = became(direction, now)
            family = "request" if direction == REQUEST else "event"
            self._log.changed(f"{family}-body-became-{word}", label, text, old, new)
        self._content(old.get("content"), new.get("content"), label, direction)

    # --- media types

    def _content(self, old: Node, new: Node, label: str, direction: str) -> None:
        """Media types. One that a range of the other side takes in is no news, and is compared with that range."""
        before = {range_of(name): end_of(self._old, node) for name, node in old.children()}
        after = {range_of(name): end_of(self._new, node) for name, node in new.children()}
        for media in sorted(before.keys() | after.keys()):
            here = f"{label} as {media}" if len(after) > 1 else label
            if media in before and media in after:
                self._media(media, before[media], after[media], here, direction)
            elif media in before:
                if (wider := media.within(after)) is not None:
                    self._media(media, before[media], after[wider], here, direction)
                elif not any(other.within(before) == media for other in after):
                    rule, text = f"{direction}-media-type-removed", f"media type {media} is gone"
                    self._log.removed(rule, label, text, before[media], new)
                elif direction == REQUEST:
                    text = f"of {media} only a part is accepted"
                    self._log.removed("request-media-type-removed", label, text, before[media], new)
            elif (wider := media.within(before)) is not None:
                self._media(media, before[wider], after[media], here, direction)
            else:
                rule, text = f"{direction}-media-type-added", f"media type {media} is new"
                self._log.added(rule, label, text, old, after[media])

    def _media(self, media: Range, old: Node, new: Node, label: str, direction: str) -> None:
        compare_words(self._log, old, new, label, frozenset({*_SCHEMAS, *ENCODINGS}))
        for key in ENCODINGS if direction == REQUEST and has_encodings(media) else ():
            was, now = (
                encodings_said(document, entry, key, has_parts=is_multipart(media.kind))
                for document, entry in ((self._old, old), (self._new, new))
            )
            if was != now:
                text = "parts or fields are written in another way"
                nodes = old.get(key), new.get(key)
                self._log.changed("request-encoding-changed", label, text, *nodes, canonical(now))
        if is_raw(self._old, media, old) and is_raw(self._new, media, new):
            return
        for key in _SCHEMAS:
            if key in old.map or key in new.map:
                compare = self._walker.parts if is_multipart(media.kind) and key == "schema" else self._walker.schemas
                compare(some(old.get(key)), some(new.get(key)), direction, label)

    # --- answers

    def responses(self, old: Node, new: Node, name: str, direction: str) -> None:
        """Compare the answers of an operation, or ours to an event. A status that a range of the other side takes in is compared with that."""
        before, after = statuses_of(old), statuses_of(new)
        if direction == REQUEST:
            self._own_answers(before, after, (old, new), name)
            return
        good = successes(before), successes(after)
        for status in sorted(before.keys() | after.keys()):
            key, label = f"{name} {status}", f"{status} response of {name}"
            if status in before and status in after:
                self._response(before[status], after[status], label, RESPONSE)
            elif status in before:
                if (wider := covering(status, after)) is not None:
                    self._response(before[status], after[wider], label, RESPONSE)
                elif not _narrows(status, before, after):
                    kind = "success" if status in good[0] else "error"
                    text = f"the status {status} is gone"
                    self._log.named(f"response-{kind}-status-removed", name, text, before[status], new, key)
            elif (wider := covering(status, before)) is not None:
                self._response(before[wider], after[status], label, RESPONSE)
            else:
                kind = "success" if status in good[1] else "error"
                text = f"the status {status} is new"
                self._log.named(f"response-{kind}-status-added", name, text, old, after[status], key)

    def _own_answers(
        self, before: Mapping[str, Node], after: Mapping[str, Node], places: tuple[Node, Node], name: str
    ) -> None:
        """Our answers to an event: less of them is refused. Where none is described, any is as good as another."""
        if bool(before) != bool(after):
            fate, told = ("narrowed", "said now") if after else ("widened", "no longer said")
            text = f"which statuses answer it is {told}"
            self._log.named(f"event-answer-{fate}", name, text, *places, f"{name} {fate}")
            return
        for status in sorted(before.keys() | after.keys()):
            key, label = f"{name} {status}", f"{status} response to {name}"
            was, now = (covering(status, side, ours=True) for side in (before, after))
            if was is not None and now is not None:
                self._response(before[was], after[now], label, REQUEST)
            elif was is not None:
                nodes = before[was], places[1]
                text = f"the status {status} is gone"
                self._log.named("event-answer-status-removed", name, text, *nodes, key)
            elif now is not None:
                nodes = places[0], after[now]
                text = f"the status {status} is new"
                self._log.named("event-answer-status-added", name, text, *nodes, key)

    def _response(self, old: Node, new: Node, label: str, direction: str) -> None:
        before, after = end_of(self._old, old), end_of(self._new, new)
        if before.key != old.key and len(before.pointer) == 3:
            label = f"response {before.pointer[-1]}"

        def job() -> None:
            compare_words(self._log, before, after, label, frozenset({"headers", "content", "links"}))
            self._headers(before.get("headers"), after.get("headers"), label, direction)
            contents = before.get("content"), after.get("content")
            if direction == REQUEST and bool(contents[0].map) != bool(contents[1].map):
                fate, text = ("added", "a body is new") if contents[1].map else ("removed", "the body is gone")
                self._log.changed(f"event-answer-body-{fate}", label, text, before, after)
            else:
                self._content(*contents, label, direction)
            self._links.compare(before.get("links"), after.get("links"), label)

        self._walker.once(direction, before, after, job)

    def _headers(self, old: Node, new: Node, label: str, direction: str) -> None:
        before, after = _by_name(old), _by_name(new)
        for name in sorted(before.keys() | after.keys()):
            if name in before and name in after:
                self._header(before[name], after[name], f"header '{name}' of {label}", direction)
            elif name in before:
                family = _family(self._old, before[name], direction)
                self._log.removed(f"{family}-removed", label, f"header '{name}' is gone", before[name], new)
            else:
                family = _family(self._new, after[name], direction)
                self._log.added(f"{family}-added", label, f"header '{name}' is new", old, after[name])

    def _header(self, old: Node, new: Node, label: str, direction: str) -> None:
        before, after = end_of(self._old, old), end_of(self._new, new)
        family = "response-header" if direction == RESPONSE else "event-answer-header"

        def job() -> None:
            compare_words(self._log, before, after, label, HEADER, deprecated="property")
            was, now = before.map.get("required") is True, after.map.get("required") is True
            if was != now:
                word, text = became(direction, now)
                self._log.changed(f"{family}-became-{word}", label, text, before, after)
            first, second = style_of("header", before), style_of("header", after)
            if first != second and {"array", "object"} & {_kind(self._walker, node) for node in (before, after)}:
                text = f"written as {show(first)} -> {show(second)}"
                self._log.changed(f"{family}-style-changed", label, text, before, after, canonical(second))
            self._walker.schemas(schema_at(before), schema_at(after), direction, label)

        self._walker.once(direction, before, after, job)


def _family(document: Document, header: Node, direction: str) -> str:
    """The rules of a header that only one side has: of one of ours it counts whether the provider asks for it."""
    if direction == RESPONSE:
        return "response-header"
    return f"event-answer-{'required-' if end_of(document, header).map.get('required') is True else ''}header"


def _by_name(node: Node) -> Mapping[str, Node]:
    """Headers by name, without the one that OpenAPI says is described by `content`."""
    return {name.casefold(): header for name, header in node.children() if name.casefold() != "content-type"}


def _kind(walker: Walker, header: Node) -> object:
    schema = schema_at(header)
    return (walker.old.found(schema) or nothing_at(schema)).map.get("type")


def _narrows(status: str, before: Mapping[str, Node], after: Mapping[str, Node]) -> bool:
    """Whether of a range of statuses some are left: an answer is one of fewer statuses."""
    return any(covering(other, {status: status}) == status for other in after if other not in before)
