"""Amendments of a specification: each as a change of its text, and of its data, by which the text is verified."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from ..document import UNIONS, Node, Pointer, type_names
from ..findings import Place
from .edit import Raw, Yaml, scalar
from .report import Proposal

_NULL = Raw('"null"')


@dataclass(eq=False)
class Edit:
    """One change of a specification: on its text, and on its data, by which the text is verified."""

    words: str
    at: Node
    key: tuple[object, ...]
    text: Callable[[Yaml], str]
    data: Callable[[Any], None]
    """Changes the map or list at the place of `at`."""
    place: Place | None = None
    """Where to look; None: at the place of `at`."""
    failed: str = ""
    """Why the patch does not have it."""
    evidence: list[str] = field(default_factory=list[str])
    """Where it was seen, in how many answers of how many."""
    holds: frozenset[str] = frozenset()
    """Of a member that was not there: what is documented within it, by name."""
    kinds: frozenset[str] = frozenset()
    """Of a member that is new: its JSON types."""
    counts: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """In how many answers, by the operation and the path of the object that it is about."""

    @property
    def proposal(self) -> Proposal:
        """What a finding says of it."""
        seen = f" [{'; '.join(self.evidence)}]" if self.evidence else ""
        words = f"{self.words}{seen}" if not self.failed else f"{self.words}{seen} (by hand: {self.failed})"
        return Proposal(words, self.place or self.at.place, patched=not self.failed)


def document_member(owner: Node, name: str, schema: Mapping[str, Any]) -> Edit:
    """Give an object a member with this schema."""
    properties = owner.get("properties")

    def text(yaml: Yaml) -> str:
        block = [f"{key}: {_flow(value)}" for key, value in schema.items()]
        flow = f"{{ {', '.join([*block[1:], block[0]])} }}"  # the description last, where all is on one line
        if yaml.has(properties.pointer):
            return yaml.add_member(properties.pointer, name, block, flow)
        block = [f"{scalar(name)}:", *(f"  {line}" for line in block)]
        return yaml.add_member(owner.pointer, "properties", block, f"{{ {scalar(name)}: {flow} }}")

    def data(value: Any) -> None:
        value.setdefault("properties", {})[name] = schema

    kinds = frozenset(type_names(dict(schema)))
    return Edit(f"document {name!r}", owner, ("property", owner.key, name), text, data, properties.place, kinds=kinds)


def document_response(responses: Node, status: int, told: dict[str, Any]) -> Edit:
    """Give an operation a response of a status."""
    return Edit(
        f"document HTTP {status}",
        responses,
        ("response", responses.key, status),
        lambda yaml: yaml.add_member(responses.pointer, str(status), [*_block(told)], _flow(told), brief=False),
        lambda data: data.__setitem__(str(status), told),
    )


def document_header(response: Node, name: str, description: str) -> Edit:
    """Give a response a header, as text."""
    headers = response.get("headers")
    block = [f"description: {scalar(description)}", "schema: { type: string }"]
    flow = f"{{ {', '.join(block)} }}"

    def text(yaml: Yaml) -> str:
        if yaml.has(headers.pointer):
            return yaml.add_member(headers.pointer, name, block, flow)
        whole = [f"{scalar(name)}:", *(f"  {line}" for line in block)]
        return yaml.add_member(response.pointer, "headers", whole, f"{{ {scalar(name)}: {flow} }}")

    def data(value: Any) -> None:
        value.setdefault("headers", {})[name] = {"description": description, "schema": {"type": "string"}}

    return Edit(f"document the header {name!r}", response, ("header", response.key, name), text, data, headers.place)


def no_longer_required(owner: Node, name: str, words: str, holds: frozenset[str]) -> Edit:
    """Take a member, which holds others of these names, out of `required`, which goes when nothing is left in it."""
    required = owner.get("required")

    def data(value: Any) -> None:
        value["required"].remove(name)
        if not value["required"]:
            del value["required"]

    key = ("required", owner.key, name)
    return Edit(
        words, owner, key, lambda yaml: yaml.remove_item(required.pointer, name), data, required.place, holds=holds
    )


def add_item(words: str, listed: Node, value: Any) -> Edit:
    """One more item in a list of the document."""
    return Edit(
        words,
        listed,
        ("item", listed.key, json.dumps(value)),
        lambda yaml: yaml.append(listed.pointer, value),
        lambda items: items.append(value),
    )


def add_keyword(words: str, node: Node, name: str, value: Any) -> Edit:
    """One more keyword in a schema."""
    return Edit(
        words,
        node,
        ("member", node.key, name),
        lambda yaml: yaml.add_member(node.pointer, name, [scalar(value)], scalar(value)),
        lambda data: data.__setitem__(name, value),
    )


def integer_to_number(words: str, node: Node) -> Edit:
    """Write `number` for `integer` in the type of a schema."""
    said: Any = node.map.get("type")
    at, place = node, cast("str | int", "type")
    pointer: Pointer = (*node.pointer, "type")
    if isinstance(said, list):
        at, place = node.get("type"), cast("list[str]", said).index("integer")
        pointer = (*pointer, str(place))
    return Edit(
        words,
        at,
        ("type", node.key, "number"),
        lambda yaml: yaml.set(pointer, "number"),
        lambda data: data.__setitem__(place, "number"),
    )


def widen(words: str, node: Node, kind: str) -> Edit | Proposal:
    """Allow one more JSON type at a place, wherever its type is said; in words where it is said in several places."""
    said, unions = node.map.get("type"), [key for key in UNIONS if key in node.map]
    if "allOf" in node.map or len(unions) > (said is None and "$ref" not in node.map):
        return Proposal(f"{words}: the schema is put together of several: widen it by hand", node.place)
    if kind in type_names(node.map) or (unions and {"type": kind} in node.get(unions[0]).array):
        return Proposal("documented by now", node.place)
    if isinstance(said, str | list):
        return _widen_type(words, node, kind)
    if "$ref" in node.map:
        return _widen_reference(words, node, kind)
    if unions:
        return _widen_union(words, node.get(unions[0]), kind)
    return Proposal(f"{words}: the schema names no type: see there", node.place)


def _word(kind: str) -> Raw:
    """A type as YAML writes it: null is a word of its own there."""
    return _NULL if kind == "null" else Raw(kind)


def _widen_type(words: str, node: Node, kind: str) -> Edit:
    def data(schema: Any) -> None:
        said: Any = schema["type"]
        schema["type"] = [*(cast("list[str]", said) if isinstance(said, list) else [said]), kind]

    pointer = (*node.pointer, "type")
    return Edit(words, node, ("type", node.key, kind), lambda yaml: yaml.add_type(pointer, _word(kind)), data)


def _widen_reference(words: str, node: Node, kind: str) -> Edit:
    def data(schema: Any) -> None:
        if "$ref" in schema:
            schema["oneOf"] = [{"$ref": schema.pop("$ref")}]
        schema["oneOf"].append({"type": kind})

    other = f"type: {_word(kind)}"
    return Edit(words, node, ("type", node.key, kind), lambda yaml: yaml.wrap(node.pointer, "$ref", other), data)


def _widen_union(words: str, listed: Node, kind: str) -> Edit:
    other = f"type: {_word(kind)}"
    return Edit(
        words,
        listed,
        ("type", listed.key, kind),
        lambda yaml: yaml.add_schema(listed.pointer, other),
        lambda members: members.append({"type": kind}),
    )


def _flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, list):
        return f"[{', '.join(_flow(item) for item in cast('list[Any]', value))}]"
    if not isinstance(value, dict):
        return scalar(cast(object, value))
    members = [f"{scalar(key)}: {_flow(inner)}" for key, inner in cast("dict[str, Any]", value).items()]
    return f"{{ {', '.join(members)} }}" if members else "{}"


def _block(value: dict[str, Any]) -> Iterator[str]:
    """The lines of a map; what holds nothing but values stands on one."""
    for key, inner in value.items():
        if isinstance(inner, dict) and any(isinstance(one, dict) for one in cast("dict[str, Any]", inner).values()):
            yield f"{scalar(key)}:"
            yield from (f"  {line}" for line in _block(cast("dict[str, Any]", inner)))
        else:
            yield f"{scalar(key)}: {_flow(inner)}"
