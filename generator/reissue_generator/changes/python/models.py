"""What Python callers notice of models: which stand for each other in two clients, and what they and their fields are called."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping

from ...api.models import Choice, Model, Struct
from ...api.reach import refs
from ...api.records import Api
from ...api.types import TypeRef, Union
from ...document import Document, Node
from ...emit.given import params_of
from ..documents import Edition
from ..record import Log
from .addresses import address_of, node_at, source_named


class Models:
    """The models of one client by key."""

    def __init__(self, api: Api) -> None:
        self.names = api.names
        self.by_key: dict[str, Model] = {model.key: model for model in api.models}


class Pairs:
    """Keys of models that stand for each other, in the order in which they were met."""

    def __init__(self, old: Models, new: Models) -> None:
        self._old, self._new = old, new
        self._known: dict[tuple[str, str], None] = {}

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._known)

    def add(self, old: TypeRef, new: TypeRef) -> None:
        """Note which models stand for each other in two types, and in all that these hold."""
        todo = [(old, new)]
        while todo:
            before, after = todo.pop()
            for pair in self._matched(list(dict.fromkeys(refs(before))), list(dict.fromkeys(refs(after)))):
                if pair not in self._known:
                    self._known[pair] = None
                    todo += _parts(self._old.by_key[pair[0]], self._new.by_key[pair[1]])

    def _is_namesake(self, old: str, new: str) -> bool:
        return self._old.names[old] == self._new.names[new]

    def _matched(self, old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
        """Models of two types: by key, by name, then by what is left, where that is one each."""
        for is_same in (operator.eq, self._is_namesake):
            for before in list(old):
                after = next((key for key in new if is_same(before, key)), None)
                if after is not None:
                    old.remove(before)
                    new.remove(after)
                    yield before, after
        if len(old) == len(new) == 1:
            yield old[0], new[0]


def _parts(old: Model, new: Model) -> Iterable[tuple[TypeRef, TypeRef]]:
    """The types inside two models that stand for each other."""
    if isinstance(old, Struct) and isinstance(new, Struct):
        after = {field.wire: field.type for field in new.fields}
        return [(field.type, after[field.wire]) for field in old.fields if field.wire in after]
    if isinstance(old, Choice) and isinstance(new, Choice):
        return [(Union(old.members), Union(new.members))]
    return []


class Renames:
    """Models and members that are called otherwise, and models that one client alone has.

    `pairs` are the models that stand for each other: they are met in the same places of operations that both clients have.
    """

    def __init__(self, log: Log, old: Edition, new: Edition, pairs: Iterable[tuple[str, str]]) -> None:
        self._log, self._old, self._new = log, old, new
        self._before, self._after = _named(old.api), _named(new.api)
        self.models: dict[str, str] = {}
        """The new name of a model by its old one."""
        for left, right in pairs:
            was, now = old.api.names[left], new.api.names[right]
            if was not in self._after and now not in self._before and now not in self.models.values():
                self.models.setdefault(was, now)
        was_dicts, now_dicts = (
            {side.api.names[key]: name for key, name in dicts_of(side).items()} for side in (old, new)
        )
        both = [each for each in self.models.items() if each[0] in was_dicts and each[1] in now_dicts]
        self.names = {
            **{f"models.{was}": f"models.{now}" for was, now in self.models.items()},
            **{f"params.{was_dicts[was]}": f"params.{now_dicts[now]}" for was, now in both},
        }
        """The same of all that stands in a package, with the module in which it does."""

    def compare(self) -> None:
        """Write down what became of the names of models."""
        before, after = self._before, self._after
        for was, now in sorted(self.models.items()):
            text = f"is {now} now (it stands in the same places)"
            self._note("python-model-renamed", was, text, before[was].key, after[now].key, now)
        for name in sorted(before.keys() - after.keys() - self.models.keys()):
            self._note("python-model-removed", name, "is gone", before[name].key, None, "")
        for name in sorted(after.keys() - before.keys() - set(self.models.values())):
            self._note("python-model-added", name, "is new", None, after[name].key, "")

    def members(self) -> dict[str, dict[str, str]]:
        """Write down which members are called otherwise; gives them by the new name of their model."""
        found: dict[str, dict[str, str]] = {}
        for was, old in self._before.items():
            now = self.models.get(was, was)
            new = self._after.get(now)
            if not (isinstance(old, Struct) and isinstance(new, Struct)):
                continue
            after = {field.wire: field.name for field in new.fields}
            for field in old.fields:
                name = after.get(field.wire, field.name)
                if name != field.name:
                    found.setdefault(now, {})[field.name] = name
                    text = f"is {name} now (both are '{field.wire}' on the wire)"
                    self._note("python-field-renamed", f"{now}.{field.name}", text, old.key, new.key, name)
        return found

    def _note(self, rule: str, name: str, text: str, old: str | None, new: str | None, more: str) -> None:
        places = node_of(self._old.document, old), node_of(self._new.document, new)
        self._log.named(rule, name, text, *places, f"{name} {more}")


def _named(api: Api) -> dict[str, Model]:
    """The models that a client has, by their names."""
    return {api.names[model.key]: model for model in api.models}


def dicts_of(edition: Edition) -> Mapping[str, str]:
    """The TypedDict of each model that callers may give as a dict, by the key of the model."""
    return params_of(edition.api) if edition.typed_dicts else {}


def node_of(document: Document, key: str | None) -> Node:
    """Where the schema of a model stands; the schemas of the document for none."""
    if key is None:
        return document.root.get("components").get("schemas")
    name, pointer = address_of(key)
    return node_at(source_named(document, name), pointer)
