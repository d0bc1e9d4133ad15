"""Overlays applied to a document, action by action; every value keeps the place where a person wrote it.

What is refused is what the Overlay specification calls an error. What it lets pass in silence is told: a target that is
not there, an action that changes nothing, an entry that a list has already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, cast

from ..errors import SpecError
from ..findings import Finding, Level, few
from .jsonpath import Budget, Query, QueryError
from .node import Node
from .origins import Origin, PutTogether
from .overlays import OPTIONAL, Action, Overlay
from .pointer import Pointer, pointer_text, value_at
from .problem import problem
from .reading import DEAD, EXTENDS, IDLE, IGNORED, TWICE
from .source import Source
from .yaml_text import MAX_DEPTH

MAX_ADDED = 2_000_000
"""Values that all overlays of a document may add to it: `copy` can double it again and again."""

_NAMED = 5
"""Names that a hint lists."""


def overlaid(main: Source, overlays: Iterable[Overlay]) -> tuple[PutTogether, list[Finding]]:
    """A document with overlays applied, one after the other, and what was noticed. Raises SpecError."""
    work = _Work(main)
    for overlay in overlays:
        work.extends(overlay)
        for action in overlay.actions:
            work.apply(action, overlay.minor)
    data, origin = work.data, work.origin
    return PutTogether(main.path, main.name, main.text, data, main.yaml, origin=origin), work.findings


class _Work:
    """A document while it is changed. What was read stays as it is: each container is copied before it is changed."""

    def __init__(self, main: Source) -> None:
        self._main = main
        self.data: Any = main.data
        self.origin = Origin(main, ())
        self.findings: list[Finding] = []
        self._own: dict[int, Any] = {}
        """The containers that stand in one place only and may be changed, by id."""
        self._budget = Budget(_size(main.data))
        self._room = MAX_ADDED
        self._changed = False

    # --- one action

    def extends(self, overlay: Overlay) -> None:
        """Tell where an overlay says that it is for another document."""
        told = overlay.extends.partition("#")[0]
        if not told or told.replace("\\", "/").rsplit("/", 1)[-1] == self._main.path.name:
            return
        level = Level.NOTE if ":" in told else Level.WARNING
        message = f"the overlay says that it is for {told!r}, and is laid over {self._main.name}"
        place = Node(overlay.source, (), overlay.source.data).get("extends").place
        self.findings.append(Finding(EXTENDS, level, message, place))

    def apply(self, action: Action, minor: int) -> None:
        """Apply one action. Raises SpecError."""
        self._tell_ignored(action)
        targets = self._find(action.target, action.node.get("target"))
        if not targets:
            self._dead(action)
            return
        self._changed = False
        if action.remove:
            self._remove(action, targets)
        elif action.copy is not None:
            self._copy(action, targets)
        elif action.updates:
            update = action.node.get("update")
            self._merge_all(targets, update, Origin(update.source, update.pointer), minor)
        if not self._changed:
            self._idle(action)

    def _find(self, text: str, node: Node) -> list[Pointer]:
        try:
            return Query(text, self._budget).find(self.data)
        except QueryError as error:
            raise problem("overlay", f"the query {error!s}", node.place) from None

    # --- remove and copy

    def _remove(self, action: Action, targets: list[Pointer]) -> None:
        if () in targets:
            raise problem("overlay", "the whole document cannot be removed", action.node.get("target").place)
        by_parent: dict[Pointer, list[str]] = {}
        for target in targets:
            by_parent.setdefault(target[:-1], []).append(target[-1])
        for parent in sorted(by_parent, key=len, reverse=True):  # what stands inside goes before what is around it
            value, origin = self._owned(parent)
            if isinstance(value, dict):
                mapping = cast("dict[str, Any]", value)
                for token in by_parent[parent]:
                    del mapping[token]
                    origin.parts.pop(token, None)
            else:
                gone = set(by_parent[parent])
                items = origin.spread(len(value))
                kept = [index for index in range(len(value)) if str(index) not in gone]
                origin.gather([items[index] for index in kept])
                value[:] = [value[index] for index in kept]
        self._changed = True

    def _copy(self, action: Action, targets: list[Pointer]) -> None:
        node = action.node.get("copy")
        found = self._find(cast(str, action.copy), node)
        if len(found) != 1:
            said = f"`copy` selects {len(found)} values, and must select one"
            raise problem("overlay", said, node.place, self._near(cast(str, action.copy)) if not found else "")
        value = value_at(self.data, found[0])
        self._own.clear()  # what is copied stands in two places from now on
        copied = Node(node.source, node.pointer, value[0] if value else None)
        self._merge_all(targets, copied, self.origin.at(found[0]).twin(), minor=1)

    # --- update

    def _merge_all(self, targets: list[Pointer], new: Node, origin: Origin, minor: int) -> None:
        kinds = {_kind(self._at(target)) for target in targets}
        if len(kinds) > 1 and minor > 0:
            said = f"the target selects {' and '.join(sorted(kinds))} at once"
            raise problem("overlay", said, new.place, "write an action for each kind")
        size, depth = _size(new.value), _depth(new.value)
        for target in targets:
            self._take(size, len(target) + depth, new)
            self._merge_at(target, new, origin, minor)

    def _merge_at(self, target: Pointer, new: Node, origin: Origin, minor: int) -> None:
        old, value = self._at(target), new.value
        if isinstance(old, dict):
            if not isinstance(value, dict):
                raise self._unfit(target, old, new)
            into, of = self._owned(target)
            self._merge(target, into, of, new, origin, minor)
        elif isinstance(old, list):
            together = minor > 0 and isinstance(value, list)
            added = cast("list[Any]", value if together else [value])
            parts = [origin.child(str(index)) for index in range(len(added))] if together else [origin]
            self._append(target, added, parts, new)
        elif isinstance(value, dict | list):
            raise self._unfit(target, old, new)
        elif minor == 0:
            hint = "write overlay: 1.1.0, or select the object around it"
            raise problem("overlay", "an overlay 1.0 updates objects and lists only", new.place, hint)
        else:
            self._replace(target, value, origin)

    def _merge(self, at: Pointer, into: Any, of: Origin, new: Node, origin: Origin, minor: int) -> None:
        """Merge an object into another one, member by member."""
        for key, value in new.map.items():
            here, part = (*at, key), origin.child(key)
            if key not in into:
                into[key] = value
                of.parts[key] = part.twin()
                self._changed = True
            elif isinstance(into[key], dict) and isinstance(value, dict):
                inner, inner_of = self._owned(here)
                self._merge(here, inner, inner_of, new.get(key), part, minor)
            elif isinstance(into[key], list) and isinstance(value, list):
                items = cast("list[Any]", value)
                self._append(here, items, [part.child(str(index)) for index in range(len(items))], new.get(key))
            elif _kind(into[key]) == _kind(value) == _PRIMITIVES:
                self._replace(here, value, part)
            elif value is not None or minor > 0:  # 1.0 prints `components:` for "nothing here" in its own example
                raise self._unfit(here, into[key], new.get(key))

    def _append(self, target: Pointer, added: list[Any], parts: list[Origin], new: Node) -> None:
        if not added:
            return
        value, origin = self._owned(target)
        twice = [entry for entry in added if entry in value]
        if twice:
            said = "the list has this entry already, and has it twice now: the vendor may have added it"
            self.findings.append(Finding(TWICE, Level.WARNING, said, new.place, "remove it from the overlay"))
        items = [*origin.spread(len(value)), *(part.twin() for part in parts)]
        value += added
        origin.gather(items)
        self._changed = True

    def _replace(self, target: Pointer, value: Any, origin: Origin) -> None:
        old = self._at(target)
        if type(old) is type(value) and old == value:
            return
        parent, of = self._owned(target[:-1])
        parent[int(target[-1]) if isinstance(parent, list) else target[-1]] = value
        of.parts[target[-1]] = origin.twin()
        self._changed = True

    def _unfit(self, target: Pointer, old: Any, new: Node) -> SpecError:
        here = self.origin.at(target)
        where = here.source.place(here.pointer)
        message = f"{_a(new.value)} cannot be merged into {_a(old)} ({pointer_text(target) or '/'} at {where.file}:{where.line})"
        return problem("overlay", message, new.place, "remove the old value in an action before this one")

    # --- what is changed

    def _at(self, pointer: Pointer) -> Any:
        found = value_at(self.data, pointer)
        return found[0] if found else None

    def _owned(self, pointer: Pointer) -> tuple[Any, Origin]:
        """A container that may be changed, and where its parts were written."""
        self.data, origin = self._copied(self.data), self.origin
        holder = self.data
        for token in pointer:
            key: Any = int(token) if isinstance(holder, list) else token
            holder[key] = self._copied(holder[key])
            holder, origin = cast(Any, holder[key]), origin.own(token)
        return holder, origin

    def _copied(self, value: Any) -> Any:
        """The container itself where it stands in one place only; else a copy that does."""
        if id(value) in self._own:
            return value
        own: Any = value.copy()
        self._own[id(own)] = own
        return own

    def _take(self, size: int, depth: int, new: Node) -> None:
        self._room -= size
        if self._room < 0:
            raise problem("overlay", f"overlays add more than {MAX_ADDED:,} values", new.place)
        if depth > MAX_DEPTH:
            raise problem("too-deep", f"is nested more than {MAX_DEPTH} levels deep", new.place)

    # --- what is told

    def _dead(self, action: Action) -> None:
        place = action.node.get("target").place
        level = Level.NOTE if action.optional else Level.WARNING
        message = f"nothing in {self._main.name} is at {action.target}"
        hint = f"{self._near(action.target)}; mend the target, or remove the action (or say {OPTIONAL}: true)"
        self.findings.append(Finding(DEAD, level, message, place, hint))

    def _tell_ignored(self, action: Action) -> None:
        """Tell of a new value beside `remove: true`, where the specification gives it no effect."""
        for key in ("update", "copy") if action.remove else ():
            if key in action.node.map:
                message = f"{key!r} has no effect beside 'remove: true'"
                hint = "write two actions: one that removes, and one that adds to what is around it"
                self.findings.append(Finding(IGNORED, Level.WARNING, message, action.node.get(key).place, hint))

    def _idle(self, action: Action) -> None:
        does = "remove" in action.node.map or "update" in action.node.map or action.copy is not None
        message = (
            f"changes nothing: {self._main.name} says this already" if does else "neither updates, removes nor copies"
        )
        hint = "remove the action: the vendor may have taken the correction over" if does else ""
        self.findings.append(Finding(IDLE, Level.NOTE, message, action.node.place, hint))

    def _near(self, text: str) -> str:
        """How far a query gets, and what stands there instead."""
        try:
            reached, name = Query(text, self._budget).reach(self.data)
        except QueryError:
            return ""
        there: list[Any] = [self._at(pointer) for pointer in reached[:1000]]
        holders: list[dict[str, Any]] = [value for value in there if isinstance(value, dict)]
        where = _path(reached[0]) if len(reached) == 1 else f"{len(reached):,} places"
        if refs := [value["$ref"] for value in holders if "$ref" in value]:
            return f"{where} refers to {str(refs[0])[:80]!r}, and an overlay follows no references"
        if name is None:
            return f"it gets as far as {where}"
        names = sorted({key for value in holders for key in value})
        if near := get_close_matches(name, names, 1, 0.6):
            return f"{where} has no {name!r}; is {near[0]!r} meant?"
        return f"{where} has no {name!r}" + (f", it has: {few(names, _NAMED)}" if names else "")


def _path(pointer: Pointer) -> str:
    """An address as JSONPath writes it, for people."""
    return "$" + "".join(f".{token}" if token.isidentifier() else f"[{token!r}]" for token in pointer)


_PRIMITIVES = "single values"


def _kind(value: object) -> str:
    return "objects" if isinstance(value, dict) else "lists" if isinstance(value, list) else _PRIMITIVES


def _a(value: object) -> str:
    return {"objects": "an object", "lists": "a list"}.get(_kind(value), "null" if value is None else "a single value")


def _inside(value: object) -> Sequence[Any]:
    if isinstance(value, dict):
        return list(cast("dict[str, Any]", value).values())
    return cast("list[Any]", value) if isinstance(value, list) else ()


def _size(value: object) -> int:
    """How many values stand in one, itself included; counting ends where it is too much for anything."""
    stack, size = [value], 0
    while stack and size <= 20 * MAX_ADDED:
        inside = _inside(stack.pop())
        size += 1
        stack += inside
    return size


def _depth(value: object) -> int:
    """How many containers stand inside each other."""
    level, depth = [value], 0
    while level := [inner for outer in level for inner in _inside(outer) if isinstance(inner, dict | list)]:
        depth += 1
        if depth > MAX_DEPTH:
            break
    return depth
