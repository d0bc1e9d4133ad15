"""Schemas, from the messages that hold them downwards. Each pair is compared once for each direction.

Pairs wait in a queue, so recursion in a document is no recursion here. A pair whose texts are equal is not looked into:
only what it refers to is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from ...document import Document, Node, pointer_text, sum_of
from ...errors import SpecError
from ..proofs.facts import Term
from ..proofs.schema import (
    HIDDEN_IN,
    REQUEST,
    RESPONSE,
    ComparedSchema,
    compared,
    references_in,
    set_unions_apart,
    target,
    turning_in,
)
from ..proofs.subset import Subset
from ..proofs.takes import Takes
from ..record import Log
from .arrays import compare_arrays
from .by_value import ByValue
from .encodings import with_bytes
from .kin import Kin
from .objects import compare_objects
from .pair import Pair, turned
from .since import SINCE, compare_since
from .union_forms import compare_deprecated, is_union_of_scalars, list_unions
from .unions import compare_kin, compare_unions
from .values import compare_notes, compare_values
from .words import SCHEMA_KEYS, compare_words
from .xml import compare_xml, has_xml

Job = Callable[[], None]


class Walker:
    """Compares pairs of nodes of two documents; whoever has a pair to compare hands it in."""

    def __init__(self, old: Document, new: Document, log: Log, names: tuple[dict[str, str], dict[str, str]]) -> None:
        self.old, self.new, self.log = old, new, log
        self._names = names
        """Python names of models by address, of both sides."""
        self._xml = has_xml(old) or has_xml(new)
        self._by_value = ByValue(old, new, log)
        self._kin = Kin(old), Kin(new)
        self._subsets = {direction: Subset(mark) for direction, mark in HIDDEN_IN.items()}
        self._takes = {direction: Takes(mark, is_open=direction == RESPONSE) for direction, mark in HIDDEN_IN.items()}
        self._seen: set[object] = set()
        self._queue: list[tuple[object, Job]] = []

    def run(self) -> None:
        """Compare all that waits, and all that it leads to."""
        while self._queue:
            scope, job = self._queue.pop()
            self.log.scope = scope
            job()

    def close(self) -> None:
        """Look at what nothing has told of the pairs that were compared."""
        self._by_value.tell()

    def once(self, kind: str, old: Node, new: Node, job: Job) -> None:
        """Put a job for a pair into the queue, unless it was there; the current scope leads to it."""
        scope = kind, old.key, new.key
        self.log.link(scope)
        if scope not in self._seen:
            self._seen.add(scope)
            self._queue.append((scope, job))

    def schemas(self, old: Node, new: Node, direction: str, label: str, *, bare: bool = False) -> None:
        """Compare two schemas. `bare`: whether null is allowed has been compared already."""
        if isinstance(old.value, dict) or isinstance(new.value, dict):
            self._with_kin(old, new, direction, label)
            self._alone(old, new, direction, label, bare=bare)

    def _alone(self, old: Node, new: Node, direction: str, label: str, *, bare: bool) -> None:
        """Compare two schemas without what may stand for them."""
        if isinstance(old.value, dict) or isinstance(new.value, dict):
            kind = f"{direction} bare" if bare else direction
            self.once(kind, old, new, lambda: self._schemas(old, new, direction, label, bare))

    def parts(self, old: Node, new: Node, direction: str, label: str) -> None:
        """Compare the schemas of two bodies of parts, some of which may be bytes."""
        pair = with_bytes(self.old, old), with_bytes(self.new, new)
        if pair[0] is old and pair[1] is new:
            self.schemas(old, new, direction, label)
            return
        label = self._label(*pair, label)
        self._with_kin(old, new, direction, label)
        self.once(f"{direction} parts", old, new, lambda: self._schemas(*pair, direction, label, False))

    def _with_kin(self, old: Node, new: Node, direction: str, label: str) -> None:
        """Compare what may stand for two schemas."""
        before, after = self._kin[0].base(old), self._kin[1].base(new)
        if self._kin[0].has(before) or self._kin[1].has(after):
            label = self._label(before, after, label)
            self.once(f"{direction} kin", before, after, lambda: self._compare_kin(before, after, direction, label))

    def _compare_kin(self, old: Node, new: Node, direction: str, label: str) -> None:
        sides = compared(self.old, old), compared(self.new, new)
        compare_kin(Pair(self.log, *sides, direction, label, self._subsets[direction]), self._kin, self.schemas)

    # --- one pair

    def _schemas(self, old: Node, new: Node, direction: str, label: str, bare: bool) -> None:
        known = SCHEMA_KEYS if self._xml else SCHEMA_KEYS - {"xml"}
        compare_words(self.log, old, new, label, known, deprecated="property")
        if self._xml:
            compare_xml(self.log, old, new, label)
        before, after = target(self.old, old), target(self.new, new)
        if before.key != old.key or after.key != new.key:
            self._alone(before, after, direction, self._label(before, after, label), bare=bare)
            return
        label = self._label(before, after, label)
        if (
            direction == REQUEST and _is_component(old) and _is_component(new)
        ):  # members that refer to it may all be as they were
            compare_since(self.log, label, old.get(SINCE), new.get(SINCE))
        self._by_value.keep(old, new, direction, label, bare=bare)
        if old.value == new.value and str(old.value) == str(new.value):  # true is not 1, though Python has them equal
            self._references(old, new, direction, label)
            return
        was, now = _takes_nothing(self.old, old), _takes_nothing(self.new, new)
        if was or now:
            if was != now:
                text = f"{'no' if now else 'some'} value is possible now"
                self.log.changed(turned(direction, "type", narrowed=now), label, text, old, new)
            return
        left, right = compared(self.old, old), compared(self.new, new)
        if not bare:
            self._null(left, right, direction, label)
        set_unions_apart(left, right)
        list_unions(left, right)
        compare_deprecated(self.log, left, right, label)
        pair = Pair(self.log, left, right, direction, label, self._subsets[direction])
        compare_notes(pair)
        if is_union_of_scalars(pair):
            return
        if left.members or right.members:
            compare_unions(pair, self.schemas)
            if not (left.members and right.members):
                return
        if not compare_values(pair):
            return
        compare_objects(pair, self.schemas)
        compare_arrays(pair, self.schemas)

    def _label(self, old: Node, new: Node, label: str) -> str:
        """The name of the model, where this schema has one; else how its owner calls it.

        Beside a component that one side alone refers to, something was said where its owner is: the component is as it was.
        """
        if _is_component(old) != _is_component(new):
            return label
        for names, node in ((self._names[0], old), (self._names[1], new)):
            if node.map and (name := names.get(pointer_text(node.pointer))):
                return name
        return old.pointer[2] if _is_component(old) else label

    def _references(self, old: Node, new: Node, direction: str, label: str) -> None:
        """Equal texts: compare what they refer to, and what decides what that means."""
        inside = (turning_in(node, direction, label) for node in (old, new))
        for (one, name), (other, _) in zip(*inside, strict=True):
            self.schemas(one, other, direction, name)
        used, built_on = Counter(references_in(old.value, direction)), Counter(_built_on(old))
        for reference, times in used.items():
            try:
                before, after = self.old.follow(old, reference), self.new.follow(new, reference)
            except SpecError:
                continue
            go = self._alone if built_on[reference] == times else self.schemas
            go(before, after, direction, self._label(before, after, label), bare=False)

    def _null(self, old: ComparedSchema, new: ComparedSchema, direction: str, label: str) -> None:
        for side in (old, new):
            if side.members:  # of a union it depends on all its variants
                decided = self._takes[direction](None, Term(side.sum.document, side.node))
                side.null = side.null if decided is None else decided
        if old.null == new.null or (new.kinds is None and not new.members) or (old.kinds is None and not old.members):
            return
        rule = f"{direction}-became-{'nullable' if new.null else 'non-nullable'}"
        text = "null is possible now" if new.null else "null is no longer possible"
        self.log.changed(rule, label, text, old.at("nullable", "type"), new.at("nullable", "type"))


def _takes_nothing(document: Document, schema: Node) -> bool:
    """Whether a schema is `false`, or the sum of that and others."""
    return any(part.value is False for part in sum_of(document, schema, booleans=True))


def _built_on(schema: Node) -> Iterator[str]:
    """The references by which a schema is the sum of others; what may stand for these does not stand for it."""
    yield from schema.references
    for part in schema.get("allOf").items():
        yield from _built_on(part)


def _is_component(node: Node) -> bool:
    return len(node.pointer) == 3 and node.pointer[0] == "components"
