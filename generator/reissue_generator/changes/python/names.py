"""What breaks callers of the models of a package: each name is compared by what it is made of, by its types.

Callers make models (old types must fit the new ones) and read them (new types must fit the old ones). Every model is made and
every one is read: those that only come back are made by callers' tests, those that are only sent are read by them. The rules of
these have ids of their own, so that a project without such tests can give them another level.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...api.models import Struct
from ...api.reach import reach, received, sent
from ...api.records import Api
from ...document import Node
from ..documents import Edition
from ..record import Log
from .models import Renames, dicts_of, node_of
from .surface import UNSET, Alias, Argument, Class, Fits, Named, Surface, Type, shown, without


class Names:
    """Compares what both packages have a name for. The old surface has the new names already."""

    def __init__(
        self, log: Log, editions: tuple[Edition, Edition], surfaces: tuple[Surface, Surface], renames: Renames
    ) -> None:
        self._log, self._members = log, renames.members()
        old, new = editions
        self._places = _Places(old, renames.names), _Places(new, {})
        uses = _uses(old.api, renames.names), _uses(new.api, {})
        self._sent, self._read_again = uses[0][0] | uses[1][0], uses[0][1] | uses[1][1]
        self._old, self._new = surfaces[0].names, surfaces[1].names
        self._made, self._read = Fits(self._old, self._new), Fits(self._new, self._old)

    def compare(self) -> None:
        """Write down what breaks callers."""
        for name in sorted(self._old.keys() & self._new.keys()):
            before, after = self._old[name], self._new[name]
            if isinstance(before, Class) and isinstance(after, Class):
                self._class(name, before, after)
            elif isinstance(before, Alias) and isinstance(after, Alias):
                self._type(name, "", "alias", before.type, after.type, name.startswith("params."))
            else:
                self._note("model-kind-changed", name, "", f"was {_kind(before)} and is {_kind(after)} now")

    def _class(self, name: str, before: Class, after: Class) -> None:
        renamed, left = self._members.get(_bare(name), {}), dict(after.members)
        for member in before.members.values():
            other = left.pop(renamed.get(member.name, member.name), None)
            if other is None:
                kind = f"{self._use(name)}required-" if member.required else ""
                self._note(f"{kind}member-removed", name, member.name, "is gone")
            elif member != other:
                self._member(name, member, other, before.is_dict)
        for member in left.values():
            kind, told = (
                (f"{self._use(name)}required-", "is new and must be given") if member.required else ("", "is new")
            )
            self._note(f"{kind}member-added", name, member.name, told)

    def _member(self, name: str, before: Argument, after: Argument, is_dict: bool) -> None:
        """One member. Keys of dicts are given and not read."""
        stem = f"{self._use(name)}member"
        if after.required and not before.required:
            self._note(f"{stem}-became-required", name, after.name, "must be given now")
        elif before.may_miss and not after.knows_unset:
            self._note(f"{stem}-became-required", name, after.name, "cannot be UNSET any more")
        elif after.may_miss and not before.knows_unset and not is_dict:
            self._note(f"{stem}-became-optional", name, after.name, "may be UNSET now")
        self._type(name, after.name, "member", without(before.type, UNSET), without(after.type, UNSET), is_dict)

    def _type(self, name: str, member: str, what: str, before: Type, after: Type, is_given: bool) -> None:
        made, read = self._made(before, after), self._read(after, before)
        if not (made and (read or is_given)):
            kind = "widened" if made else "narrowed" if read else "changed"
            self._note(f"{self._use(name)}{what}-{kind}", name, member, f"{shown(before)} -> {shown(after)}")

    def _note(self, rule: str, name: str, member: str, text: str) -> None:
        label = f"{_bare(name)}.{member}" if member else _bare(name)
        old, new = (each.of(name, member) for each in self._places)
        self._log.named(f"python-{rule}", label, text, old, new, f"{label} {text}")

    def _use(self, name: str) -> str:
        """What a model is used for, as ids of rules have it: '' where it is sent and comes back, or neither."""
        is_sent, is_read = name in self._sent or name.startswith("params."), name in self._read_again
        return "sent-" if is_sent and not is_read else "answer-" if is_read and not is_sent else ""


class _Places:
    """Where the names of a package stand in its document."""

    def __init__(self, edition: Edition, names: Mapping[str, str]) -> None:
        self._document = edition.document
        models = {model.key: model for model in edition.api.models}
        called = {f"models.{name}": key for key, name in edition.api.names.items()}
        called |= {f"params.{name}": key for key, name in dicts_of(edition).items()}
        self._models = {names.get(name, name): models[key] for name, key in called.items()}

    def of(self, name: str, member: str) -> Node:
        """A model, or one of its members by its name in Python, which is that on the wire in a dict."""
        model = self._models[name]
        node = node_of(self._document, model.key)
        fields = model.fields if isinstance(model, Struct) else ()
        wires = {field.wire if name.startswith("params.") else field.name: field.wire for field in fields}
        properties, wire = node.get("properties"), wires.get(member)
        return properties.get(wire) if wire in properties.map else node


def _uses(api: Api, names: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """The names of the models that are sent, and of those that come back."""
    models = {model.key: model for model in api.models}
    back = [*received(api.operations), *(webhook.type for webhook in api.webhooks)]
    given, read = (reach(models, types) for types in (sent(api.operations), back))
    called = {key: names.get(f"models.{name}", f"models.{name}") for key, name in api.names.items()}
    return {called[key] for key in given}, {called[key] for key in read}


def _bare(name: str) -> str:
    """A name without its module."""
    return name.partition(".")[2]


def _kind(named: Named) -> str:
    return "a class" if isinstance(named, Class) else f"a name for {shown(named.type)}"
