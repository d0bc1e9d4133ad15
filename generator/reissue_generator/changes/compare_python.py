"""What only Python callers notice: names of the client, its methods, arguments, models and fields.

The two clients are walked side by side from the operations that both have; what the document itself changed is told by
the other rules, and is not told again here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from ..api.records import (
    NONE,
    Alias,
    Api,
    Choice,
    Coerced,
    List,
    Map,
    Model,
    Operation,
    Parameter,
    Ref,
    Struct,
    TypeRef,
    Union,
)
from ..document.source import Document, Node
from .operations import Found
from .reading import Side, address_of, node_at, source_named
from .record import Log, quoted

Both = tuple[Found, Found]


class Python:
    """Compares the names of two clients. `both` are the operations that both have."""

    def __init__(self, log: Log, old: Side, new: Side, both: list[Both]) -> None:
        self._log, self._old, self._new = log, old, new
        self._both = [(one, other) for one, other in both if one.record is not None and other.record is not None]
        self._models = Models(old.api), Models(new.api)
        self._pairs: dict[tuple[str, str], None] = {}
        """Keys of models that stand for each other, in the order in which they were met."""

    def compare(self) -> None:
        self._client()
        self._methods()
        for one, other in self._both:
            self._log.operation(("operation", other.identity), other.name)
            self._operation(one, other, cast(Operation, one.record), cast(Operation, other.record))
        self._log.scope = None
        hooks = {hook.wire: hook for hook in self._new.api.webhooks}
        for hook in self._old.api.webhooks:
            if hook.wire in hooks:
                self._pair(hook.type, hooks[hook.wire].type)
        self._names()
        self._fields()

    # --- the client

    def _client(self) -> None:
        old, new = self._old, self._new
        if old.api.class_name != new.api.class_name:
            places = _nodes(old, new, "info", "title")
            name = new.api.class_name
            self._log.named("python-client-renamed", old.api.class_name, f"is {name} now", *places, name)
        before, after = _credentials(old.api), _credentials(new.api)
        places = _nodes(old, new, "components", "securitySchemes")
        for name in sorted(before.keys() | after.keys()):
            label = f"{new.api.class_name}({name}=)"
            was, now = before.get(name), after.get(name)
            if was is None or now is None:
                kind, must = ("added", now) if was is None else ("removed", was)
                rule = f"python-{'required-' if must else ''}credential-{kind}"
                self._log.named(rule, label, "is new" if was is None else "is gone", *places, name)
            elif was != now:
                rule = f"python-credential-became-{'required' if now else 'optional'}"
                self._log.named(rule, label, "must be given now" if now else "may be left out now", *places, name)

    # --- methods

    def _methods(self) -> None:
        """Methods that are called otherwise. A resource all of whose methods moved alike was renamed as a whole."""
        moved = [(one, other) for one, other in self._both if one.call != other.call]
        resources: dict[str, set[str]] = {}
        for one, other in self._both:
            resources.setdefault(_resource(one), set()).add(_resource(other))
        whole = {name for name, targets in resources.items() if len(targets) == 1 and targets != {name}}
        attributes = {resource.attribute for resource in self._new.api.resources}
        whole = {name for name in whole if name not in attributes}
        told: set[str] = set()
        for one, other in moved:
            source, target = _resource(one), _resource(other)
            if source in whole and _method(one) == _method(other):
                if source not in told:
                    told.add(source)
                    self._rename("python-resource-renamed", one, other, f"client.{source}", f"client.{target}")
                continue
            self._rename("python-method-renamed", one, other, one.call, other.call)

    def _rename(self, rule: str, old: Found, new: Found, was: str, now: str) -> None:
        self._log.operation(("operation", new.identity), new.name)
        self._log.named(rule, was, f"is {now} now", old.node, new.node, f"{was} {now}")

    def _operation(self, one: Found, other: Found, old: Operation, new: Operation) -> None:
        self._arguments(one, other, old, new)
        if old.pagination and new.pagination and old.pagination.method != new.pagination.method:
            text = f"the iterator {old.pagination.method} is {new.pagination.method} now"
            self._log.named("python-iterator-renamed", other.call, text, one.node, other.node, f"{new.id} {text}")
        self._pair_operations(old, new)
        self._result(one, other, old, new)

    def _arguments(self, one: Found, other: Found, old: Operation, new: Operation) -> None:
        if [(p.location, p.wire, p.name) for p in old.arguments] == [
            (p.location, p.wire, p.name) for p in new.arguments
        ]:
            return
        before = {_mark(old, p): p.name for p in old.arguments}
        after = {_mark(new, p): p.name for p in new.arguments}
        paths = [[p.name for p in each.arguments if p.location == "path"] for each in (old, new)]
        if paths[0] != paths[1] and sorted(paths[0]) == sorted(paths[1]):
            text = f"positional arguments {quoted(paths[0])} -> {quoted(paths[1])}"
            key = f"{other.identity} {text}"
            self._log.named("python-arguments-reordered", other.call, text, one.node, other.node, key)
            return
        for mark in sorted(before.keys() & after.keys()):
            if before[mark] != after[mark]:
                text = f"the argument '{before[mark]}' is '{after[mark]}' now"
                key = f"{other.identity} {text}"
                self._log.named("python-argument-renamed", other.call, text, one.node, other.node, key)

    def _result(self, one: Found, other: Found, old: Operation, new: Operation) -> None:
        """The type that a method returns, where statuses, media types or envelopes change it and no schema does."""
        statuses = [{(response.status, response.media) for response in each.success} for each in (old, new)]
        if statuses[0] == statuses[1]:
            return
        before, after = self._shapes(old.returns, 0), self._shapes(new.returns, 1)
        if before == after:
            return
        kind = "widened" if before < after else "narrowed" if after < before else "changed"
        text = f"returns {_alternatives(before)} -> {_alternatives(after)}"
        places = one.node.get("responses"), other.node.get("responses")
        self._log.named(f"python-result-{kind}", other.call, text, *places, f"{other.identity} {text}")

    def _shapes(self, type_: TypeRef, side: int) -> frozenset[str]:
        members = type_.members if isinstance(type_, Union) else (type_,)
        return frozenset(self._models[side].shape(member) for member in members)

    # --- models

    def _pair_operations(self, old: Operation, new: Operation) -> None:
        inputs = {_mark(new, p): p.type for p in new.parameters}
        for parameter in old.parameters:
            if (mark := _mark(old, parameter)) in inputs:
                self._pair(parameter.type, inputs[mark])
        if old.body is not None and new.body is not None:
            self._pair(old.body.type, new.body.type)
        results = {one.status: one.type for one in (*new.success, *new.errors)}
        for one in (*old.success, *old.errors):
            if one.status in results:
                self._pair(one.type, results[one.status])

    def _pair(self, old: TypeRef, new: TypeRef) -> None:
        """Note which models stand for each other in two types, and in all that these hold."""
        todo = [(old, new)]
        while todo:
            one, other = todo.pop()
            for left, right in self._matched(_refs(one), _refs(other)):
                if (left, right) in self._pairs:
                    continue
                self._pairs[left, right] = None
                todo += _inner(self._models[0].by_key[left], self._models[1].by_key[right])

    def _matched(self, old: list[str], new: list[str]) -> Iterable[tuple[str, str]]:
        """Models of two types: by key, by name, then by what is left, where that is one each."""
        names = self._old.api.names, self._new.api.names
        left, right = list(old), list(new)
        for by_name in (False, True):
            for one in list(left):
                wanted = names[0][one] if by_name else one
                other = next((each for each in right if (names[1][each] if by_name else each) == wanted), None)
                if other is not None:
                    left.remove(one)
                    right.remove(other)
                    yield one, other
        if len(left) == len(right) == 1:
            yield left[0], right[0]

    def _names(self) -> None:
        before = {name: key for key, name in self._old.api.names.items()}
        after = {name: key for key, name in self._new.api.names.items()}
        renamed: dict[str, str] = {}
        for left, right in self._pairs:
            was, now = self._old.api.names[left], self._new.api.names[right]
            if was == now:
                continue
            if was not in after and now not in before and was not in renamed and now not in renamed.values():
                renamed[was] = now
                self._model("python-model-renamed", was, f"is {now} now", left, right, now)
            elif was in after:
                self._model("python-model-replaced", was, f"where it stood, {now} stands now", left, right, now)
        for name in sorted(before.keys() - after.keys() - renamed.keys()):
            self._model("python-model-removed", name, "is gone", before[name], None, "")
        for name in sorted(after.keys() - before.keys() - set(renamed.values())):
            self._model("python-model-added", name, "is new", None, after[name], "")

    def _model(self, rule: str, name: str, text: str, old: str | None, new: str | None, more: str) -> None:
        places = _node(self._old.document, old), _node(self._new.document, new)
        self._log.named(rule, name, text, *places, f"{name} {more}")

    def _fields(self) -> None:
        for left, right in self._pairs:
            old, new = self._models[0].by_key[left], self._models[1].by_key[right]
            if not (isinstance(old, Struct) and isinstance(new, Struct)):
                continue
            after = {field.wire: field.name for field in new.fields}
            for field in old.fields:
                name = after.get(field.wire, field.name)
                if name != field.name:
                    label = f"{self._old.api.names[left]}.{field.name}"
                    self._model("python-field-renamed", label, f"is {name} now", left, right, name)


class Models:
    """The models of one client by key."""

    def __init__(self, api: Api) -> None:
        self._names = api.names
        self.by_key: dict[str, Model] = {model.key: model for model in api.models}

    def shape(self, type_: TypeRef) -> str:
        """A type for comparing and for showing."""
        match type_:
            case Ref(key):
                return self._names[key]
            case List(item):
                return f"list[{self.shape(item)}]"
            case Map(value):
                return f"dict[str, {self.shape(value)}]"
            case Coerced(inner):
                return self.shape(inner)
            case Union(members):
                return " | ".join(self.shape(member) for member in members)
            case _:
                return "None" if type_ == NONE else str(getattr(type_, "name", None) or getattr(type_, "values", ""))


def _refs(type_: TypeRef) -> list[str]:
    """The models that a type names, each once."""
    found: dict[str, None] = {}
    todo: list[TypeRef] = [type_]
    while todo:
        match one := todo.pop(0):
            case Ref(key):
                found[key] = None
            case List(item):
                todo.append(item)
            case Map(value):
                todo.append(value)
            case Coerced(inner):
                todo.append(inner)
            case Union(members):
                todo += members
            case _:
                _ = one
    return list(found)


def _inner(old: Model, new: Model) -> list[tuple[TypeRef, TypeRef]]:
    if isinstance(old, Struct) and isinstance(new, Struct):
        after = {field.wire: field.type for field in new.fields}
        return [(field.type, after[field.wire]) for field in old.fields if field.wire in after]
    if isinstance(old, Choice) and isinstance(new, Choice):
        return [(Union(old.members), Union(new.members))]
    if isinstance(old, Alias) and isinstance(new, Alias):
        return [(old.type, new.type)]
    return []


def _credentials(api: Api) -> dict[str, bool]:
    """The arguments of the constructor, and whether each must be given: every way to authenticate wants it."""
    always = (
        {one for one in api.security[0] if all(one in each for each in api.security)} if api.security else set[str]()
    )
    return {one.name: scheme.wire in always for scheme in api.schemes for one in scheme.credentials}


def _mark(operation: Operation, one: Parameter) -> tuple[str, str]:
    """What a parameter is called on the wire; those of a path count by position."""
    if one.location != "path":
        return one.location, one.wire.casefold() if one.location == "header" else one.wire
    return "path", str([p.wire for p in operation.of("path")].index(one.wire))


def _resource(found: Found) -> str:
    return found.resource.attribute if found.resource else ""


def _method(found: Found) -> str:
    return found.record.name if found.record else ""


def _alternatives(shapes: frozenset[str]) -> str:
    return " | ".join(sorted(shapes))


def _nodes(old: Side, new: Side, *keys: str) -> tuple[Node, Node]:
    """The nodes at the same address of both documents."""
    before, after = old.document.root, new.document.root
    for key in keys:
        before, after = before.get(key), after.get(key)
    return before, after


def _node(document: Document, key: str | None) -> Node:
    """Where the schema of a model stands."""
    if key is None:
        return document.root.get("components").get("schemas")
    name, pointer = address_of(key)
    return node_at(source_named(document, name), pointer)
