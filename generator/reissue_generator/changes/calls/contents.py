"""What a message holds: media types, statuses and links, matched by what takes in what."""

from __future__ import annotations

from collections.abc import Mapping

from ...builder.statuses import successes
from ...document import Node
from ...document.media import is_multipart
from ..forms.ends import end_of, some
from ..forms.media import Range, has_encodings, is_raw, range_of
from ..forms.statuses import covering, statuses_of
from ..proofs.schema import REQUEST, RESPONSE
from ..schemas.encodings import ENCODINGS
from ..schemas.pair import became
from ..schemas.walker import Walker
from ..schemas.words import compare_words
from .encodings import Encodings
from .headers import Headers
from .links import Links

_SCHEMAS = ("schema", "itemSchema")


class Contents:
    """Compares bodies and answers of operations and events."""

    def __init__(self, walker: Walker, links: Links) -> None:
        self._walker, self._log, self._links = walker, walker.log, links
        self._old, self._new = walker.old, walker.new
        self._headers = Headers(walker)
        self._encodings = Encodings(walker, self._headers)

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

    def _content(self, old: Node, new: Node, label: str, direction: str, *, is_answer: bool = False) -> None:
        """Media types. One that a range of the other side takes in is no news, and is compared with that range."""
        before = {range_of(name): end_of(self._old, node) for name, node in old.children()}
        after = {range_of(name): end_of(self._new, node) for name, node in new.children()}
        for media in sorted(before.keys() | after.keys()):
            here = f"{label} as {media}" if len(after) > 1 else label
            if media in before and media in after:
                self._media(media, before[media], after[media], here, direction, is_answer=is_answer)
            elif media in before:
                if (wider := media.within(after)) is not None:
                    self._media(media, before[media], after[wider], here, direction, is_answer=is_answer)
                elif not any(other.within(before) == media for other in after):
                    rule, text = f"{direction}-media-type-removed", f"media type {media} is gone"
                    self._log.removed(rule, label, text, before[media], new)
                elif direction == REQUEST:
                    text = f"of {media} only a part is accepted"
                    self._log.removed("request-media-type-removed", label, text, before[media], new)
            elif (wider := media.within(before)) is not None:
                self._media(media, before[wider], after[media], here, direction, is_answer=is_answer)
            else:
                rule, text = f"{direction}-media-type-added", f"media type {media} is new"
                self._log.added(rule, label, text, old, after[media])

    def _media(self, media: Range, old: Node, new: Node, label: str, direction: str, *, is_answer: bool) -> None:
        compare_words(self._log, old, new, label, frozenset({*_SCHEMAS, *ENCODINGS}))
        if has_encodings(media):
            self._encodings.compare(media, old, new, label, direction, is_answer=is_answer)
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
            self._headers.compare(before.get("headers"), after.get("headers"), label, direction)
            contents = before.get("content"), after.get("content")
            if direction == REQUEST and bool(contents[0].map) != bool(contents[1].map):
                fate, text = ("added", "a body is new") if contents[1].map else ("removed", "the body is gone")
                self._log.changed(f"event-answer-body-{fate}", label, text, before, after)
            else:
                self._content(*contents, label, direction, is_answer=True)
            self._links.compare(before.get("links"), after.get("links"), label)

        self._walker.once(direction, before, after, job)


def _narrows(status: str, before: Mapping[str, Node], after: Mapping[str, Node]) -> bool:
    """Whether of a range of statuses some are left: an answer is one of fewer statuses."""
    return any(covering(other, {status: status}) == status for other in after if other not in before)
