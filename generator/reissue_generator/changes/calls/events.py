"""Events, which are webhooks and callbacks: requests that the provider makes. What they bring comes to us, and their answers are ours."""

from __future__ import annotations

from collections.abc import Callable

from ...document import CALLBACK, WEBHOOKS, Described, Document, Node, operations_in
from ..forms.ends import end_of, nothing_at, resolved, schema_at
from ..proofs.schema import REQUEST, RESPONSE, canonical, show
from ..schemas.walker import Walker
from ..schemas.words import compare_words
from .contents import Contents
from .inputs import compare_inputs
from .operations import ITEM, Found, Input, Mark, input_of, mark_of
from .security import credentials_of, needs_of

_EVENT = frozenset(
    {"parameters", "requestBody", "responses", "callbacks", "operationId", "security", "x-reissue-signature"}
)
Compare = Callable[[Described, Described, str], None]
"""Compares a pair that is in both documents; the text is its label."""


class Events:
    """Compares the events of two documents."""

    def __init__(self, walker: Walker, contents: Contents, ours: Callable[[Found, Found], None]) -> None:
        """`ours` compares requests that go to the provider: so do those that the answer to an event asks for."""
        self._walker, self._log, self._contents = walker, walker.log, contents
        self._old, self._new = walker.old, walker.new
        self._ours = ours

    def webhooks(self) -> None:
        """Compare the webhooks of the documents."""
        self._events("webhook", self._old.root.get(WEBHOOKS), self._new.root.get(WEBHOOKS), "", self._event)

    def callbacks(self, old: Found, new: Found) -> None:
        """Compare what two operations ask to be called back with."""
        self._called_back(old.node, new.node, new.name, self._event)

    def _called_back(self, old: Node, new: Node, owner: str, compare: Compare) -> None:
        before, after = dict(old.get("callbacks").children()), dict(new.get("callbacks").children())
        for name in sorted(before.keys() | after.keys()):
            left = end_of(self._old, before.get(name, nothing_at(old.get("callbacks"))))
            right = end_of(self._new, after.get(name, nothing_at(new.get("callbacks"))))
            self._events("callback", left, right, f"{owner} {name} ", compare)

    def _events(self, kind: str, old: Node, new: Node, owner: str, compare: Compare) -> None:
        group = WEBHOOKS if kind == "webhook" else CALLBACK
        before, after = (
            {f"{one.sent} {one.name}": one for one in operations_in(document, group, items)}
            for document, items in ((self._old, old), (self._new, new))
        )
        for event in sorted(before.keys() | after.keys()):
            label = f"{owner}{kind} {event}"
            if event not in after:
                self._log.named(f"{kind}-removed", label, "is gone", before[event].node, new, label)
            elif event not in before:
                self._log.named(f"{kind}-added", label, "is new", old, after[event].node, label)
            else:
                compare(before[event], after[event], label)

    def _event(self, was: Described, now: Described, label: str) -> None:
        old, new = was.node, now.node
        compare_words(self._log, was.item.node, now.item.node, label, ITEM)
        compare_words(self._log, old, new, label, _EVENT, deprecated="operation")
        self._parameters(was, now, label)
        self._security(old, new, label)
        before, after = resolved(self._old, old, "requestBody"), resolved(self._new, new, "requestBody")
        if before is not None and after is not None:
            self._walker.once(RESPONSE, before, after, lambda: self._contents.bodies(before, after, label, RESPONSE))
        elif before is not None:
            self._log.named("event-body-removed", label, "the body is gone", before, new, label)
        elif after is not None:
            self._log.named("event-body-added", label, "a body is new", old, after, label)
        self._contents.responses(old.get("responses"), new.get("responses"), label, REQUEST)
        self._called_back(old, new, label, self._answered)

    def _answered(self, was: Described, now: Described, _label: str) -> None:
        """What the answer to an event asks to be called back with: a request to the provider, as its operations are."""
        calls = Found(was, None, None), Found(now, None, None)
        self._walker.once(REQUEST, was.node, now.node, lambda: self._ours(*calls))

    def _security(self, old: Node, new: Node, label: str) -> None:
        """What an event comes with, by which a receiver knows its sender: other credentials than it looks for are refused."""
        was, now = (
            sorted(credentials_of(needs_of(way)) for way in side.get("security").items()) for side in (old, new)
        )
        if was != now:
            text = f"the credentials of its sender {show(was)} -> {show(now)}"
            self._log.changed(
                "event-security-changed", label, text, old.get("security"), new.get("security"), canonical(now)
            )

    # --- parameters: the provider gives them, and we read them

    def _parameters(self, old: Described, new: Described, label: str) -> None:
        before, after = self._given(self._old, old), self._given(self._new, new)
        for mark in sorted(before.keys() | after.keys()):
            one = after.get(mark) or before[mark]
            key = f"{label} {one.place} {one.wire}"
            if mark not in after:
                nodes = one.named, new.node.get("parameters")
                self._log.named("event-parameter-removed", label, f"the {one.label} is gone", *nodes, key)
            elif mark not in before:
                nodes = old.node.get("parameters"), one.named
                self._log.named("event-parameter-added", label, f"the {one.label} is new", *nodes, key)
            else:
                self._parameter(before[mark], after[mark], label)

    @staticmethod
    def _given(document: Document, described: Described) -> dict[Mark, Input]:
        """What is given beside a body. An address of ours has no parameters that the provider would fill in."""
        found = (input_of(document, named) for named in described.parameters())
        return {mark_of(one.place, one.wire, ()): one for one in found if one is not None and one.place != "path"}

    def _parameter(self, old: Input, new: Input, owner: str) -> None:
        """A pair of parameters; several events may share it."""
        label = f"{owner} {new.label}" if new.named is new.node else new.label

        def job() -> None:
            compare_inputs(self._log, (self._old, old), (self._new, new), label, RESPONSE)
            schemas = schema_at(self._old, old.node), schema_at(self._new, new.node)
            self._walker.schemas(*schemas, RESPONSE, label)

        self._walker.once(RESPONSE, old.node, new.node, job)
