"""Schemas, from the messages that hold them downwards. Each pair is compared once for each direction.

Pairs wait in a queue, so recursion in a document is no recursion here. A pair whose texts are equal is not looked into:
only what it refers to is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..document import UNIONS, Document, Node, pointer_text
from ..errors import SpecError
from .compare_since import SINCE, compare_since
from .compare_unions import Members, match
from .compare_values import compare_notes, compare_values
from .compare_words import SCHEMA_KEYS, compare_words
from .compare_xml import compare_xml, has_xml
from .pair import Pair, became
from .record import Log
from .schema import REQUEST, ComparedSchema, compared, references_in, shown, target

Job = Callable[[], None]


class Walker:
    """Compares pairs of nodes of two documents; whoever has a pair to compare hands it in."""

    def __init__(self, old: Document, new: Document, log: Log, names: tuple[dict[str, str], dict[str, str]]) -> None:
        self.old, self.new, self.log = old, new, log
        self._names = names
        """Python names of models by address, of both sides."""
        self._xml = has_xml(old) or has_xml(new)
        self._seen: set[object] = set()
        self._queue: list[tuple[object, Job]] = []

    def run(self) -> None:
        """Compare all that waits, and all that it leads to."""
        while self._queue:
            scope, job = self._queue.pop()
            self.log.scope = scope
            job()

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
            kind = f"{direction} bare" if bare else direction
            self.once(kind, old, new, lambda: self._schemas(old, new, direction, label, bare))

    # --- one pair

    def _schemas(self, old: Node, new: Node, direction: str, label: str, bare: bool) -> None:
        known = SCHEMA_KEYS if self._xml else SCHEMA_KEYS - {"xml"}
        compare_words(self.log, old, new, label, known, deprecated="property")
        if self._xml:
            compare_xml(self.log, old, new, label)
        before, after = target(self.old, old), target(self.new, new)
        if before.key != old.key or after.key != new.key:
            self.schemas(before, after, direction, self._label(before, after, label), bare=bare)
            return
        label = self._label(before, after, label)
        if old.value == new.value:
            self._references(old, new, direction, label)
            return
        left, right = compared(self.old, old), compared(self.new, new)
        if not bare:
            self._null(left, right, direction, label)
        pair = Pair(self.log, left, right, direction, label)
        compare_notes(pair)
        if left.members or right.members:
            self._unions(left, right, direction, label)
            if not (left.members and right.members):
                return
        elif not compare_values(pair):
            return
        self._objects(left, right, direction, label)
        self._arrays(left, right, direction, label)

    def _label(self, old: Node, new: Node, label: str) -> str:
        """The name of the model, where this schema has one; else how its owner calls it."""
        for names, node in ((self._names[0], old), (self._names[1], new)):
            if name := names.get(pointer_text(node.pointer)):
                return name
        pointer = old.pointer
        return pointer[2] if len(pointer) == 3 and pointer[0] == "components" else label

    def _references(self, old: Node, new: Node, direction: str, label: str) -> None:
        """Equal texts: compare what they refer to."""
        for reference in dict.fromkeys(references_in(old.value, direction)):
            try:
                before, after = self.old.follow(old, reference), self.new.follow(new, reference)
            except SpecError:
                continue
            self.schemas(before, after, direction, self._label(before, after, label))

    def _null(self, old: ComparedSchema, new: ComparedSchema, direction: str, label: str) -> None:
        if old.null == new.null or (new.kinds is None and not new.members) or (old.kinds is None and not old.members):
            return
        rule = f"{direction}-became-{'nullable' if new.null else 'non-nullable'}"
        text = "null is possible now" if new.null else "null is no longer possible"
        self.log.changed(rule, label, text, old.at("nullable", "type"), new.at("nullable", "type"))

    # --- unions

    def _unions(self, old: ComparedSchema, new: ComparedSchema, direction: str, label: str) -> None:
        """Members are matched; what is left over was removed or added. A schema that is no union is one of one member."""
        left = Members.of(self.old, old.members or [old.node])
        right = Members.of(self.new, new.members or [new.node])
        pairs, gone, came = match(left, right)
        for before, after in pairs:
            self.schemas(before.node, after.node, direction, self._member(label, before.name), bare=True)
        for member in gone:
            if not right.covers(member):
                rule, text = f"{direction}-union-member-removed", f"variant '{member.name}' is gone"
                self.log.changed(rule, label, text, member.node, new.at(*UNIONS), key=member.name)
        for member in came:
            if not left.covers(member):
                rule, text = f"{direction}-union-member-added", f"variant '{member.name}' is new"
                self.log.changed(rule, label, text, old.at(*UNIONS), member.node, key=member.name)

    def _member(self, label: str, name: str) -> str:
        return f"{label}<{name}>" if name else label

    # --- objects

    def _objects(self, old: ComparedSchema, new: ComparedSchema, direction: str, label: str) -> None:
        before, after = shown(self.old, old.sum, direction), shown(self.new, new.sum, direction)
        for name in sorted(before.keys() | after.keys()):
            if name not in after:
                self._gone(old, new, name, before[name], direction, label)
            elif name not in before:
                self._came(old, new, name, after[name], direction, label)
            else:
                self._stayed(old, new, name, direction, label)
                if direction == REQUEST:
                    first = _since(self.old, before[name]), _since(self.new, after[name])
                    compare_since(self.log, f"{label}.{name}", *first)
                self.schemas(before[name], after[name], direction, f"{label}.{name}")
        self._additional(old, new, direction, label)

    def _gone(
        self, old: ComparedSchema, new: ComparedSchema, name: str, node: Node, direction: str, label: str
    ) -> None:
        required = direction == REQUEST and name in old.sum.required
        rule = f"{direction}-{'required-' if required else ''}property-removed"
        self.log.removed(rule, label, f"member '{name}' is gone", node, new.at("properties"))

    def _came(
        self, old: ComparedSchema, new: ComparedSchema, name: str, node: Node, direction: str, label: str
    ) -> None:
        required = direction == REQUEST and name in new.sum.required
        rule = f"{direction}-{'required-' if required else ''}property-added"
        self.log.added(rule, label, f"member '{name}' is new", old.at("properties"), node)

    def _stayed(self, old: ComparedSchema, new: ComparedSchema, name: str, direction: str, label: str) -> None:
        was, now = name in old.sum.required, name in new.sum.required
        if was == now:
            return
        word, text = became(direction, now)
        places = old.requires(name), new.requires(name)
        self.log.changed(f"{direction}-property-became-{word}", f"{label}.{name}", text, *places, key=name)

    def _additional(self, old: ComparedSchema, new: ComparedSchema, direction: str, label: str) -> None:
        if not _are(old, new, "object"):
            return
        before, after = old.at("additionalProperties"), new.at("additionalProperties")
        was, now = _extra(old), _extra(new)
        if (was is False) != (now is False):
            kind = "closed" if now is False else "opened"
            text = f"undocumented members are {'refused' if now is False else 'allowed'} now"
            self.log.changed(f"{direction}-object-{kind}", label, text, before, after)
        elif isinstance(was, dict) or isinstance(now, dict):
            self.schemas(_schema(before, was), _schema(after, now), direction, f"{label}{{}}")
        patterns = {schema.pointer[-1]: schema for schema in old.sum.patterns}
        for schema in new.sum.patterns:
            if (twin := patterns.get(schema.pointer[-1])) is not None:
                self.schemas(twin, schema, direction, f"{label}{{}}")

    # --- arrays

    def _arrays(self, old: ComparedSchema, new: ComparedSchema, direction: str, label: str) -> None:
        if not _are(old, new, "array"):
            return
        before, after = old.sum.items, new.sum.items
        if before is not None or after is not None:
            left = before if before is not None else Node(old.node.source, old.node.pointer, {})
            right = after if after is not None else Node(new.node.source, new.node.pointer, {})
            self.schemas(left, right, direction, f"{label}[]")
        for place, (was, now) in enumerate(zip(old.sum.prefix, new.sum.prefix, strict=False)):
            self.schemas(was, now, direction, f"{label}[{place}]")


def _since(document: Document, member: Node) -> Node:
    """Where a member says since which version it is known: itself, else what it refers to."""
    own = member.get(SINCE)
    return own if own.value is not None else document.found(member).get(SINCE)


def _are(old: ComparedSchema, new: ComparedSchema, kind: str) -> bool:
    """Whether values of both may be of this JSON type."""
    return kind in (old.kinds or ()) and kind in (new.kinds or ())


def _extra(schema: ComparedSchema) -> Any:
    """What undocumented members may be: False, True, or a schema that says something."""
    node = schema.sum.additional
    if node is None or node.value is True or node.value == {}:
        return True
    return False if node.value is False else node.map or True


def _schema(node: Node, value: Any) -> Node:
    return node if isinstance(value, dict) else Node(node.source, node.pointer, {})
