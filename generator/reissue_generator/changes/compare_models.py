"""What Python callers notice of models: which stand for each other in two clients, and what they and their fields are called."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator

from ..api.models import Choice, Model, Struct
from ..api.reach import refs
from ..api.records import Api
from ..api.types import NONE, BodyPart, Coerced, Items, List, Map, Ref, Tuple, TypeRef, Union
from ..document import Document, Node
from .addresses import address_of, node_at, source_named
from .documents import Edition
from .record import Log


class Models:
    """The models of one client by key."""

    def __init__(self, api: Api) -> None:
        self.names = api.names
        self.by_key: dict[str, Model] = {model.key: model for model in api.models}

    def shape(self, type_: TypeRef) -> str:
        """A type for comparing and for showing."""
        match type_:
            case Ref(key):
                return self.names[key]
            case List(item) | Items(item):
                return f"list[{self.shape(item)}]"
            case Map(value):
                return f"dict[str, {self.shape(value)}]"
            case Coerced(inner) | BodyPart(inner):
                return self.shape(inner)
            case Tuple():
                return f"tuple[{', '.join(map(self.shape, type_.types))}]"
            case Union(members):
                return " | ".join(self.shape(member) for member in members)
            case _:
                return "None" if type_ == NONE else str(getattr(type_, "name", None) or getattr(type_, "values", ""))


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


def compare_models(log: Log, old: Edition, new: Edition, pairs: Iterable[tuple[str, str]]) -> None:
    """Write down which models and fields are called otherwise, and which are gone or new."""
    comparison = _Comparison(log, old, new)
    known = list(pairs)
    comparison.names(known)
    comparison.fields(known)


class _Comparison:
    def __init__(self, log: Log, old: Edition, new: Edition) -> None:
        self._log, self._old, self._new = log, old, new

    def names(self, pairs: list[tuple[str, str]]) -> None:
        before = {name: key for key, name in self._old.api.names.items()}
        after = {name: key for key, name in self._new.api.names.items()}
        renamed: dict[str, str] = {}
        for left, right in pairs:
            was, now = self._old.api.names[left], self._new.api.names[right]
            if was == now:
                continue
            if was in after:
                self._note("python-model-replaced", was, f"where it stood, {now} stands now", left, right, now)
            elif now not in before and was not in renamed and now not in renamed.values():
                renamed[was] = now
                self._note("python-model-renamed", was, f"is {now} now", left, right, now)
        for name in sorted(before.keys() - after.keys() - renamed.keys()):
            self._note("python-model-removed", name, "is gone", before[name], None, "")
        for name in sorted(after.keys() - before.keys() - set(renamed.values())):
            self._note("python-model-added", name, "is new", None, after[name], "")

    def fields(self, pairs: list[tuple[str, str]]) -> None:
        models = Models(self._old.api).by_key, Models(self._new.api).by_key
        for left, right in pairs:
            old, new = models[0][left], models[1][right]
            if not (isinstance(old, Struct) and isinstance(new, Struct)):
                continue
            after = {field.wire: field.name for field in new.fields}
            for field in old.fields:
                name = after.get(field.wire, field.name)
                if name != field.name:
                    label = f"{self._old.api.names[left]}.{field.name}"
                    self._note("python-field-renamed", label, f"is {name} now", left, right, name)

    def _note(self, rule: str, name: str, text: str, old: str | None, new: str | None, more: str) -> None:
        places = _node_of(self._old.document, old), _node_of(self._new.document, new)
        self._log.named(rule, name, text, *places, f"{name} {more}")


def _node_of(document: Document, key: str | None) -> Node:
    """Where the schema of a model stands; the schemas of the document for none."""
    if key is None:
        return document.root.get("components").get("schemas")
    name, pointer = address_of(key)
    return node_at(source_named(document, name), pointer)
