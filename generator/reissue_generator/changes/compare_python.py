"""What only Python callers notice of a client: its name, credentials, methods, arguments, iterators and results.

The operations that both editions have are walked side by side; what the document itself changed is told by the other
rules, and is not told again here.
"""

from __future__ import annotations

from typing import NamedTuple

from ..api.records import Api, Operation, Parameter, Resource
from ..api.types import TypeRef, Union
from ..document import Node
from .compare_models import Models, Pairs, compare_models
from .documents import Edition
from .operations import Found, Mark, mark_of
from .pair import became
from .record import Log, quoted
from .schema import REQUEST

Both = tuple[Found, Found]
"""An operation as the two documents describe it."""


class Method(NamedTuple):
    """A method of a client: where the document describes it, and its records."""

    found: Found
    resource: Resource
    operation: Operation

    @property
    def arguments(self) -> dict[Mark, str]:
        """Names of arguments by what the parameter is called on the wire."""
        return {_mark(self.operation, parameter): parameter.name for parameter in self.operation.arguments}

    @property
    def positional(self) -> list[str]:
        """The arguments that are given by position, in their order."""
        return [parameter.name for parameter in self.operation.arguments if parameter.location == "path"]


class Python:
    """Compares the names of two clients. `both` are the operations that both have."""

    def __init__(self, log: Log, old: Edition, new: Edition, both: list[Both]) -> None:
        self._log, self._old, self._new = log, old, new
        self._methods = [pair for before, after in both if (pair := _methods_of(before, after)) is not None]
        self._models = Models(old.api), Models(new.api)
        self._pairs = Pairs(*self._models)

    def compare(self) -> None:
        """Write down all that is called otherwise."""
        self._client()
        self._credentials()
        self._renames()
        for before, after in self._methods:
            self._log.operation(("operation", after.found.identity), after.found.name)
            self._arguments(before, after)
            self._iterator(before, after)
            self._pair_models(before.operation, after.operation)
            self._result(before, after)
        self._log.scope = None
        hooks = {hook.wire: hook for hook in self._new.api.webhooks}
        for hook in self._old.api.webhooks:
            if hook.wire in hooks:
                self._pairs.add(hook.type, hooks[hook.wire].type)
        compare_models(self._log, self._old, self._new, self._pairs)

    # --- the client

    def _client(self) -> None:
        was, now = self._old.api.class_name, self._new.api.class_name
        if was != now:
            places = _nodes(self._old, self._new, "info", "title")
            self._log.named("python-client-renamed", was, f"is {now} now", *places, now)

    def _credentials(self) -> None:
        before, after = _credentials_of(self._old.api), _credentials_of(self._new.api)
        places = _nodes(self._old, self._new, "components", "securitySchemes")
        for name in sorted(before.keys() | after.keys()):
            if (rule := _credential_rule(before.get(name), after.get(name))) is not None:
                self._log.named(rule[0], f"{self._new.api.class_name}({name}=)", rule[1], *places, name)

    # --- methods

    def _renames(self) -> None:
        """Methods that are called otherwise. A resource all of whose methods moved alike was renamed as a whole."""
        whole, told = self._renamed_resources(), set[str]()
        for before, after in self._methods:
            source, target = before.resource.path, after.resource.path
            if before.found.call == after.found.call:
                continue
            if source not in whole or before.operation.name != after.operation.name:
                self._rename("python-method-renamed", before, after, before.found.call, after.found.call)
            elif source not in told:
                told.add(source)
                self._rename("python-resource-renamed", before, after, f"client.{source}", f"client.{target}")

    def _renamed_resources(self) -> set[str]:
        """The resources that are gone and all of whose methods stand in one other resource now."""
        targets: dict[str, set[str]] = {}
        for before, after in self._methods:
            targets.setdefault(before.resource.path, set()).add(after.resource.path)
        known = {resource.path for resource in self._new.api.resources}
        return {name for name, names in targets.items() if len(names) == 1 and names != {name} and name not in known}

    def _rename(self, rule: str, before: Method, after: Method, was: str, now: str) -> None:
        self._log.operation(("operation", after.found.identity), after.found.name)
        self._log.named(rule, was, f"is {now} now", before.found.node, after.found.node, f"{was} {now}")

    def _arguments(self, before: Method, after: Method) -> None:
        was, now = before.arguments, after.arguments
        if list(was.items()) == list(now.items()):
            return
        if before.positional != after.positional and sorted(before.positional) == sorted(after.positional):
            text = f"positional arguments {quoted(before.positional)} -> {quoted(after.positional)}"
            self._changed("python-arguments-reordered", before, after, text)
            return
        for mark in sorted(was.keys() & now.keys()):
            if was[mark] != now[mark]:
                text = f"the argument '{was[mark]}' is '{now[mark]}' now"
                self._changed("python-argument-renamed", before, after, text)

    def _changed(self, rule: str, before: Method, after: Method, text: str) -> None:
        key = f"{after.found.identity} {text}"
        self._log.named(rule, after.found.call, text, before.found.node, after.found.node, key)

    def _iterator(self, before: Method, after: Method) -> None:
        was, now = before.operation.pagination, after.operation.pagination
        if was and now and was.method != now.method:
            text = f"the iterator {was.method} is {now.method} now"
            key = f"{after.operation.id} {text}"
            nodes = before.found.node, after.found.node
            self._log.named("python-iterator-renamed", after.found.call, text, *nodes, key)

    def _result(self, before: Method, after: Method) -> None:
        """The type that a method returns, where statuses, media types or envelopes change it and no schema does."""
        if _answers(before.operation) == _answers(after.operation):
            return
        was, now = self._shapes(before.operation.returns, 0), self._shapes(after.operation.returns, 1)
        if was == now:
            return
        kind = "widened" if was < now else "narrowed" if now < was else "changed"
        text = f"returns {_told(was)} -> {_told(now)}"
        places = before.found.node.get("responses"), after.found.node.get("responses")
        key = f"{after.found.identity} {text}"
        self._log.named(f"python-result-{kind}", after.found.call, text, *places, key)

    def _shapes(self, type_: TypeRef, edition: int) -> frozenset[str]:
        """The types of a union, for comparing and showing; `edition`: 0 for the old one, 1 for the new one."""
        members = type_.members if isinstance(type_, Union) else (type_,)
        return frozenset(self._models[edition].shape(member) for member in members)

    def _pair_models(self, old: Operation, new: Operation) -> None:
        """Note which models stand for each other in arguments, body and answers of an operation."""
        inputs = {_mark(new, parameter): parameter.type for parameter in new.arguments}
        for parameter in old.arguments:
            if (mark := _mark(old, parameter)) in inputs:
                self._pairs.add(parameter.type, inputs[mark])
        if old.body is not None and new.body is not None:
            self._pairs.add(old.body.type, new.body.type)
        results = {response.status: response.type for response in (*new.success, *new.errors)}
        for response in (*old.success, *old.errors):
            if response.status in results:
                self._pairs.add(response.type, results[response.status])


def _methods_of(before: Found, after: Found) -> tuple[Method, Method] | None:
    """The methods that two operations became; None where one of them has none."""
    if before.resource is None or before.record is None or after.resource is None or after.record is None:
        return None
    return Method(before, before.resource, before.record), Method(after, after.resource, after.record)


def _credential_rule(was: bool | None, now: bool | None) -> tuple[str, str] | None:
    """Rule and words for a credential: None where the client does not have it, else whether it must be given."""
    if was == now:
        return None
    if was is None:
        return f"python-{'required-' if now else ''}credential-added", "is new"
    if now is None:
        return f"python-{'required-' if was else ''}credential-removed", "is gone"
    word, text = became(REQUEST, now)
    return f"python-credential-became-{word}", text


def _credentials_of(api: Api) -> dict[str, bool]:
    """The arguments of the constructor, and whether each must be given."""
    given = {credential.name: api.requires(scheme) for scheme in api.schemes for credential in scheme.credentials}
    return {**given, api.api_version.name: False} if api.api_version is not None else given


def _mark(operation: Operation, parameter: Parameter) -> Mark:
    in_path = [each.wire for each in operation.parameters_in("path")]
    return mark_of(parameter.location, parameter.wire, in_path)


def _answers(operation: Operation) -> set[tuple[str, tuple[str, ...]]]:
    return {(response.status, response.media) for response in operation.success}


def _told(shapes: frozenset[str]) -> str:
    return " | ".join(sorted(shapes))


def _nodes(old: Edition, new: Edition, *keys: str) -> tuple[Node, Node]:
    """The nodes at the same address of both documents."""
    before, after = old.document.root, new.document.root
    for key in keys:
        before, after = before.get(key), after.get(key)
    return before, after
