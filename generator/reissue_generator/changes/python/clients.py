"""What Python callers notice of a client, by the surfaces of the two packages: the client itself, its methods, its events.

The operations that both editions have are walked side by side to know which names stand for each other; whether a change
breaks a caller is told by the types alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ...api.records import Operation, Parameter, Resource
from ..calls.operations import Found, Mark, mark_of
from ..documents import Edition, nodes_at
from ..record import Log
from .calls import Calls
from .models import Models, Pairs, Renames
from .names import Names
from .surface import surfaces_of

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
    def calls(self) -> list[tuple[str, str]]:
        """What there is to call: what each does, and how it is called from the client."""
        operation = self.operation
        more = (("its iterator", operation.pagination), ("its stream", operation.streaming))
        names = [("", operation.name), *((what, one.method) for what, one in more if one is not None)]
        return [(what, f"{self.resource.path}.{name}") for what, name in names]


class Python:
    """Compares two clients as callers see them. `both` are the operations that both have."""

    def __init__(self, log: Log, old: Edition, new: Edition, both: list[Both]) -> None:
        self._log, self._old, self._new = log, old, new
        self._methods = [pair for before, after in both if (pair := _methods_of(before, after)) is not None]

    def compare(self) -> None:
        """Write down all that is called otherwise, is gone, or is of another type."""
        self._client()
        called = self._renames()
        self._log.scope = None
        renames = Renames(self._log, self._old, self._new, self._pairs())
        renames.compare()
        before, after = surfaces_of(self._old.api, self._new.api, typed_dicts=self._new.typed_dicts)
        surfaces = before.renamed(renames.names), after
        editions = self._old, self._new
        Names(self._log, editions, surfaces, renames).compare()
        Calls(self._log, editions, surfaces).compare(
            called, {pair[0].found.call: _arguments(*pair) for pair in self._methods}
        )

    def _client(self) -> None:
        was, now = self._old.api.class_name, self._new.api.class_name
        if was != now:
            places = nodes_at(self._old, self._new, "info", "title")
            self._log.named("python-client-renamed", was, f"is {now} now", *places, now)

    # --- methods

    def _renames(self) -> dict[str, str]:
        """Methods that are called otherwise. A resource all of whose methods moved alike was renamed as a whole."""
        whole, told, found = self._renamed_resources(), set[str](), dict[str, str]()
        for before, after in self._methods:
            source, target = before.resource.path, after.resource.path
            now = dict(after.calls)
            found.update((name, now[what]) for what, name in before.calls if what in now)
            is_moved = source in whole and before.operation.name == after.operation.name
            if before.found.call != after.found.call and not is_moved:
                self._rename("python-method-renamed", before, after, before.found.call, after.found.call)
            elif before.found.call != after.found.call and source not in told:
                told.add(source)
                self._rename("python-resource-renamed", before, after, f"client.{source}", f"client.{target}")
            self._iterator(before, after)
        return found

    def _renamed_resources(self) -> set[str]:
        """The resources that are gone and all of whose methods stand in one other resource now."""
        targets: dict[str, set[str]] = {}
        for before, after in self._methods:
            targets.setdefault(before.resource.path, set()).add(after.resource.path)
        known = {resource.path for resource in self._new.api.resources}
        return {name for name, names in targets.items() if len(names) == 1 and names != {name} and name not in known}

    def _rename(self, rule: str, before: Method, after: Method, was: str, now: str) -> None:
        self._log.operation(after.found.identity, after.found.name)
        self._log.named(rule, was, f"is {now} now", before.found.node, after.found.node, f"{was} {now}")

    def _iterator(self, before: Method, after: Method) -> None:
        was, now = before.operation.pagination, after.operation.pagination
        if was and now and was.method != now.method:
            text = f"the iterator {was.method} is {now.method} now"
            self._log.operation(after.found.identity, after.found.name)
            nodes = before.found.node, after.found.node
            self._log.named("python-iterator-renamed", after.found.call, text, *nodes, f"{after.operation.id} {text}")

    # --- models

    def _pairs(self) -> Pairs:
        """Which models stand for each other in arguments, bodies, answers and events."""
        found = Pairs(Models(self._old.api), Models(self._new.api))
        for before, after in self._methods:
            _pair(found, before.operation, after.operation)
        hooks = {hook.wire: hook for hook in self._new.api.webhooks}
        for hook in self._old.api.webhooks:
            if hook.wire in hooks:
                found.add(hook.type, hooks[hook.wire].type)
        return found


def _pair(found: Pairs, old: Operation, new: Operation) -> None:
    """Note which models stand for each other in an operation."""
    inputs = {_mark(new, parameter): parameter.type for parameter in new.arguments}
    for parameter in old.arguments:
        if (mark := _mark(old, parameter)) in inputs:
            found.add(parameter.type, inputs[mark])
    if old.body is not None and new.body is not None:
        found.add(old.body.type, new.body.type)
    results = {response.status: response.type for response in (*new.success, *new.errors)}
    for response in (*old.success, *old.errors):
        if response.status in results:
            found.add(response.type, results[response.status])


def _methods_of(before: Found, after: Found) -> tuple[Method, Method] | None:
    """The methods that two operations became; None where one of them has none."""
    if before.resource is None or before.record is None or after.resource is None or after.record is None:
        return None
    return Method(before, before.resource, before.record), Method(after, after.resource, after.record)


def _arguments(before: Method, after: Method) -> Mapping[str, str]:
    """The new names of arguments by their old ones."""
    now = after.arguments
    return {name: now[mark] for mark, name in before.arguments.items() if mark in now}


def _mark(operation: Operation, parameter: Parameter) -> Mark:
    in_path = [each.wire for each in operation.parameters_in("path")]
    return mark_of(parameter.location, parameter.wire, in_path)
